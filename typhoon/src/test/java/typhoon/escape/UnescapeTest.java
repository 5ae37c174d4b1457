package typhoon.escape;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class UnescapeTest {
    private static void assertMeans(String plain, String html) {
        assertEquals(plain, Escape.xhtmlUnescape(html), html);
    }

    @Test void whatWasEscapedComesBack() {
        for (String text : new String[] {"<foo>", "<>&\"'", "&amp;", "<\u00e9>", "", "plain"}) assertMeans(text, Escape.xhtmlEscape(text));
    }

    @Test void numbersAreDecimalOrHexadecimal() {
        assertMeans("foo bar", "foo&#32;bar");
        assertMeans("foo bar", "foo&#x20;bar");
        assertMeans("foo bar", "foo&#X20;bar");
        assertMeans("foo\u0abcbar", "foo&#xabc;bar");
        assertMeans("\uD83D\uDE00", "&#128512;");
        assertMeans("Az", "&#65z");
    }

    @Test void whatIsNoReferenceStays() {
        for (String text : new String[] {"&#xyz;", "&#;", "&#x;", "&", "&;", "& amp;", "&nosuch;", "a&b=c&d", "&#\u0663;"})
            assertMeans(text, text);
    }

    @Test void namesAreThoseOfHtml() {
        assertMeans("\u00e9\u20ac\u2209\u226A\u20D2", "&eacute;&euro;&notin;&nLt;");
        assertMeans("\u2233", "&CounterClockwiseContourIntegral;");
        assertMeans("\u00c9\u00e9", "&Eacute;&eacute;");
    }

    @Test void theOlderOnesNeedNoSemicolonAndTheLongestCounts() {
        assertMeans("&<\u00e9", "&amp&lt&eacute");
        assertMeans("\u00acit;", "&notit;");
        assertMeans("&euro", "&euro");
    }

    @Test void numbersThatAreNoCharacterAreReadAsBrowsersReadThem() {
        assertMeans("\u20ac\u0081\u0178", "&#128;&#x81;&#159;");
        assertMeans("\uFFFD\uFFFD\uFFFD\uFFFD", "&#0;&#xD800;&#x110000;&#99999999999999999999;");
        assertMeans("\f\r", "&#1;&#11;&#x7f;&#xfffe;&#12;&#13;&#xfdd0;");
    }
}
