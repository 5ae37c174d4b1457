package typhoon.httpserver;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import typhoon.http.HttpHeaders;
import typhoon.ioloop.IOLoop;
import typhoon.iostream.TlsOptions;
import typhoon.netty.Acceptor;
import typhoon.netty.Connections;
import typhoon.netty.Loop;
import typhoon.netty.Nanos;
import typhoon.netty.StreamChannel;
import typhoon.wire.HeadLimits;
import typhoon.wire.Http1Writer;
import typhoon.wire.Window;

/**
 * Listens, and calls a {@link RequestDelegate} for each request. A server belongs to the loop that was current when it first listened: its
 * methods are called from coroutines of that loop, or from the thread that will start it as long as it does not run. Tornado:
 * {@code httpserver.HTTPServer}.
 *
 * {@snippet class="typhoon.snippets.HttpServerSnippets" region="server"}
 */
public final class HttpServer {
    private final RequestDelegate delegate;
    private final ServerOptions options;
    private final HeadLimits headLimits;
    private final long handlerDeadline;
    private final ServerLines lines;
    private final List<Acceptor> acceptors = new ArrayList<>();
    private final Connections<Http1Connection> connections = new Connections<>();

    // Shared by all connections: their content means nothing once somebody waits.
    private final Window window = new Window();
    private final Http1Writer writer = new Http1Writer();

    private @Nullable IOLoop loop;
    private long connectionsAccepted;
    private boolean draining;

    /** A server with the limits as they come. */
    public HttpServer(RequestDelegate delegate) {
        this(delegate, new ServerOptions());
    }

    /** A server that does not listen yet. */
    public HttpServer(RequestDelegate delegate, ServerOptions options) {
        new HttpHeaders().set("Server", options.serverName());      // refuses early what could not be sent
        this.delegate = delegate;
        this.options = options;
        this.headLimits = options.headLimits();
        this.handlerDeadline = Nanos.of(options.handlerDeadline());
        this.lines = new ServerLines(options.serverName());
    }

    // ---- listening

    /** Listens on {@code port} of all addresses; see {@link #listen(String, int)}. */
    public void listen(int port) {
        listen(new InetSocketAddress(port));
    }

    /**
     * Listens on {@code port} of {@code host}; port 0 takes a free one, see {@link #port}. May be called several times. Waits until the
     * socket is bound, so when it returns connections are accepted.
     *
     * @throws UncheckedIOException with a message that names the port, when it is taken or not allowed
     */
    public void listen(String host, int port) {
        listen(new InetSocketAddress(host, port));
    }

    /**
     * Listens on a socket of the unix domain, a file at {@code path} to which only this user may connect. A socket that is there already is
     * replaced; the file stays when the server stops. Requests have the remote address 0.0.0.0. Children of {@code Processes.fork} share
     * it, with epoll; loops of one process do not.
     *
     * @throws UncheckedIOException with a message that names the path, when something else is there, it is not allowed, or another loop of
     *     {@link IOLoop#fork} listens there
     */
    public void listen(Path path) {
        listen(on -> bind(on, path));
    }

    private void listen(InetSocketAddress address) {
        listen(on -> bind(on, address));
    }

    private void listen(Function<Loop, Acceptor> bind) {
        if (draining) throw new IllegalStateException("this server was drained: make a new one");
        if (options.tls() instanceof TlsOptions tls) tls.prepare(true);
        if (loop == null) loop = IOLoop.current();
        IOLoop own = loop;
        Acceptor.load();
        acceptors.add(own.runSync(() -> bind.apply(own.loop())));
    }

    private Acceptor bind(Loop on, Path path) {
        try {
            return Acceptor.bind(on, path, options.backlog(), this::accepted);
        } catch (IOException refused) {
            throw Acceptor.refusal(path, refused);
        }
    }

    private Acceptor bind(Loop on, InetSocketAddress address) {
        try {
            return Acceptor.bind(on, address, options.backlog(), options.reusePort(), this::accepted);
        } catch (IOException refused) {
            if (address.isUnresolved())
                throw new UncheckedIOException("cannot listen on port " + address.getPort() + ": there is no host "
                        + address.getHostString(), refused);
            throw Acceptor.refusal(address.getPort(), address.getHostString(), refused);
        }
    }

    /** The port of the first socket that has one. */
    public int port() {
        for (Acceptor acceptor : acceptors) {
            if (acceptor.address() instanceof InetSocketAddress inet) return inet.getPort();
        }
        throw new IllegalStateException("the server listens on no port: call listen(port) first");
    }

    // ---- the end

    /** Closes the listening sockets, when all who are in their queues have been accepted; connections live on. Does not wait for it. */
    public void stop() {
        for (Acceptor acceptor : acceptors) acceptor.close();
    }

    /** Drains within {@link ServerOptions#drainTimeout}; see {@link #drain(Duration)}. */
    public int drain() {
        return drain(options.drainTimeout());
    }

    /**
     * Shuts down in order: accepts who is in the queues of the listening sockets and closes these; answers every request of which a byte
     * has been read, the last of each connection with {@code Connection: close}; closes connections on which no byte comes for {@link
     * ServerOptions#drainGrace}, since a client may be sending just now; tells upgraded connections and those who asked for it ({@link
     * HttpConnection#setDrainCallback}); and waits for all of them to end. What is left after {@code limit} is aborted. The server cannot
     * be used again.
     *
     * @return how many connections were cut off
     */
    public int drain(Duration limit) {
        stop();
        draining = true;
        IOLoop own = loop;
        return own == null ? 0 : own.runSync(() -> drainConnections(own.loop(), Nanos.of(limit)));
    }

    private int drainConnections(Loop on, long limit) {
        for (Http1Connection connection : connections.all()) connection.drain();
        int cut = 0;
        for (Http1Connection connection : connections.drain(on, acceptors, limit)) {
            if (connection.abort()) cut++;
        }
        return cut;
    }

    // ---- what there is

    /** The limits it was made with. */
    public ServerOptions options() {
        return options;
    }

    /** How many connections are open now, upgraded ones included. */
    public int connections() {
        return connections.size();
    }

    /** How many connections were accepted so far. */
    public long connectionsAccepted() {
        return connectionsAccepted;
    }

    // ---- for the connections

    /** On the poller. */
    private void accepted(StreamChannel channel) {
        connectionsAccepted++;
        var connection = new Http1Connection(this, channel);
        connections.add(connection);
        if (options.proxyProtocol().contains(channel.remoteAddress())) connection.greet();
        else connection.begin();
    }

    void closed(Http1Connection connection) {
        connections.remove(connection);
    }

    RequestDelegate delegate() {
        return delegate;
    }

    boolean draining() {
        return draining;
    }

    HeadLimits headLimits() {
        return headLimits;
    }

    /** In nanoseconds; 0 for none. */
    long handlerDeadline() {
        return handlerDeadline;
    }

    ServerLines lines() {
        return lines;
    }

    Window window() {
        return window;
    }

    Http1Writer writer() {
        return writer;
    }
}
