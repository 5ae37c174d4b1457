package typhoon.netty;

import io.netty.handler.codec.DecoderException;
import io.netty.handler.ssl.NotSslRecordException;
import java.io.IOException;
import java.nio.channels.ClosedChannelException;
import java.security.cert.CertPathValidatorException;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateNotYetValidException;
import java.util.Locale;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/** Why TLS failed, in one line: libraries say it in chains of exceptions, each in words of its own. */
final class TlsReason {
    private static final int MAX_CAUSES = 16;
    private static final int MAX_LENGTH = 200;

    private TlsReason() {}

    /** What is inside the wrapping of Netty's decoder. */
    static Throwable unwrap(Throwable failure) {
        return failure instanceof DecoderException && failure.getCause() instanceof Throwable cause ? cause : failure;
    }

    /** The failure with our words; null when it is no failure of TLS, but a peer that went away in the middle. */
    static @Nullable SSLException explain(Throwable failure, @Nullable String host) {
        Throwable real = unwrap(failure);
        if (real instanceof ClosedChannelException || real instanceof IOException && !(real instanceof SSLException)) return null;
        return new SSLException(reason(real, host == null ? "the peer" : host), real);
    }

    private static String reason(Throwable failure, String peer) {
        if (failure instanceof NotSslRecordException) return peer + " does not speak TLS, but plain text perhaps";
        Throwable deepest = failure;
        for (int i = 0; i < MAX_CAUSES; i++) {
            String known = ofType(deepest, peer);
            if (known != null) return known;
            if (!(deepest.getCause() instanceof Throwable cause)) break;
            deepest = cause;
        }
        String said = ofWords(String.valueOf(failure.getMessage()), peer);
        if (said == null) said = ofWords(String.valueOf(deepest.getMessage()), peer);
        return said != null ? said : "TLS with " + peer + " failed: " + oneLine(deepest);
    }

    private static @Nullable String ofType(Throwable cause, String peer) {
        if (cause instanceof CertificateExpiredException || cause instanceof CertPathValidatorException path
                && path.getReason() == CertPathValidatorException.BasicReason.EXPIRED)
            return "the certificate of " + peer + " has expired: " + oneLine(cause);
        if (cause instanceof CertificateNotYetValidException) return "the certificate of " + peer + " is not valid yet: " + oneLine(cause);
        if (cause instanceof ServerTrust.ForAnother another)
            return "the certificate is not for " + peer + ", but for " + oneLine(another.names());
        if (cause.getClass().getName().equals("sun.security.provider.certpath.SunCertPathBuilderException"))
            return "the certificate of " + peer + " is signed by nobody we trust (unknown CA)";
        return null;
    }

    /** Alerts of the peer and complaints of the libraries, by the words both of them use (RFC 8446 6.2 has the list). */
    private static @Nullable String ofWords(String message, String peer) {
        String words = message.toLowerCase(Locale.ROOT).replace('_', ' ');
        boolean alert = words.contains("received fatal alert") || words.contains("alert");
        if (alert && words.contains("certificate expired")) return peer + " refused our certificate: it has expired";
        if (alert && words.contains("unknown ca")) return peer + " refused our certificate: it does not know who signed it (unknown CA)";
        if (words.contains("certificate required") || words.contains("did not return a certificate")
                || words.contains("empty client certificate chain") || words.contains("empty server certificate chain"))
            return alert ? peer + " requires a certificate of us" : peer + " has sent no certificate, and one is required";
        if (alert && words.contains("certificate")) return peer + " refused our certificate: " + oneLine(message);
        if (words.contains("protocol version") || words.contains("unsupported protocol") || words.contains("no protocols")
                || words.contains("client requested protocol") || words.contains("unsupported or unrecognized")
                || words.contains("server chose") || words.contains("no appropriate protocol") || words.contains("wrong version number"))
            return "no version of TLS that both sides take: " + oneLine(message);
        if (words.contains("cipher suites in common") || words.contains("no shared cipher") || alert && words.contains("handshake failure"))
            return "no cipher or protocol that both sides take: " + oneLine(message);
        if (words.contains("application protocol")) return "no protocol (ALPN) that both sides speak: " + oneLine(message);
        return null;
    }

    private static String oneLine(Throwable cause) {
        String message = cause.getMessage();
        return oneLine(message == null ? cause.getClass().getSimpleName() : message);
    }

    private static String oneLine(String message) {
        String line = message.strip().replaceAll("\\s+", " ");
        return line.length() <= MAX_LENGTH ? line : line.substring(0, MAX_LENGTH) + "…";
    }
}
