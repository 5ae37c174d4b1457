package typhoon.web;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static typhoon.web.URLSpec.url;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.slf4j.event.Level;
import typhoon.httpserver.RequestDelegate;
import typhoon.testing.AsyncHttpTestCase;
import typhoon.testing.ExpectLog;
import typhoon.testing.TestRequest;

/** What is wrong with a request is said in one order: its head, its body, its token, and only then is the handler asked. */
class OrderOfRefusalsTest extends AsyncHttpTestCase {
    private final List<String> events = new ArrayList<>();

    class Form extends RequestHandler {
        @Override protected void prepare() {
            events.add("prepare");
        }

        @Override public void post() {
            write("posted");
        }

        @SuppressWarnings("unused") public void post(String path) {
            post();
        }
    }

    /** A type that was set before, and JSON. */
    static class Typed extends RequestHandler {
        @Override public void get() {
            setHeader("Content-Type", "text/plain");
            write(List.of(1));
        }
    }

    @Override protected RequestDelegate getApp() {
        return new Application(new Settings().xsrfCookies(true), url("/form", () -> new Form()), url("/form/{path}", () -> new Form()),
            url("/typed", Typed::new));
    }

    private static TestRequest parts(String body) {
        return post("/form").body(body).header("Content-Type", "multipart/form-data; boundary=b");
    }

    @Test void aMalformedBodyComesBeforeAMissingToken() {
        assertEquals(400, fetch(parts("--b\r\n\r\nno name\r\n--b--")).code());
        assertEquals(400, fetch(parts("no part at all")).code());
        assertEquals(400, fetch(post("/form").body("a=%FF").header("Content-Type", "application/x-www-form-urlencoded")).code());
        assertEquals(400, fetch(post("/form").form("a", "1").header("Content-Encoding", "gzip")).code());
        assertEquals(List.of(), events);
    }

    @Test void aMalformedPathComesBeforeBoth() {
        assertEquals(400, fetch(post("/form/%FF").form("a", "1")).code());
        assertEquals(List.of(), events);
    }

    @Test void aMissingTokenComesBeforeTheHandler() {
        try (var _ = new ExpectLog("typhoon.general", "403 POST /form.*")) {
            assertEquals(403, fetch(post("/form").form("a", "1")).code());
        }
        assertEquals(List.of(), events);
        assertEquals("posted", fetch(post("/form").form("_xsrf", "ab").header("Cookie", "_xsrf=ab")).bodyText());
        assertEquals(List.of("prepare"), events);
    }

    @Test void aHostThatIsNoneIsOneLineAndNoStack() {
        try (var log = new ExpectLog("typhoon.general", "Refused what 127.0.0.1 sent: .*").level(Level.INFO); var client = connect()) {
            client.send("GET /typed HTTP/1.1\r\nHost: a b\r\n\r\n");
            assertEquals(400, client.readResponse().code());
            assertTrue(client.closed());
            assertEquals(1, log.matched().size());
            assertFalse(log.loggedStack());
        }
    }

    @Test void jsonSaysItsTypeOverAnother() {
        assertEquals("application/json; charset=UTF-8", fetch("/typed").headers().get("Content-Type"));
    }
}
