package typhoon.netty;

import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.ReflectiveChannelFactory;
import io.netty.channel.unix.FileDescriptor;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URLEncoder;
import java.net.UnixDomainSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/**
 * The listening sockets of a child process, which its parent keeps: {@link Acceptor} asks here before it binds one. The other side is
 * {@link PortKeeper}, which tells how they talk.
 */
public final class ParentPorts {
    /** The system property that says where, for programs that do not know of their parent. */
    public static final String PROPERTY = "typhoon.ports";

    /** Where the parent is asked; set once, before the first socket is wanted. */
    private static volatile @Nullable String socketOfParent = System.getProperty(PROPERTY);

    private ParentPorts() {}

    /** From now on this JVM asks its parent, by the domain socket at {@code path}. Loads what that takes, so that no loop is held up. */
    public static void use(String path) {
        socketOfParent = path;
        Channel first = new ReflectiveChannelFactory<>(Transport.chosen().channel(true)).newChannel();
        first.pipeline().addLast(new Descriptors());
        first.unsafe().closeForcibly();
        first.alloc().ioBuffer(1).release();
    }

    static boolean inUse() {
        return socketOfParent != null;
    }

    /** What the parent gave: the real port, and a socket that listens there, or leave to bind one. */
    static final class Lease {
        private final int port;
        private final int descriptor;
        private final Line line;

        private Lease(int port, int descriptor, Line line) {
            this.port = port;
            this.descriptor = descriptor;
            this.line = line;
        }

        /** 0 for a socket of the unix domain. */
        int port() {
            return port;
        }

        /** -1: bind it yourself, to be shared. */
        int descriptor() {
            return descriptor;
        }

        /** Connections are accepted. */
        void listening() {
            line.say("listening");
        }

        /**
         * Has the parent close its copy of the socket, unless a successor of this process listens on it already; then runs {@code task}.
         * Only after that is the queue this process's alone, and may be found empty for good.
         */
        void giveUp(Runnable task) {
            line.whenHeard(task);
            line.say("closing");
        }

        void end() {
            line.close();
        }
    }

    /** Parks the calling coroutine until the parent has answered; null in a process that has no such parent. */
    static @Nullable Lease lease(Loop loop, InetSocketAddress address, int backlog, boolean share) throws IOException {
        if (address.isUnresolved()) return null;
        return lease(loop, "listen " + address.getAddress().getHostAddress() + " " + address.getPort() + " " + backlog + " " + share);
    }

    /** The same for a socket of the unix domain, a file at {@code path}. */
    static @Nullable Lease lease(Loop loop, Path path, int backlog) throws IOException {
        String word = URLEncoder.encode(path.toAbsolutePath().normalize().toString(), StandardCharsets.UTF_8);
        return lease(loop, "file " + word + " " + backlog);
    }

    private static @Nullable Lease lease(Loop loop, String wanted) throws IOException {
        String path = socketOfParent;
        if (path == null) return null;
        var descriptors = new Descriptors();
        var connected = new ArrayDeque<StreamChannel>();
        ChannelFuture connecting = new Bootstrap().group(loop.eventLoop()).channel(Transport.chosen().channel(true))
                .option(ChannelOption.ALLOW_HALF_CLOSURE, true)
                .handler(new ChannelInitializer<Channel>() {
                    @Override
                    protected void initChannel(Channel channel) {
                        channel.pipeline().addLast(descriptors, new Inbound(loop, connected::add));
                    }
                })
                .connect(Addresses.toNetty(UnixDomainSocketAddress.of(path)));
        Opening.await(loop, connecting, "asking the parent process for a socket");
        if (connecting.cause() instanceof Throwable gone) throw new IOException("the parent process does not answer at " + path, gone);
        var line = new Line(connected.remove());
        try {
            line.say(wanted + " " + ProcessHandle.current().pid());
            return answered(loop, line, connecting.channel(), descriptors);
        } catch (IOException | RuntimeException failed) {
            line.close();
            throw failed;
        }
    }

    private static Lease answered(Loop loop, Line line, Channel channel, Descriptors descriptors) throws IOException {
        String answer = line.hear();
        String[] words = answer == null ? new String[] {"gone"} : answer.split(" ", 2);
        return switch (words[0]) {
            case "refused" -> throw new IOException(words[1]);
            case "bind" -> new Lease(Integer.parseInt(words[1]), -1, line);
            case "socket" -> {
                Transport.chosen().readDescriptors(channel, true);
                line.say("send");
                int descriptor = descriptors.await(loop);
                Transport.chosen().readDescriptors(channel, false);
                if (descriptor < 0) throw new IOException("the parent process ended while it gave a socket");
                yield new Lease(Integer.parseInt(words[1]), descriptor, line);
            }
            default -> throw new IOException("the parent process ended while it was asked for a socket");
        };
    }

    /** Takes descriptors out of what is read. */
    private static final class Descriptors extends ChannelInboundHandlerAdapter {
        private final Spot came = new Spot();
        private int descriptor = -1;
        private boolean ended;

        @Override
        public void channelRead(ChannelHandlerContext context, Object message) {
            if (message instanceof FileDescriptor taken) {
                descriptor = taken.intValue();
                came.wake();
            } else {
                context.fireChannelRead(message);
            }
        }

        @Override
        public void channelInactive(ChannelHandlerContext context) {
            ended = true;
            came.wake();
            context.fireChannelInactive();
        }

        int await(Loop loop) {
            while (descriptor < 0 && !ended) came.await(loop, 0, "taking a socket from the parent process");
            return descriptor;
        }
    }
}
