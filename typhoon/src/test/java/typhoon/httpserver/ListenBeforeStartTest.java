package typhoon.httpserver;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import typhoon.ioloop.IOLoop;
import typhoon.testing.RawClient;

/** What {@code main} does: listen first, start the loop then. On the thread of the test, which no loop runs on yet. */
class ListenBeforeStartTest {
    @Test
    void aServerMayListenBeforeItsLoopRuns() {
        try (var loop = IOLoop.current()) {
            var server = new HttpServer(request -> ServerTestCase.answer(request, "up"));
            server.listen("127.0.0.1", 0);
            assertTrue(server.port() > 0);
            try (var early = new RawClient(server.port())) {
                early.send("GET / HTTP/1.1\r\nHost: x\r\n\r\n");
                assertEquals("up", loop.runSync(early::readResponse).bodyText());
            }
            assertEquals(0, server.drain(Duration.ofSeconds(5)));
        }
    }
}
