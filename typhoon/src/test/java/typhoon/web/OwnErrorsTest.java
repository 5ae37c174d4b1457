package typhoon.web;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static typhoon.web.URLSpec.url;

import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;
import typhoon.httpserver.RequestDelegate;
import typhoon.testing.AsyncHttpTestCase;
import typhoon.testing.ExpectLog;
import typhoon.testing.TestRequest;

/** A handler that logs and shows its errors in its own way, and one that fails at it. */
class OwnErrorsTest extends AsyncHttpTestCase {
    static class Closed extends RuntimeException {
        private static final long serialVersionUID = 1;
    }

    static class Own extends RequestHandler {
        private static final Logger LOG = LoggerFactory.getLogger("typhoon.application");

        @Override public void get() {
            switch (getArgument("what")) {
                case "http" -> throw new HttpError(410, "no longer here").reason("Long gone");
                case "closed" -> throw new Closed();
                default -> throw new IllegalStateException("unknown");
            }
        }

        @Override protected void logException(Throwable problem) {
            if (problem instanceof Closed) LOG.warn("closed, as {} says", request().path());
            else super.logException(problem);
        }

        @Override protected void writeError(int status, @Nullable Throwable problem) {
            if (problem instanceof Closed) setStatus(403);
            write(Objects.requireNonNull(problem).getClass().getSimpleName() + " " + getStatus());
        }
    }

    static class BadLog extends RequestHandler {
        @Override public void get() {
            throw new Closed();
        }

        @Override protected void logException(Throwable problem) {
            throw new IllegalStateException("logException broke");
        }
    }

    /** It answers a method that has none of its own. */
    static class Brews extends RequestHandler {
        @Override protected void prepare() {
            if (request().method().equals("BREW")) finish("coffee");
        }

        @Override public void get() {
            write("");
            flush();
            write("ok");
        }
    }

    @Override protected RequestDelegate getApp() {
        return new Application(url("/own", Own::new), url("/bad-log", BadLog::new), url("/brews", Brews::new));
    }

    @Test void anHttpErrorIsLoggedAsEver() {
        try (var _ = new ExpectLog("typhoon.general", "410 GET /own.*: no longer here").level(Level.WARN)) {
            var reply = fetch("/own?what=http");
            assertEquals("HttpError 410", reply.bodyText());
            assertEquals("Long gone", reply.reason());
        }
    }

    @Test void anUnknownErrorHasItsStack() {
        try (var log = new ExpectLog("typhoon.application", "Uncaught exception GET /own.*").level(Level.ERROR)) {
            assertEquals("IllegalStateException 500", fetch("/own?what=else").bodyText());
            waitFor(() -> !log.matched().isEmpty());
            assertTrue(log.loggedStack());
        }
    }

    @Test void aKnownOneIsAsTheHandlerLikes() {
        try (var log = new ExpectLog("typhoon.application", "closed, as /own says").level(Level.WARN)) {
            var reply = fetch("/own?what=closed");
            assertEquals(403, reply.code());
            assertEquals("Closed 403", reply.bodyText());
            assertEquals(1, log.matched().size());
        }
    }

    @Test void aLogThatFailsLosesNeitherErrorNorAnswer() {
        try (var _ = new ExpectLog("typhoon.application", "Uncaught exception in logException of GET /bad-log.*");
                var _ = new ExpectLog("typhoon.application", "Uncaught exception GET /bad-log.*")) {
            assertEquals(500, fetch("/bad-log").code());
        }
    }

    @Test void anotherMethodCanBeAnsweredInPrepare() {
        assertEquals("coffee", fetch(new TestRequest("BREW", "/brews")).bodyText());
        assertEquals(405, fetch(post("/brews").body("")).code());
    }

    @Test void anEmptyFlushSendsTheHeadAndNoMore() {
        try (var client = connect()) {
            client.send("GET /brews HTTP/1.1\r\nHost: x\r\n\r\n");
            assertTrue(client.readUntil("\r\n\r\n").startsWith("HTTP/1.1 200 OK"));
            assertEquals("2\r\nok\r\n0\r\n\r\n", client.readUntil("0\r\n\r\n"));
        }
    }
}
