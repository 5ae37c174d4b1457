package typhoon.web;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static typhoon.web.URLSpec.url;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.slf4j.event.Level;
import typhoon.httpserver.RequestDelegate;
import typhoon.httpserver.ServerOptions;
import typhoon.testing.AsyncHttpTestCase;
import typhoon.testing.ExpectLog;
import typhoon.testing.RawClient;
import typhoon.testing.TestResponse;

/** Bodies that are no HTTP, too large or too slow: refused through the handler, so that the answer looks like all its errors. */
class BrokenBodyTest extends AsyncHttpTestCase {
    private static final String HEAD = "POST / HTTP/1.1\r\nHost: x\r\nContent-Type: application/x-www-form-urlencoded\r\n";

    private final List<String> events = new ArrayList<>();

    class Form extends RequestHandler {
        @Override protected void prepare() {
            events.add("prepare");
        }

        @Override public void post() {
            write(getArgument("a"));
        }

        @Override protected void writeError(int status, @Nullable Throwable problem) throws Exception {
            events.add("error " + status);
            super.writeError(status, problem);
        }
    }

    @Override protected RequestDelegate getApp() {
        return new Application(url("/", () -> new Form()));
    }

    @Override protected ServerOptions serverOptions() {
        return new ServerOptions().maxBody(1000).bodyTimeout(Duration.ofSeconds(10));
    }

    @Test void tooLarge() {
        refused(413, HEAD + "Content-Length: 1001\r\n\r\n");
    }

    @Test void malformedChunks() {
        refused(400, HEAD + "Transfer-Encoding: chunked\r\n\r\nzz\r\n");
    }

    @Test void stalled() {
        try (var client = connect(); var _ = new ExpectLog("typhoon.access", "408 POST / \\(127.0.0.1\\)").level(Level.WARN)) {
            client.send(HEAD + "Content-Length: 10\r\n\r\na=");
            assertTrue(client.silentFor(Duration.ofMillis(50)));
            clock().advance(Duration.ofSeconds(11));
            check(408, client);
        }
    }

    @Test void cutOff() {
        try (var client = connect(); var _ = new ExpectLog("typhoon.access", "400 POST / \\(127.0.0.1\\)").level(Level.WARN)) {
            client.send(HEAD + "Content-Length: 10\r\n\r\na=").shutdownOutput();
            check(400, client);
        }
    }

    @Test void textThatIsNone() {
        var reply = fetch(post("/").header("Content-Type", "application/x-www-form-urlencoded").body("a=%E9"));
        assertEquals(400, reply.code());
    }

    @Test void thePeerThatResetsIsAnAccessLineAtMost() {
        try (var _ = new ExpectLog("typhoon.access", "499 POST / \\(127.0.0.1\\)").level(Level.INFO); var client = connect()) {
            client.send(HEAD + "Content-Length: 10\r\n\r\na=");
            assertTrue(client.silentFor(Duration.ofMillis(50)));
            client.reset();
        }
        assertEquals(List.of(), events);
    }

    private void refused(int status, String request) {
        try (var client = connect(); var _ = new ExpectLog("typhoon.access", status + " POST / \\(127.0.0.1\\)").level(Level.WARN)) {
            client.send(request);
            check(status, client);
        }
    }

    private void check(int status, RawClient client) {
        TestResponse reply = client.readResponse();
        assertEquals(status, reply.code());
        assertEquals("application/problem+json", reply.headers().get("Content-Type"));
        assertEquals("close", reply.headers().get("Connection"));
        assertTrue(reply.bodyText().contains("\"detail\""), reply.bodyText());
        assertTrue(client.closed());
        assertEquals(List.of("error " + status), events);
    }
}
