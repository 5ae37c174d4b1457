package typhoon.escape;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** In the texts here, [ and ] stand around what becomes a link. */
class LinkifyTest {
    private static void assertLinks(String marked) {
        String text = marked.replaceAll("[\\[\\]]", "");
        String html = Escape.linkify(text);
        String shown = html.replaceAll("<a href=\"[^\"]*\">", "[").replace("</a>", "]");
        assertEquals(marked, Escape.xhtmlUnescape(shown), html);
    }

    @ParameterizedTest
    @ValueSource(strings = {
        "see [http://a.example/]!", "[http://a.example/b?c=d&e=f] is it", "[http://a.example/b_c/].", "(as [http://a.example/b])",
        "<[http://a.example/b/]>", "[http://a.example/b],", "[http://a.example/?p=3].", "[http://a.example/b-_/\\] b", "[https://a]\u00a0b",
        "[http://user:word@a.example:8080]", "[http://\u27a1.example/\u4a39]", "<b>[http://a.example]</b>", "\"[http://a.example]\""})
    void aLinkEndsBeforeThePunctuationBehindIt(String text) {
        assertLinks(text);
    }

    @ParameterizedTest
    @ValueSource(strings = {
        "[http://a.example/b_(c)]", "[http://a.example/b_(c)_(d)_e]", "(as [http://a.example/b_(c)])", "[http://a.example/b]((c)",
        "[http://a.example/b](c", "[http://a.example/b(\"c\")]", "[http://a.example/()]"})
    void parenthesesThatCloseAreItsOwn(String text) {
        assertLinks(text);
    }

    @ParameterizedTest
    @ValueSource(strings = {
        "at [www.a.example] now", "xwww.a.example", "[www.a.example/b-www.c]", "www.", "www.!", "http:/ /x", "http://!", "[http://]",
        "a:b://c [http://d]", "file:///etc and [http://a.example]", "-[www.a]", "xhttp://a HTTP://b", "http-x://a"})
    void onlyWhatBeginsLikeOneIsOne(String text) {
        if (text.equals("http://!")) assertLinks("[http://]!");
        else assertLinks(text);
    }

    @Test
    void theRestOfTheTextIsEscaped() {
        assertEquals("&lt;b&gt; <a href=\"http://a/?b&amp;c\">http://a/?b&amp;c</a> &amp;", Escape.linkify("<b> http://a/?b&c &"));
        assertEquals("<a href=\"http://www.a\">www.a</a>", Escape.linkify("www.a"));
        assertEquals("<a href=\"http://a/&quot;onclick\">http://a/&quot;onclick</a>=&quot;", Escape.linkify("http://a/\"onclick=\""));
    }

    @Test
    void onlySomeProtocolsAre() {
        var how = new Linkify().permittedProtocols("file", "rdar");
        assertEquals("http://a <a href=\"file:///b\">file:///b</a> <a href=\"rdar:/1\">rdar:/1</a>",
                Escape.linkify("http://a file:///b rdar:/1", how));
        assertEquals("javascript:/*x*/alert", Escape.linkify("javascript:/*x*/alert"));
        assertEquals("www.a <a href=\"http://b\">http://b</a>", Escape.linkify("www.a http://b", new Linkify().requireProtocol(true)));
    }

    @Test
    void longOnesCanBeShortened() {
        var how = new Linkify().shorten(true);
        String path = "http://rather.example/longer/than/thirty.html";
        assertEquals("<a href=\"" + path + "\" title=\"" + path + "\">http://rather.example/longer...</a>", Escape.linkify(path, how));
        String host = "http://averylongnameofahostthatnobodywouldtype.example/a";
        assertEquals("<a href=\"" + host + "\" title=\"" + host + "\">" + host.substring(0, 30) + "...</a>", Escape.linkify(host, how));
        assertEquals("<a href=\"http://a.example/b\">http://a.example/b</a>", Escape.linkify("http://a.example/b", how));
        String barely = "http://a-name.of-25-chars.example/b";
        assertEquals("<a href=\"" + barely + "\">" + barely + "</a>", Escape.linkify(barely, how));
        String withAnd = Escape.linkify("http://a-long-name.example/b&c/defgh", how);
        assertTrue(withAnd.endsWith(">http://a-long-name.example/b...</a>"), withAnd);
    }

    @Test
    void theyMayHaveAttributes() {
        assertEquals("<a href=\"http://www.a\" rel=\"nofollow\">www.a</a>",
                Escape.linkify("www.a", new Linkify().extraParams("  rel=\"nofollow\" ")));
        var how = new Linkify().extraParams(href -> href.startsWith("http://www.own.") ? "" : "class=\"out\"");
        assertEquals("<a href=\"http://www.own.a\">www.own.a</a> <a href=\"http://b\" class=\"out\">http://b</a>",
                Escape.linkify("www.own.a http://b", how));
    }

    @ParameterizedTest
    @ValueSource(strings = {"a-", "(", "http://", "www.", "http://a(", "&", ".", "!", "a:/!", "http://a/(b", ":/", "\"", "www.!-"})
    void noTextTakesLong(String piece) {
        String text = "http://x/" + piece.repeat(300_000);
        String html = Escape.linkify(text);
        assertEquals(text, Escape.xhtmlUnescape(html.replaceAll("<a href=\"[^\"]*\">|</a>", "")));
    }
}
