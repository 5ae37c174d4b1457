package typhoon.websocket;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.slf4j.event.Level;
import typhoon.testing.ExpectLog;
import typhoon.testing.TestResponse;

/** RFC 6455 section 4.2, and the statuses Tornado gives. */
class HandshakeTest extends SocketTestCase {
    private static final String KEY = "dGhlIHNhbXBsZSBub25jZQ==";

    @Override
    Recorder handler() {
        return new Recorder() {
            @Override
            public @Nullable String selectSubprotocol(List<String> offered) {
                return offered.contains("chat") ? "chat" : null;
            }
        };
    }

    private TestResponse ask(String method, String version, String... lines) {
        try (var client = connect()) {
            client.send(method + " /ws " + version + "\r\nHost: example.com\r\n" + String.join("\r\n", lines) + "\r\n\r\n");
            return client.readResponse();
        }
    }

    private TestResponse refused(String... lines) {
        try (var _ = new ExpectLog("typhoon.general", "403 GET /ws.*").optional()) {
            return ask("GET", "HTTP/1.1", lines);
        }
    }

    private static String[] upgrade(String... more) {
        var lines = new java.util.ArrayList<>(List.of("Upgrade: websocket", "Connection: Upgrade", "Sec-WebSocket-Version: 13",
                "Sec-WebSocket-Key: " + KEY));
        lines.addAll(List.of(more));
        return lines.toArray(String[]::new);
    }

    @Test
    void theKeyOfTheRfcGetsTheAnswerOfTheRfc() {
        TestResponse answer = ask("GET", "HTTP/1.1", upgrade());
        assertEquals(101, answer.code());
        assertEquals("s3pPLMBiTxaQ9kYGzzhZRbK+xOo=", answer.headers().get("Sec-WebSocket-Accept"));
        assertEquals("websocket", answer.headers().get("Upgrade"));
        assertEquals("Upgrade", answer.headers().get("Connection"));
        assertFalse(answer.headers().contains("Content-Type"));
        assertFalse(answer.headers().contains("Content-Length"));
    }

    @Test
    void itIsALineInTheAccessLogLikeAnyRequest() {
        try (var log = new ExpectLog("typhoon.access", "101 GET /ws \\(127.0.0.1\\) ").level(Level.INFO)) {
            assertEquals(101, ask("GET", "HTTP/1.1", upgrade()).code());
            waitFor(() -> server().connections() == 0);
            assertEquals(1, log.matched().size());
        }
    }

    @Test
    void connectionMayBeAListAndCaseDoesNotCount() {
        assertEquals(101, ask("GET", "HTTP/1.1", "Upgrade: WebSocket", "Connection: keep-alive, UPGRADE", "Sec-WebSocket-Version: 13",
                "Sec-WebSocket-Key: " + KEY).code());
    }

    @Test
    void whatIsNoUpgradeIsABadRequest() {
        assertEquals(400, refused("Connection: Upgrade", "Sec-WebSocket-Version: 13", "Sec-WebSocket-Key: " + KEY).code());
        assertEquals(400, refused("Upgrade: h2c", "Connection: Upgrade", "Sec-WebSocket-Version: 13", "Sec-WebSocket-Key: " + KEY).code());
        assertEquals(400, refused("Upgrade: websocket", "Sec-WebSocket-Version: 13", "Sec-WebSocket-Key: " + KEY).code());
        assertEquals(400, refused("Upgrade: websocket", "Connection: upgraded", "Sec-WebSocket-Version: 13", "Sec-WebSocket-Key: " + KEY)
                .code());
    }

    @Test
    void theClientIsToldWhatIsWrong() {
        String key = "Sec-WebSocket-Key: " + KEY;
        assertEquals("Can \"Upgrade\" only to \"WebSocket\".", detail("Connection: Upgrade", "Sec-WebSocket-Version: 13", key));
        assertEquals("\"Connection\" must be \"Upgrade\".", detail("Upgrade: websocket", "Sec-WebSocket-Version: 13", key));
        assertEquals("WebSocket version 13 is needed.", detail("Upgrade: websocket", "Connection: Upgrade", key));
        assertEquals("Missing/Invalid WebSocket headers", detail("Upgrade: websocket", "Connection: Upgrade", "Sec-WebSocket-Version: 13"));
        assertEquals("Cross origin websockets not allowed", detail(upgrade("Origin: http://evil.com")));
    }

    private Object detail(String... lines) {
        return refused(lines).json(Map.class).get("detail");
    }

    @Test
    void aKeyIsSixteenBytes() {
        assertEquals(400, refused("Upgrade: websocket", "Connection: Upgrade", "Sec-WebSocket-Version: 13").code());
        assertEquals(400, refused("Upgrade: websocket", "Connection: Upgrade", "Sec-WebSocket-Version: 13", "Sec-WebSocket-Key: dGhl")
                .code());
        assertEquals(400, refused("Upgrade: websocket", "Connection: Upgrade", "Sec-WebSocket-Version: 13", "Sec-WebSocket-Key: ***")
                .code());
        assertEquals(400, refused("Upgrade: websocket", "Connection: Upgrade", "Sec-WebSocket-Version: 13",
                "Sec-WebSocket-Key: " + KEY.replace("=", "")).code());
        assertEquals(400, refused(upgrade("Sec-WebSocket-Key: " + KEY)).code());
    }

    @Test
    void anotherVersionIsToldTheRightOne() {
        for (String version : List.of("Sec-WebSocket-Version: 8", "Sec-WebSocket-Version: 14", "X: y")) {
            TestResponse answer = refused("Upgrade: websocket", "Connection: Upgrade", version, "Sec-WebSocket-Key: " + KEY);
            assertEquals(426, answer.code());
            assertEquals("13", answer.headers().get("Sec-WebSocket-Version"));
            assertEquals("websocket", answer.headers().get("Upgrade"));
        }
    }

    @Test
    void otherMethodsAndVersionsOfHttpAreRefused() {
        assertEquals(405, ask("POST", "HTTP/1.1", upgrade("Content-Length: 0")).code());
        assertEquals(400, ask("GET", "HTTP/1.0", upgrade()).code());
    }

    @Test
    void pagesOfOtherHostsAreForbidden() {
        for (String origin : List.of("http://evil.com", "http://example.com.evil.com", "http://notexample.com", "null",
                "http://example.com:81",
                "http://user@example.com")) {
            assertEquals(403, refused(upgrade("Origin: " + origin)).code(), origin);
        }
        assertEquals(List.of(), events);
    }

    @Test
    void pagesOfTheHostItselfMayConnect() {
        for (String origin : List.of("http://example.com", "https://EXAMPLE.com", "http://example.com:80", "https://example.com:443"))
            assertEquals(101, ask("GET", "HTTP/1.1", upgrade("Origin: " + origin)).code(), origin);
    }

    @Test
    void anOfferedSubprotocolMayBeChosen() {
        assertEquals("chat", ask("GET", "HTTP/1.1", upgrade("Sec-WebSocket-Protocol: soap, chat")).headers().get("Sec-WebSocket-Protocol"));
        assertNull(ask("GET", "HTTP/1.1", upgrade("Sec-WebSocket-Protocol: soap")).headers().get("Sec-WebSocket-Protocol"));
    }

    @Test
    void extensionsThatWeDoNotKnowAreIgnored() {
        TestResponse answer = ask("GET", "HTTP/1.1", upgrade("Sec-WebSocket-Extensions: permessage-deflate; client_max_window_bits"));
        assertEquals(101, answer.code());
        assertFalse(answer.headers().contains("Sec-WebSocket-Extensions"));
    }

    @Test
    void whatAUrlCapturesIsThereInOpen() {
        try (var probe = new typhoon.testing.WebSocketProbe(port(), "/rooms/blue%20one")) {
            awaitEvent("open");
            assertEquals(List.of("blue one"), open.getFirst().pathArgs());
            assertTrue(open.getFirst().isOpen());
            assertEquals(101, probe.handshake().code());
        }
    }
}
