package typhoon.httpserver;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import org.junit.jupiter.api.Test;

/** What one request may have that others may not. */
class RequestLimitsTest extends ServerTestCase {
    @Override
    protected ServerOptions serverOptions() {
        return new ServerOptions().maxBody(4096);
    }

    private void allow(long bytes) {
        serve(request -> {
            if (request.path().equals("/large")) request.connection().setMaxBody(bytes);
            answer(request, "" + request.body().length);
        });
    }

    private static String chunked(String path, int size) {
        return "PUT " + path + " HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n" + Integer.toHexString(size) + "\r\n"
                + "x".repeat(size) + "\r\n0\r\n\r\n";
    }

    @Test
    void itsBodyMayBeLarger() {
        allow(10_240);
        assertEquals("10240", fetch(put("/large").body("x".repeat(10_240))).bodyText());
        assertEquals(413, fetch(put("/large").body("x".repeat(10_241))).code());
        try (var client = connect()) {
            client.send(chunked("/large", 10_240));
            assertEquals("10240", client.readResponse().bodyText());
        }
    }

    @Test
    void itsBodyMayHaveToBeSmaller() {
        allow(10);
        assertEquals("10", fetch(put("/large").body("x".repeat(10))).bodyText());
        assertEquals(413, fetch(put("/large").body("x".repeat(11))).code());
    }

    @Test
    void theNextOneOfTheConnectionHasTheLimitOfTheServer() {
        allow(10_240);
        try (var client = connect()) {
            client.send("PUT /large HTTP/1.1\r\nHost: x\r\nContent-Length: 10240\r\n\r\n" + "x".repeat(10_240));
            assertEquals("10240", client.readResponse().bodyText());
            client.send("PUT /small HTTP/1.1\r\nHost: x\r\nContent-Length: 10240\r\n\r\n");
            assertEquals(413, client.readResponse().code());
            assertTrue(client.closed());
        }
    }

    @Test
    void itIsSaidBeforeTheBodyIsRead() {
        serve(request -> {
            request.readBody();
            assertThrows(IllegalStateException.class, () -> request.connection().setMaxBody(1));
            assertThrows(IllegalArgumentException.class, () -> request.connection().setBodyTimeout(Duration.ofSeconds(-1)));
            answer(request, "fine");
        });
        assertEquals("fine", fetch(put("/").body("x")).bodyText());
    }

    @Test
    void itMayComeSlowerOrHaveToComeFaster() {
        var waiting = new boolean[1];
        serve(request -> {
            request.connection().setBodyTimeout(Duration.ofSeconds(5));
            waiting[0] = true;
            answer(request, text(request.body()));
        });
        try (var client = connect()) {
            client.send("PUT / HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\n\r\nab");
            waitFor(() -> waiting[0]);
            clock().advance(Duration.ofSeconds(4));
            assertTrue(client.silentFor(Duration.ofMillis(50)));
            clock().advance(Duration.ofSeconds(2));
            assertEquals(408, client.readResponse().code());
            assertTrue(client.closed());
        }
    }
}
