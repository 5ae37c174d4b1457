package typhoon.iostream;

import java.net.SocketAddress;
import java.util.concurrent.CancellationException;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLSession;
import org.jspecify.annotations.Nullable;
import typhoon.netty.Tls;

/**
 * A stream in TLS. What is written before the handshake is done is sent after it, and reads wait for it.
 *
 * {@snippet class="typhoon.snippets.IOStreamSnippets" region="tls"}
 *
 * <p>Closed before the handshake is done, it sends nothing. An end of the peer without TLS's own goodbye counts as an end, as most
 * programs leave in that way; protocols that must tell a cut from an end have lengths. Source: Tornado's {@code iostream.SSLIOStream}.
 */
public final class SSLIOStream extends IOStream {
    private boolean waiting;

    /**
     * Begins a handshake over an idle stream and does not wait for it; the stream given cannot be used any more. For servers, which must
     * not make others wait; see {@link IOStream#startTls} for the form that waits. The first use of options may wait a moment.
     *
     * @param serverSide whether we answer the handshake; a server needs options with a certificate
     * @param serverHostname whom a client means; null only for servers, and for clients that do not verify
     * @throws IllegalStateException when the stream is not idle
     * @throws StreamClosedError when it is closed
     */
    public SSLIOStream(IOStream plain, boolean serverSide, TlsOptions options, @Nullable String serverHostname) {
        Tls tls = options.prepared(serverSide, serverHostname);
        if (plain instanceof SSLIOStream) throw new IllegalStateException(plain + " speaks TLS already");
        if (plain.closed()) throw new StreamClosedError(plain.error());
        if (!plain.isIdle()) throw new IllegalStateException("IOStream is not idle; cannot convert to SSL");
        super(plain.channel());
        plain.become(this);
        channel().startTls(tls, serverSide ? null : serverHostname, _ -> {});
    }

    /**
     * Connects to {@code address} and speaks TLS; returns when the handshake is done.
     *
     * @param serverHostname whom we mean, for the certificate and for SNI
     * @throws TlsError when the handshake failed, in one line
     * @throws StreamClosedError when there is no connection, or the peer went away in the middle
     */
    public static SSLIOStream connect(SocketAddress address, TlsOptions options, @Nullable String serverHostname) {
        IOStream plain = IOStream.connect(address);
        try {
            return plain.startTls(false, options, serverHostname);
        } finally {
            plain.close();                              // does nothing once it has become another
        }
    }

    /**
     * Waits until the handshake is done; at once when it is.
     *
     * @throws TlsError when it failed, in one line
     * @throws StreamClosedError when the peer went away in the middle
     * @throws IllegalStateException when somebody waits for it already
     */
    public SSLIOStream waitForHandshake() {
        enter("waitForHandshake");
        if (waiting) throw new IllegalStateException("Already waiting for the handshake of " + this);
        waiting = true;
        try {
            channel().awaitHandshake();
        } catch (CancellationException interrupted) {
            close();
            throw interrupted;
        } finally {
            waiting = false;
        }
        if (channel().isSecure()) return this;
        Throwable why = channel().error();
        close(why);
        if (why instanceof SSLException tls) throw new TlsError(tls);
        throw new StreamClosedError(why);
    }

    /** What the two sides agreed to speak (ALPN), for example {@code "h2"}; null when they did not, and before the handshake is done. */
    public @Nullable String alpnProtocol() {
        return channel().alpnProtocol();
    }

    /** Version, cipher and certificates, once the handshake is done. */
    public SSLSession session() {
        return channel().tlsSession();
    }

    /** Whether a read waits, or the handshake is not done. */
    @Override
    public boolean reading() {
        return super.reading() || channel().handshaking();
    }

    /** Whether there are unsent bytes, or the handshake is not done. */
    @Override
    public boolean writing() {
        return super.writing() || channel().handshaking();
    }
}
