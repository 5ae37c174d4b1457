package typhoon.testing;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.Objects;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509ExtendedTrustManager;

/** The certificate that comes with this library, which proves nothing: its key is everybody's. And a client's side that believes any. */
final class TestTls {
    static final String PASSWORD = "test";

    private static final SSLContext BELIEVING = believing();

    private TestTls() {}

    /** For clients that believe any certificate. */
    static SSLContext believingAnyone() {
        return BELIEVING;
    }

    /** The key and its self-signed certificate for localhost, 127.0.0.1, ::1 and foo.example.com. */
    static KeyStore keyStore() {
        try {
            var certificate = CertificateFactory.getInstance("X.509").generateCertificate(resource("test.crt"));
            var store = KeyStore.getInstance("PKCS12");
            store.load(null, null);
            store.setKeyEntry("test", key(), PASSWORD.toCharArray(), new Certificate[] {certificate});
            return store;
        } catch (GeneralSecurityException | IOException broken) {
            throw new IllegalStateException("the certificate of typhoon-testing cannot be read", broken);
        }
    }

    private static PrivateKey key() throws GeneralSecurityException, IOException {
        try (InputStream in = resource("test.key")) {
            String pem = new String(in.readAllBytes(), StandardCharsets.US_ASCII);
            byte[] key = Base64.getMimeDecoder().decode(pem.replaceAll("-----[A-Z ]+-----", ""));
            return KeyFactory.getInstance("EC").generatePrivate(new PKCS8EncodedKeySpec(key));
        }
    }

    /** A file beside this class, for what reads PEM by itself. */
    static InputStream resource(String name) {
        return Objects.requireNonNull(TestTls.class.getResourceAsStream(name), name);
    }

    private static SSLContext believing() {
        try {
            var context = SSLContext.getInstance("TLS");
            context.init(null, new TrustManager[] {new Anyone()}, null);
            context.getSocketFactory();
            return context;
        } catch (GeneralSecurityException broken) {
            throw new UncheckedIOException(new IOException(broken));
        }
    }

    private static final class Anyone extends X509ExtendedTrustManager {
        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type, Socket socket) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type, Socket socket) {}

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type, SSLEngine engine) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type, SSLEngine engine) {}

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type) {}

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return new X509Certificate[0];
        }
    }
}
