package typhoon.websocket;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import typhoon.gen.Gen;
import typhoon.testing.WebSocketProbe;

/** A close frame, a broken rule, the end of the stream: what came before is answered, unless its handler waits. */
class EndOfReadingTest extends SocketTestCase {
    private boolean handlerWaits;

    @Override
    Recorder handler() {
        return new Recorder() {
            @Override
            public void onMessage(String message) throws Exception {
                super.onMessage(message);
                while (handlerWaits) Gen.moment();
                events.add("done");
                writeMessage("echo " + message);
            }
        };
    }

    /** So that they arrive together. */
    private static void sendAtOnce(WebSocketProbe probe, byte[]... frames) {
        var all = new ByteArrayOutputStream();
        for (byte[] frame : frames) all.writeBytes(frame);
        probe.raw().send(all.toByteArray());
    }

    private static byte[] text(String text) {
        return WebSocketProbe.frame(true, 0, Opcode.TEXT, text.getBytes(StandardCharsets.UTF_8), true);
    }

    private static byte[] unknownOpcode() {
        return WebSocketProbe.frame(true, 0, 5, new byte[0], true);
    }

    private static byte[] close() {
        return WebSocketProbe.frame(true, 0, Opcode.CLOSE, new byte[] {3, (byte) 0xE8}, true);
    }

    @Test
    void messagesBeforeACloseFrameAreAnsweredBeforeIt() {
        try (var probe = probe()) {
            sendAtOnce(probe, text("1"), text("2"), close());
            assertEquals("echo 1", probe.readText());
            assertEquals("echo 2", probe.readText());
            assertEquals(1000, probe.readClose().closeCode());
            assertTrue(probe.raw().closed());
        }
        awaitEvent("close 1000 ");
    }

    @Test
    void messagesBeforeABrokenRuleAreAnsweredBeforeIt() {
        try (var probe = probe()) {
            sendAtOnce(probe, text("1"), unknownOpcode(), text("2"));
            assertEquals("echo 1", probe.readText());
            assertEquals(1002, probe.readClose().closeCode());
        }
        awaitEvent("close null null");
        assertEquals(List.of("open", "text 1", "done", "close null null"), events);
    }

    @Test
    void messagesBeforeTheEndOfTheStreamAreAnswered() {
        try (var probe = probe()) {
            probe.raw().send(text("last words")).shutdownOutput();
            assertEquals("echo last words", probe.readText());
            assertTrue(probe.raw().closed());
        }
        awaitEvent("close null null");
    }

    @Test
    void aClientThatFinishesWithItsHandshakeIsNotWaitedFor() {
        try (var client = connect()) {
            client.send(WebSocketProbe.request("127.0.0.1", "/ws", "dGhlIHNhbXBsZSBub25jZQ==")).shutdownOutput();
            assertEquals(101, client.readResponse().code());
            assertTrue(client.closed());
        }
        awaitEvent("close null null");
        assertEquals(List.of("open", "close null null"), events);
    }

    @Test
    void whatComesWithTheHandshakeIsRead() {
        try (var client = connect()) {
            client.send(WebSocketProbe.request("127.0.0.1", "/ws", "dGhlIHNhbXBsZSBub25jZQ==")
                    + new String(text("early"), StandardCharsets.ISO_8859_1));
            assertEquals(101, client.readResponse().code());
            awaitEvent("text early");
        }
        awaitEvent("close null null");
    }

    @Test
    void aBrokenRuleIsAnsweredWhileAHandlerWaitsAndDropsWhatCameAfterIt() {
        handlerWaits = true;
        try (var probe = probe()) {
            sendAtOnce(probe, text("1"), text("2"), unknownOpcode());
            assertEquals(1002, probe.readClose().closeCode());
            assertEquals(List.of("open", "text 1"), events);
            handlerWaits = false;
            awaitEvent("close null null");
            assertEquals(List.of("open", "text 1", "done", "close null null"), events);
        }
    }

    @Test
    void whoVanishesIsToldToTheHandlerWhenItIsDone() {
        handlerWaits = true;
        var probe = probe();
        probe.send("1");
        awaitEvent("text 1");
        probe.raw().reset();
        waitFor(() -> server().connections() == 0);
        assertTrue(!open.getFirst().isOpen());
        handlerWaits = false;
        awaitEvent("close null null");
        assertEquals(List.of("open", "text 1", "done", "close null null"), events);
    }

    @Test
    void whoVanishesIsToldToAHandlerThatIsNeverDone() {
        handlerWaits = true;
        var probe = probe();
        probe.send("1");
        awaitEvent("text 1");
        probe.close();
        waitFor(() -> server().connections() == 0);
        clock().advance(Duration.ofMillis(5100));
        awaitEvent("close null null");
        handlerWaits = false;
        awaitEvent("done");
        assertEquals(List.of("open", "text 1", "close null null", "done"), events);
    }

    @Test
    void aHalfSentFrameIsForgottenWithItsClient() {
        for (int cut : new int[] {1, 5, 6, 8}) {
            var probe = probe();
            probe.raw().send(Arrays.copyOf(text("half"), cut));
            for (int i = 0; i < 3; i++) Gen.moment();
            probe.raw().reset();
            awaitEvent("close null null");
            assertEquals(List.of("open", "close null null"), events);
            events.clear();
        }
    }
}
