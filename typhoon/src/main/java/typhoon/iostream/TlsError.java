package typhoon.iostream;

import javax.net.ssl.SSLException;

/**
 * A TLS handshake failed; the message says why in one line: an expired certificate, one for another host, a signer nobody knows, no
 * protocol in common, a peer that speaks no TLS at all. The stream is closed. A peer that only went away in the middle is a {@link
 * StreamClosedError} instead. Tornado: {@code ssl.SSLError} of the same calls.
 */
public final class TlsError extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** An error with the words of {@code cause}. */
    public TlsError(SSLException cause) {
        super(cause.getMessage(), cause);
    }
}
