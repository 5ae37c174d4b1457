package typhoon.web;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** How an event is written. */
class ServerSentEventTest {
    private static String text(ServerSentEvent event) {
        return new String(event.bytes(), UTF_8);
    }

    @Test void dataIsALineAndAnEmptyLineEndsIt() {
        assertEquals("data: héllo\n\n", text(ServerSentEvent.of("héllo")));
        assertEquals("data: \n\n", text(ServerSentEvent.of("")));
        assertEquals("data: {\"a\":1}\n\n", text(ServerSentEvent.json(Map.of("a", 1))));
    }

    @Test void everyKindOfLineEndBeginsALineOfItsOwn() {
        assertEquals("data: a\ndata: b\ndata: c\ndata: d\n\n", text(ServerSentEvent.of("a\nb\rc\r\nd")));
        assertEquals("data: \ndata: a\ndata: \ndata: \ndata: \n\n", text(ServerSentEvent.of("\na\n\r\n\r")));
        assertEquals("data: a\ndata: id: 7\ndata: \ndata: event: b\n\n", text(ServerSentEvent.of("a\nid: 7\n\nevent: b")));
    }

    @Test void ablankAtTheBeginningIsKept() {
        assertEquals("data:   a \n\n", text(ServerSentEvent.of("  a ")));
    }

    @Test void idTypeAndWaitStandBeforeTheData() {
        var event = ServerSentEvent.of("x").id("7").event("joined").retry(Duration.ofSeconds(3));
        assertEquals("event: joined\nid: 7\nretry: 3000\ndata: x\n\n", text(event));
        assertEquals("retry: 250\n\n", text(ServerSentEvent.withoutData().retry(Duration.ofMillis(250))));
        assertEquals("id: \ndata: x\n\n", text(ServerSentEvent.of("x").id("")));
    }

    @Test void whatWouldBeAnotherLineIsRefused() {
        for (String bad : List.of("a\nb", "a\r", "\r\nid: 8", "a\0")) {
            assertThrows(IllegalArgumentException.class, () -> ServerSentEvent.of("x").id(bad));
            assertThrows(IllegalArgumentException.class, () -> ServerSentEvent.of("x").event(bad));
        }
        assertEquals("the id of an event is one line, but has a U+000A at 1",
                assertThrows(IllegalArgumentException.class, () -> ServerSentEvent.of("x").id("a\nb")).getMessage());
        assertThrows(IllegalArgumentException.class, () -> ServerSentEvent.of("x").retry(Duration.ofMillis(-1)));
    }

    @Test void anEventIsNotChangedByWhatIsMadeOfIt() {
        var event = ServerSentEvent.of("x");
        var unused = event.id("1").event("e");
        assertEquals("data: x\n\n", text(event));
        assertEquals("event: e\nid: 1\ndata: x\n\n", text(unused));
    }
}
