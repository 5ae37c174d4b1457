package typhoon.web;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static typhoon.web.URLSpec.url;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import typhoon.gen.Gen;
import typhoon.httpserver.RequestDelegate;
import typhoon.testing.AsyncHttpTestCase;
import typhoon.testing.ExpectLog;
import typhoon.websocket.WebSocketHandler;

/** A log of one's own instead of the access line. */
class LogFunctionTest extends AsyncHttpTestCase {
    private final List<String> logged = new ArrayList<>();
    private boolean begun;

    static class Page extends RequestHandler {
        public void get(int status) {
            setStatus(status);
        }
    }

    class Waits extends RequestHandler {
        @Override public void get() {
            begun = true;
            while (true) {
                write("x");
                flush();
                Gen.moment();
            }
        }
    }

    private void log(RequestHandler handler, int status) {
        logged.add(status + " " + handler.request().uri());
        if (handler.request().uri().equals("/299")) throw new IllegalStateException("broke");
    }

    @Override protected RequestDelegate getApp() {
        return new Application(new Settings().logFunction(this::log), url("/waits", () -> new Waits()),
                url("/ws", () -> new WebSocketHandler() {}), url("/{status}", Page::new));
    }

    @Test void itIsCalledOnceForEachRequestAndNoLineIsWritten() {
        try (var lines = new ExpectLog("typhoon.access", ".*").optional(); var _ = webSocket("/ws")) {
            for (String path : List.of("/200", "/404", "/nowhere/at/all")) fetch(path);
            assertEquals(List.of("101 /ws", "200 /200", "404 /404", "404 /nowhere/at/all"), logged);
            assertEquals(List.of(), lines.matched());
        }
    }

    @Test void aClientThatLeftIsA499() {
        try (var client = connect()) {
            client.send("GET /waits HTTP/1.1\r\nHost: x\r\n\r\n");
            waitFor(() -> begun);
            client.reset();
            waitFor(() -> !logged.isEmpty());
        }
        assertEquals(List.of("499 /waits"), logged);
    }

    @Test void whatItThrowsChangesNothing() {
        try (var _ = new ExpectLog("typhoon.application", "Uncaught exception in the logFunction of GET /299")) {
            assertEquals(299, fetch("/299").code());
        }
    }
}
