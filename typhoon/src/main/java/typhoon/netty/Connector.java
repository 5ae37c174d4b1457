package typhoon.netty;

import io.netty.bootstrap.Bootstrap;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelOption;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnknownHostException;
import java.util.concurrent.CancellationException;
import org.jspecify.annotations.Nullable;

/** Makes connections in the loop's own transport. */
public final class Connector {
    private final Loop loop;
    private final Spot done = new Spot();
    private @Nullable StreamChannel stream;

    private Connector(Loop loop) {
        this.loop = loop;
    }

    /**
     * Connects to {@code remote}, from {@code local} unless that is null; parks the calling coroutine until the connection is there. An
     * interrupt gives it up.
     *
     * @throws IOException as the kernel words it, for example "Connection refused"
     */
    public static StreamChannel connect(Loop loop, SocketAddress remote, @Nullable SocketAddress local) throws IOException {
        boolean unix = Addresses.isUnix(remote);
        if (remote instanceof InetSocketAddress inet && inet.isUnresolved()) throw new UnknownHostException(inet.getHostString());
        return new Connector(loop).connect(bootstrap(unix), Addresses.toNetty(remote), local == null ? null : Addresses.toNetty(local));
    }

    private static Bootstrap bootstrap(boolean unix) {
        var bootstrap = new Bootstrap().channel(Transport.chosen().channel(unix)).disableResolver()
                .option(ChannelOption.ALLOW_HALF_CLOSURE, true)
                .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, 0);       // who wants one interrupts us
        if (!unix) bootstrap.option(ChannelOption.TCP_NODELAY, true);
        return bootstrap;
    }

    private StreamChannel connect(Bootstrap bootstrap, SocketAddress remote, @Nullable SocketAddress local) throws IOException {
        loop.checkInLoop("connecting");
        bootstrap.group(loop.eventLoop()).handler(new Inbound(loop, this::opened));
        ChannelFuture connected = local == null ? bootstrap.connect(remote) : bootstrap.connect(remote, local);
        connected.addListener(_ -> done.wake());
        try {
            while (stream == null && connected.cause() == null) done.await(loop, 0, "connecting");
        } catch (CancellationException interrupted) {
            giveUp(connected);
            throw interrupted;
        }
        if (stream instanceof StreamChannel made) return made;
        throw Opening.refusal(connected.cause());
    }

    private void opened(StreamChannel made) {
        stream = made;
        done.wake();
    }

    private void giveUp(ChannelFuture connected) {
        if (stream instanceof StreamChannel made) made.abort();
        else connected.addListener(_ -> connected.channel().close());
        connected.channel().close();
    }
}
