package typhoon.testing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Against the JDK's TLS, with the certificate that comes with the library. */
@Timeout(30)
class RawClientTlsTest {
    private SSLServerSocket server;

    @BeforeEach
    void anEchoOfLines() throws Exception {
        var keys = KeyManagerFactory.getInstance("PKIX");
        keys.init(TestTls.keyStore(), TestTls.PASSWORD.toCharArray());
        var context = SSLContext.getInstance("TLS");
        context.init(keys.getKeyManagers(), null, null);
        server = (SSLServerSocket) context.getServerSocketFactory().createServerSocket(0, 10, InetAddress.getLoopbackAddress());
        Thread.ofPlatform().daemon().start(this::serve);
    }

    @AfterEach
    void close() throws IOException {
        server.close();
    }

    private void serve() {
        while (!server.isClosed()) {
            try (var socket = (SSLSocket) server.accept()) {
                var in = socket.getInputStream();
                for (int next = in.read(); next >= 0 && next != '!'; next = in.read()) socket.getOutputStream().write(next);
            } catch (IOException closed) {
                // the next one, then
            }
        }
    }

    private RawClient connect() {
        return new RawClient(server.getLocalPort()).startTls("foo.example.com");
    }

    @Test
    void whatIsSentComesBack() {
        try (var client = connect()) {
            assertEquals("line\n", client.send("line\n").readUntil("\n"));
            assertEquals("abc", new String(client.send("abcdef").readBytes(3), StandardCharsets.US_ASCII));
            assertEquals("def", client.shutdownOutput().readAll());
        }
    }

    @Test
    void silenceAndTheEndAreSeen() {
        try (var client = connect()) {
            assertTrue(client.silentFor(Duration.ofMillis(50)));
            assertEquals("x", new String(client.send("x").readBytes(1), StandardCharsets.US_ASCII));
            assertFalse(client.closedWithin(Duration.ofMillis(50)));
            assertTrue(client.send("!").closed());
        }
    }

    @Test
    void whoDoesNotSpeakTlsIsTold() throws IOException {
        try (var plain = AsyncTestCase.bindUnusedPort()) {
            Thread.ofPlatform().daemon().start(() -> {
                try (var socket = plain.accept()) {
                    socket.getOutputStream().write("HTTP/1.1 400 Bad Request\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
                    socket.getInputStream().readAllBytes();
                } catch (IOException gone) {
                    // as a client may be
                }
            });
            var client = new RawClient(plain.getLocalPort());
            var failure = assertThrows(UncheckedIOException.class, () -> client.startTls("localhost"));
            assertTrue(failure.getMessage().startsWith("no TLS: "), failure.getMessage());
        }
    }

    @Test
    void theCertificateIsOfThisMachineAndOfFooExampleCom() throws Exception {
        KeyStore store = TestTls.keyStore();
        var certificate = (X509Certificate) store.getCertificate("test");
        certificate.checkValidity();
        certificate.verify(certificate.getPublicKey());
        List<String> names = certificate.getSubjectAlternativeNames().stream().map(name -> name.get(1).toString()).toList();
        assertEquals(List.of("foo.example.com", "localhost", "127.0.0.1", "0:0:0:0:0:0:0:1"), names);
        assertTrue(Stream.of("test.crt", "test.key").allMatch(name -> TestTls.resource(name) != null));
    }
}
