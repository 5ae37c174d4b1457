package typhoon.websocket;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.slf4j.event.Level;
import typhoon.gen.Gen;
import typhoon.http.MemoryBudget;
import typhoon.httpserver.ServerOptions;
import typhoon.testing.ExpectLog;
import typhoon.testing.WebSocketProbe;

/** Messages that are never ended take no more memory together than the server has for them. */
class MemoryBudgetTest extends SocketTestCase {
    private static final int MIB = 1024 * 1024;

    private final MemoryBudget budget = new MemoryBudget(4 * MIB);
    private boolean hold;

    @Override
    Recorder handler() {
        return new Recorder() {
            @Override
            public void onMessage(byte[] message) throws Exception {
                while (hold) Gen.moment();
                super.onMessage(message);
            }
        };
    }

    @Override
    protected ServerOptions serverOptions() {
        return new ServerOptions().memoryBudget(budget);
    }

    @Test
    void aMessageThatNoMemoryIsLeftForClosesWith1013() {
        try (var first = probe(); var second = probe()) {
            first.sendFrame(false, WebSocketProbe.BINARY, new byte[MIB]);
            waitFor(() -> budget.used() >= MIB);
            String line = "Closing WebSocket /ws .* with 1013: no memory .* of 4194304 bytes in use";
            try (var log = new ExpectLog("typhoon.general", line).level(Level.WARN)) {
                second.sendFrame(false, WebSocketProbe.BINARY, new byte[4 * MIB]);
                assertEquals(CloseCode.TRY_AGAIN_LATER, second.readClose().closeCode());
                assertEquals(1, log.matched().size());
            }
            first.sendFrame(true, WebSocketProbe.CONTINUATION, new byte[1]);
            awaitEvent("bytes 1048577");
        }
        waitFor(() -> budget.used() == 0);
    }

    @Test
    void aMessageCountsUntilItsHandlerReturns() {
        hold = true;
        try (var probe = probe()) {
            probe.send(new byte[MIB]);
            waitFor(() -> budget.used() == MIB);
            for (int i = 0; i < 10; i++) Gen.moment();
            assertEquals(MIB, budget.used());
            hold = false;
            awaitEvent("bytes 1048576");
            assertEquals(0, budget.used());
        }
    }

    @Test
    void textCountsLikeBytes() {
        try (var probe = probe()) {
            probe.send("ü".repeat(MIB / 4));
            waitFor(() -> events.stream().anyMatch(event -> event.startsWith("text ü")));
            assertEquals(0, budget.used());
        }
    }

    @Test
    void whoLeavesInTheMiddleGivesBack() {
        var probe = probe();
        probe.sendFrame(false, WebSocketProbe.TEXT, "x".repeat(MIB).getBytes(StandardCharsets.US_ASCII));
        waitFor(() -> budget.used() >= MIB);
        probe.raw().reset();
        waitFor(() -> budget.used() == 0);
    }
}
