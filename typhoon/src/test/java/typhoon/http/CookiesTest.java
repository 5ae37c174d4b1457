package typhoon.http;

import static java.util.Map.entry;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CookiesTest {
    @Test
    void aLineHoldsCookiesByName() {
        assertEquals(Map.of("a", "1", "b", "x=y", "c", ""), Cookies.parse("a=1; b=x=y ;c="));
        assertEquals(List.of(entry("b", "1"), entry("a", "2")), List.copyOf(Cookies.parse("b=1;a=2").entrySet()));
    }

    /** As browsers do, unlike RFC 2109: a semicolon in quotes separates too. */
    @Test
    void quotesHoldNoSemicolon() {
        assertEquals(Map.of("k", "\"E=mc2", "L", "\\\"Loves\\\"", "f", "\\012"), Cookies.parse("k=\"E=mc2; L=\\\"Loves\\\"; f=\\012; \""));
        assertEquals(Map.of("a", "b=c=d", "e", "[", "Key:v", "1"), Cookies.parse("a=b=c=d; e=[; Key:v=1"));
    }

    @Test
    void theLastOfANameCounts() {
        assertEquals(Map.of("a", "2"), Cookies.parse("a=1; a=2"));
    }

    @Test
    void whatIsNoCookieIsLeftOut() {
        assertEquals(Map.of("a", "1"), Cookies.parse("just text; =2; Path=/; b(=3; a=1;;  ; b c=4"));
        assertEquals(Map.of(), Cookies.parse(""));
    }

    @Test
    void quotedValuesAreUnquoted() {
        assertEquals(Map.of("a", "x\"y\\z"), Cookies.parse("a=\"x\\\"y\\\\z\""));
        assertEquals(Map.of("a", ";,\u00e4"), Cookies.parse("a=\"\\073\\054\\344\""));
        assertEquals(Map.of("a", "400"), Cookies.parse("a=\"\\400\""));
        assertEquals(Map.of("a", "12"), Cookies.parse("a=\"\\12\""));
        assertEquals(Map.of("a", "\\"), Cookies.parse("a=\"\\\""));
        assertEquals(Map.of("a", "\""), Cookies.parse("a=\""));
    }

    @Test
    void longRunsOfBackslashesCostLinearTime() {
        assertEquals(500_000, Cookies.parse("a=\"" + "\\".repeat(1_000_000) + "\"").getOrDefault("a", "").length());
    }

    @Test
    void manyPiecesWithoutAValueCostLinearTime() {
        String header = "a;".repeat(1_000_000) + "b=1";
        assertEquals(Map.of("b", "1"), assertTimeoutPreemptively(Duration.ofSeconds(5), () -> Cookies.parse(header)));
    }

    @Test
    void whatIsSetIsReadAgain() {
        for (String value : List.of("", "plain", "a;b", "a,b", "\"", "\\", "\u00e4", "\u007f", "{\"a\":[1]}")) {
            String header = Cookie.of("n", value).path(null).toHeader();
            assertEquals(Map.of("n", value), Cookies.parse(header), header);
        }
        assertEquals("n=\"a\\073b\"", Cookie.of("n", "a;b").path(null).toHeader());
    }

    @Test
    void attributesAreOrderedByName() {
        var cookie = Cookie.of("a", "1").domain("example.com").expires(Instant.EPOCH).httpOnly(true).maxAge(Duration.ofMinutes(1))
                .sameSite("Lax").secure(true);
        assertEquals("a=1; Domain=example.com; expires=Thu, 01 Jan 1970 00:00:00 GMT; HttpOnly; Max-Age=60; Path=/; SameSite=Lax; Secure",
                cookie.toHeader());
        assertEquals("a=1; Path=/", Cookie.of("a", "1").secure(false).httpOnly(false).toHeader());
        assertEquals("a=1; Max-Age=0; Path=/", Cookie.of("a", "1").maxAge(Duration.ZERO).toHeader());
        assertEquals("a=\"\"; expires=Thu, 01 Jan 1970 00:00:00 GMT; Path=/", Cookie.expired("a").toHeader());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a b", "a=", "a;", "\u00e4", "path", "Max-Age", "a\r\n"})
    void someNamesCannotBeSet(String name) {
        assertThrows(IllegalArgumentException.class, () -> Cookie.of(name, "1"));
    }

    @ParameterizedTest
    @ValueSource(strings = {" ", "a b", "a\r\nSet-Cookie: b", "\0", "\u0100"})
    void someValuesCannotBeSet(String value) {
        assertThrows(IllegalArgumentException.class, () -> Cookie.of("a", value));
    }

    @ParameterizedTest
    @ValueSource(strings = {"/; Secure", "/\r\nA: b", "/ a", "/\u00e4"})
    void anAttributeCannotHoldAnother(String text) {
        assertThrows(IllegalArgumentException.class, () -> Cookie.of("a", "1").path(text));
        assertThrows(IllegalArgumentException.class, () -> Cookie.of("a", "1").domain(text));
        assertThrows(IllegalArgumentException.class, () -> Cookie.of("a", "1").sameSite(text));
    }
}
