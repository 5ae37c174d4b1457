package typhoon.websocket;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import typhoon.testing.ExpectLog;
import typhoon.testing.WebSocketProbe;

/** What a handler throws closes with 1011 and is logged once; what a peer breaks is no error of ours. */
class ErrorsTest extends SocketTestCase {
    private String failing = "";

    @Override
    Recorder handler() {
        return new Recorder() {
            private void fail(String where) {
                if (failing.equals(where)) throw new IllegalStateException("broken " + where);
            }

            @Override
            public void open() throws Exception {
                super.open();
                fail("open");
            }

            @Override
            public void onMessage(String message) throws Exception {
                super.onMessage(message);
                fail("message");
            }

            @Override
            public void onPing(byte[] data) throws Exception {
                fail("ping");
            }

            @Override
            public void onPong(byte[] data) throws Exception {
                fail("pong");
            }

            @Override
            public void onClose() throws Exception {
                super.onClose();
                fail("close");
            }
        };
    }

    @ParameterizedTest
    @ValueSource(strings = {"open", "message", "ping", "pong"})
    void anErrorClosesWith1011AndIsLoggedOnce(String where) {
        failing = where;
        try (var log = new ExpectLog("typhoon.application", "Uncaught exception in WebSocket /ws"); var probe = probe()) {
            awaitEvent("open");
            if (where.equals("message")) probe.send("x");
            if (where.equals("ping")) assertEquals(Opcode.PONG, probe.sendFrame(true, Opcode.PING, new byte[0]).readFrame().opcode());
            if (where.equals("pong")) probe.sendFrame(true, Opcode.PONG, new byte[0]);
            assertEquals(1011, probe.readClose().closeCode());
            awaitEvent("close null null");
            assertEquals(1, log.matched().size());
            assertTrue(log.loggedStack());
        }
        waitFor(() -> server().connections() == 0);
        assertEquals(1, events.stream().filter(event -> event.startsWith("close")).count());
    }

    @Test
    void theLineNamesThePathWithoutItsControlCharacters() {
        failing = "open";
        String request = "GET /rooms/\u0080\u009b HTTP/1.1\r\nHost: x\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                + "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n\r\n";
        String line = "Uncaught exception in WebSocket /rooms/\\\\x80\\\\x9b \\(";
        try (var log = new ExpectLog("typhoon.application", line); var client = connect()) {
            client.send(request);
            waitFor(() -> log.matched().size() == 1);
        }
        awaitEvent("close null null");
    }

    @Test
    void anErrorInOnCloseIsLoggedToo() {
        failing = "close";
        try (var log = new ExpectLog("typhoon.application", "Uncaught exception in WebSocket /ws")) {
            try (var probe = probe()) {
                probe.sendClose(1000, "").readClose();
            }
            waitFor(() -> server().connections() == 0);
            waitFor(() -> log.matched().size() == 1);
        }
    }

    @Test
    void whatAClientBreaksHasItsCodeAndNoErrorInTheLog() {
        byte[] bad = {(byte) 0xC0, (byte) 0xAF};
        assertBroken(1002, WebSocketProbe.frame(true, 0, Opcode.TEXT, bad, false));
        assertBroken(1002, WebSocketProbe.frame(true, 4, Opcode.TEXT, new byte[0], true));
        assertBroken(1002, WebSocketProbe.frame(true, 0, 5, new byte[0], true));
        assertBroken(1002, WebSocketProbe.frame(true, 0, Opcode.CLOSE, new byte[1], true));
        assertBroken(1007, WebSocketProbe.frame(true, 0, Opcode.TEXT, bad, true));
    }

    private void assertBroken(int code, byte[] bytes) {
        events.clear();
        try (var probe = probe()) {
            probe.raw().send(bytes);
            assertEquals(code, probe.readClose().closeCode());
            awaitEvent("close null null");
            assertEquals(List.of("open", "close null null"), events);
        }
        waitFor(() -> server().connections() == 0);
    }

    @Test
    void aMessageAboveTheLimitIsRefusedBeforeItsBytesCome() {
        options = options.maxMessageSize(1000);
        try (var probe = probe()) {
            probe.send("x".repeat(1000));
            awaitEvent("text " + "x".repeat(1000));
            probe.raw().send(new byte[] {(byte) 0x81, (byte) 0xFE, 3, (byte) 0xE9, 0, 0, 0, 0});
            assertEquals(1009, probe.readClose().closeCode());
        }
        awaitEvent("close null null");
    }

    @Test
    void framesMayComeByteByByte() {
        try (var probe = probe()) {
            for (byte one : WebSocketProbe.frame(true, 0, Opcode.TEXT, "slow".getBytes(StandardCharsets.UTF_8), true)) {
                probe.raw().send(new byte[] {one});
                typhoon.gen.Gen.moment();
            }
            awaitEvent("text slow");
        }
        awaitEvent("close null null");
    }
}
