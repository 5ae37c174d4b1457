package typhoon.benchmarks.micro;

import io.netty.bootstrap.Bootstrap;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.epoll.EpollSocketChannel;
import java.io.EOFException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketAddress;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import typhoon.iostream.IOStream;
import typhoon.tcp.TCPServer;

/**
 * One message there and back over a TCP connection of the loopback, again and again. The client has each as an array of bytes, before and
 * after; whoever echoes does it as is usual there, Netty without a copy.
 */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@OperationsPerInvocation(RunningLoop.STEPS)
@State(Scope.Benchmark)
public class IOStreamEcho {
    private static final int STEPS = RunningLoop.STEPS;
    private static final InetAddress HERE = InetAddress.getLoopbackAddress();

    /** Bytes of a message. */
    @Param({"64", "16384"})
    public int size;

    /** An event loop as {@link RunningLoop} is one. */
    @State(Scope.Benchmark)
    public static class RunningNetty {
        private @Nullable EventLoopGroup group;

        /** Begins. */
        @Setup(Level.Trial)
        public void start() {
            group = new MultiThreadIoEventLoopGroup(1, EpollIoHandler.newFactory());
        }

        /** Ends. */
        @TearDown(Level.Trial)
        public void stop() {
            if (group != null) group.shutdownGracefully(0, 1, TimeUnit.SECONDS).awaitUninterruptibly();
        }

        EventLoopGroup group() {
            if (group == null) throw new IllegalStateException("not started");
            return group;
        }
    }

    // ---- two coroutines of one loop

    private static final class Echo extends TCPServer {
        private final int size;

        Echo(int size) {
            this.size = size;
        }

        @Override
        protected void handleStream(IOStream stream, SocketAddress address) {
            while (true) stream.write(stream.readBytes(size));          // until the client leaves
        }
    }

    /** Typhoon's streams. */
    @Benchmark
    public int streams(RunningLoop loop) throws Exception {
        return loop.on(() -> {
            var server = new Echo(size);
            server.listen(0, HERE.getHostAddress());
            try (var stream = IOStream.connect(new InetSocketAddress(HERE, server.port()))) {
                var message = new byte[size];
                for (int i = 0; i < STEPS; i++) {
                    stream.write(message);
                    message = stream.readBytes(size);
                }
                return message.length;
            } finally {
                server.stop();
            }
        });
    }

    // ---- two channels of one event loop

    private static final class NettyEcho extends ChannelInboundHandlerAdapter {
        @Override
        public void channelRead(ChannelHandlerContext context, Object message) {
            context.write(message, context.voidPromise());
        }

        @Override
        public void channelReadComplete(ChannelHandlerContext context) {
            context.flush();
        }
    }

    private static final class NettyClient extends ChannelInboundHandlerAdapter {
        private final CompletableFuture<Integer> done;
        private final byte[] message;
        private int received;
        private int steps;

        NettyClient(int size, CompletableFuture<Integer> done) {
            this.message = new byte[size];
            this.done = done;
        }

        @Override
        public void channelActive(ChannelHandlerContext context) {
            send(context);
        }

        private void send(ChannelHandlerContext context) {
            received = 0;
            context.writeAndFlush(context.alloc().ioBuffer(message.length).writeBytes(message), context.voidPromise());
        }

        @Override
        public void channelRead(ChannelHandlerContext context, Object part) {
            var bytes = (ByteBuf) part;
            int length = bytes.readableBytes();
            bytes.readBytes(message, received, length).release();
            received += length;
            if (received < message.length) return;
            if (++steps < STEPS) send(context);
            else done.complete(message.length);
        }
    }

    /** Channels of Netty. */
    @Benchmark
    public int netty(RunningNetty running) throws Exception {
        Channel server = new ServerBootstrap().group(running.group()).channel(EpollServerSocketChannel.class)
                .childHandler(new ChannelInitializer<>() {
                    @Override
                    protected void initChannel(Channel channel) {
                        channel.pipeline().addLast(new NettyEcho());
                    }
                }).bind(HERE, 0).sync().channel();
        var done = new CompletableFuture<Integer>();
        Channel client = new Bootstrap().group(running.group()).channel(EpollSocketChannel.class).handler(new NettyClient(size, done))
                .connect(server.localAddress()).sync().channel();
        try {
            return done.get();
        } finally {
            client.close().sync();
            server.close().sync();
        }
    }

    // ---- two threads

    /** Sockets of the JDK, a virtual thread at each end. */
    @Benchmark
    public int socketsVirtual() throws Exception {
        return sockets(Thread.ofVirtual());
    }

    /** Sockets of the JDK, a platform thread at each end. */
    @Benchmark
    public int socketsPlatform() throws Exception {
        return sockets(Thread.ofPlatform());
    }

    private int sockets(Thread.Builder threads) throws Exception {
        try (var server = new ServerSocket(0, 1, HERE)) {
            threads.start(() -> echo(server));
            var done = new CompletableFuture<Integer>();
            threads.start(() -> {
                try (var socket = new Socket(HERE, server.getLocalPort())) {
                    done.complete(talk(socket));
                } catch (IOException broken) {
                    done.completeExceptionally(broken);
                }
            });
            return done.get();
        }
    }

    private int talk(Socket socket) throws IOException {
        socket.setTcpNoDelay(true);
        var message = new byte[size];
        for (int i = 0; i < STEPS; i++) {
            socket.getOutputStream().write(message);
            if (socket.getInputStream().readNBytes(message, 0, size) < size) throw new EOFException();
        }
        return message.length;
    }

    private void echo(ServerSocket server) {
        try (var socket = server.accept()) {
            socket.setTcpNoDelay(true);
            var message = new byte[size];
            while (socket.getInputStream().readNBytes(message, 0, size) == size) socket.getOutputStream().write(message);
        } catch (IOException broken) {
            // then the client has it too, and tells
        }
    }
}
