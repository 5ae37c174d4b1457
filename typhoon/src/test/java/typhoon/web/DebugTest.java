package typhoon.web;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static typhoon.web.URLSpec.url;

import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.Test;
import typhoon.escape.Escape;
import typhoon.gen.Gen;
import typhoon.httpserver.RequestDelegate;
import typhoon.ioloop.IOLoop;
import typhoon.testing.AsyncHttpTestCase;
import typhoon.testing.ExpectLog;
import typhoon.testing.TestResponse;

/** What {@code debug} shows of an uncaught exception to who sits at this machine. */
class DebugTest extends AsyncHttpTestCase {
    private static final String ATTACK = "<script>alert(1)</script>\"'><img src=x onerror=alert(1)>";

    static class Broken extends RequestHandler {
        @Override public void get() {
            throw new IllegalStateException(getArgument("say", "<oops>"), new ArithmeticException("the cause"));   // the line to find
        }

        @Override public void post() {
            get();
        }
    }

    static class Refusing extends RequestHandler {
        @Override public void get() {
            throw new HttpError(404, "nothing of the kind");
        }
    }

    static class Deep extends RequestHandler {
        @Override public void get() {
            down(5000);
        }

        private static int down(int steps) {
            if (steps > 0) return down(steps - 1) + 1;
            throw new IllegalStateException("<".repeat(5_000_000));
        }
    }

    static class Ring extends RequestHandler {
        @Override public void get() {
            var one = new IllegalStateException("one");
            one.initCause(new IllegalStateException("other", one));
            throw one;
        }
    }

    static class Sleeping extends RequestHandler {
        @Override public void get() {
            Gen.sleep(Duration.ofHours(1));
        }
    }

    @Override protected RequestDelegate getApp() {
        return new Application(new Settings().debug(true).with("colour", "teal"), url("/", Broken::new),
                url("/at/{place}", PlaceBroken::new),
                url("/refusing", Refusing::new), url("/deep", Deep::new), url("/ring", Ring::new), url("/sleeping", Sleeping::new));
    }

    static class PlaceBroken extends RequestHandler {
        public void get(String place) {
            throw new IllegalStateException(place);
        }
    }

    private TestResponse broken(String path, String accept) {
        try (var _ = new ExpectLog("typhoon.application", "Uncaught exception GET /")) {
            return fetch(get(path).header("Accept", accept));
        }
    }

    private String page(String path) {
        return broken(path, "text/html").bodyText();
    }

    @Test void asAMemberOfTheProblem() {
        TestResponse reply = broken("/", "*/*");
        assertEquals("application/problem+json", reply.headers().get("Content-Type"));
        Map<?, ?> problem = reply.json(Map.class);
        var trace = (List<?>) problem.get("trace");
        assertEquals("java.lang.IllegalStateException: <oops>", trace.getFirst());
        assertTrue(trace.contains("Caused by: java.lang.ArithmeticException: the cause"), trace.toString());
        var debug = (Map<?, ?>) problem.get("debug");
        assertEquals("\"teal\"", '"' + String.valueOf(((Map<?, ?>) debug.get("settings")).get("\"colour\"")) + '"');
    }

    @Test void escapedOnAPage() {
        String page = page("/");
        assertTrue(page.contains("<h1>java.lang.IllegalStateException: &lt;oops&gt;</h1>"), page);
        assertTrue(page.contains("Caused by: java.lang.ArithmeticException: the cause"), page);
    }

    @Test void withTheLinesAroundTheFrame() {
        String page = page("/");
        assertTrue(page.contains("ArithmeticException(&quot;the cause&quot;));   // the line to find</b>"), page);
        assertTrue(page.contains("class Broken extends RequestHandler {"), page);
    }

    @Test void asPlainTextForWhoAsksForIt() {
        TestResponse reply = broken("/?colour=red", "text/plain");
        assertEquals("text/plain; charset=UTF-8", reply.headers().get("Content-Type"));
        String text = reply.bodyText();
        assertTrue(text.startsWith("500: Internal Server Error\n\njava.lang.IllegalStateException: <oops>\n    at "), text);
        assertTrue(text.contains("// the line to find\n") && text.contains("    colour: red\n"), text);
    }

    @Test void withTheRequestAndTheSettings() {
        try (var _ = new ExpectLog("typhoon.application", "Uncaught exception POST /")) {
            String page = fetch(post("/?day=monday").form("month", "may").header("X-Trace", "abc").header("Accept", "text/html"))
                    .bodyText();
            for (String fact : List.of("<td>method</td><td>POST</td>", "<td>uri</td><td>/?day=monday</td>", "<td>day</td><td>monday</td>",
                    "<td>month</td><td>may</td>", "<td>&quot;colour&quot;</td><td>teal</td>", "<td>compressMinLength</td><td>1024</td>"))
                assertTrue(page.contains(fact), fact + " in " + page);
            assertTrue(page.toLowerCase(Locale.ROOT).contains("<td>x-trace</td><td>abc</td>"), page);
        }
    }

    @Test void andWhatEachCoroutineWaitsFor() {
        try (var other = connect()) {
            other.send("GET /sleeping?token=abcdef HTTP/1.1\r\nHost: x\r\n\r\n");
            waitFor(() -> server().connections() == 1 && testLoopSleeps());
            String page = page("/");
            assertTrue(page.contains("GET /sleeping?…"), page);
            String frame = IOLoop.class.getModule().isNamed() ? "typhoon@" : "typhoon.";       // where we are a module it is named first
            assertTrue(page.contains("— sleeping at " + frame), page);
            assertFalse(page.contains("abcdef"), "a secret of another request");
        }
    }

    private boolean testLoopSleeps() {
        return IOLoop.current().coroutines(100).stream()
                .anyMatch(one -> one.task().startsWith("GET /sleeping") && "sleeping".equals(one.waitsFor()));
    }

    @Test void markupFromOutsideStaysText() {
        String encoded = Escape.urlEscape(ATTACK);
        String page;
        try (var _ = new ExpectLog("typhoon.application", "Uncaught exception GET /at/")) {
            page = fetch(get("/at/" + encoded + "?say=" + encoded + "&" + encoded + "=" + encoded)
                    .header("X-Evil", ATTACK).header("Cookie", "a=<u>").header("Accept", "text/html")).bodyText();
        }
        String visible = page.replaceFirst("<style nonce=\"[^\"]*\">[^<]*</style>", "");
        assertFalse(visible.contains("<script") || visible.contains("<img"), visible);
        assertTrue(visible.contains("&lt;script&gt;alert(1)&lt;/script&gt;"), visible);
        for (int at = visible.indexOf('<'); at >= 0; at = visible.indexOf('<', at + 1))
            assertTrue(visible.substring(at).matches("(?s)</?(!doctype html|html|head|meta|title|body|header|h1|h2|main|ul|li|code|pre|b|"
                    + "table|tr|td|details|summary)[ >].*"), visible.substring(at, Math.min(visible.length(), at + 80)));
    }

    @Test void nothingOnThePageCanRun() {
        TestResponse reply = broken("/", "text/html");
        String policy = reply.headers().get("Content-Security-Policy", "");
        assertTrue(policy.matches(
                "default-src 'none'; style-src 'nonce-[^']+'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"), policy);
        String nonce = policy.replaceFirst(".*'nonce-([^']+)'.*", "$1");
        assertTrue(reply.bodyText().contains("<style nonce=\"" + nonce + "\">"));
        assertEquals("no-store", reply.headers().get("Cache-Control"));
        assertEquals("nosniff", reply.headers().get("X-Content-Type-Options"));
    }

    @Test void itHasABound() {
        for (String accept : List.of("text/html", "text/plain", "*/*")) {
            int size = broken("/deep", accept).body().length;
            assertTrue(size < 600 * 1024, accept + ": " + size);
        }
    }

    @Test void causesThatFormARingAreShownOnce() {
        String page = page("/ring");
        assertEquals(2, page.split("Caused by: |<h1>", -1).length - 1, page);
    }

    @Test void anErrorThatIsMeantIsNoPageOfTheKind() {
        try (var _ = new ExpectLog("typhoon.general", "404 GET /refusing")) {
            Map<?, ?> problem = fetch("/refusing").json(Map.class);
            assertTrue(problem.containsKey("trace") && !problem.containsKey("debug"), problem.toString());
        }
    }
}
