package typhoon.tcp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.SocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import typhoon.gen.Gen;
import typhoon.iostream.IOStream;
import typhoon.iostream.TlsOptions;
import typhoon.testing.AsyncTestCase;
import typhoon.testing.ExpectLog;
import typhoon.testing.RawClient;

class TCPServerTest extends AsyncTestCase {
    private static final BindOptions LOCAL = new BindOptions().address("127.0.0.1");

    private interface Handler {
        void handle(IOStream stream) throws Exception;
    }

    private static final class Server extends TCPServer {
        final Handler handler;
        final List<SocketAddress> clients = new ArrayList<>();

        Server(Handler handler) {
            this(new TCPServerOptions(), handler);
        }

        Server(TCPServerOptions options, Handler handler) {
            super(options);
            this.handler = handler;
        }

        @Override
        protected void handleStream(IOStream stream, SocketAddress address) throws Exception {
            clients.add(address);
            handler.handle(stream);
        }

        RawClient connect() {
            return new RawClient(port());
        }
    }

    private static Server listening(Handler handler) {
        var server = new Server(handler);
        server.listen(0, LOCAL);
        return server;
    }

    @SuppressWarnings("InfiniteLoopStatement")
    private static void echo(IOStream stream) {
        while (true) stream.write(stream.readUntil("\n"));          // ends by StreamClosedError
    }

    @Test
    void eachConnectionIsServedInACoroutineOfItsOwnWithTheClientsAddress() {
        Server server = listening(TCPServerTest::echo);
        try (RawClient one = server.connect(); RawClient two = server.connect()) {
            two.send("two\n");
            assertEquals("two\n", two.readUntil("\n"));
            one.send("one\n");
            assertEquals("one\n", one.readUntil("\n"));
            assertEquals(2, server.connections());
            assertTrue(server.clients.contains(one.localAddress()) && server.clients.contains(two.localAddress()));
        }
        waitFor(() -> server.connections() == 0);           // in silence: a stray line in the log would fail this test
        assertEquals(2, server.connectionsAccepted());
    }

    @Test
    void aFailureIsLoggedOnceAndClosesTheStreamBehindWhatWasWritten() {
        Server server = listening(stream -> {
            stream.write("last words\n");
            throw new IOException("planted");
        });
        try (var _ = new ExpectLog("typhoon.application", "Exception in handleStream of Server.* for /127.0.0.1:.*");
                RawClient client = server.connect()) {
            assertEquals("last words\n", client.readAll());
        }
    }

    @Test
    void aStreamThatIsKeptOutlivesItsHandler() {
        List<IOStream> kept = new ArrayList<>();
        Server server = listening(kept::add);
        try (RawClient client = server.connect()) {
            waitFor(() -> !kept.isEmpty() && server.connections() == 0);
            kept.getFirst().write("later\n");
            assertEquals("later\n", client.readUntil("\n"));
        }
    }

    @Test
    void theLimitsOfStreamsArePassedOn() {
        var options = new TCPServerOptions().maxBufferSize(12_345).readChunkSize(1234);
        List<Integer> seen = new ArrayList<>();
        var server = new Server(options, stream -> seen.addAll(List.of(stream.maxBufferSize(), stream.readChunkSize())));
        server.listen(0, LOCAL);
        try (RawClient _ = server.connect()) {
            waitFor(() -> !seen.isEmpty());
        }
        assertEquals(List.of(12_345, 1234), seen);
        assertEquals(12_345, server.options().maxBufferSize());
        assertThrows(IllegalArgumentException.class, () -> options.maxBufferSize(0));
        assertThrows(IllegalArgumentException.class, () -> options.maxBufferSize((1 << 30) + 1));
    }

    @Test
    void itMayListenSeveralTimesAndTakesSocketsThatOthersBound() {
        Server server = listening(stream -> stream.write("hello\n"));
        server.addSockets(Netutil.bindSockets(0, LOCAL));
        BoundSocket third = Netutil.bindSockets(0, LOCAL).getFirst();
        server.addSocket(third);
        try (RawClient client = new RawClient(third.port())) {
            assertEquals("hello\n", client.readUntil("\n"));
        }
        server.stop();
        assertTrue(third.acceptor().awaitClosed(0));
    }

    @Test
    void whatIsBoundIsServedFromStartOn() {
        var server = new Server(stream -> stream.write("hello\n"));
        server.bind(0, LOCAL);
        try (RawClient early = server.connect()) {
            for (int turn = 0; turn < 5; turn++) Gen.moment();
            assertEquals(0, server.connectionsAccepted());
            server.start();
            assertEquals("hello\n", early.readUntil("\n"));
            assertThrows(IllegalStateException.class, server::start);
            server.bind(0, LOCAL);
        }
    }

    @Test
    void stopClosesThePortAndLetsConnectionsLive() {
        Server server = listening(TCPServerTest::echo);
        int port = server.port();
        try (RawClient client = server.connect()) {
            waitFor(() -> server.connections() == 1);
            server.stop();
            server.stop();
            waitFor(() -> isRefused(port));
            client.send("still here\n");
            assertEquals("still here\n", client.readUntil("\n"));
        }
    }

    private static boolean isRefused(int port) {
        try (var _ = new RawClient(port)) {
            return false;
        } catch (UncheckedIOException _) {
            return true;
        }
    }

    @Test
    void stopInAHandlerServesThoseWhoAreInTheQueue() {
        Server[] stopping = new Server[1];
        stopping[0] = new Server(stream -> {
            stopping[0].stop();
            stream.write("served\n");
            stream.close();
        });
        BoundSocket socket = Netutil.bindSockets(0, LOCAL).getFirst();
        List<RawClient> clients = new ArrayList<>();
        for (int i = 0; i < 20; i++) clients.add(new RawClient(socket.port()));
        stopping[0].addSocket(socket);
        for (RawClient client : clients) {
            assertEquals("served\n", client.readAll());
            client.close();
        }
        assertEquals(20, stopping[0].connectionsAccepted());
    }

    @Test
    void drainAcceptsWhoIsInTheQueueAndWaitsForEveryHandler() throws Exception {
        Server server = listening(stream -> {
            stream.write(stream.readUntil("\n"));
            stream.close();
        });
        List<RawClient> clients = new ArrayList<>();
        for (int i = 0; i < 20; i++) clients.add(server.connect().send("line " + i + "\n"));
        assertEquals(0, server.drain(Duration.ofSeconds(20)));
        assertEquals(20, server.connectionsAccepted());
        for (int i = 0; i < 20; i++) {
            assertEquals("line " + i + "\n", clients.get(i).readAll());
            clients.get(i).close();
        }
        assertTrue(server.draining());
        assertRefusedAndThePortLeftFree(IllegalStateException.class, server);
    }

    @Test
    void drainWaitsForAHandlerThatWaitsForItsClient() {
        Server server = listening(stream -> {
            stream.write(stream.readUntil("\n"));
            stream.close();
        });
        try (RawClient client = server.connect()) {
            waitFor(() -> server.connections() == 1);
            Future<Integer> cut = Gen.spawn(() -> server.drain(Duration.ofMinutes(1)));
            waitFor(() -> server.draining() && isRefused(server.port()));
            client.send("last words\n");
            assertEquals("last words\n", client.readAll());
            assertEquals(0, Gen.await(cut));
        }
    }

    @Test
    void whoStaysBeyondTheLimitIsCutOff() {
        Server server = listening(TCPServerTest::echo);
        try (RawClient client = server.connect()) {
            waitFor(() -> server.connections() == 1);
            Future<Integer> cut = Gen.spawn(() -> server.drain(Duration.ofSeconds(30)));
            for (int turn = 0; turn < 8; turn++) Gen.moment();
            clock().advance(Duration.ofSeconds(30));
            assertEquals(1, Gen.await(cut));
            waitFor(() -> server.connections() == 0);
            assertEquals("", client.readAll());
        }
    }

    @Test
    void whoDoesNotListenHasNoPort() {
        assertThrows(IllegalStateException.class, () -> new Server(_ -> {}).port());
    }

    @Test
    void aTlsServerWithoutACertificateSaysSoWhenItListens() throws IOException {
        var server = new Server(new TCPServerOptions().tls(new TlsOptions()), _ -> {});
        String refused = assertRefusedAndThePortLeftFree(IllegalArgumentException.class, server).getMessage();
        assertTrue(String.valueOf(refused).contains("needs a certificate"), refused);
        assertThrows(IllegalArgumentException.class, () -> server.bind(0, LOCAL));
    }

    /** A port that is bound and that nobody serves would let clients wait for ever. */
    private static <E extends Throwable> E assertRefusedAndThePortLeftFree(Class<E> kind, Server server) throws IOException {
        int port;
        try (var free = bindUnusedPort()) {
            port = free.getLocalPort();
        }
        E refused = assertThrows(kind, () -> server.listen(port, LOCAL));
        Netutil.bindSockets(port, LOCAL).getFirst().close();
        return refused;
    }
}
