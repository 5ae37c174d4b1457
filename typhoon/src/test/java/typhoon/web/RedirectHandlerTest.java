package typhoon.web;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static typhoon.web.URLSpec.url;

import java.util.List;
import org.junit.jupiter.api.Test;
import typhoon.httpserver.RequestDelegate;
import typhoon.testing.AsyncHttpTestCase;
import typhoon.testing.ExpectLog;
import typhoon.testing.TestResponse;

class RedirectHandlerTest extends AsyncHttpTestCase {
    @Override protected RequestDelegate getApp() {
        return new Application(
                url("/src", () -> new RedirectHandler("/dst")),
                url("/src2", () -> new RedirectHandler("/dst2?foo=bar")),
                url("/now", () -> new RedirectHandler("/dst#end", false)),
                url("/else", () -> new RedirectHandler("https://example.com/{{}}")),
                url("/user/{id}/{part}", () -> new RedirectHandler("/users/{part}/{id}")),
                url("/named/(?<year>\\d+)-(?<month>\\d+)", () -> new RedirectHandler("/{month}/{year}")),
                url("/turn/(.*?)/(.*?)/(.*)", () -> new RedirectHandler("/{1}/{0}/{2}")),
                url("/count/(.*)-(.*)", () -> new RedirectHandler("/{}/{}")),
                url("/maybe(?:/(.*))?", () -> new RedirectHandler("/all/{0}")),
                url("(/tail.*)/", () -> new RedirectHandler("{0}")),
                url("/open/(.*)", () -> new RedirectHandler("/{0}")),
                url("(.*)\\.html", () -> new RedirectHandler("{0}")),
                url("/more/{id}", () -> new RedirectHandler("/{name}")));
    }

    @Test void theClientIsSentElsewhereForGood() {
        assertEquals(301, fetch("/src").code());
        assertEquals("/dst", to("/src"));
        assertEquals("https://example.com/{}", to("/else"));
    }

    @Test void orForThisTime() {
        assertEquals(302, fetch("/now").code());
    }

    @Test void argumentsAreAppended() {
        assertEquals("/dst?foo=bar", to("/src?foo=bar"));
        assertEquals("/dst2?foo=bar&foo2=bar2", to("/src2?foo2=bar2"));
        assertEquals("/dst?a=1&a=2&b=%26+%C3%A9", to("/src?a=1&b=%26%20%C3%A9&a=2"));
        assertEquals("/dst?a=b#end", to("/now?a=b"));
    }

    @Test void whatWasCapturedGoesIntoTheUrl() {
        assertEquals("/b/a/c", to("/turn/a/b/c"));
        assertEquals("/users/photos/7", to("/user/7/photos"));
        assertEquals("/02/2020", to("/named/2020-02"));
        assertEquals("/a/b", to("/count/a-b"));
        assertEquals("/all/x/y", to("/maybe/x/y"));
        assertEquals("/all/", to("/maybe"));
        assertEquals("/tail/x", to("/tail/x/"));
    }

    @Test void escapesStayAsTheyCame() {
        assertEquals("/users/a%2Fb/%0d%0aX", to("/user/%0d%0aX/a%2Fb"));
        assertEquals("/all/%7B0%7D%25", to("/maybe/%7B0%7D%25"));
    }

    @Test void nobodyIsSentToAnotherHost() {
        for (String path : List.of("/open//evil.example", "/open/\\evil.example", "//evil.example/x.html", "/\\evil.example/x.html")) {
            var reply = raw(path);
            assertFalse(reply.headers().contains("Location"), path + " led to " + reply.headers().get("Location"));
            assertTrue(reply.code() == 403 || reply.code() == 400, path);
        }
        assertEquals("/evil.example", to("/open/evil.example"));
        assertEquals("/%2fevil.example", to("/open/%2fevil.example"), "no slash to a browser");
    }

    @Test void onlyGetIsAnswered() {
        assertEquals(405, fetch(head("/src")).code());
        assertEquals(405, fetch(post("/src").body("")).code());
        assertEquals("GET", fetch(head("/src")).headers().get("Allow"));
    }

    @Test void bracesThatAreNoFieldAreRefused() {
        for (String url : List.of("/{", "/}", "/{a b}", "/{0", "/{-1}", "/{0!r}", "/{a.b}", "/{{0}")) {
            var refused = assertThrows(IllegalArgumentException.class, () -> new RedirectHandler(url), url);
            assertEquals("url " + url + " has a brace that is neither {}, {0} nor {name}: write {{ or }} for one", refused.getMessage());
        }
    }

    @Test void aFieldThatNothingIsCapturedForIsAnError() {
        try (var log = new ExpectLog("typhoon.application", "Uncaught exception GET /more/7 .*")) {
            assertEquals(500, fetch("/more/7").code());
            assertEquals(1, log.matched().size());
        }
    }

    private String to(String path) {
        return fetch(path).headers().get("Location", "nowhere");
    }

    private TestResponse raw(String target) {
        try (var client = connect()) {
            return client.send("GET " + target + " HTTP/1.1\r\nHost: x\r\n\r\n").readResponse();
        }
    }
}
