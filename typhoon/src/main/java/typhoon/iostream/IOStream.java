package typhoon.iostream;

import java.io.IOException;
import java.net.SocketAddress;
import java.util.concurrent.CancellationException;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import typhoon.gen.Gen;
import typhoon.netty.Connector;
import typhoon.netty.Loop;
import typhoon.netty.StreamChannel;

/**
 * A stream over a socket, of TCP or of the unix domain.
 *
 * {@snippet class="typhoon.snippets.IOStreamSnippets" region="client"}
 *
 * <p>Source: Tornado's {@code iostream.IOStream}.
 */
public class IOStream extends BaseIOStream {
    private static final long TO_SEND_THE_REST_NANOS = TimeUnit.SECONDS.toNanos(10);

    private final StreamChannel channel;

    /**
     * A stream over a socket of this loop.
     *
     * @hidden
     */
    @SuppressWarnings("exports")
    public IOStream(StreamChannel channel) {
        super(channel);
        this.channel = channel;
    }

    /** Connects to {@code address}; see {@link #connect(SocketAddress, SocketAddress)}. */
    public static IOStream connect(SocketAddress address) {
        return connect(address, null);
    }

    /**
     * Connects to an {@code InetSocketAddress} or a {@code UnixDomainSocketAddress}, and returns when the connection is there. An interrupt
     * gives it up: {@code Gen.withTimeout} sets a time limit.
     *
     * @param source the address to connect from; null for any. Port 0 takes a free one
     * @throws StreamClosedError when there is no connection; its {@code realError} is the {@link IOException} that says why
     * @throws CancellationException when the caller was interrupted
     */
    public static IOStream connect(SocketAddress address, @Nullable SocketAddress source) {
        Loop loop = Loop.current();
        if (loop == null) throw new IllegalStateException("IOStream.connect was called on " + Thread.currentThread()
                + ", but it belongs in a coroutine of an IOLoop: call it inside runSync(() -> …) or addCallback(() -> …)");
        try {
            return new IOStream(Connector.connect(loop, address, source));
        } catch (IOException refused) {
            throw new StreamClosedError(refused);
        }
    }

    /**
     * Goes on in TLS: returns a stream over the same socket when the handshake is done. This one cannot be used any more; its limits and
     * its close callback move over.
     *
     * <p>Only an idle stream can be converted: nothing may be waiting, unsent or unread. What the peer sent in clear behind the word that
     * led here would else be taken for part of the protected conversation (CVE-2011-0411 and its kin).
     *
     * @param serverSide whether we answer the handshake; a server needs options with a certificate
     * @param serverHostname whom a client means, for the certificate and for SNI; null only for servers, and clients that do not verify
     * @throws IllegalStateException when the stream is not idle
     * @throws TlsError when the handshake failed, in one line
     * @throws StreamClosedError when the peer went away in the middle
     */
    public SSLIOStream startTls(boolean serverSide, TlsOptions options, @Nullable String serverHostname) {
        if (writing()) Gen.moment();                    // what was just written leaves with this turn
        return new SSLIOStream(this, serverSide, options, serverHostname).waitForHandshake();
    }

    /** The other side's address. */
    public SocketAddress remoteAddress() {
        return channel.remoteAddress();
    }

    /** Our side's address. */
    public SocketAddress localAddress() {
        return channel.localAddress();
    }

    @Override
    final void closing() {
        channel.writeTimeout(TO_SEND_THE_REST_NANOS);
    }

    @Override
    public void setNoDelay(boolean noDelay) {
        super.setNoDelay(noDelay);
        channel.noDelay(noDelay);
    }

    /**
     * The machine room's side of it.
     *
     * @hidden
     */
    @SuppressWarnings("exports")
    public final StreamChannel channel() {
        return channel;
    }

    /** Names both ends. */
    @Override
    public String toString() {
        return getClass().getSimpleName() + "[" + localAddress() + " to " + remoteAddress() + "]";
    }
}
