package typhoon.httpserver;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.UncheckedIOException;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import typhoon.gen.Gen;
import typhoon.http.HttpHeaders;
import typhoon.iostream.StreamClosedError;

class DrainTest extends ServerTestCase {
    private static final String GET = "GET / HTTP/1.1\r\nHost: x\r\n\r\n";
    private static final Duration LONG = Duration.ofSeconds(30);

    private boolean busy;
    private boolean go;

    private void serveWhenTold() {
        serve(request -> {
            busy = true;
            waitFor(() -> go);
            answer(request, "done");
        });
    }

    @Test
    void idleConnectionsAreClosed() {
        try (var client = connect(); var fresh = connect()) {
            client.send(GET);
            client.readResponse();
            waitFor(() -> server().connections() == 2);
            var drained = Gen.spawn(() -> server().drain(LONG));
            assertEquals("", client.readAll());
            assertEquals("", fresh.readAll());
            client.shutdownOutput();
            fresh.shutdownOutput();
            assertEquals(0, Gen.await(drained));
            assertEquals(0, server().connections());
        }
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
            client.send(GET);
            assertEquals(200, client.readResponse().code());
            assertThrows(UncheckedIOException.class, this::connect);
        }
        waitFor(() -> server().connections() == 0);
        assertTrue(server().connectionsAccepted() == 1);
    }
}
