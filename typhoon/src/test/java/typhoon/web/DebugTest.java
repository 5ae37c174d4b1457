package typhoon.web;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static typhoon.web.URLSpec.url;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import typhoon.httpserver.RequestDelegate;
import typhoon.testing.AsyncHttpTestCase;
import typhoon.testing.ExpectLog;

/** With {@code debug} the client sees stack traces. */
class DebugTest extends AsyncHttpTestCase {
    static class Broken extends RequestHandler {
        @Override public void get() {
            throw new IllegalStateException("<oops>");
        }
    }

    @Override protected RequestDelegate getApp() {
        return new Application(new Settings().debug(true), url("/", Broken::new));
    }

    @Test void asAMemberOfTheProblem() {
        try (var _ = new ExpectLog("typhoon.application", "Uncaught exception GET /")) {
            var trace = (List<?>) fetch("/").json(Map.class).get("trace");
            assertEquals("java.lang.IllegalStateException: <oops>", trace.getFirst());
        }
    }

    @Test void escapedOnAPage() {
        try (var _ = new ExpectLog("typhoon.application", "Uncaught exception GET /")) {
            String page = fetch(get("/").header("Accept", "text/html")).bodyText();
            assertTrue(page.contains("<pre>java.lang.IllegalStateException: &lt;oops&gt;"), page);
        }
    }
}
