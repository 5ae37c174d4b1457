package typhoon.httpserver;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import typhoon.gen.Gen;
import typhoon.http.HttpHeaders;
import typhoon.iostream.StreamClosedError;
import typhoon.testing.RawClient;

class DrainTest extends ServerTestCase {
    private static final String GET = "GET / HTTP/1.1\r\nHost: x\r\n\r\n";
    private static final Duration GRACE = Duration.ofSeconds(10);
    private static final Duration LONG = Duration.ofSeconds(30);

    private boolean busy;
    private boolean go;

    @Override
    protected ServerOptions serverOptions() {
        return new ServerOptions().drainGrace(GRACE);
    }

    private void serveWhenTold() {
        serve(request -> {
            busy = true;
            waitFor(() -> go);
            answer(request, "done");
        });
    }

    @Test
    void idleConnectionsAreClosedAfterAGrace() {
        try (var client = connect(); var fresh = connect()) {
            client.send(GET);
            client.readResponse();
            waitFor(() -> server().connections() == 2);
            var drained = Gen.spawn(() -> server().drain(LONG));
            for (int i = 0; i < 5; i++) Gen.moment();
            clock().advance(GRACE.minusSeconds(5));
            assertTrue(client.silentFor(Duration.ofMillis(20)));
            assertTrue(fresh.silentFor(Duration.ofMillis(20)));
            clock().advance(Duration.ofSeconds(5));
            assertEquals("", client.readAll());
            assertEquals("", fresh.readAll());
            client.shutdownOutput();
            fresh.shutdownOutput();
            assertEquals(0, Gen.await(drained));
            assertEquals(0, server().connections());
        }
    }

    @Test
    void aRequestThatComesWithinTheGraceIsAnsweredAndToldThatItWasTheLast() {
        try (var client = connect()) {
            client.send(GET);
            assertNull(client.readResponse().headers().get("Connection"));
            var drained = Gen.spawn(() -> server().drain(LONG));
            for (int i = 0; i < 5; i++) Gen.moment();
            client.send(GET.substring(0, 1));
            for (int i = 0; i < 50; i++) Gen.moment();              // the byte has come by then, for it has the kernel only to pass
            clock().advance(GRACE.multipliedBy(2));
            client.send(GET.substring(1));
            var response = client.readResponse();
            assertEquals(200, response.code());
            assertEquals("close", response.headers().get("Connection"));
            assertEquals("", client.readAll());
            client.shutdownOutput();
            assertEquals(0, Gen.await(drained));
        }
    }

    @Test
    void whoWaitsInTheQueueOfTheSocketIsAccepted() throws Exception {
        int port = port();
        var clients = new ArrayList<RawClient>();
        var connected = new AtomicBoolean();
        Thread.ofPlatform().start(() -> {
            for (int i = 0; i < 50; i++) clients.add(new RawClient(port).send(GET));
            connected.set(true);
        });
        while (!connected.get()) Thread.onSpinWait();               // on the loop, so that it accepts nobody meanwhile
        assertEquals(0, server().connectionsAccepted());
        var drained = Gen.spawn(() -> server().drain(LONG));
        for (RawClient client : clients) {
            var response = client.readResponse();
            assertEquals(200, response.code());
            assertEquals("close", response.headers().get("Connection"));
            client.close();
        }
        assertEquals(0, Gen.await(drained));
        assertEquals(50, server().connectionsAccepted());
        assertThrows(UncheckedIOException.class, this::connect);
    }

    @Test
    void aRequestInFlightIsAnsweredAndToldThatItWasTheLast() {
        serveWhenTold();
        try (var client = connect()) {
            client.send(GET + GET);
            waitFor(() -> busy);
            var drained = Gen.spawn(() -> server().drain(LONG));
            Gen.moment();
            assertFalse(drained.isDone());
            go = true;
            var first = client.readResponse();
            assertEquals("done", first.bodyText());
            assertNull(first.headers().get("Connection"), "another request was read behind it");
            var response = client.readResponse();
            assertEquals("done", response.bodyText());
            assertEquals("close", response.headers().get("Connection"));
            assertEquals("", client.readAll());
            client.shutdownOutput();
            assertEquals(0, Gen.await(drained));
        }
    }

    @Test
    void whatIsNotDoneInTimeIsCutOff() {
        var cut = new boolean[1];
        serve(request -> {
            busy = true;
            request.connection().writeHeaders(200, "OK", new HttpHeaders(), bytes("part"), false);
            waitFor(request.connection()::isClosed);
            assertThrows(StreamClosedError.class, request.connection()::finish);
            cut[0] = true;
        });
        try (var client = connect()) {
            client.send(GET);
            waitFor(() -> busy);
            var drained = Gen.spawn(() -> server().drain(LONG));
            Gen.moment();
            clock().advance(LONG.plusSeconds(1));
            assertEquals(1, Gen.await(drained));
            waitFor(() -> cut[0]);
            assertFalse(client.readAll().endsWith("0\r\n\r\n"));
        }
    }

    @Test
    void nobodyNewIsAccepted() {
        int port = port();
        server().drain(Duration.ZERO);
        Gen.moment();
        assertThrows(UncheckedIOException.class, this::connect);
        assertThrows(IllegalStateException.class, () -> server().listen(port));
    }

    @Test
    void theTimeIsAnOption() {
        assertEquals(LONG, server().options().drainTimeout());
        assertEquals(0, server().drain());
    }

    @Test
    void stopLeavesConnectionsAlone() {
        try (var client = connect()) {
            waitFor(() -> server().connections() == 1);
            server().stop();
            for (int i = 0; i < 5; i++) Gen.moment();
            client.send(GET);
            assertEquals(200, client.readResponse().code());
            assertThrows(UncheckedIOException.class, this::connect);
        }
        waitFor(() -> server().connections() == 0);
        assertTrue(server().connectionsAccepted() == 1);
    }
}
