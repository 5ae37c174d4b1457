package typhoon.httpserver;

import io.netty.buffer.ByteBuf;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CancellationException;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import typhoon.http.HttpInputError;
import typhoon.http.HttpStatus;
import typhoon.iostream.StreamClosedError;
import typhoon.iostream.TlsOptions;
import typhoon.netty.Logs;
import typhoon.netty.Loop;
import typhoon.netty.Nanos;
import typhoon.netty.StreamChannel;
import typhoon.wire.CountedBytes;
import typhoon.wire.Head;
import typhoon.wire.Http1Reader;

/**
 * One connection of a client, from its first byte to its end. No coroutine belongs to it: when bytes arrive a worker of the loop runs
 * {@link #serve} until the inbox holds no further head, and only a handler that waits keeps it longer. Meanwhile the poller goes on
 * reading, so that the end of the connection is seen.
 */
final class Http1Connection implements Runnable {
    private static final Logger APPLICATION = Logs.of("typhoon.application");
    private static final Logger GENERAL = Logs.of("typhoon.general");
    private static final byte[] ERROR_LINES =
            "Content-Type: text/plain; charset=utf-8\r\nConnection: close\r\n".getBytes(StandardCharsets.ISO_8859_1);

    /** Pipelined requests that are served before other connections get their turn. */
    private static final int MAX_RUN = 32;

    private final HttpServer server;
    private final StreamChannel channel;
    private final Http1Reader reader;
    private final Deadline deadline;
    private final Share share;                          // for a head that is large, or that is here in part
    private int run;
    private boolean headAwaited;                        // the rest of a head is due; else a whole one
    private @Nullable Http1Exchange current;            // the request that is being answered
    private @Nullable Upgraded upgraded;
    private @Nullable InetAddress peer;                 // null for who comes by a socket file
    private @Nullable String remoteIp;

    Http1Connection(HttpServer server, StreamChannel channel) {
        this.server = server;
        this.channel = channel;
        this.reader = new Http1Reader(server.headLimits(), server.window());
        this.deadline = new Deadline(channel.loop(), this::overdue);
        this.share = new Share(server.options().memoryBudget(), "head");
        this.peer = channel.remoteAddress() instanceof InetSocketAddress address ? address.getAddress() : null;
    }

    /** Called on the poller in place of {@link #begin}: a proxy says first who comes. */
    void greet() {
        channel.onClosed(this::closed);
        new ProxyGreeting(channel, remoteIp(), source -> {
            if (source != null) peer = source;
            remoteIp = null;
            begin();
            if (server.options().tls() == null) channel.loop().enqueue(this);       // the request may be here already
            else channel.detachWorker();
        }).begin();
    }

    /** Called before any byte of TLS or of a request was looked at. */
    void begin() {
        var options = server.options();
        if (options.tls() instanceof TlsOptions tls) channel.startTls(tls.tls(true), null, this::handshakeFailed);
        channel.readLimit(Math.max(options.maxPipelined(), options.headerBlock()));
        channel.writeTimeout(Nanos.of(options.writeTimeout()));
        channel.serveWith(this);
        channel.onPeerGone(this::peerGone);
        channel.onClosed(this::closed);
        beginIdle();
    }

    /** Nothing of a request is here: it has to begin before long, and sooner when the server drains. */
    private void beginIdle() {
        share.hold(0);
        var options = server.options();
        if (!server.draining()) deadline.in(Nanos.of(options.idleTimeout()));
        else if (options.drainGrace().isZero()) channel.close();
        else deadline.in(Nanos.of(options.drainGrace()));
    }

    /** A part of a head is here. Few heads come in parts, so that all of it can count: what thousands of slow clients have sent adds up. */
    private void awaitHead() {
        share.hold(reader.held() + channel.inbox().readableBytes());
        if (headAwaited) return;
        headAwaited = true;
        deadline.in(Nanos.of(server.options().headerTimeout()));
    }

    @Override
    public void run() {
        serve();
    }

    private void serve() {
        run = 0;
        try {
            while (nextHead() instanceof Head head) {
                var exchange = begin(head);
                handle(head, exchange);
                if (!finish(exchange)) return;
            }
            leave();
        } catch (HttpInputError malformed) {
            refuse(malformed);
        } catch (Throwable failure) {
            fail(failure);
        } finally {
            if (!channel.isOpen()) share.hold(0);
        }
    }

    /** The next head that is here already; null when there is none, or when it is time for others. */
    private @Nullable Head nextHead() {
        if (run == MAX_RUN) return null;
        awaitRoom(Http1Exchange.FLUSHED);               // a client that sends requests and reads no answers waits here
        Head head = reader.readHead(channel.inbox(), channel.inboxNumber());
        channel.consumed();
        return head;
    }

    private Http1Exchange begin(Head head) {
        run++;
        deadline.clear();
        headAwaited = false;
        share.hold(CountedBytes.cost(head.memory()));
        var exchange = new Http1Exchange(this, head);
        current = exchange;
        return exchange;
    }

    private void handle(Head head, Http1Exchange exchange) throws Exception {
        try {
            server.delegate().handle(new HttpServerRequest(head, exchange));
        } finally {
            exchange.leave();
            exchange.body().release();
        }
        channel.loop().forgetThreadLocals();            // of this request; the next one may be served here too
    }

    /** Clears the way for the next request; whether there may be one on this connection. */
    private boolean finish(Http1Exchange exchange) {
        exchange.end();
        current = null;
        if (exchange.detached()) return false;
        boolean keep = channel.isOpen() && !exchange.closes() && exchange.body().discard(server.options().maxDiscarded());
        if (!keep) channel.close();
        return keep;
    }

    /** The worker goes: back into the queue when more requests are here, else until bytes arrive. */
    private void leave() {
        if (run == MAX_RUN && channel.inbox().isReadable()) {
            channel.loop().enqueue(this);
            return;
        }
        if (channel.eof() || !channel.isOpen()) {
            channel.close();
            return;
        }
        if (reader.midHead()) awaitHead();
        else beginIdle();
        channel.detachWorker();
    }

    // ---- when something goes wrong

    /** The peer broke the protocol or was too slow: one line in the log, an answer if one is possible, and the end. */
    private void refuse(HttpInputError malformed) {
        GENERAL.info("Refused what {} sent: {}", remoteIp(), malformed.getMessage());
        answerAndClose(malformed.status(), malformed.getMessage());
    }

    /** The delegate failed; when it did because its client has left, or was answered in its place, there is nobody to tell. */
    private void fail(Throwable failure) {
        boolean gone = channel.eof() || !channel.isOpen();
        boolean consequence = failure instanceof StreamClosedError || failure instanceof CancellationException;
        if (gone && consequence || current != null && current.abandoned()) {
            current = null;
            channel.close();
            return;
        }
        APPLICATION.error("Uncaught exception {}", this, failure);
        answerAndClose(500, null);
        if (failure instanceof Error grave && Loop.isFatal(grave)) throw grave;
    }

    /** A response that has begun cannot be taken back: it must not look complete either. */
    private void answerAndClose(int status, @Nullable String message) {
        Http1Exchange open = current;
        current = null;
        reader.forget();
        if (open != null && open.detached() || open != null && open.started() && !open.finished()) {
            channel.abort();
            return;
        }
        try {
            if (open == null || !open.started()) sendError(status, message, open != null && open.isHead());
        } catch (OutOfMemoryError none) {
            channel.abort();                            // not even for that
        }
        if (open != null) open.abandon();
        channel.close();
    }

    /** A small response of the protocol's own. */
    void sendError(int status, @Nullable String message, boolean headOnly) {
        String reason = HttpStatus.reason(status);
        byte[] text = (message == null ? reason + "\n" : reason + ": " + message + "\n").getBytes(StandardCharsets.UTF_8);
        ByteBuf out = channel.outbox();
        server.writer().status(status, reason).raw(dateLine()).raw(server.lines().server()).raw(ERROR_LINES)
                .contentLength(text.length).end(out);
        if (!headOnly) out.writeBytes(text);
        channel.touch();
    }

    /** The deadline has passed, unless the connection has gone on since. */
    private void overdue() {
        if (!deadline.passed()) return;
        deadline.clear();
        long limit = server.options().headerTimeout().toSeconds();
        if (headAwaited) refuse(new HttpInputError(408, "a request head took longer than " + limit + " s"));
        else channel.close();
    }

    /** On the poller; the client did not come as far as a request. */
    private void handshakeFailed(SSLException why) {
        GENERAL.info("TLS with {} failed: {}", remoteIp(), why.getMessage());
    }

    private void peerGone() {
        if (current != null) current.peerGone();
    }

    private void closed() {
        deadline.cancel();
        if (current == null) share.hold(0);             // else its handler still runs
        server.closed(this);
        if (upgraded != null) upgraded.closed();
    }

    // ---- shutting down

    /** The server drains: idle connections end soon, the others when they have answered. */
    void drain() {
        if (upgraded != null) channel.loop().enqueue(upgraded::drain);
        else if (current != null) current.drain();
        else if (!reader.midHead() && !channel.inbox().isReadable()) beginIdle();
    }

    /** Cuts the connection off; whether somebody still used it. */
    boolean abort() {
        boolean used = channel.isOpen();
        channel.abort();
        return used;
    }

    // ---- for the exchange

    /**
     * Waits until at most {@code below} bytes are unsent.
     *
     * @throws StreamClosedError when the client is gone
     */
    void awaitRoom(long below) {
        if (channel.pending() <= below) return;
        if (channel.drain(below, 0) == StreamChannel.Event.CLOSED) throw new StreamClosedError(channel.error());
    }

    /** The upgrade takes over; this object only waits for the end, to pass it on. */
    void detached(Upgraded successor) {
        upgraded = successor;
        deadline.cancel();
        channel.onPeerGone(null);
        channel.serveWith(null);
        if (server.draining()) channel.loop().enqueue(successor::drain);
    }

    byte[] dateLine() {
        return server.lines().date(channel.loop().turnNanos());
    }

    StreamChannel channel() {
        return channel;
    }

    Loop loop() {
        return channel.loop();
    }

    HttpServer server() {
        return server;
    }

    String remoteIp() {
        if (remoteIp == null) remoteIp = peer == null ? "0.0.0.0" : peer.getHostAddress();
        return remoteIp;
    }

    /** What trusted proxies say of who asks; null where none is before us. */
    @Nullable Origin origin(Head head) {
        TrustedProxies proxies = server.options().trustedProxies();
        if (proxies == null || !proxies.trusts(peer)) return null;
        return proxies.origin(new Origin(remoteIp(), protocol(), head.host()), head.headers());
    }

    String protocol() {
        if (server.options().protocol() instanceof String said) return said;
        return channel.isSecure() ? "https" : "http";
    }

    /** Names what is being served, for the watchdog and the log. */
    @Override
    public String toString() {
        return current == null ? "connection from " + remoteIp() : current.toString();
    }
}
