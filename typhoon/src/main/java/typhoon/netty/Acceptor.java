package typhoon.netty;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.nio.file.Path;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;

/** A listening socket of one loop. Where the process runs out of descriptors, accepting pauses for a second instead of spinning. */
public final class Acceptor {
    private final Loop loop;
    private final Channel channel;
    private final SocketAddress address;
    private final ParentPorts.@Nullable Lease lease;
    private final Arrivals arrivals;
    private final Spot closed = new Spot();
    private boolean closing;
    private long seen;

    private Acceptor(Loop loop, Channel channel, SocketAddress address, Arrivals arrivals, ParentPorts.@Nullable Lease lease) {
        this.loop = loop;
        this.channel = channel;
        this.address = address;
        this.arrivals = arrivals;
        this.lease = lease;
        loop.acceptors().add(this);
    }

    /** Makes a stream of each connection, and counts them. */
    private static final class Arrivals extends ChannelInitializer<Channel> {
        private final Loop loop;
        private final Consumer<StreamChannel> accepted;
        private long count;

        Arrivals(Loop loop, Consumer<StreamChannel> accepted) {
            this.loop = loop;
            this.accepted = accepted;
        }

        @Override
        protected void initChannel(Channel child) {
            count++;
            child.pipeline().addLast(new Inbound(loop, accepted));
        }
    }

    /** Netty waits a second when it cannot accept, for want of descriptors as a rule; that is said once, and again when it happens anew. */
    private static final class Troubles extends ChannelInboundHandlerAdapter {
        private static final Logger LOG = Logs.of("typhoon.general");

        private final Arrivals arrivals;
        private long saidAt = -1;

        Troubles(Arrivals arrivals) {
            this.arrivals = arrivals;
        }

        @Override
        @SuppressWarnings("deprecation")            // the method moved to an interface we do not otherwise need
        public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
            if (saidAt == arrivals.count) return;
            saidAt = arrivals.count;
            LOG.warn("Cannot accept connections on {}, trying again each second: {}", context.channel().localAddress(), reason(cause));
        }

        private static String reason(Throwable cause) {
            return cause instanceof IOException ? String.valueOf(cause.getMessage()) : cause.toString();
        }
    }

    /**
     * Loads what sockets are made of. That takes about as long as a loop may be held up: whoever has a loop that does not run yet calls it
     * first.
     */
    public static void load() {
        var _ = ByteBufAllocator.DEFAULT;
    }

    /**
     * Listens on {@code address}; parks the calling coroutine until the socket is bound. In a child process the parent is asked for the
     * socket, on one of several loops that share their ports the others are ({@link ParentPorts}, {@link SharedPorts}).
     *
     * @param backlog how many connections the kernel queues for us
     * @param reusePort lets several loops or processes listen on the port, the kernel spreading connections over them
     * @param accepted told each new connection; runs on the poller, so it must not wait
     * @throws IOException when the port is taken or the address is not ours
     */
    public static Acceptor bind(Loop loop, InetSocketAddress address, int backlog, boolean reusePort, Consumer<StreamChannel> accepted)
            throws IOException {
        SharedPorts shared = loop.sharedPorts();
        if (shared == null) return open(loop, address, backlog, reusePort, accepted);
        return shared.bind(address, at -> open(loop, at, backlog, true, accepted));
    }

    private static Acceptor open(Loop loop, InetSocketAddress address, int backlog, boolean share, Consumer<StreamChannel> accepted)
            throws IOException {
        ParentPorts.Lease lease = ParentPorts.lease(loop, address, backlog, share);
        var arrivals = new Arrivals(loop, accepted);
        var bootstrap = bootstrap(loop, arrivals)
                .option(ChannelOption.SO_REUSEADDR, true)
                .childOption(ChannelOption.TCP_NODELAY, true);
        if (share || lease != null) bootstrap.option(Transport.chosen().reusePort(), true);
        SocketAddress at = lease == null ? address : new InetSocketAddress(address.getAddress(), lease.port());
        Channel channel = listen(loop, bootstrap, backlog, at, lease);
        return opened(loop, channel, channel.localAddress(), arrivals, lease);
    }

    /**
     * Listens on a socket of the unix domain, a file at {@code path}; parks the calling coroutine until it is bound. Only this user may
     * connect (mode 0600). A socket that is there already is replaced; the file stays when the acceptor is closed. In a child process the
     * socket is the parent's, one for all children; of several loops of one process only one may have it.
     *
     * @throws IOException when something else is there, the path is too long (about 100 bytes) or not allowed, or others listen there too
     */
    public static Acceptor bind(Loop loop, Path path, int backlog, Consumer<StreamChannel> accepted) throws IOException {
        SharedPorts shared = loop.sharedPorts();
        return shared == null ? open(loop, path, backlog, accepted) : shared.bind(path, () -> open(loop, path, backlog, accepted));
    }

    private static Acceptor open(Loop loop, Path path, int backlog, Consumer<StreamChannel> accepted) throws IOException {
        ParentPorts.Lease lease = ParentPorts.lease(loop, path, backlog);
        var arrivals = new Arrivals(loop, accepted);
        SocketAddress address = UnixDomainSocketAddress.of(path);
        Channel channel = lease != null && lease.descriptor() >= 0
                ? listen(loop, bootstrap(loop, arrivals), backlog, address, lease)
                : listen(loop, bootstrap(loop, arrivals), backlog, path, lease);
        return opened(loop, channel, address, arrivals, lease);
    }

    /** Makes the file. */
    private static Channel listen(Loop loop, ServerBootstrap bootstrap, int backlog, Path path, ParentPorts.@Nullable Lease lease)
            throws IOException {
        Channel channel = null;
        try (var file = SocketFile.at(path)) {
            channel = listen(loop, bootstrap, backlog, Addresses.toNetty(UnixDomainSocketAddress.of(file.toBind())), lease);
            file.publish();
            return channel;
        } catch (IOException refused) {
            if (channel != null) channel.close();
            if (lease != null) lease.end();
            throw refused;
        }
    }

    private static ServerBootstrap bootstrap(Loop loop, Arrivals arrivals) {
        return new ServerBootstrap().group(loop.eventLoop()).childOption(ChannelOption.ALLOW_HALF_CLOSURE, true).childHandler(arrivals);
    }

    /** Takes over what the parent has handed out, else binds. Who has a lease accepts nobody before the parent can be told. */
    private static Channel listen(Loop loop, ServerBootstrap bootstrap, int backlog, SocketAddress address,
            ParentPorts.@Nullable Lease lease) throws IOException {
        boolean unix = !(address instanceof InetSocketAddress);
        bootstrap.option(ChannelOption.SO_BACKLOG, backlog);
        if (lease != null) bootstrap.option(ChannelOption.AUTO_READ, false);
        ChannelFuture opened = lease != null && lease.descriptor() >= 0
                ? bootstrap.channelFactory(() -> Transport.chosen().adopt(lease.descriptor(), unix)).register()
                : bootstrap.channel(Transport.chosen().serverChannel(unix)).bind(address);
        Opening.await(loop, opened, unix ? "binding a socket" : "binding a port");
        if (!(opened.cause() instanceof Throwable refused)) return opened.channel();
        if (lease != null) lease.end();
        throw Opening.refusal(refused);
    }

    private static Acceptor opened(Loop loop, Channel channel, SocketAddress address, Arrivals arrivals,
            ParentPorts.@Nullable Lease lease) {
        channel.pipeline().addLast(new Troubles(arrivals));
        if (lease != null) {
            channel.eventLoop().execute(() -> channel.config().setAutoRead(true));      // now that somebody is there to accept
            lease.listening();
        }
        return new Acceptor(loop, channel, address, arrivals, lease);
    }

    /** That {@code port} cannot be had, in words for whoever starts the program; {@code host} may be empty. */
    public static UncheckedIOException refusal(int port, String host, IOException cause) {
        String why = String.valueOf(cause.getMessage());
        if (why.contains("Address already in use")) return new UncheckedIOException("port " + port + " is already in use", cause);
        if (why.contains("Permission denied")) return new UncheckedIOException("port " + port + " is not allowed to this user", cause);
        return new UncheckedIOException("cannot listen on port " + port + (host.isEmpty() ? "" : " of " + host) + ": " + why, cause);
    }

    /** As {@link #refusal(int, String, IOException)}, for a file. */
    public static UncheckedIOException refusal(Path path, IOException cause) {
        return new UncheckedIOException("cannot listen on " + path + ": " + cause.getMessage(), cause);
    }

    /** Where it listens; the port is the real one when 0 was asked for. */
    public InetSocketAddress localAddress() {
        if (address instanceof InetSocketAddress inet) return inet;
        throw new IllegalStateException("there is no port: it listens on " + address);
    }

    /** Where it listens, whatever it is. */
    public SocketAddress address() {
        return address;
    }

    /** Whether connections are taken from the kernel's queue, which they are at first; from the next turn on. */
    public void accepting(boolean wanted) {
        loop.schedule(0, () -> channel.config().setAutoRead(wanted));
    }

    /**
     * Stops listening, once the kernel's queue of connections was found empty: whoever stands in it when the socket is closed gets a reset
     * for an answer. Connections that were accepted live on. Idempotent.
     */
    public void close() {
        if (closing) return;
        closing = true;
        seen = -1;
        if (lease == null) loop.schedule(0, this::closeWhenEmpty);
        else lease.giveUp(() -> loop.schedule(0, this::closeWhenEmpty));
    }

    /** Stops listening with the next turn, whoever is in the queue. */
    public void closeNow() {
        closing = true;
        loop.schedule(0, this::shut);
    }

    /** Parks the calling coroutine until {@link #close} has done its work; whether it has. */
    public boolean awaitClosed(long timeoutNanos) {
        return !loop.acceptors().contains(this) || closed.await(loop, timeoutNanos, "closing a port");
    }

    /** On the poller, behind the reads of a turn: if these were all and none of them a new connection, nobody stands in the queue. */
    private void closeWhenEmpty() {
        if (arrivals.count == seen && loop.sawAllReady()) {
            shut();
        } else {
            seen = arrivals.count;
            loop.enqueue(() -> loop.schedule(0, this::closeWhenEmpty));         // by way of a task, or it would be this turn still
        }
    }

    /** On the poller. */
    void shut() {
        closing = true;
        if (!loop.acceptors().remove(this)) return;
        channel.close();
        if (lease != null) lease.end();
        closed.wake();
    }
}
