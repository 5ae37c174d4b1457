package typhoon.escape;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;

class EscapeTest {
    @Test void xhtml() {
        assertEquals("&lt;script&gt;&amp;&quot;&#x27;é&lt;", Escape.xhtmlEscape("<script>&\"'é<"));
        assertEquals("plain", Escape.xhtmlEscape("plain"));
        assertEquals("", Escape.xhtmlEscape(""));
    }

    @Test void ofTextWhatIsNotAsciiIsEscapedAsItsUtf8() {
        assertEquals("%C3%A9%F0%9F%98%80", Escape.urlEscape("\u00e9\uD83D\uDE00"));
        assertEquals("\u00e9", Escape.urlUnescape("%C3%A9"));
        assertArrayEquals(new byte[] {(byte) 0xC3, (byte) 0xA9}, Escape.urlUnescapeBytes("%C3%A9", true));
    }

    @Test void aPlusIsASpaceInAQueryOnly() {
        assertEquals("%2B+%23%25", Escape.urlEscape("+ #%"));
        assertEquals("%2B%20%23%25", Escape.urlEscape("+ #%", false));
        assertEquals("+ #%", Escape.urlUnescape("%2B+%23%25"));
        assertEquals("+ #%", Escape.urlUnescape("%2B%20%23%25", false));
        assertArrayEquals(Escape.utf8("+ #%"), Escape.urlUnescapeBytes("%2B+%23%25", true));
        assertArrayEquals(Escape.utf8("+ #%"), Escape.urlUnescapeBytes("%2B%20%23%25", false));
    }

    @Test void urlForAQuery() {
        assertEquals("a+b%2Fc%3F%C3%A9~_.-", Escape.urlEscape("a b/c?é~_.-"));
        assertEquals("a b/cé", Escape.urlUnescape("a+b%2fc%C3%a9"));
    }

    @Test void urlForAPath() {
        assertEquals("a%20b/c%2Bd", Escape.urlEscape("a b/c+d", false));
        assertEquals("a+b", Escape.urlUnescape("a+b", false));
    }

    @Test void whatIsNoEscapeStays() {
        assertEquals("100%", Escape.urlUnescape("100%"));
        assertEquals("%zz%4", Escape.urlUnescape("%zz%4"));
        assertEquals("%%41A", Escape.urlUnescape("%%2541%41").replace("%25", "%"));
    }

    @Test void bytesThatAreNoTextAreReplacedOrGivenAsTheyAre() {
        assertEquals("\uFFFD", Escape.urlUnescape("%E9"));
        assertArrayEquals(new byte[] {(byte) 0xE9, '+'}, Escape.urlUnescapeBytes("%E9+", false));
    }

    @Test void squeezing() {
        assertEquals("a b c", Escape.squeeze("  a\t\n b \u0001c "));
        assertEquals("", Escape.squeeze(" \n"));
    }

    @Test void toUnicodeIsStrict() {
        assertEquals("é\uFFFD", Escape.toUnicode(Escape.utf8("é\uFFFD")));
        var error = assertThrows(IllegalArgumentException.class, () -> Escape.toUnicode(new byte[] {'a', (byte) 0xE9, '"'}));
        assertEquals("not UTF-8: \"a\\xE9\\x22\"", error.getMessage());
    }
}
