package typhoon.web;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static typhoon.web.URLSpec.url;

import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.UnixDomainSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.event.Level;
import typhoon.gen.Gen;
import typhoon.httpserver.HttpServer;
import typhoon.httpserver.ServerOptions;
import typhoon.iostream.IOStream;
import typhoon.iostream.SSLIOStream;
import typhoon.iostream.TestTls;
import typhoon.iostream.TlsOptions;
import typhoon.testing.AsyncHttpTestCase;
import typhoon.testing.ExpectLog;
import typhoon.testing.RawClient;
import typhoon.websocket.WebSocketHandler;

/** The server over TLS, and on a socket of the unix domain. */
@Timeout(20)
class HttpsTest extends AsyncHttpTestCase {
    static class Where extends RequestHandler {
        @Override
        public void get() {
            write(request().protocol() + " " + request().remoteIp());
        }

        @Override
        public void post() {
            write(request().body().length + " bytes");
        }
    }

    static class Large extends RequestHandler {
        @Override
        public void get() {
            write("x".repeat(3_000_000));
        }
    }

    static class Echo extends WebSocketHandler {
        @Override
        public void onMessage(String message) {
            writeMessage(request().protocol() + " " + message);
        }
    }

    @Override
    protected Application getApp() {
        return new Application(url("/", Where::new), url("/large", Large::new), url("/ws", Echo::new));
    }

    @Override
    protected ServerOptions serverOptions() {
        return new ServerOptions().tls(TestTls.server()).drainTimeout(Duration.ofMillis(100));
    }

    private SSLIOStream connectTls() {
        return SSLIOStream.connect(new InetSocketAddress("127.0.0.1", port()), TestTls.client(), "localhost");
    }

    private static String body(IOStream stream) {
        String head = new String(stream.readUntil("\r\n\r\n"), ISO_8859_1);
        int length = Integer.parseInt(head.replaceAll("(?s).*Content-Length: (\\d+).*", "$1"));
        return new String(stream.readBytes(length), ISO_8859_1);
    }

    @Test
    void aRequestSaysHttps() {
        try (var stream = connectTls()) {
            stream.write("GET / HTTP/1.1\r\nHost: localhost\r\n\r\n");
            assertEquals("https 127.0.0.1", body(stream));
            stream.write("POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 200000\r\n\r\n" + "y".repeat(200_000));
            assertEquals("200000 bytes", body(stream));
        }
    }

    @Test
    void largeBodiesPass() {
        try (var stream = connectTls()) {
            stream.write("POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 5000000\r\n\r\n" + "A".repeat(5_000_000));
            assertEquals("5000000 bytes", body(stream));
        }
    }

    @Test
    void pipelinedRequestsAndLargeAnswersPass() {
        try (var stream = connectTls()) {
            stream.write("GET /large HTTP/1.1\r\nHost: localhost\r\n\r\nGET / HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");
            assertEquals(3_000_000, body(stream).length());
            assertEquals("https 127.0.0.1", body(stream));
            assertEquals(0, stream.readUntilClose().length);
        }
    }

    @Test
    void aWebSocketIsSecureToo() {
        try (var stream = connectTls()) {
            stream.write("GET /ws HTTP/1.1\r\nHost: localhost\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                    + "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n\r\n");
            assertTrue(new String(stream.readUntil("\r\n\r\n"), ISO_8859_1).startsWith("HTTP/1.1 101 "));
            stream.write(new byte[] {(byte) 0x81, (byte) 0x82, 0, 0, 0, 0, 'h', 'i'});
            assertArrayEquals(new byte[] {(byte) 0x81, 8, 'h', 't', 't', 'p', 's', ' ', 'h', 'i'}, stream.readBytes(10));
        }
    }

    @Test
    void plainHttpOnATlsPortIsOneLine() {
        try (var log = new ExpectLog("typhoon.general", "TLS with 127.0.0.1 failed: the peer does not speak TLS").level(Level.INFO);
                var client = new RawClient(port())) {
            client.send("GET / HTTP/1.1\r\nHost: localhost\r\n\r\n");
            assertTrue(client.closedWithin(Duration.ofSeconds(5)) || !client.readAll().contains("HTTP"));
            waitFor(() -> server().connections() == 0);
            assertEquals(1, log.matched().size());
        }
    }

    @Test
    void whoOnlyLooksAtThePortIsNoLine() {
        try (var log = new ExpectLog("typhoon.general", "TLS with").level(Level.INFO).optional()) {
            new RawClient(port()).close();
            new RawClient(port()).reset();
            waitFor(() -> connectionsAccepted() == 2 && server().connections() == 0);
            assertEquals(0, log.matched().size());
        }
    }

    @Test
    void whoEndsInTheMiddleOfAHandshakeIsNoLine() {
        try (var log = new ExpectLog("typhoon.general", "TLS with").level(Level.INFO).optional(); var client = new RawClient(port())) {
            client.send("\u0016\u0003\u0001\u0002\0\1");                  // how a hello of 512 bytes begins
            client.shutdownOutput();
            assertEquals("", client.readAll());
            waitFor(() -> server().connections() == 0);
            assertEquals(0, log.matched().size());
        }
    }

    @Test
    void aServerWithoutACertificateDoesNotListen() {
        var server = new HttpServer(getApp(), new ServerOptions().tls(new TlsOptions()));
        assertThrows(IllegalArgumentException.class, () -> server.listen("127.0.0.1", 0));
    }

    @Test
    void aSocketFileIsServed(@TempDir Path directory) {
        Path file = directory.resolve("http");
        var server = getApp().listen(file, new ServerOptions());
        try (var stream = IOStream.connect(UnixDomainSocketAddress.of(file))) {
            stream.write("GET / HTTP/1.1\r\nHost: localhost\r\n\r\n");
            assertEquals("http 0.0.0.0", body(stream));
            stream.write("garbage\r\n\r\n");
            assertTrue(new String(stream.readUntilClose(), ISO_8859_1).startsWith("HTTP/1.1 400 "));
        }
        assertThrows(IllegalStateException.class, server::port);
        server.drain(Duration.ofMillis(50));
        Gen.moment();
    }

    @Test
    void aFileInTheWayOfASocketIsNamed(@TempDir Path directory) throws Exception {
        Path file = Files.createFile(directory.resolve("precious"));
        String said = assertThrows(UncheckedIOException.class, () -> getApp().listen(file)).getMessage();
        assertTrue(said.contains("precious") && said.contains("is no socket"), said);
    }
}
