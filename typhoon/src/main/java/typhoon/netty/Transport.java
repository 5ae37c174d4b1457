package typhoon.netty;

import io.netty.channel.DefaultSelectStrategyFactory;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.ServerChannel;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.channel.uring.IoUring;
import io.netty.channel.uring.IoUringIoHandler;
import io.netty.channel.uring.IoUringServerSocketChannel;
import org.slf4j.Logger;

/**
 * How sockets are waited for: epoll where its jar is present and the kernel allows it, else the JDK's selector (nio); io_uring only when
 * asked for by {@code -Dtyphoon.transport=io_uring}. The shared carrier needs the JDK's selector, which is the one that parks.
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
            case "io_uring" -> require(IO_URING, mayBeNative() && Native.ioUring());
            default -> throw new IllegalArgumentException("typhoon.transport is auto, nio, epoll or io_uring, not " + wanted);
        };
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

    Class<? extends ServerChannel> serverChannel() {
        return switch (this) {
            case NIO -> NioServerSocketChannel.class;
            case EPOLL -> EpollServerSocketChannel.class;
            case IO_URING -> IoUringServerSocketChannel.class;
        };
    }

    @Override
    public String toString() {
        return words;
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

        static boolean ioUring() {
            try {
                return IoUring.isAvailable();
            } catch (LinkageError absent) {
                LOG.debug("the jar of the io_uring transport is absent", absent);
                return false;
            }
        }
    }
}
