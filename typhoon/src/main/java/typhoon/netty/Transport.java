package typhoon.netty;

import io.netty.channel.Channel;
import io.netty.channel.ChannelOption;
import io.netty.channel.DefaultSelectStrategyFactory;
import io.netty.channel.IoHandler;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.ServerChannel;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollDomainSocketChannel;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollServerDomainSocketChannel;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.epoll.LinuxSocket;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioChannelOption;
import io.netty.channel.socket.nio.NioDomainSocketChannel;
import io.netty.channel.socket.nio.NioServerDomainSocketChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.channel.unix.DomainSocketReadMode;
import io.netty.channel.unix.Socket;
import io.netty.channel.unix.UnixChannelOption;
import io.netty.channel.uring.IoUring;
import io.netty.channel.uring.IoUringDomainSocketChannel;
import io.netty.channel.uring.IoUringIoHandler;
import io.netty.channel.uring.IoUringServerDomainSocketChannel;
import io.netty.channel.uring.IoUringServerSocketChannel;
import io.netty.channel.uring.IoUringSocketChannel;
import io.netty.util.concurrent.ThreadAwareExecutor;
import java.io.IOException;
import java.net.StandardSocketOptions;
import org.slf4j.Logger;

/**
 * How sockets are waited for: epoll where its jar is present and the kernel allows it, else the JDK's selector (nio); io_uring only when
 * asked for by {@code -Dtyphoon.transport=io_uring} and a ring can be made. The shared carrier needs the JDK's
 * selector, which is the one that parks.
 */
public enum Transport {
    NIO("nio"), EPOLL("epoll"), IO_URING("io_uring");

    private static final Logger LOG = Logs.of("typhoon.general");

    /** Of epoll, in one turn. What 64 connections touch stays in the cache; with 512 at once a request cost 6 to 9 % more. */
    private static final int MOST_EVENTS = 64;

    private final String words;

    Transport(String words) {
        this.words = words;
    }

    private static final class Chosen {
        static final Transport TRANSPORT = choose(System.getProperty("typhoon.transport", "auto"));
    }

    /** The transport of every loop of this JVM; chosen at the first call. */
    public static Transport chosen() {
        return Chosen.TRANSPORT;
    }

    private static Transport choose(String wanted) {
        return switch (wanted) {
            case "auto" -> mayBeNative() && Native.epoll() ? EPOLL : NIO;
            case "nio" -> NIO;
            case "epoll" -> require(EPOLL, mayBeNative() && Native.epoll());
            case "io_uring" -> mayBeNative() && Native.ioUring() ? IO_URING : instead(choose("auto"));
            default -> throw new IllegalArgumentException("typhoon.transport is auto, nio, epoll or io_uring, not " + wanted);
        };
    }

    private static Transport instead(Transport other) {
        LOG.warn("-Dtyphoon.transport=io_uring was asked for, but no ring could be made ({}); using {}",
                mayBeNative() ? Native.noRing : "java.lang is not open to Typhoon", other);
        return other;
    }

    private static boolean mayBeNative() {
        return Carriers.kind() == Carriers.Kind.PRIVATE_ACCESS;
    }

    private static Transport require(Transport transport, boolean available) {
        if (!available)
            throw new IllegalStateException("-Dtyphoon.transport=" + transport + " was asked for, but its native jar is not on the class "
                    + "path, the kernel does not offer it, or java.lang is not open to Typhoon");
        return transport;
    }

    IoHandlerFactory ioHandler() {
        return switch (this) {
            case NIO -> NioIoHandler.newFactory();
            case EPOLL -> EpollIoHandler.newFactory(MOST_EVENTS, DefaultSelectStrategyFactory.INSTANCE);
            case IO_URING -> IoUringIoHandler.newFactory();
        };
    }

    /** Whether a wait that handled {@code events} has seen every socket that was ready. */
    boolean sawAll(int events) {
        return this != EPOLL || events < MOST_EVENTS;
    }

    Class<? extends ServerChannel> serverChannel(boolean unix) {
        return switch (this) {
            case NIO -> unix ? NioServerDomainSocketChannel.class : NioServerSocketChannel.class;
            case EPOLL -> unix ? EpollServerDomainSocketChannel.class : EpollServerSocketChannel.class;
            case IO_URING -> unix ? IoUringServerDomainSocketChannel.class : IoUringServerSocketChannel.class;
        };
    }

    Class<? extends Channel> channel(boolean unix) {
        return switch (this) {
            case NIO -> unix ? NioDomainSocketChannel.class : NioSocketChannel.class;
            case EPOLL -> unix ? EpollDomainSocketChannel.class : EpollSocketChannel.class;
            case IO_URING -> unix ? IoUringDomainSocketChannel.class : IoUringSocketChannel.class;
        };
    }

    ChannelOption<Boolean> reusePort() {
        return this == NIO ? NioChannelOption.of(StandardSocketOptions.SO_REUSEPORT) : UnixChannelOption.SO_REUSEPORT;
    }

    // ---- between processes

    /** Whether sockets can be handed from process to process. */
    boolean passesSockets() {
        return this == EPOLL;
    }

    /** A socket that was handed to us and listens already, of TCP or of the unix domain. Only where {@link #passesSockets}. */
    ServerChannel adopt(int descriptor, boolean unix) {
        return Descriptors.adopt(descriptor, unix);
    }

    /** A socket for IPv4 and IPv6, as {@link #serverChannel} makes its own. Only where {@link #passesSockets}. */
    Socket newSocket() {
        return Descriptors.newSocket();
    }

    /** One of the unix domain. Only where {@link #passesSockets}. */
    Socket newUnixSocket() {
        return Descriptors.newUnixSocket();
    }

    /** Whether what comes in is descriptors, or bytes as usual. Only where {@link #passesSockets}. */
    void readDescriptors(Channel channel, boolean descriptors) {
        ((EpollDomainSocketChannel) channel).config()
                .setReadMode(descriptors ? DomainSocketReadMode.FILE_DESCRIPTORS : DomainSocketReadMode.BYTES);
    }

    /** The process at the other end, as the kernel knows it; -1 where it is not asked. */
    long peer(Channel channel) throws IOException {
        return channel instanceof EpollDomainSocketChannel domain ? domain.peerCredentials().pid() : -1;
    }

    @Override
    public String toString() {
        return words;
    }

    /**
     * Apart from {@link Native}, which is asked where epoll's jar is absent too: the verifier loads a class that is returned as its
     * superclass together with the class that does so, not when the method is called.
     */
    private static final class Descriptors {
        static ServerChannel adopt(int descriptor, boolean unix) {
            if (unix) return new EpollServerDomainSocketChannel(descriptor, true);
            return new EpollServerSocketChannel(descriptor);
        }

        static Socket newSocket() {
            return LinuxSocket.newSocketStream();
        }

        static Socket newUnixSocket() {
            return LinuxSocket.newSocketDomain();
        }
    }

    /** Apart, because the classes of the native transports may be absent at run time. */
    private static final class Native {
        static boolean epoll() {
            try {
                return Epoll.isAvailable();
            } catch (LinkageError absent) {
                LOG.debug("the jar of the epoll transport is absent", absent);
                return false;
            }
        }

        static String noRing = "";

        /** The thread that asks. */
        private static final class Here implements ThreadAwareExecutor {
            @Override
            public boolean isExecutorThread(Thread thread) {
                return thread == Thread.currentThread();
            }

            @Override
            public void execute(Runnable task) {
                task.run();
            }
        }

        /** By making one: a kernel may have io_uring and refuse it to us, for want of memory it may lock or by a filter. */
        static boolean ioUring() {
            try {
                IoUring.ensureAvailability();
                IoHandler ring = IoUringIoHandler.newFactory().newHandler(new Here());
                ring.destroy();
                return true;
            } catch (LinkageError | RuntimeException refused) {
                noRing = String.valueOf(refused.getCause() == null ? refused.getMessage() : refused.getCause().getMessage());
                return false;
            }
        }
    }
}
