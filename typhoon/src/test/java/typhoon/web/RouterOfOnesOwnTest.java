package typhoon.web;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static typhoon.web.Routes.routes;
import static typhoon.web.URLSpec.url;

import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import typhoon.http.HttpHeaders;
import typhoon.httpserver.HttpServerRequest;
import typhoon.httpserver.RequestDelegate;
import typhoon.testing.AsyncHttpTestCase;

/** A server asks a delegate; which application answers is a question of one method, and of the order of routes. */
class RouterOfOnesOwnTest extends AsyncHttpTestCase {
    private final Map<String, byte[]> resources = new HashMap<>();
    private RequestDelegate delegate = RouterOfOnesOwnTest::ok;

    /** Says its name, and where it is found. */
    static class Named extends RequestHandler {
        private final String name;

        Named(String name) {
            this.name = name;
        }

        @Override public void get() {
            write((settings().has("name") ? settings().get("name", String.class) + ": " : "") + name + ": " + reverseUrl(name));
        }
    }

    class Reads extends RequestHandler {
        public void get(String path) {
            if (!resources.containsKey(path)) throw new HttpError(404);
            write(resources.getOrDefault(path, new byte[0]));
        }
    }

    class Keeps extends RequestHandler {
        public void post(String path) {
            resources.put(path, body());
        }
    }

    private static URLSpec named(String path, String name) {
        return url(path, () -> new Named(name)).named(name);
    }

    private static void ok(HttpServerRequest request) {
        request.connection().writeHeaders(200, "OK", new HttpHeaders(), "OK".getBytes(UTF_8), true);
    }

    @Override protected RequestDelegate getApp() {
        return request -> delegate.handle(request);
    }

    @Test void aMethodIsEnough() {
        assertEquals("OK", fetch("/whatever").bodyText());
    }

    @Test void itMayGoByTheMethod() {
        delegate = new Application(
            routes(url("/(.*)", () -> new Reads())).when(request -> request.method().equals("GET")),
            url("/(.*)", () -> new Keeps()));
        assertEquals(200, fetch(post("/it").body("data")).code());
        assertEquals(404, fetch("/other").code());
        assertEquals("data", fetch("/it").bodyText());
    }

    @Test void itMayChooseAmongApplications() {
        var first = new Application(new Settings().with("name", "app1"), named("/first", "first"));
        var second = new Application(new Settings().with("name", "app2"), named("/second", "second"), named("/first", "first"));
        Map<String, Application> table = Map.of("/first", first, "/second", second);
        delegate = request -> table.getOrDefault(request.path(), second).handle(request);
        assertEquals("app1: first: /first", fetch("/first").bodyText());
        assertEquals("app2: second: /second", fetch("/second").bodyText());
        delegate = second;
        assertEquals("app2: first: /first", fetch("/first").bodyText());
    }

    @Test void rulesOfAllKindsAreTriedInOrder() {
        var nested = new Application(named("/nested", "nested"));
        delegate = new Application(
            routes(routes(named("/first", "other")).host("www.example.com")),
            nested,
            named("/first", "first"),
            url("/delegate", () -> new FallbackHandler(RouterOfOnesOwnTest::ok)));
        assertEquals("first: /first", fetch("/first").bodyText());
        assertEquals("other: /first", fetch(get("/first").header("Host", "www.example.com")).bodyText());
        assertEquals("nested: /nested", fetch("/nested").bodyText());
        assertEquals(404, fetch("/nested-not-there").code());
        assertEquals("OK", fetch("/delegate").bodyText());
        assertEquals(404, fetch("/404").code());
    }

    @Test void aUrlCanBeAskedForItsPath() {
        URLSpec url = named("/a.b", "x");
        assertEquals("/a.b", url.reverse());
        assertEquals("/users/a%20b", url("/users/{id}", () -> new Named("x")).reverse("a b"));
        assertEquals(Named.class, url.factory().get().getClass());
    }
}
