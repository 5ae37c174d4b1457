package typhoon.httpserver;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.HexFormat;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.slf4j.event.Level;
import typhoon.gen.Gen;
import typhoon.iostream.TestTls;
import typhoon.testing.ExpectLog;
import typhoon.testing.RawClient;

/** A server behind a proxy that says who comes before it passes on bytes. */
@Timeout(20)
class ProxyProtocolTest extends ServerTestCase {
    private static final String LINE = "PROXY TCP4 192.0.2.7 198.51.100.1 4711 443\r\n";
    private static final String BINARY = new String(HexFormat.of().parseHex(
            "0d0a0d0a000d0a515549540a" + "21110013" + "c0000207c63364011267" + "01bb" + "04000400000000"), ISO_8859_1);
    private static final String GET = "GET / HTTP/1.1\r\nHost: x\r\n\r\n";

    private HttpServer other;

    @Override
    protected ServerOptions serverOptions() {
        return new ServerOptions().proxyProtocol("127.0.0.0/8");
    }

    @Override
    protected HttpServer getHttpServer() {
        serve(request -> answer(request, request.remoteIp() + " " + request.protocol()));
        return super.getHttpServer();
    }

    @AfterEach
    void closeTheOther() {
        if (other != null) other.drain(Duration.ZERO);
    }

    private RawClient connectTo(ServerOptions options) {
        other = new HttpServer(getApp(), options);
        other.listen("127.0.0.1", 0);
        return new RawClient(other.port());
    }

    @Test
    void whoComesIsThePeer() {
        for (String header : new String[] {LINE, BINARY}) {
            try (var client = connect()) {
                client.send(header + GET);
                assertEquals("192.0.2.7 http", client.readResponse().bodyText());
                client.send(GET);
                assertEquals("192.0.2.7 http", client.readResponse().bodyText(), "for the whole connection");
            }
        }
    }

    @Test
    void itMayComeByteByByteAndTheRequestLater() {
        try (var client = connect()) {
            for (char c : BINARY.toCharArray()) {
                client.send(String.valueOf(c));
                Gen.moment();
            }
            assertTrue(client.silentFor(Duration.ofMillis(50)));
            client.send(GET);
            assertEquals("192.0.2.7 http", client.readResponse().bodyText());
        }
    }

    @Test
    void aHealthCheckOfTheProxyIsTheProxys() {
        try (var client = connect()) {
            client.send("PROXY UNKNOWN\r\n" + GET);
            assertEquals("127.0.0.1 http", client.readResponse().bodyText());
        }
        try (var client = connect()) {
            client.send(new String(HexFormat.of().parseHex("0d0a0d0a000d0a515549540a20000000"), ISO_8859_1) + GET);
            assertEquals("127.0.0.1 http", client.readResponse().bodyText());
        }
    }

    @Test
    void itComesBeforeTls() {
        try (var client = connectTo(serverOptions().tls(TestTls.server()))) {
            client.send(LINE).startTls("localhost").send(GET);
            assertEquals("192.0.2.7 https", client.readResponse().bodyText());
        }
    }

    @Test
    void itMayComeInOnePieceWithTheHandshake() throws Exception {
        try (var client = connectTo(serverOptions().tls(TestTls.server()))) {
            byte[] hello = Hello.bytes();
            var both = new byte[LINE.length() + hello.length];
            System.arraycopy(LINE.getBytes(ISO_8859_1), 0, both, 0, LINE.length());
            System.arraycopy(hello, 0, both, LINE.length(), hello.length);
            client.send(both);
            assertEquals(0x16, client.readBytes(1)[0], "the server's part of the handshake");
        }
    }

    @Test
    void aTrustedProxyBehindItIsAskedForTheClient() {
        var options = serverOptions().trustedProxies(TrustedProxies.of("192.0.2.7"));
        try (var client = connectTo(options)) {
            client.send(LINE + "GET / HTTP/1.1\r\nHost: x\r\nX-Forwarded-For: 203.0.113.5\r\n\r\n");
            assertEquals("203.0.113.5 http", client.readResponse().bodyText());
        }
    }

    @Test
    void anythingElseIsClosedWithOneLine() {
        for (String garbage : new String[] {GET, "\u0016\u0003\u0001", "PROXY TCP4 x x 1 1\r\n" + GET, LINE.replace("\r", ""),
            LINE + LINE}) {
            boolean twice = garbage.equals(LINE + LINE);            // the second is no request
            String expected = "Refused what " + (twice ? "192.0.2.7" : "127.0.0.1") + " sent: ";
            try (var log = new ExpectLog("typhoon.general", expected).level(Level.INFO); var client = connect()) {
                client.send(garbage);
                assertEquals(twice, client.readAll().startsWith("HTTP/1.1 400 "), garbage);
                waitFor(() -> server().connections() == 0);
                assertEquals(1, log.matched().size());
            }
        }
    }

    @Test
    void fromNobodyElseItIsTaken() {
        try (var log = new ExpectLog("typhoon.general", "Refused what 127.0.0.1 sent").level(Level.INFO);
                var client = connectTo(new ServerOptions().proxyProtocol("10.0.0.0/8", "unix"))) {
            client.send(GET);
            assertEquals("127.0.0.1 http", client.readResponse().bodyText());
            client.send(LINE + GET);
            assertEquals(400, client.readResponse().code());
            assertEquals(1, log.matched().size());
        }
    }

    @Test
    void whoOnlyLooksAtThePortIsNoLine() {
        try (var log = new ExpectLog("typhoon.general", "").level(Level.INFO).optional()) {
            new RawClient(port()).close();
            new RawClient(port()).reset();
            var half = connect().send("PROXY TC");
            waitFor(() -> server().connections() == 1);
            half.close();
            waitFor(() -> connectionsAccepted() == 3 && server().connections() == 0);
            assertEquals(0, log.matched().size());
        }
    }

    @Test
    void whoSaysNothingIsClosedAfterFiveSeconds() {
        String expected = "Refused what 127.0.0.1 sent: the header of the PROXY protocol took longer than 5 s";
        try (var log = new ExpectLog("typhoon.general", expected).level(Level.INFO); var client = connect()) {
            client.send("PROXY TCP4");
            waitFor(() -> server().connections() == 1);
            clock().advance(Duration.ofMillis(4_900));
            assertFalse(client.closedWithin(Duration.ofMillis(50)));
            clock().advance(Duration.ofMillis(200));
            assertTrue(client.closed());
            assertEquals(1, log.matched().size());
        }
    }

    @Test
    void aDrainDoesNotWaitForWhoHasSaidNothing() {
        try (var client = connect()) {
            waitFor(() -> server().connections() == 1);
            assertEquals(0, server().drain(Duration.ofSeconds(5)));
            assertTrue(client.closed());
        }
    }

    /** How a client of the JDK begins. */
    private static final class Hello {
        static byte[] bytes() throws Exception {
            var engine = javax.net.ssl.SSLContext.getDefault().createSSLEngine("localhost", 443);
            engine.setUseClientMode(true);
            engine.beginHandshake();
            var out = java.nio.ByteBuffer.allocate(engine.getSession().getPacketBufferSize());
            engine.wrap(java.nio.ByteBuffer.allocate(0), out);
            var bytes = new byte[out.flip().remaining()];
            out.get(bytes);
            return bytes;
        }
    }
}
