package typhoon.web;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static typhoon.web.Routes.routes;
import static typhoon.web.URLSpec.url;

import org.junit.jupiter.api.Test;
import typhoon.httpserver.HttpServerRequest;
import typhoon.httpserver.RequestDelegate;
import typhoon.testing.AsyncHttpTestCase;
import typhoon.testing.ExpectLog;

/** Routes in groups: below a path, for a host, in an application of their own. */
class RoutesTest extends AsyncHttpTestCase {
    static class Says extends RequestHandler {
        private final String what;

        Says(String what) {
            this.what = what;
        }

        public void get(String... captured) {
            String name = settings().has("name") ? settings().get("name", String.class) + " " : "";
            write(name + what + (captured.length == 0 ? "" : " " + String.join(" ", captured)));
        }
    }

    private static URLSpec says(String pattern, String what) {
        return url(pattern, () -> new Says(what));
    }

    @Override protected RequestDelegate getApp() {
        var shop = new Application(new Settings().with("name", "shop:"), says("/", "home"), says("/cart", "cart").named("cart"));
        return new Application(new Settings().defaultHost("default.example"),
            says("/both", "first"),
            routes(says("/both", "second"), says("/users/{id}", "user"), says("/re/(\\d+)", "regex").named("regex")).under("/a.b"),
            routes(routes(says("/x/{id}", "nested").named("nested")).under("/inner/{it}")).under("/outer"),
            routes(shop).host("shop.example"),
            routes(says("/", "any of two"), says("/only", "only")).host("(www|m)\\.two\\.example"),
            routes(says("/", "the default")).host("default.example"),
            routes(says("/which", "second"), routes(says("/strict/{id}", "both")).when(request -> request.query().isEmpty()))
                    .when(RoutesTest::isSecond),
            says("/which", "first"),
            says("/both", "third"), says("/open", "open"), says("/a.b/last", "last"));
    }

    private String on(String host, String path) {
        var reply = fetch(get(path).header("Host", host));
        return reply.code() == 404 ? "404" : reply.bodyText();
    }

    @Test void belowAPathEachUrlHasItBeforeIt() {
        assertEquals("first", fetch("/both").bodyText());
        assertEquals("second", fetch("/a.b/both").bodyText());
        assertEquals("user 7", fetch("/a.b/users/7").bodyText());
        assertEquals("regex 12", fetch("/a.b/re/12").bodyText());
        assertEquals(404, fetch("/aXb/re/12").code());
        assertEquals("nested a b", fetch("/outer/inner/a/x/b").bodyText());
        assertEquals("last", fetch("/a.b/last").bodyText());
    }

    @Test void aNameCountsWithThePathBeforeIt() {
        var app = (Application) getApp();
        assertEquals("/a.b/re/12", app.reverseUrl("regex", 12));
        assertEquals("/outer/inner/a%2F/x/b", app.reverseUrl("nested", "a/", "b"));
        assertEquals("/cart", app.reverseUrl("cart"));
    }

    @Test void aHostHasRoutesOfItsOwn() {
        assertEquals("shop: home", on("shop.example", "/"));
        assertEquals("shop: home", on("SHOP.Example:8080", "/"));
        assertEquals("any of two", on("www.two.example", "/"));
        assertEquals("any of two", on("M.two.example:80", "/"));
        assertEquals("only", on("m.two.example", "/only"));
        assertEquals("404", on("shop.example", "/only"));
    }

    @Test void aHostMatchesAsAWhole() {
        assertEquals("404", on("www.two.example.evil.org", "/only"));
        assertEquals("404", on("wwwXtwo.example", "/only"));
        assertEquals("404", on("evil.m.two.example", "/only"));
        assertEquals("404", on("shopXexample", "/cart"));
    }

    @Test void whatAnApplicationOfItsOwnDoesNotKnowIsSearchedFurther() {
        assertEquals("open", on("shop.example", "/open"));
        assertEquals("first", on("shop.example", "/both"));
    }

    @Test void anUnknownHostIsTheDefaultOneUnlessAProxyAsks() {
        assertEquals("the default", on("elsewhere.example", "/"));
        assertEquals(404, fetch(get("/").header("Host", "elsewhere.example").header("X-Real-Ip", "1.2.3.4")).code());
        assertEquals("open", on("elsewhere.example", "/open"));
    }

    @Test void aConditionDecidesWhoIsMeant() {
        assertEquals("second", version("2", "/which"));
        assertEquals("first", version("1", "/which"));
        assertEquals("both 7", version("2", "/strict/7"));
        assertEquals("404", version("2", "/strict/7?closed"));
        assertEquals("404", version("1", "/strict/7"));
    }

    private String version(String version, String path) {
        var reply = fetch(get(path).header("Accept-Version", version));
        return reply.code() == 404 ? "404" : reply.bodyText();
    }

    @Test void whatAConditionThrowsIsAnError() {
        try (var _ = new ExpectLog("typhoon.application", "Uncaught exception GET /broken")) {
            assertEquals(500, fetch(get("/broken").header("Accept-Version", "broken")).code());
        }
    }

    private static boolean isSecond(HttpServerRequest request) {
        String version = request.headers().get("Accept-Version", "1");
        if (version.equals("broken")) throw new IllegalStateException("no such version");
        return version.equals("2");
    }

    @Test void whatCannotBeAPathOrAHostIsRefused() {
        for (String path : new String[] {"admin", "/admin/", "/", "/(x)", ""})
            assertEquals("routes are put under a path like /admin or /shops/{shop}, got " + path,
                    assertThrows(IllegalArgumentException.class, () -> routes().under(path)).getMessage());
        assertEquals("the pattern of a host is empty", assertThrows(IllegalArgumentException.class, () -> routes().host("")).getMessage());
        assertEquals("these routes are for host a already",
                assertThrows(IllegalArgumentException.class, () -> routes().host("a").host("b")).getMessage());
        assertEquals("host (a is not a regex: Unclosed group",
                assertThrows(IllegalArgumentException.class, () -> routes().host("(a")).getMessage());
        var shop = new Application(says("/", "shop"));
        assertEquals("an application cannot be put under /shop: its urls name whole paths",
                assertThrows(IllegalArgumentException.class, () -> new Application(routes(shop).under("/shop"))).getMessage());
    }

    @Test void aNameOfItsOwnCountsMoreThanOneOfAnother() {
        var inner = new Application(says("/inner", "x").named("same"));
        assertEquals("/own", new Application(inner, says("/own", "x").named("same")).reverseUrl("same"));
        assertEquals("/own", new Application(says("/own", "x").named("same"), inner).reverseUrl("same"));
        assertThrows(IllegalArgumentException.class,
                () -> new Application(says("/a", "x").named("same"), routes(says("/b", "x").named("same"))));
    }
}
