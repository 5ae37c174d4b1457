package typhoon.tcp;

import java.io.UncheckedIOException;
import java.net.SocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import typhoon.ioloop.IOLoop;
import typhoon.iostream.IOStream;
import typhoon.iostream.SSLIOStream;
import typhoon.iostream.StreamClosedError;
import typhoon.iostream.TlsError;
import typhoon.iostream.TlsOptions;
import typhoon.netty.Connections;
import typhoon.netty.Interruption;
import typhoon.netty.Logs;
import typhoon.netty.Loop;
import typhoon.netty.Nanos;

/**
 * Listens, and calls {@link #handleStream} in a coroutine of its own for each connection.
 *
 * {@snippet class="typhoon.snippets.TcpSnippets" region="server"}
 *
 * <p>A server belongs to the loop that was current when it first listened: its methods are called from coroutines of that loop, or from the
 * thread that will start it as long as it does not run. For several processes fork first and listen in each. Where the process runs out of
 * descriptors, accepting pauses for a second. Tornado: {@code tcpserver.TCPServer}.
 */
public abstract class TCPServer {
    private static final Logger GENERAL = Logs.of("typhoon.general");
    private static final Logger APPLICATION = Logs.of("typhoon.application");

    private final TCPServerOptions options;
    private final List<BoundSocket> sockets = new ArrayList<>();
    private final List<BoundSocket> bound = new ArrayList<>();          // and wait for start
    private final Connections<Connection> connections = new Connections<>();
    private @Nullable IOLoop loop;
    private long connectionsAccepted;
    private boolean started;
    private boolean draining;

    /** A server of plain streams. */
    protected TCPServer() {
        this(new TCPServerOptions());
    }

    /** A server with streams as {@code options} say. Does not listen yet. */
    protected TCPServer(TCPServerOptions options) {
        this.options = options;
    }

    /**
     * Serves one connection, for as long as it likes. When it fails, the stream is closed and the failure logged once; when it ends by
     * {@link StreamClosedError}, because the client is gone, the stream is closed in silence. When it returns, the stream stays open: close
     * it, or see to it that somebody else does.
     *
     * @param stream a {@link SSLIOStream}, with its handshake done, when the server speaks TLS
     * @param address the client's; of a unix domain socket it says nothing
     */
    protected abstract void handleStream(IOStream stream, SocketAddress address) throws Exception;

    // ---- listening

    /** Listens on {@code port} of all addresses; see {@link #listen(int, BindOptions)}. */
    public void listen(int port) {
        listen(port, new BindOptions());
    }

    /** Listens on {@code port} of {@code address}, or of every address that name has; see {@link #listen(int, BindOptions)}. */
    public void listen(int port, String address) {
        listen(port, new BindOptions().address(address));
    }

    /**
     * Listens on {@code port}; 0 takes a free one, see {@link #port}. May be called several times. When it returns, connections are
     * accepted.
     *
     * @throws UncheckedIOException with a message that names the port, when it is taken or not allowed
     */
    public void listen(int port, BindOptions how) {
        refuseUnfit(IOLoop.current());
        addSockets(Netutil.bindSockets(port, how));
    }

    /** Listens on a socket of the unix domain that only this user may connect to; see {@link Netutil#bindUnixSocket(Path)}. */
    public void listen(Path path) {
        refuseUnfit(IOLoop.current());
        addSocket(Netutil.bindUnixSocket(path));
    }

    /** Binds {@code port} of all addresses and accepts nobody before {@link #start}; see {@link #bind(int, BindOptions)}. */
    public void bind(int port) {
        bind(port, new BindOptions());
    }

    /**
     * As {@link #listen(int, BindOptions)}, but before {@link #start} whoever connects waits in the kernel: for a program that wants to
     * know early whether it gets its port, and has more to prepare.
     */
    public void bind(int port, BindOptions how) {
        refuseUnfit(IOLoop.current());
        if (started) listen(port, how);
        else bound.addAll(Netutil.bindSockets(port, how));
    }

    /** Begins to accept connections on what was bound. {@link IllegalStateException} when called twice. */
    public void start() {
        if (started) throw new IllegalStateException("this server was started before; listen(port) adds more ports at once");
        started = true;
        addSockets(bound);
        bound.clear();
    }

    /** Accepts connections on sockets that somebody else has bound. They are this server's from then on: {@link #stop} closes them. */
    public void addSockets(Collection<BoundSocket> more) {
        for (BoundSocket socket : List.copyOf(more)) addSocket(socket);
    }

    /** As {@link #addSockets}, for one. */
    public void addSocket(BoundSocket socket) {
        refuseUnfit(socket.ioLoop());
        if (loop != null && loop != socket.ioLoop())
            throw new IllegalStateException(this + " belongs to " + loop + ", but " + socket + " to " + socket.ioLoop());
        loop = socket.ioLoop();
        socket.addHandler(this::serve);
        sockets.add(socket);
    }

    /**
     * Before a port is bound, which nobody would serve else. What is wrong with a certificate shall be known now, and the first client not
     * wait for the rest.
     */
    private void refuseUnfit(IOLoop on) {
        if (draining) throw new IllegalStateException("this server was drained: make a new one");
        if (options.tls() instanceof TlsOptions tls) on.runSync(() -> {
            tls.prepare(true);
            return true;
        });
    }

    /** The port of the first socket. */
    public int port() {
        if (sockets.isEmpty() && bound.isEmpty()) throw new IllegalStateException("the server does not listen: call listen(port) first");
        return (sockets.isEmpty() ? bound : sockets).getFirst().port();
    }

    // ---- the end

    /**
     * Closes the listening sockets, when all who are in their queues have been accepted; connections live on. Does not wait for it. May be
     * called again, also in {@link #handleStream}.
     */
    public void stop() {
        for (BoundSocket socket : sockets) socket.close();
        for (BoundSocket socket : bound) socket.close();
        bound.clear();
    }

    /**
     * Shuts down in order: accepts who is in the queues of the listening sockets, closes these, and waits until every {@link #handleStream}
     * has ended; one that serves until its client leaves can ask {@link #draining}. What is left after {@code limit} is interrupted and its
     * stream aborted. The server cannot be used again.
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
        List<Connection> cut = connections.drain(on, sockets.stream().map(BoundSocket::acceptor).toList(), limit);
        for (Connection connection : cut) connection.abort();
        return cut.size();
    }

    /** Whether {@link #drain} was called: a {@link #handleStream} that serves again and again may end now. */
    public boolean draining() {
        return draining;
    }

    // ---- what there is

    /** What it was made with. */
    public TCPServerOptions options() {
        return options;
    }

    /** How many calls of {@link #handleStream} are under way. */
    public int connections() {
        return connections.size();
    }

    /** How many connections were accepted so far. */
    public long connectionsAccepted() {
        return connectionsAccepted;
    }

    /** Names the class and what it listens on. */
    @Override
    public String toString() {
        return getClass().getSimpleName() + sockets;
    }

    // ---- one connection

    private record Connection(IOStream stream, Thread thread) {
        void abort() {
            stream.channel().abort();
            thread.interrupt();
        }
    }

    private void serve(IOStream accepted, SocketAddress address) {
        connectionsAccepted++;
        var connection = new Connection(accepted, Thread.currentThread());
        connections.add(connection);
        IOStream stream = accepted;
        try {
            stream.maxBufferSize(options.maxBufferSize());
            stream.readChunkSize(options.readChunkSize());
            if (options.tls() instanceof TlsOptions tls) {
                var secure = new SSLIOStream(stream, true, tls, null);
                stream = secure;
                secure.waitForHandshake();
            }
            handleStream(stream, address);
        } catch (StreamClosedError _) {
            stream.close();
        } catch (TlsError failed) {
            stream.close();
            GENERAL.info("TLS handshake with {} failed: {}", address, failed.getMessage());
        } catch (Throwable failure) {
            stream.close();
            failed(address, failure);
        } finally {
            connections.remove(connection);
        }
    }

    private void failed(SocketAddress address, Throwable failure) {
        if (failure instanceof VirtualMachineError grave && !(failure instanceof StackOverflowError)) throw grave;
        if (!Interruption.explains(failure)) APPLICATION.error("Exception in handleStream of {} for {}", this, address, failure);
    }
}
