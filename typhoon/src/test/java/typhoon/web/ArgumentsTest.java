package typhoon.web;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static typhoon.web.URLSpec.url;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import typhoon.httpserver.RequestDelegate;
import typhoon.testing.AsyncHttpTestCase;

class ArgumentsTest extends AsyncHttpTestCase {
    static class Typed extends RequestHandler {
        @Override public void get() {
            write(List.of(getArgument("s", "none"), getArgument("i", 1), getArgument("l", 2L), getArgument("d", 3.5),
                    getArgument("b", false)));
        }
    }

    static class Required extends RequestHandler {
        @Override public void get() {
            write(getArgument("name"));
        }
    }

    static class Lists extends RequestHandler {
        @Override public void get() {
            write(List.of(getArguments("a"), getQueryArguments("a"), getBodyArguments("a"), getArgument("a", "-"),
                    getQueryArgument("a", "-"), getBodyArgument("a", "-"), getBodyArguments("a", false)));
        }

        @Override public void post() {
            get();
        }
    }

    @Override protected RequestDelegate getApp() {
        return new Application(url("/typed", Typed::new), url("/required", Required::new), url("/lists", Lists::new));
    }

    @Test void theDefaultsTypeIsTheArgumentsType() {
        assertEquals("[\"none\",1,2,3.5,false]", text("/typed"));
        assertEquals("[\"x\",-7,5000000000,0.25,true]", text("/typed?s=x&i=-7&l=5000000000&d=.25&b=on"));
    }

    @Test void whatIsNoneOfThatTypeIsABadRequest() {
        assertEquals("argument i: expected int, got \"x\"", detail("/typed?i=x"));
        assertEquals("argument i: expected int, got \"\"", detail("/typed?i="));
        assertEquals("argument l: expected long, got \"9999999999999999999\"", detail("/typed?l=9999999999999999999"));
        assertEquals("argument b: expected true or false, got \"yes!\"", detail("/typed?b=yes!"));
        for (String number : List.of("NaN", "Infinity", "0x1p3", "1d", "1e999")) {
            assertEquals("argument d: expected double, got \"" + number + "\"", detail("/typed?d=" + number));
        }
    }

    @Test void ofALongValueTheErrorShowsLittle() {
        assertEquals("argument i: expected int, got \"" + "x".repeat(40) + "…\"", detail("/typed?i=" + "x".repeat(1000)));
    }

    @Test void aRequiredOneThatIsMissingIsABadRequestThatNamesIt() {
        assertEquals("missing argument name", detail("/required"));
        assertEquals("", text("/required?name="));
        assertEquals("", text("/required?name"));
    }

    @Test void valuesAreCleanedAndStripped() {
        assertEquals("a b", text("/required?name=%20%C2%A0a%01b%0A"));
        assertEquals("é/+", text("/required?name=%C3%A9%2f%2B"));
    }

    @Test void queryAndFormAreOneListTheFormLast() {
        assertEquals("[[\"1\",\"2\",\"3\"],[\"1\",\"2\"],[\"3\"],\"3\",\"2\",\"3\",[\" 3 \"]]",
                fetch(post("/lists?a=1&a=2").form("a", " 3 ")).bodyText());
        assertEquals("[[\"1;b=2\"],[\"1;b=2\"],[],\"1;b=2\",\"1;b=2\",\"-\",[]]", text("/lists?a=1;b=2"));
    }

    @Test void bytesThatAreNoTextAreABadRequest() {
        assertEquals(400, fetch("/required?name=%E9").code());
    }

    private String detail(String path) {
        var refused = fetch(path);
        assertEquals(400, refused.code(), refused.toString());
        assertTrue(String.valueOf(refused.headers().get("Content-Type")).startsWith("application/problem+json"));
        return String.valueOf(refused.json(Map.class).get("detail"));
    }

    private String text(String path) {
        return fetch(path).bodyText();
    }
}
