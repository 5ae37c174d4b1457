package typhoon.web;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static typhoon.web.URLSpec.url;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import typhoon.httpserver.RequestDelegate;
import typhoon.testing.AsyncHttpTestCase;
import typhoon.testing.ExpectLog;

/** What is escaped in a path is decoded once, after it was matched. */
class PathEncodingTest extends AsyncHttpTestCase {
    static class Shows extends RequestHandler {
        private List<@Nullable String> early = List.of();

        @Override protected void prepare() {
            early = pathArgs();
        }

        public void get(String... args) {
            assertEquals(List.of(args), early);
            write(List.of(request().path(), List.of(args), getArguments("a")));
        }
    }

    static class Latin1 extends Shows {
        @Override protected String decodeArgument(byte[] value, @Nullable String name) {
            return new String(value, StandardCharsets.ISO_8859_1);
        }
    }

    static class Fails extends RequestHandler {
        public void get(String what) {
            throw new HttpError(400, "no %s", what);
        }
    }

    @Override protected RequestDelegate getApp() {
        return new Application(url("/group/(.*)", Shows::new), url("/slashes/([^/]*)/([^/]*)", Shows::new), url("/one/{a}", Shows::new),
            url("/named/(?<path>.*)", Shows::new), url("/latin1/(.*)", Latin1::new), url("/fails/(.*)", Fails::new));
    }

    private String text(String path) {
        return fetch(path).bodyText();
    }

    @Test void aQuestionMarkMayBeEscaped() {
        assertEquals("[\"/group/%3F\",[\"?\"],[]]", text("/group/%3F"));
        assertEquals("[\"/group/%3F\",[\"?\"],[\"?\"]]", text("/group/%3F?a=%3F"));
    }

    @Test void textIsUtf8UnlessAHandlerKnowsBetter() {
        assertEquals("[\"/group/%C3%A9\",[\"\u00e9\"],[\"\u00e9\"]]", text("/group/%C3%A9?a=%C3%A9"));
        assertEquals("[\"/latin1/%E9\",[\"\u00e9\"],[\"\u00e9\"]]", text("/latin1/%E9?a=%E9"));
        assertEquals(400, fetch("/group/%E9").code());
    }

    @Test void aPlusIsAPlus() {
        assertEquals("[\"/group/1+1\",[\"1+1\"],[\"1 1\"]]", text("/group/1+1?a=1+1"));
        assertEquals("[\"/group/1%2B1\",[\"1+1\"],[\"1+1\"]]", text("/group/1%2B1?a=1%2B1"));
    }

    @Test void anEscapedSlashSeparatesNothing() {
        assertEquals("[\"/slashes/a%2Fb/c%2Fd\",[\"a/b\",\"c/d\"],[]]", text("/slashes/a%2Fb/c%2Fd"));
        assertEquals("[\"/one/a%2Fb\",[\"a/b\"],[]]", text("/one/a%2Fb"));
        assertEquals(404, fetch("/one/a/b").code());
        assertEquals("[\"/one/%252F\",[\"%2F\"],[]]", text("/one/%252F"));
    }

    @Test void slashesAreNotFolded() {
        assertEquals(404, fetch("//group/x").code());
        assertEquals("[\"/group//x/../y\",[\"/x/../y\"],[]]", text("/group//x/../y"));
    }

    @Test void namedGroupsAreKnownInPrepareToo() {
        assertEquals("[\"/named/a%20b\",[\"a b\"],[]]", text("/named/a%20b"));
    }

    @Test void whatIsInAPathIsNoPatternOfTheLog() {
        try (var _ = new ExpectLog("typhoon.general", "400 GET /fails/%25%23%25s\\?a=%25s .*: no %#%s$")) {
            assertEquals(400, fetch("/fails/%25%23%25s?a=%25s").code());
        }
    }
}
