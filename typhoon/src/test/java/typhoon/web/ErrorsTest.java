package typhoon.web;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static typhoon.web.URLSpec.url;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.slf4j.event.Level;
import typhoon.httpserver.RequestDelegate;
import typhoon.testing.AsyncHttpTestCase;
import typhoon.testing.ExpectLog;
import typhoon.testing.TestResponse;

class ErrorsTest extends AsyncHttpTestCase {
    private static final String BROWSER = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8";

    private final Errors errors = new Errors();

    /** A handler for each way to fail. */
    static class Errors {
        class Throws extends RequestHandler {
            private final Throwable problem;

            Throws(Throwable problem) {
                this.problem = problem;
            }

            @Override public void get() throws Exception {
                setStatus(201);
                setHeader("X-Early", "1");
                setCookie("kept", "yes");
                write("half");
                if (problem instanceof Error error) throw error;
                throw (Exception) problem;
            }
        }

        class Own extends Throws {
            Own() {
                super(new HttpError(404));
            }

            @Override protected void writeError(int status, @Nullable Throwable problem) {
                write(Map.of("mine", status));
            }

            @Override protected void setDefaultHeaders() {
                setHeader("X-Always", "1");
            }
        }

        class BrokenPage extends Throws {
            BrokenPage() {
                super(new HttpError(404));
            }

            @Override protected void writeError(int status, @Nullable Throwable problem) {
                write("begun");
                throw new IllegalStateException("writeError broke");
            }
        }

        class BrokenDefaults extends Throws {
            BrokenDefaults() {
                super(new HttpError(404));
            }

            @Override protected void setDefaultHeaders() {
                throw new IllegalStateException("setDefaultHeaders broke");
            }
        }

        class Sends extends RequestHandler {
            @Override public void get() {
                sendError(410);
            }
        }

        class After extends RequestHandler {
            @Override public void get() {
                finish("done");
                throw new IllegalStateException("after the end");
            }
        }

        class BodyOf204 extends RequestHandler {
            @Override public void get() {
                setStatus(204);
                write("x");
            }
        }
    }

    @Override protected RequestDelegate getApp() {
        return new Application(
                url("/404", () -> errors.new Throws(new HttpError(404))),
                url("/logged", () -> errors.new Throws(new HttpError(404, "no user %d: %s", 7, "a\nb"))),
                url("/percent", () -> errors.new Throws(new HttpError(404, "100% %s"))),
                url("/slip", () -> errors.new Throws(new HttpError(404, "%d", "x"))),
                url("/detail", () -> errors.new Throws(
                        new HttpError(409).reason("It's <taken>").detail("<b> is taken").header("Retry-After", "5"))),
                url("/teapot", () -> errors.new Throws(new HttpError(418))),
                url("/500", () -> errors.new Throws(new IllegalStateException("secret"))),
                url("/error", () -> errors.new Throws(new StackOverflowError())),
                url("/304", () -> errors.new Throws(new HttpError(304))),
                url("/finish", () -> errors.new Throws(new Finish())),
                url("/finish-more", () -> errors.new Throws(new Finish(List.of(1)))),
                url("/own", () -> errors.new Own()),
                url("/broken-page", () -> errors.new BrokenPage()),
                url("/broken-defaults", () -> errors.new BrokenDefaults()),
                url("/sends", () -> errors.new Sends()),
                url("/after", () -> errors.new After()),
                url("/204", () -> errors.new BodyOf204()));
    }

    @Test void aProblemIsJsonUnlessHtmlIsPreferred() {
        for (String accept : List.of("*/*", "application/json", "application/problem+json, text/html;q=0.9", "text/html;q=0, */*")) {
            var problem = fetch(get("/404").header("Accept", accept));
            assertEquals(404, problem.code());
            assertEquals("application/problem+json", problem.headers().get("Content-Type"), accept);
            assertEquals("{\"title\":\"Not Found\",\"status\":404}", problem.bodyText());
            assertEquals("Accept", problem.headers().get("Vary"));
        }
        assertEquals("application/problem+json", fetch("/404").headers().get("Content-Type"));
    }

    @Test void aBrowserGetsAPage() {
        var page = fetch(get("/404").header("Accept", BROWSER));
        assertEquals("text/html; charset=UTF-8", page.headers().get("Content-Type"));
        assertEquals("<html><title>404: Not Found</title><body>404: Not Found</body></html>", page.bodyText());
        assertEquals("text/html; charset=UTF-8", fetch(get("/404").header("Accept", "text/*")).headers().get("Content-Type"));
    }

    @Test void whatThePageShowsIsEscaped() {
        String page = fetch(get("/detail").header("Accept", BROWSER)).bodyText();
        assertEquals("<html><title>409: Unknown</title><body>409: Unknown<p>&lt;b&gt; is taken</p></body></html>", page);
        assertTrue(fetch(get("/teapot").header("Accept", BROWSER)).bodyText().contains("418: I&#x27;m a Teapot"));
    }

    @Test void detailAndHeadersReachTheClient() {
        var problem = fetch("/detail");
        assertEquals("{\"title\":\"Unknown\",\"status\":409,\"detail\":\"<b> is taken\"}", problem.bodyText());
        assertEquals("Unknown", problem.reason());      // a reason with a < may not leave
        assertEquals("5", problem.headers().get("Retry-After"));
    }

    @Test void theMessageIsForTheLogOnly() {
        try (var log = new ExpectLog("typhoon.general", "404 GET /logged \\(127.0.0.1\\): no user 7: a\\\\x0ab$").level(Level.WARN)) {
            assertFalse(fetch("/logged").bodyText().contains("no user"));
            assertFalse(log.loggedStack());
        }
    }

    @Test void aMessageIsAPatternOnlyIfThereAreArguments() {
        try (var _ = new ExpectLog("typhoon.general", "404 GET /percent \\(127.0.0.1\\): 100% %s$")) {
            fetch("/percent");
        }
        try (var _ = new ExpectLog("typhoon.general", "404 GET /slip \\(127.0.0.1\\): %d \\[x]$")) {
            assertEquals(404, fetch("/slip").code());
        }
    }

    @Test void anUncaughtExceptionIsLoggedOnceWithRequestAndStack() {
        try (var log = new ExpectLog("typhoon.application", "Uncaught exception GET /500\\?a=1 \\(127.0.0.1\\)").level(Level.ERROR)) {
            var reply = fetch("/500?a=1");
            assertEquals(500, reply.code());
            assertEquals("{\"title\":\"Internal Server Error\",\"status\":500}", reply.bodyText());
            waitFor(() -> log.matched().size() == 1);
            assertTrue(log.loggedStack());
        }
    }

    @Test void anErrorOfTheVirtualMachineIsAnswered() {
        try (var _ = new ExpectLog("typhoon.application", "Uncaught exception GET /error")) {
            assertEquals(500, fetch("/error").code());
        }
    }

    @Test void whatWasSetBeforeIsForgottenButCookiesStay() {
        var reply = fetch("/404");
        assertNull(reply.headers().get("X-Early"));
        assertEquals("kept=yes; Path=/", reply.headers().get("Set-Cookie"));
        assertFalse(reply.bodyText().contains("half"));
    }

    @Test void defaultHeadersAreThereOnErrorsToo() {
        var own = fetch("/own");
        assertEquals("{\"mine\":404}", own.bodyText());
        assertEquals("1", own.headers().get("X-Always"));
    }

    @Test void aBrokenErrorPageIsReplacedByOurs() {
        try (var _ = new ExpectLog("typhoon.application", "Uncaught exception in writeError of GET /broken-page")) {
            assertEquals("{\"title\":\"Not Found\",\"status\":404}", fetch("/broken-page").bodyText());
        }
    }

    @Test void brokenDefaultHeadersAreA500() {
        try (var _ = new ExpectLog("typhoon.application", "Uncaught exception (in setDefaultHeaders of )?GET /broken-defaults")) {
            assertEquals(500, fetch("/broken-defaults").code());
        }
    }

    @Test void sendErrorEndsTheRequest() {
        assertEquals("{\"title\":\"Gone\",\"status\":410}", fetch("/sends").bodyText());
    }

    @Test void anErrorWithoutABodyHasNone() {
        var reply = fetch("/304");
        assertEquals(304, reply.code());
        assertEquals("", reply.bodyText());
        assertNull(reply.headers().get("Content-Type"));
    }

    @Test void anErrorToAHeadRequestHasNoBody() {
        TestResponse reply = fetch(head("/404"));
        assertEquals(405, reply.code());
        assertEquals("", reply.bodyText());
    }

    @Test void finishKeepsWhatWasSet() {
        var reply = fetch("/finish");
        assertEquals(201, reply.code());
        assertEquals("half", reply.bodyText());
        assertEquals("1", reply.headers().get("X-Early"));
        assertEquals("half[1]", fetch("/finish-more").bodyText());
    }

    @Test void anExceptionAfterTheEndIsOnlyLogged() {
        try (var _ = new ExpectLog("typhoon.application", "Uncaught exception GET /after")) {
            assertEquals("done", fetch("/after").bodyText());
        }
        assertEquals(404, fetch("/404").code());
    }

    @Test void a204WithABodyIsAMistakeOfTheHandler() {
        try (var _ = new ExpectLog("typhoon.application", "Uncaught exception GET /204")) {
            assertEquals(500, fetch("/204").code());
        }
    }

    @Test void anErrorIsNoSuccess() {
        var error = assertThrows(IllegalArgumentException.class, () -> new HttpError(200));
        assertEquals("an error has a status from 300 to 599, got 200", error.getMessage());
    }

    @Test void theTextOfAnHttpError() {
        assertEquals("HTTP 404: Not Found (no user 7)", new HttpError(404, "no user %d", 7).getMessage());
        assertEquals("HTTP 499: Unknown", new HttpError(499).getMessage());
        assertEquals("HTTP 400: Really", new HttpError(400).reason("Really").getMessage());
    }
}
