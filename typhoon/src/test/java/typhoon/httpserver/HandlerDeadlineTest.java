package typhoon.httpserver;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import org.junit.jupiter.api.Test;
import typhoon.gen.Gen;
import typhoon.http.HttpHeaders;
import typhoon.http.MemoryBudget;
import typhoon.iostream.StreamClosedError;
import typhoon.testing.ExpectLog;

class HandlerDeadlineTest extends ServerTestCase {
    private static final String GET = "GET /slow HTTP/1.1\r\nHost: x\r\n\r\n";

    private final List<String> events = new ArrayList<>();
    private final MemoryBudget budget = new MemoryBudget(1024 * 1024);

    @Override
    protected ServerOptions serverOptions() {
        return new ServerOptions().handlerDeadline(Duration.ofSeconds(10)).memoryBudget(budget);
    }

    @Test
    void aHandlerThatTakesTooLongIsInterruptedAndAnsweredFor() {
        serve(request -> {
            events.add("begun");
            assertThrows(CancellationException.class, () -> Gen.sleep(Duration.ofHours(1)));
            assertTrue(request.connection().isClosed());
            assertThrows(StreamClosedError.class, () -> answer(request, "too late"));
            events.add("ended");
        });
        try (var _ = new ExpectLog("typhoon.application", "GET /slow .* took longer than 10000 ms"); var client = connect()) {
            client.send(GET);
            waitFor(() -> events.contains("begun"));
            clock().advance(Duration.ofSeconds(9));
            assertEquals(List.of("begun"), events);
            clock().advance(Duration.ofSeconds(2));
            assertEquals(503, client.readResponse().code());
            assertTrue(client.closed());
            waitFor(() -> events.contains("ended"));
        }
    }

    @Test
    void whatItThrowsThenIsNotLogged() {
        serve(request -> {
            events.add("begun");
            Gen.sleep(Duration.ofHours(1));
        });
        try (var _ = new ExpectLog("typhoon.application", ".* took longer"); var client = connect()) {
            client.send(GET);
            waitFor(() -> events.contains("begun"));
            clock().advance(Duration.ofSeconds(11));
            assertEquals(503, client.readResponse().code());
        }
    }

    @Test
    void aResponseThatHasBegunIsCutOff() {
        serve(request -> {
            request.connection().writeHeaders(200, "OK", new HttpHeaders(), bytes("part"), false);
            events.add("begun");
            Gen.sleep(Duration.ofHours(1));
        });
        try (var _ = new ExpectLog("typhoon.application", ".* took longer"); var client = connect()) {
            client.send(GET);
            client.readUntil("part\r\n");
            clock().advance(Duration.ofSeconds(11));
            assertFalse(client.readAll().contains("0\r\n\r\n"));
        }
    }

    @Test
    void whoWaitedForABodyThenGivesBackWhatItTook() {
        serve(request -> {
            events.add("begun");
            request.body();
        });
        try (var _ = new ExpectLog("typhoon.application", ".* took longer"); var client = connect()) {
            client.send("PUT / HTTP/1.1\r\nHost: x\r\nContent-Length: 500000\r\n\r\n").send(new byte[400_000]);
            waitFor(() -> budget.used() >= 400_000);
            clock().advance(Duration.ofSeconds(11));
            assertEquals(503, client.readResponse().code());
            waitFor(() -> budget.used() == 0);
        }
    }

    @Test
    void theTimeBeginsAnewForEachRequest() {
        try (var client = connect()) {
            for (int round = 0; round < 5; round++) {
                client.send(GET);
                assertEquals(200, client.readResponse().code());
                clock().advance(Duration.ofSeconds(9));
            }
        }
    }
}
