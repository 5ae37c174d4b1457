package typhoon.testing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import typhoon.web.Application;
import typhoon.web.URLSpec;
import typhoon.websocket.WebSocketHandler;

class WebSocketProbeTest extends AsyncHttpTestCase {
    static class Echo extends WebSocketHandler {
        @Override
        public void onMessage(String message) {
            writeMessage(message);
        }

        @Override
        public void onMessage(byte[] message) {
            writeMessage(message);
        }
    }

    @Override
    protected Application getApp() {
        return new Application(URLSpec.url("/echo", Echo::new));
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 125, 126, 65535, 65536})
    void everyLengthOfFrameIsSentAndRead(int length) {
        try (var probe = probe()) {
            String text = "x".repeat(length);
            assertEquals(text, probe.send(text).readText());
        }
    }

    @Test
    void binaryAndControlFramesAreSeenAsTheyAre() {
        try (var probe = probe()) {
            var binary = probe.send(new byte[] {1, 2, 3}).readFrame();
            assertEquals(WebSocketProbe.BINARY, binary.opcode());
            assertEquals(3, binary.payload().length);
            assertTrue(binary.fin());
            assertFalse(binary.masked());
            var pong = probe.sendFrame(true, WebSocketProbe.PING, bytes("are you there?")).readFrame();
            assertEquals(WebSocketProbe.PONG, pong.opcode());
            assertEquals("are you there?", pong.text());
        }
    }

    @Test
    void aMessageMayBeSentInPieces() {
        try (var probe = probe()) {
            probe.sendFrame(false, WebSocketProbe.TEXT, bytes("one ")).sendFrame(false, WebSocketProbe.CONTINUATION, bytes("two "));
            assertEquals("one two three", probe.sendFrame(true, WebSocketProbe.CONTINUATION, bytes("three")).readText());
        }
    }

    @Test
    void closingTellsCodeAndReason() {
        try (var probe = probe()) {
            var close = probe.sendClose(4000, "enough").readClose();
            assertEquals(4000, close.closeCode());
            assertTrue(probe.raw().closed());
        }
    }

    @Test
    void aFrameWithoutMaskCanBeSentAndIsRefused() {
        try (var probe = probe()) {
            assertEquals(1002, probe.sendFrame(true, 0, WebSocketProbe.TEXT, bytes("bare"), false).readClose().closeCode());
        }
    }

    @Test
    void aRefusedHandshakeFailsWithTheAnswer() {
        var failure = assertThrows(AssertionError.class, () -> new WebSocketProbe(port(), "/nothing").close());
        assertTrue(failure.getMessage().contains("404"), failure.getMessage());
    }

    private WebSocketProbe probe() {
        return new WebSocketProbe(port(), "/echo");
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
