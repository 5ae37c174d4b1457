package typhoon.tcp;

import java.io.UncheckedIOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CancellationException;
import org.jspecify.annotations.Nullable;
import typhoon.ioloop.TimeoutError;
import typhoon.iostream.IOStream;
import typhoon.iostream.TlsError;
import typhoon.iostream.TlsOptions;
import typhoon.netty.Loop;
import typhoon.netty.Rethrow;

/**
 * Connects to a host by its name, on whichever of its addresses answers first (happy eyeballs, RFC 8305): one that is silent for 250 ms is
 * joined by the next, one that fails makes room for it at once, IPv6 and IPv4 by turns.
 *
 * {@snippet class="typhoon.snippets.TcpSnippets" region="client"}
 *
 * <p>May be used by any number of coroutines, of any loop. Tornado: {@code tcpclient.TCPClient}.
 */
public final class TCPClient implements AutoCloseable {
    private final Resolver resolver;
    private final boolean ownsResolver;

    /** With a {@link DefaultResolver} of its own. */
    public TCPClient() {
        this(new DefaultResolver(), true);
    }

    /** With {@code resolver}, which stays its maker's to close. */
    public TCPClient(Resolver resolver) {
        this(resolver, false);
    }

    private TCPClient(Resolver resolver, boolean ownsResolver) {
        this.resolver = resolver;
        this.ownsResolver = ownsResolver;
    }

    /** What names are asked of. */
    public Resolver resolver() {
        return resolver;
    }

    /** Closes the resolver if the client made it. Streams live on. */
    @Override
    public void close() {
        if (ownsResolver) resolver.close();
    }

    /** Connects to {@code port} of {@code host}; see {@link #connect(String, int, ConnectOptions)}. */
    public IOStream connect(String host, int port) {
        return connect(host, port, new ConnectOptions());
    }

    /**
     * Connects to {@code port} of {@code host}, a name or an address, and returns when the connection is there; with TLS, when the
     * handshake is done. Belongs in a coroutine, which parks. Whatever the end, no other connection is left behind.
     *
     * @throws UncheckedIOException when there is no such host or none of its addresses can be reached; its message says which were tried
     *     and how each failed, its cause is a {@link ConnectException} or an {@link UnknownHostException}
     * @throws TimeoutError when {@link ConnectOptions#timeout} was over first; it says what had been reached by then
     * @throws TlsError when the connection was there and the handshake failed, in one line
     * @throws CancellationException when the caller was interrupted
     * @throws IllegalArgumentException when the source address is not of the family that was asked for
     */
    public IOStream connect(String host, int port, ConnectOptions options) {
        Loop loop = Loop.current();
        if (loop == null) throw new IllegalStateException("TCPClient.connect was called on " + Thread.currentThread()
                + ", but it belongs in a coroutine of an IOLoop: call it inside runSync(() -> …) or addCallback(() -> …)");
        try {
            return connect(loop, host, port, options);
        } catch (RuntimeException known) {
            throw known;
        } catch (Exception ofTheResolver) {
            throw Rethrow.unchecked(ofTheResolver);
        }
    }

    private IOStream connect(Loop loop, String host, int port, ConnectOptions options) throws Exception {
        var deadline = new Deadline(loop, options.timeout());
        AddressFamily family = family(options);
        List<InetSocketAddress> addresses;
        try {
            addresses = ofFamily(family, host, deadline.within(() -> resolver.resolve(host, port, family)));
        } catch (TimeoutError late) {
            throw late(host, port, options.timeout(), "its name was still being looked up", late);
        }
        var race = new Race(loop, addresses, options);
        IOStream stream = race.run(deadline);
        if (stream == null && deadline.isOver()) throw late(host, port, options.timeout(), race.outcome(), null);
        if (stream == null) throw unreachable(host, port, race);
        stream.maxBufferSize(options.maxBufferSize());
        return options.tls() instanceof TlsOptions tls ? secure(stream, tls, host, port, options, deadline) : stream;
    }

    private static AddressFamily family(ConnectOptions options) {
        InetAddress source = options.sourceAddress();
        if (source == null) return options.family();
        if (!options.family().accepts(source))
            throw new IllegalArgumentException("the family is " + options.family() + ", but the source address " + source.getHostAddress()
                    + " is not of it: set one of them only");
        return AddressFamily.of(source);
    }

    /** Resolvers are anybody's: what this one has given may be more than was asked for. */
    private static List<InetSocketAddress> ofFamily(AddressFamily family, String host, List<InetSocketAddress> found) {
        List<InetSocketAddress> fit = found.stream().filter(one -> !one.isUnresolved() && family.accepts(one.getAddress())).toList();
        if (!fit.isEmpty()) return fit;
        String wanted = family == AddressFamily.ANY ? "address" : family.words() + " address";
        throw new UncheckedIOException("cannot resolve " + host + ": its resolver knows no " + wanted + " of it",
                new UnknownHostException(host));
    }

    private static IOStream secure(IOStream plain, TlsOptions tls, String host, int port, ConnectOptions options, Deadline deadline)
            throws Exception {
        boolean done = false;
        try {
            IOStream secure = deadline.within(() -> plain.startTls(false, tls, host));
            done = true;
            return secure;
        } catch (TimeoutError late) {
            throw late(host, port, options.timeout(), "the TLS handshake with " + plain.remoteAddress() + " was not done", late);
        } finally {
            if (!done) plain.channel().abort();
        }
    }

    private static TimeoutError late(String host, int port, Duration limit, String reached, @Nullable Throwable cause) {
        return new TimeoutError("connecting to " + host + ":" + port + " took longer than " + limit.toMillis() + " ms: " + reached, cause);
    }

    private static UncheckedIOException unreachable(String host, int port, Race race) {
        var all = new ConnectException("cannot connect to " + host + ":" + port + ": " + race.outcome());
        race.failures().forEach(all::addSuppressed);
        return new UncheckedIOException(all.getMessage(), all);
    }
}
