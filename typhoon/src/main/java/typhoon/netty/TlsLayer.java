package typhoon.netty;

import io.netty.channel.Channel;
import io.netty.handler.ssl.SslHandler;
import java.net.SocketTimeoutException;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/** TLS between the boxes of one {@link StreamChannel} and its socket: the handler in Netty's pipeline, and how the handshake goes. */
final class TlsLayer {
    /** A peer that says no more cannot finish a handshake, but what it sent may still be with an executor. */
    private static final long AFTER_EOF_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final StreamChannel stream;
    private final Tls tls;
    private final @Nullable String host;
    private final Consumer<SSLException> failed;
    private final Spots ended = new Spots();

    private @Nullable SslHandler handler;           // from when the poller put it in
    private @Nullable Timer timer;
    private boolean done;
    private boolean secure;

    /** {@code failed} is told, on the poller, why a handshake failed; not when the peer only went away. */
    TlsLayer(StreamChannel stream, Tls tls, @Nullable String host, Consumer<SSLException> failed) {
        this.stream = stream;
        this.tls = tls;
        this.host = host;
        this.failed = failed;
    }

    /** Whether nothing may be sent yet. */
    boolean handshaking() {
        return !done;
    }

    /** Whether the handshake was done, and not only over. */
    boolean isSecure() {
        return secure;
    }

    boolean installed() {
        return handler != null;
    }

    SSLEngine engine() {
        if (handler == null) throw new IllegalStateException("the handshake of " + stream + " has not begun");
        return handler.engine();
    }

    @Nullable String alpnProtocol() {
        return handler == null ? null : handler.applicationProtocol();
    }

    /** Parks until the handshake has ended, one way or the other. */
    void await(Loop loop) {
        while (!done) ended.await(loop, 0, "waiting for a TLS handshake");
    }

    // ---- on the poller

    void install(Channel channel) {
        handler = tls.newHandler(channel, host);
        long limit = tls.handshakeNanos();
        if (limit > 0) timer = stream.loop().schedule(limit, () -> overdue(limit));
        channel.pipeline().addFirst(handler);
    }

    private void overdue(long nanos) {
        if (done) return;
        fail(new SSLException("the TLS handshake took longer than " + TimeUnit.NANOSECONDS.toMillis(nanos) + " ms",
                new SocketTimeoutException("handshake")));
        stream.abort();
    }

    /** The peer will send no more. If that was too little, it has gone, which is no failure of TLS. */
    void eof() {
        if (timer != null) stream.loop().cancel(timer);
        timer = stream.loop().schedule(AFTER_EOF_NANOS, stream::abort);
    }

    void succeeded() {
        secure = true;
        end();
    }

    /** Ends the handshake; whether {@code cause} is a failure of TLS, whose explanation is then the stream's error. */
    void failed(Throwable cause) {
        if (!done && TlsReason.explain(cause, host) instanceof SSLException why) fail(why);
        end();
    }

    private void fail(SSLException why) {
        stream.error(why);
        failed.accept(why);
        end();
    }

    /** Also when the socket died. */
    void end() {
        if (done) return;
        done = true;
        if (timer != null) stream.loop().cancel(timer);
        ended.wakeAll();
    }

    /** Says goodbye to the peer; {@code then} runs when that has left. */
    void closeOutbound(Runnable then) {
        if (handler == null || handler.engine().isOutboundDone()) then.run();
        else handler.closeOutbound().addListener(_ -> then.run());
    }

    /** What broke a connection, with our words where TLS did. */
    Throwable explain(Throwable failure) {
        Throwable why = TlsReason.explain(failure, host);
        return why == null ? TlsReason.unwrap(failure) : why;
    }
}
