package typhoon.iostream;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;
import typhoon.netty.Tls;
import typhoon.testing.AsyncTestCase;

/** Options are read when they are made, and what is wrong with them is said then. */
@Timeout(20)
class TlsOptionsTest extends AsyncTestCase {
    private static final Path CHAIN = TestTls.file("server.pem");
    private static final Path KEY = TestTls.file("server.key");

    private static void assertRefused(Executable made, String... words) {
        String message = assertThrows(IllegalArgumentException.class, made).getMessage();
        for (String word : words) assertTrue(message.contains(word), message);
    }

    private static void assertServes(TlsOptions options) {
        StreamPair.tls(options, TestTls.client()).close();
    }

    @Test
    void aMissingFileIsNamed() {
        Path gone = Path.of("gone.pem");
        assertRefused(() -> new TlsOptions().certificate(gone, KEY), "no file gone.pem");
        assertRefused(() -> new TlsOptions().certificate(CHAIN, gone), "no file gone.pem");
        assertRefused(() -> new TlsOptions().trust(gone), "no file gone.pem");
        assertRefused(() -> new TlsOptions().keyStore(gone, "secret"), "no file gone.pem");
    }

    @Test
    void aFileWithoutWhatIsWantedIsNamed(@TempDir Path directory) throws Exception {
        Path empty = Files.createFile(directory.resolve("empty.pem"));
        assertRefused(() -> new TlsOptions().certificate(empty, KEY), "there is no certificate", "empty.pem");
        assertRefused(() -> new TlsOptions().certificate(CHAIN, CHAIN), "there is no private key", "server.pem");
        assertRefused(() -> new TlsOptions().trust(KEY), "there is no certificate", "server.key");
        Path damaged = Files.writeString(directory.resolve("damaged.key"),
                "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n");
        assertRefused(() -> new TlsOptions().certificate(CHAIN, damaged), "damaged.key");
        Path old = Files.writeString(directory.resolve("old.key"), "-----BEGIN EC PRIVATE KEY-----\nAAAA\n-----END EC PRIVATE KEY-----\n");
        assertRefused(() -> new TlsOptions().certificate(CHAIN, old), "old.key", "openssl pkcs8 -topk8");
    }

    @Test
    void aKeyThatDoesNotMatchIsNamed() {
        assertRefused(() -> new TlsOptions().certificate(CHAIN, TestTls.file("client.key")), "client.key", "does not match", "server.pem");
        assertRefused(() -> new TlsOptions().certificate(CHAIN, TestTls.file("rsa.pkcs1.key")), "rsa.pkcs1.key", "is no EC key");
    }

    @Test
    void aWrongPasswordIsSaid() {
        Path encrypted = TestTls.file("server.encrypted.key");
        Path store = TestTls.file("server.p12");
        assertRefused(() -> new TlsOptions().certificate(CHAIN, encrypted), "server.encrypted.key", "is encrypted: give its password");
        assertRefused(() -> new TlsOptions().certificate(CHAIN, encrypted, "wrong"), "server.encrypted.key", "the password is wrong");
        assertRefused(() -> new TlsOptions().keyStore(store, "wrong"), "server.p12", "the password is wrong");
    }

    @Test
    void keysOfAllFormsServe() {
        assertServes(new TlsOptions().certificate(CHAIN, KEY));
        assertServes(new TlsOptions().certificate(CHAIN, TestTls.file("server.encrypted.key"), "secret"));
        assertServes(new TlsOptions().certificate(TestTls.file("rsa.pem"), TestTls.file("rsa.pkcs1.key")));
        assertServes(new TlsOptions().keyStore(TestTls.file("server.p12"), "secret"));
    }

    @Test
    void aStoreThatWasLoadedServesAndTrusts() throws Exception {
        var keys = KeyStore.getInstance("PKCS12");
        try (var in = Files.newInputStream(TestTls.file("server.p12"))) {
            keys.load(in, "secret".toCharArray());
        }
        assertServes(new TlsOptions().keyStore(keys, "secret"));
        var trusted = KeyStore.getInstance("PKCS12");
        trusted.load(null, null);
        assertRefused(() -> new TlsOptions().trust(trusted), "no certificate");
        trusted.setCertificateEntry("ca", Pem.certificates(TestTls.file("ca.pem")).getFirst());
        StreamPair.tls(TestTls.server(), new TlsOptions().trust(trusted)).close();
    }

    @Test
    void whatDoesNotExistIsRefused() {
        assertRefused(() -> new TlsOptions().protocols("SSLv3"), "no TLS version SSLv3");
        assertRefused(() -> new TlsOptions().protocols(), "one version at least");
        assertRefused(() -> new TlsOptions().ciphers("TLS_MADE_UP"), "no cipher TLS_MADE_UP");
        assertRefused(() -> new TlsOptions().handshakeTimeout(Duration.ofSeconds(-1)), "cannot be");
    }

    @Test
    void aServerWithoutACertificateIsRefused() {
        assertRefused(() -> new TlsOptions().prepare(true), "needs a certificate");
    }

    @Test
    void aClientThatVerifiesMustSayWhomItMeans() {
        try (var pair = StreamPair.plain()) {
            assertRefused(() -> pair.client().startTls(false, TestTls.client(), null), "host name");
            assertFalse(pair.client().closed());
        }
    }

    @Test
    void eachChangeMakesACopy() {
        var plain = TestTls.server();
        var changed = plain.alpn("h2");
        try (var pair = StreamPair.tls(plain, TestTls.client().alpn("h2"))) {
            assertEquals(null, ((SSLIOStream) pair.server()).alpnProtocol());
        }
        try (var pair = StreamPair.tls(changed, TestTls.client().alpn("h2"))) {
            assertEquals("h2", ((SSLIOStream) pair.server()).alpnProtocol());
        }
    }

    @Test
    void theVersionThatIsAskedForIsSpoken() {
        for (String version : new String[] {"TLSv1.2", "TLSv1.3"}) {
            try (var pair = StreamPair.tls(TestTls.server().protocols(version), TestTls.client())) {
                assertEquals(version, ((SSLIOStream) pair.client()).session().getProtocol());
            }
        }
    }

    @Test
    void itSaysWhoseTlsItIs() {
        assertEquals("JDK", new TlsOptions().useJdk().provider());
        assertEquals(Tls.hasNative() ? "BoringSSL" : "JDK", new TlsOptions().provider());
    }
}
