package typhoon.iostream;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.concurrent.Future;
import javax.net.ssl.SSLException;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import typhoon.gen.Gen;
import typhoon.iostream.TlsOptions.ClientCertificate;
import typhoon.testing.AsyncTestCase;

/** A handshake that fails says why, in one line, and the stream is closed. By the JDK's TLS, and by BoringSSL where that is there. */
@Timeout(20)
class TlsFailureTest {
    abstract static class Failures extends AsyncTestCase {
        abstract TlsOptions with(TlsOptions options);

        private static TlsOptions server(String certificate) {
            return new TlsOptions().certificate(TestTls.file(certificate), TestTls.file("server.key"));
        }

        /** What the client is told. */
        private String failure(TlsOptions server, TlsOptions client, String host) {
            try (var pair = StreamPair.plain()) {
                Future<SSLIOStream> answering = Gen.spawn(() -> new SSLIOStream(pair.server(), true, with(server), null));
                SSLIOStream other = Gen.await(answering);
                var failed = assertThrows(TlsError.class, () -> pair.client().startTls(false, with(client), host));
                assertFalse(failed.getMessage().contains("\n"), failed.getMessage());
                assertInstanceOf(SSLException.class, failed.getCause());
                waitFor(other::closed);
                return failed.getMessage();
            }
        }

        private static void assertSays(String words, String message) {
            assertTrue(message.contains(words), message);
        }

        @Test
        void anExpiredCertificate() {
            assertSays("the certificate of localhost has expired", failure(server("expired.pem"), TestTls.client(), "localhost"));
        }

        @Test
        void aCertificateForAnotherHost() {
            assertEquals("the certificate is not for localhost, but for other.example.com",
                    failure(server("other.pem"), TestTls.client(), "localhost"));
            assertEquals("the certificate is not for evil.example.com, but for localhost, foo.example.com, 127.0.0.1",
                    failure(TestTls.server(), TestTls.client(), "evil.example.com"));
            assertEquals("the certificate is not for 127.0.0.2, but for localhost, foo.example.com, 127.0.0.1",
                    failure(TestTls.server(), TestTls.client(), "127.0.0.2"));
        }

        @Test
        void aSignerNobodyKnows() {
            assertSays("unknown CA", failure(TestTls.server(), new TlsOptions(), "localhost"));
            assertSays("unknown CA", failure(TestTls.server(), new TlsOptions().trust(TestTls.file("selfsigned.pem")), "localhost"));
        }

        @Test
        void noVersionInCommon() {
            assertSays("no version of TLS that both sides take",
                    failure(TestTls.server().protocols("TLSv1.2"), TestTls.client().protocols("TLSv1.3"), "localhost"));
        }

        @Test
        void noCipherInCommon() {
            TlsOptions one = with(TestTls.server().protocols("TLSv1.2")).ciphers("TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384");
            TlsOptions another = with(TestTls.client().protocols("TLSv1.2")).ciphers("TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256");
            try (var pair = StreamPair.plain()) {
                Future<SSLIOStream> answering = Gen.spawn(() -> pair.server().startTls(true, one, null));
                var client = new SSLIOStream(pair.client(), false, another, "localhost");
                assertSays("no cipher or protocol that both sides take",
                        assertThrows(TlsError.class, () -> Gen.await(answering)).getMessage());
                assertSays("no cipher or protocol that both sides take",
                        assertThrows(TlsError.class, client::waitForHandshake).getMessage());
                assertTrue(client.closed());
            }
        }

        @Test
        void aServerThatSpeaksNoTls() {
            try (var pair = StreamPair.plain()) {
                pair.server().write("HTTP/1.1 400 Bad Request\r\n\r\n");
                var failed = assertThrows(TlsError.class, () -> pair.client().startTls(false, with(TestTls.client()), "localhost"));
                assertSays("localhost does not speak TLS", failed.getMessage());
                assertTrue(pair.client().closed() || !pair.client().channel().isOpen());
            }
        }

        @Test
        void aClientThatSpeaksNoTls() {
            try (var pair = StreamPair.plain()) {
                pair.client().write("GET / HTTP/1.1\r\n\r\n");
                var failed = assertThrows(TlsError.class, () -> pair.server().startTls(true, with(TestTls.server()), null));
                assertSays("the peer does not speak TLS", failed.getMessage());
            }
        }

        @Test
        void aClientWithoutTheCertificateThatIsRequired() {
            TlsOptions strict = TestTls.server().trust(TestTls.file("ca.pem")).clientCertificate(ClientCertificate.REQUIRED);
            try (var pair = StreamPair.plain()) {
                Future<SSLIOStream> answering = Gen.spawn(() -> pair.server().startTls(true, with(strict), null));
                var client = new SSLIOStream(pair.client(), false, with(TestTls.client()), "localhost");
                var failed = assertThrows(TlsError.class, () -> Gen.await(answering));
                assertSays("has sent no certificate", failed.getMessage());
                var ended = assertThrows(StreamClosedError.class, () -> client.readBytes(1));
                assertInstanceOf(SSLException.class, ended.realError());
                assertSays("requires a certificate of us", ended.getMessage());
            }
        }

        @Test
        void mutualTlsShowsWhoTheClientIs() throws Exception {
            TlsOptions strict = TestTls.server().trust(TestTls.file("ca.pem")).clientCertificate(ClientCertificate.REQUIRED);
            TlsOptions known = TestTls.client().certificate(TestTls.file("client.pem"), TestTls.file("client.key"));
            try (var pair = StreamPair.tls(with(strict), with(known))) {
                String name = ((SSLIOStream) pair.server()).session().getPeerPrincipal().getName();
                assertSays("CN=client", name);
            }
        }

        @Test
        void whatIsSwitchedOffByNameIsNotChecked() {
            StreamPair.tls(with(server("other.pem")), with(TestTls.client().withoutHostnameCheck())).close();
            StreamPair.tls(with(server("expired.pem")), with(new TlsOptions().withoutVerification())).close();
        }
    }

    @Nested
    class OfTheJdk extends Failures {
        @Override
        TlsOptions with(TlsOptions options) {
            return options.useJdk();
        }
    }

    @Nested
    class OfWhatIsThere extends Failures {
        @Override
        TlsOptions with(TlsOptions options) {
            return options;
        }
    }
}
