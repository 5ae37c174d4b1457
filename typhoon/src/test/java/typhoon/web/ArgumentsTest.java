package typhoon.web;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static typhoon.web.URLSpec.url;

import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import typhoon.httpserver.RequestDelegate;
import typhoon.testing.AsyncHttpTestCase;
import typhoon.testing.ExpectLog;

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

    enum Color {
        RED,
        GREEN {
            @Override public String toString() {
                return "the green one";
            }
        }
    }

    static class AnyType extends RequestHandler {
        @Override public void get() {
            write(List.of(getArgument("color", Color.GREEN).name(), getArgument("id", NOBODY), getArgument("day", LocalDate.EPOCH),
                    getArgument("price", BigDecimal.ONE), getArgument("small", Byte.valueOf((byte) 7))));
        }
    }

    static class RequiredTyped extends RequestHandler {
        @Override public void get() {
            long sum = getArgument("n", int.class) + getQueryArgument("n", long.class);
            write(List.of(sum, getArguments("n", Long.class), getQueryArguments("n", double.class), getQueryArgument("m", 5)));
        }

        @Override public void post() {
            boolean on = getBodyArgument("on", boolean.class);
            write(List.of(on, getBodyArguments("at", Instant.class), getBodyArgument("color", Color.RED)));
        }
    }

    static class Unstripped extends RequestHandler {
        @Override public void post() {
            write(List.of(getArgument("a", "-", false), getArguments("a", false), getQueryArgument("a", "-", false),
                    getQueryArguments("a", false), getBodyArgument("a", "-", false), getBodyArgument("b", " - ", false)));
        }
    }

    static class Latin extends RequestHandler {
        @Override protected String decodeArgument(byte[] value, @Nullable String name) {
            if (value.length > 3) throw new HttpError(400).detail(name + " is long");
            return new String(value, StandardCharsets.ISO_8859_1) + " of " + name;
        }

        public void get(String captured) {
            write(List.of(captured, getArgument("a", "-"), getQueryArgument("a", "-"), pathArgs()));
        }

        public void post(String captured) {
            write(List.of(captured, getArguments("a"), getBodyArgument("a")));
        }
    }

    static class NoArgument extends RequestHandler {
        @Override public void get() {
            getArgument("t", Thread.class);
        }
    }

    private static final UUID NOBODY = new UUID(0, 0);

    @Override protected RequestDelegate getApp() {
        return new Application(url("/typed", Typed::new), url("/required", Required::new), url("/lists", Lists::new),
                url("/any", AnyType::new), url("/needed", RequiredTyped::new), url("/unstripped", Unstripped::new),
                url("/latin/{word}", Latin::new), url("/unnamed/([^/]+)", Latin::new), url("/none", NoArgument::new));
    }

    @Test void aDefaultMayBeAnEnumADateOrAnythingElseThatOnePieceOfTextStandsFor() {
        assertEquals("[\"GREEN\",\"" + NOBODY + "\",\"1970-01-01\",1,7]", text("/any"));
        var id = UUID.randomUUID();
        assertEquals("[\"RED\",\"" + id + "\",\"2024-02-29\",1.10,-3]",
                text("/any?color=RED&id=" + id + "&day=2024-02-29&price=1.10&small=-3"));
    }

    @Test void whatIsNoneOfThoseIsABadRequestThatSaysWhatWasExpected() {
        assertEquals("argument color: expected one of RED, GREEN, got \"red\"", detail("/any?color=red"));
        assertEquals("argument id: expected UUID, got \"1-1-1-1-1\"", detail("/any?id=1-1-1-1-1"));
        assertEquals("argument day: expected date like 2026-01-31, got \"2023-02-29\"", detail("/any?day=2023-02-29"));
        assertEquals("argument price: expected number, got \"1e999999999\"", detail("/any?price=1e999999999"));
        assertEquals("argument small: expected byte, got \"128\"", detail("/any?small=128"));
        assertEquals("argument color: expected one of RED, GREEN, got \"\"", detail("/any?color="));
    }

    @Test void aRequiredOneMayHaveATypeAndSoMayLists() {
        assertEquals("[4,[1,2],[1.0,2.0],5]", text("/needed?n=1&n=2"));
        assertEquals("[[4,[1,2],[1.0,2.0],6]]", "[" + text("/needed?n=1&n=2&m=6") + "]");
        assertEquals("missing argument n", detail("/needed"));
        assertEquals("argument n: expected long, got \"x\"", detail("/needed?n=x&n=2"));
        assertEquals("argument n: expected int, got \"99999999999\"", detail("/needed?n=99999999999"));
        assertEquals("[true,[\"2024-02-29T12:00:00Z\"],\"RED\"]",
                fetch(post("/needed?on=false").form("on", "1", "at", "2024-02-29T12:00:00Z")).bodyText());
        assertEquals(400, fetch(post("/needed?on=1").form("at", "2024-02-29T12:00:00Z")).code());
    }

    @Test void anUnstrippedOneKeepsItsWhiteSpaceAndLosesItsControlCharacters() {
        assertEquals("[\" b\u000b \",[\" a \",\" b\u000b \"],\" a \",[\" a \"],\" b\u000b \",\" - \"]".replace("\u000b", "\\u000B"),
                fetch(post("/unstripped?a=%20a%20").form("a", " b\u000b\u0001")).bodyText());
    }

    @Test void aHandlerMayDecodeArgumentsInItsOwnWay() {
        assertEquals("[\"\u00e9 of word\",\"\u00fc of a\",\"\u00fc of a\",[\"\u00e9 of word\"]]", text("/latin/%E9?a=%FC"));
        assertEquals("[\"x of null\",\"-\",\"-\",[\"x of null\"]]", text("/unnamed/x"));
        assertEquals("[\"\u00e9 of word\",[\"1 of a\",\"2 of a\"],\"2 of a\"]", fetch(post("/latin/%E9?a=1").form("a", "2")).bodyText());
        assertEquals("a is long", detail("/latin/x?a=1234"));
        assertEquals("word is long", detail("/latin/1234"));
    }

    @Test void aTypeThatNoArgumentHasIsAMistakeOfTheHandler() {
        try (var _ = new ExpectLog("typhoon.application", "Uncaught exception GET /none")) {
            assertEquals(500, fetch("/none?t=1").code());
        }
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
