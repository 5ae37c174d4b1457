package typhoon.httpserver;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import org.junit.jupiter.api.Test;
import typhoon.gen.Gen;

class InterruptOnCloseTest extends ServerTestCase {
    private final List<String> events = new ArrayList<>();

    @Override
    protected ServerOptions serverOptions() {
        return new ServerOptions().interruptOnClose(true);
    }

    @Test
    void aHandlerIsInterruptedWhenItsClientLeaves() {
        serve(request -> {
            events.add("begun");
            try {
                Gen.sleep(Duration.ofHours(1));
            } catch (CancellationException interrupted) {
                events.add("interrupted");
                throw interrupted;
            }
        });
        try (var client = connect()) {
            client.send("GET / HTTP/1.1\r\nHost: x\r\n\r\n");
            waitFor(() -> !events.isEmpty());
        }
        waitFor(() -> server().connections() == 0);
        assertEquals(List.of("begun", "interrupted"), events);
    }

    @Test
    void theNextRequestIsNotHitByAnInterruptForTheLast() {
        serve(request -> {
            if (request.uri().equals("/1")) {
                events.add("begun");
                assertThrows(CancellationException.class, () -> Gen.sleep(Duration.ofHours(1)));
                Thread.currentThread().interrupt();
            }
            assertEquals(request.uri().equals("/1"), Thread.currentThread().isInterrupted());
            answer(request, request.uri());
        });
        try (var client = connect()) {
            client.send("GET /1 HTTP/1.1\r\nHost: x\r\n\r\nGET /2 HTTP/1.1\r\nHost: x\r\n\r\n");
            waitFor(() -> !events.isEmpty());
            client.shutdownOutput();
            assertEquals("/1", client.readResponse().bodyText());
            assertEquals("/2", client.readResponse().bodyText());
        }
    }
}
