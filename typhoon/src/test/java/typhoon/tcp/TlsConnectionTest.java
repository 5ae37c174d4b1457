package typhoon.tcp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.SocketAddress;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.Future;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.slf4j.event.Level;
import typhoon.gen.Gen;
import typhoon.ioloop.TimeoutError;
import typhoon.iostream.IOStream;
import typhoon.iostream.SSLIOStream;
import typhoon.iostream.TlsError;
import typhoon.iostream.TlsOptions;
import typhoon.testing.AsyncTestCase;
import typhoon.testing.ExpectLog;
import typhoon.testing.RawClient;

@Timeout(30)
class TlsConnectionTest extends AsyncTestCase {
    private static final BindOptions LOCAL = new BindOptions().address("127.0.0.1");
    private static final TlsOptions TRUSTING = new TlsOptions().trust(file("ca.pem"));

    private static Path file(String name) {
        try {
            return Path.of(TlsConnectionTest.class.getResource("/typhoon/tls/" + name).toURI());
        } catch (URISyntaxException odd) {
            throw new AssertionError(odd);
        }
    }

    /** Has a certificate for localhost, foo.example.com and 127.0.0.1. */
    private static final class Echo extends TCPServer {
        Echo() {
            super(new TCPServerOptions().tls(new TlsOptions().certificate(file("server.pem"), file("server.key"))));
        }

        @Override
        protected void handleStream(IOStream stream, SocketAddress address) {
            assertInstanceOf(SSLIOStream.class, stream);
            while (true) stream.write(stream.readUntil("\n"));
        }
    }

    private final Echo server = new Echo();

    @BeforeEach
    void listen() {
        server.listen(0, LOCAL);
    }

    /** Whatever the name, it is this machine. */
    private static TCPClient client(String name) {
        return new TCPClient(new OverrideResolver(new DefaultResolver()).override(name, "127.0.0.1"));
    }

    private static ConnectOptions tls() {
        return new ConnectOptions().tls(TRUSTING);
    }

    @Test
    void serverAndClientSpeakTls() {
        for (String host : List.of("localhost", "foo.example.com", "127.0.0.1")) {
            try (IOStream stream = client(host).connect(host, server.port(), tls().maxBufferSize(1 << 20))) {
                assertInstanceOf(SSLIOStream.class, stream);
                assertEquals(1 << 20, stream.maxBufferSize());
                stream.write("hello " + host + "\n");
                assertEquals("hello " + host + "\n", new String(stream.readUntil("\n")));
            }
        }
        waitFor(() -> server.connections() == 0);
    }

    @Test
    void aCertificateForAnotherHostIsRefusedInOneLineOnEitherSide() {
        try (var log = serversLog()) {
            var wrong = assertThrows(TlsError.class, () -> client("bar.example.com").connect("bar.example.com", server.port(), tls()));
            assertTrue(String.valueOf(wrong.getMessage()).contains("bar.example.com"), wrong::toString);
            assertEquals(1, wrong.getMessage().lines().count());
            waitFor(() -> server.connections() == 0);
            assertEquals(1, log.matched().size(), () -> log.matched().toString());
            assertEquals(1, log.matched().getFirst().lines().count());
        }
    }

    @Test
    void anUnknownAuthorityIsRefused() {
        var options = new ConnectOptions().tls(new TlsOptions());
        assertThrows(TlsError.class, () -> client("localhost").connect("localhost", server.port(), options));
        waitFor(() -> server.connections() == 0);
    }

    @Test
    void whoSpeaksNoTlsIsClosedAndOneLineSaysSo() {
        try (var log = serversLog(); var plain = new RawClient(server.port())) {
            plain.send("GET / HTTP/1.1\r\n\r\n");
            plain.readAll();
            waitFor(() -> server.connections() == 0);
            assertEquals(1, log.matched().size(), () -> log.matched().toString());
        }
    }

    @Test
    void aPortScanIsNotWorthALine() {
        try (var log = new ExpectLog("typhoon.general", "").level(Level.INFO).optional()) {
            new RawClient(server.port()).close();
            new RawClient(server.port()).reset();
            waitFor(() -> server.connectionsAccepted() == 2 && server.connections() == 0);
            assertEquals(List.of(), log.matched());
        }
    }

    private static ExpectLog serversLog() {
        return new ExpectLog("typhoon.general", "TLS handshake with /127.0.0.1:\\d+ failed: ").level(Level.INFO);
    }

    @Test
    void theTimeLimitHoldsForTheHandshakeTooAndNothingIsLeft() {
        List<IOStream> silent = new ArrayList<>();
        BoundSocket socket = Netutil.bindSockets(0, LOCAL).getFirst();
        Netutil.addAcceptHandler(socket, (stream, _) -> silent.add(stream));
        Future<IOStream> connecting = Gen.spawn(() ->
                client("localhost").connect("localhost", socket.port(), tls().timeout(Duration.ofSeconds(5))));
        waitFor(() -> !silent.isEmpty());
        silent.getFirst().readBytes(1);                         // of its hello: now it waits for ours
        clock().advance(Duration.ofSeconds(5));
        var late = assertThrows(TimeoutError.class, () -> Gen.await(connecting));
        assertTrue(String.valueOf(late.getMessage()).contains("the TLS handshake with"), late::toString);
        assertGone(silent.getFirst());
    }

    @Test
    void anInterruptedHandshakeLeavesNothing() {
        List<IOStream> silent = new ArrayList<>();
        BoundSocket socket = Netutil.bindSockets(0, LOCAL).getFirst();
        Netutil.addAcceptHandler(socket, (stream, _) -> silent.add(stream));
        Future<IOStream> connecting = Gen.spawn(() -> client("localhost").connect("localhost", socket.port(), tls()));
        waitFor(() -> !silent.isEmpty());
        silent.getFirst().readBytes(1);
        connecting.cancel(true);
        assertThrows(CancellationException.class, () -> Gen.await(connecting));
        assertGone(silent.getFirst());
    }

    private static void assertGone(IOStream stream) {
        assertThrows(RuntimeException.class, () -> {
            while (true) stream.readBytes(1);
        });
        waitFor(stream::closed);
    }
}
