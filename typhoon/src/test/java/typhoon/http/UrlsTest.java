package typhoon.http;

import static java.util.Map.entry;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import typhoon.http.Urls.HostAndPort;

class UrlsTest {
    @Test
    void argumentsAreAddedToAQuery() {
        assertEquals("/a?x=1", Urls.concat("/a", Map.of("x", "1")));
        assertEquals("/a?y&x=1", Urls.concat("/a?y", Map.of("x", "1")));
        assertEquals("/a?x=1", Urls.concat("/a?", Map.of("x", "1")));
        assertEquals("/a?y=1&x=1", Urls.concat("/a?y=1&", Map.of("x", "1")));
        assertEquals("/a?y=1&z=2&x=1&w=2", Urls.concat("/a?y=1&z=2", List.of(entry("x", "1"), entry("w", "2"))));
        assertEquals("/a?y=1&y=2&y=3", Urls.concat("/a?y=1&y=2", List.of(entry("y", "3"))));
        assertEquals("/a?y=1", Urls.concat("/a?y=1", List.of()));
        assertEquals("/a?x=1#top", Urls.concat("/a#top", Map.of("x", "1")));
        assertEquals("/a#b?c", Urls.concat("/a#b?c", Map.of()));
        assertEquals("?x=1&x=2", Urls.concat("", List.of(entry("x", "1"), entry("x", "2"))));
    }

    @Test
    void whatWasParsedCanBeAddedAgain() {
        var parsed = FormBody.parse("a=1&b=2&a=3", 9);
        assertEquals(List.of(entry("a", "1"), entry("a", "3"), entry("b", "2")), Urls.pairs(parsed));
        assertEquals("/?a=1&a=3&b=2", Urls.concat("/", Urls.pairs(parsed)));
    }

    @Test
    void argumentsAreEscaped() {
        assertEquals("/?y=%2Fy&z=z", Urls.concat("/", List.of(entry("y", "/y"), entry("z", "z"))));
        assertEquals("/?a+b=%26%3D%C3%BC", Urls.concat("/", Map.of("a b", "&=\u00fc")));
    }

    @Test
    void anAuthorityIsSplitAtItsPort() {
        assertEquals(new HostAndPort("a", 80), Urls.split("a:80"));
        assertEquals(new HostAndPort("a", -1), Urls.split("a"));
        assertEquals(new HostAndPort("a", -1), Urls.split("a:"));
        assertEquals(new HostAndPort("a", -1), Urls.split("a:b"));
        assertEquals(new HostAndPort("a", -1), Urls.split("a:65536"));
        assertEquals(new HostAndPort("[::1]", 80), Urls.split("[::1]:80"));
        assertEquals(new HostAndPort("[::1]", -1), Urls.split("[::1]"));
        assertEquals(new HostAndPort("::1", -1), Urls.split("::1"));
    }

    @Test
    void aUrlIsAbsoluteWithASlashOrAProtocol() {
        for (String url : List.of("/x", "//x", "http://x", "https://x")) assertTrue(Urls.isAbsolute(url), url);
        for (String url : List.of("", "x", "./x", "ftp://x", "HTTP://x")) assertFalse(Urls.isAbsolute(url), url);
    }
}
