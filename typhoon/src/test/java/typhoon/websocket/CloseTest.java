package typhoon.websocket;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import typhoon.gen.Gen;

/** However a connection ends, onClose comes once. */
class CloseTest extends SocketTestCase {
    private boolean handlerWaits;

    @Override
    Recorder handler() {
        return new Recorder() {
            @Override
            public void onMessage(String message) throws Exception {
                super.onMessage(message);
                while (handlerWaits) Gen.moment();
                events.add("done");
            }
        };
    }

    private void closedOnceWith(String event) {
        awaitEvent(event);
        for (int i = 0; i < 10; i++) Gen.moment();
        assertEquals(1, events.stream().filter(one -> one.startsWith("close")).count(), events::toString);
        waitFor(() -> server().connections() == 0);
    }

    @Test
    void theClientsCodeIsEchoedAndToldToTheHandler() {
        try (var probe = probe()) {
            assertEquals(3001, probe.sendClose(3001, "enough").readClose().closeCode());
            assertTrue(probe.raw().closedWithin(Duration.ofSeconds(2)));
        }
        closedOnceWith("close 3001 enough");
    }

    @Test
    void aCloseWithoutACodeIsAnsweredWithoutOne() {
        try (var probe = probe()) {
            probe.sendFrame(true, Opcode.CLOSE, new byte[0]);
            assertEquals(0, probe.readClose().payload().length);
        }
        closedOnceWith("close null null");
    }

    @Test
    void theHandlerClosesAndTheClientAnswers() {
        try (var probe = probe()) {
            awaitEvent("open");
            open.getFirst().close(4000, "over");
            open.getFirst().close(4001, "twice");
            var frame = probe.readClose();
            assertEquals(4000, frame.closeCode());
            assertEquals("over", frame.closeReason());
            assertFalse(open.getFirst().isOpen());
            assertEquals(List.of("open"), events);
            probe.sendClose(4000, "");
        }
        closedOnceWith("close 4000 ");
    }

    @Test
    void aClientThatDoesNotAnswerIsCutOffAfterFiveSeconds() {
        try (var probe = probe()) {
            awaitEvent("open");
            open.getFirst().close();
            assertEquals(1000, probe.readClose().closeCode());
            clock().advance(Duration.ofMillis(4900));
            assertEquals(List.of("open"), events);
            clock().advance(Duration.ofMillis(200));
            closedOnceWith("close null null");
        }
    }

    @Test
    void aClientThatVanishesIsNoticed() {
        probe().close();
        closedOnceWith("close null null");
        events.clear();
        probe().raw().reset();
        closedOnceWith("close null null");
    }

    @Test
    void aCloseIsAnsweredWhileAMessageIsHandledAndOnCloseComesAfterIt() {
        handlerWaits = true;
        try (var probe = probe()) {
            probe.send("x");
            awaitEvent("text x");
            assertEquals(1000, probe.sendClose(1000, "").readClose().closeCode());
            assertEquals(List.of("open", "text x"), events);
            handlerWaits = false;
        }
        closedOnceWith("close 1000 ");
        assertEquals(List.of("open", "text x", "done", "close 1000 "), events);
    }

    @Test
    void aHandlerThatIsStillAtWorkDoesNotKeepOnCloseForEver() {
        handlerWaits = true;
        try (var probe = probe()) {
            probe.send("x");
            awaitEvent("text x");
            probe.sendClose(1000, "").readClose();
            probe.close();
            waitFor(() -> server().connections() == 0);
            clock().advance(Duration.ofSeconds(6));
            closedOnceWith("close 1000 ");
        }
        handlerWaits = false;
    }

    @Test
    void messagesBeforeACloseAreHandedOverFirst() {
        try (var probe = probe()) {
            probe.send("1").send("2").sendClose(1000, "").readClose();
        }
        closedOnceWith("close 1000 ");
        assertEquals(List.of("open", "text 1", "done", "text 2", "done", "close 1000 "), events);
    }

    @Test
    void codesThatMayNotBeSentAreRefusedAndReasonsAreCut() {
        try (var probe = probe()) {
            awaitEvent("open");
            assertThrows(IllegalArgumentException.class, () -> open.getFirst().close(1005, ""));
            assertThrows(IllegalArgumentException.class, () -> open.getFirst().close(999, ""));
            open.getFirst().close(1000, "é".repeat(100));
            assertEquals("é".repeat(61), probe.readClose().closeReason());
        }
        awaitEvent("close null null");
    }

    @Test
    void drainingTheServerSaysGoodbye() {
        try (var probe = probe(); var slow = probe()) {
            waitFor(() -> open.size() == 2);
            var cut = Gen.spawn(() -> server().drain(Duration.ofSeconds(20)));
            assertEquals(1001, probe.readClose().closeCode());
            probe.sendClose(1001, "");
            assertEquals(1001, slow.readClose().closeCode());
            clock().advance(Duration.ofSeconds(6));
            assertEquals(0, Gen.await(cut));
        }
        waitFor(() -> open.isEmpty());
    }
}
