package typhoon.web;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static typhoon.web.Routes.routes;
import static typhoon.web.URLSpec.url;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import typhoon.httpserver.RequestDelegate;
import typhoon.testing.AsyncHttpTestCase;
import typhoon.testing.TestRequest;
import typhoon.testing.TestResponse;

/** Which pages of other sites may read what is answered. */
class CorsTest extends AsyncHttpTestCase {
    private static final String FRIEND = "https://friend.example";
    private static final String EVIL = "https://friend.example.evil.org";
    private static final String ORIGIN = "Access-Control-Allow-Origin";

    static class Page extends RequestHandler {
        @Override public void get() {
            write("page");
        }

        @Override public void post() {
            throw new HttpError(409);
        }

        @Override public void options() {
            write("own options");
        }
    }

    @Override protected RequestDelegate getApp() {
        Cors strict = Cors.of(FRIEND, "http://localhost:8080");
        Cors wide = strict.methods("GET", "PUT").headers("Content-Type", "X-Token").credentials(true).exposed("Etag", "X-Total")
                .maxAge(Duration.ofHours(1)).privateNetwork(true);
        return new Application(
            url("/", Page::new),
            routes(url("/page", Page::new)).under("/strict").filter(strict),
            routes(url("/page", Page::new)).under("/wide").filter(wide),
            routes(url("/page", Page::new)).under("/any").filter(Cors.anyOrigin()));
    }

    private static TestRequest preflight(String path, String origin, String method) {
        return options(path).header("Origin", origin).header("Access-Control-Request-Method", method);
    }

    private static void assertNothingAllowed(TestResponse reply) {
        for (String name : reply.headers().names()) assertFalse(name.startsWith("Access-Control"), name);
    }

    @Test void anOriginThatWasNamedMayRead() {
        for (String origin : List.of(FRIEND, "http://localhost:8080")) {
            var reply = fetch(get("/strict/page").header("Origin", origin));
            assertEquals("page", reply.bodyText());
            assertEquals(origin, reply.headers().get(ORIGIN));
            assertEquals("Origin", reply.headers().get("Vary"));
            assertNull(reply.headers().get("Access-Control-Allow-Credentials"));
        }
    }

    @Test void othersGetTheirAnswerAndMayNotReadIt() {
        for (String origin : List.of(EVIL, "http://friend.example", FRIEND + ":8443", "https://FRIEND.example", "null", "*",
                "https://friendxexample")) {
            var reply = fetch(get("/strict/page").header("Origin", origin));
            assertEquals("page", reply.bodyText());
            assertNothingAllowed(reply);
            assertEquals("Origin", reply.headers().get("Vary"));
        }
        assertEquals("Origin", fetch("/strict/page").headers().get("Vary"), "a cache must not give this to a page of another site");
    }

    @Test void errorsMayBeReadToo() {
        var reply = fetch(post("/strict/page").header("Origin", FRIEND).body(""));
        assertEquals(409, reply.code());
        assertEquals(FRIEND, reply.headers().get(ORIGIN));
        assertEquals("Origin, Accept", reply.headers().get("Vary"));
        assertNothingAllowed(fetch(post("/strict/page").header("Origin", EVIL).body("")));
    }

    @Test void aPreflightIsAnsweredWithoutABody() {
        var reply = fetch(preflight("/strict/page", FRIEND, "POST"));
        assertEquals(204, reply.code());
        assertEquals("", reply.bodyText());
        assertEquals(FRIEND, reply.headers().get(ORIGIN));
        assertEquals("GET, HEAD, POST", reply.headers().get("Access-Control-Allow-Methods"));
        assertEquals("600", reply.headers().get("Access-Control-Max-Age"));
        assertEquals("Origin", reply.headers().get("Vary"));
        for (String name : List.of("Access-Control-Allow-Headers", "Content-Type", "Content-Length", "Access-Control-Allow-Credentials",
                "Access-Control-Expose-Headers")) assertNull(reply.headers().get(name), name);
    }

    @Test void whatAPreflightAsksForAndIsNotAllowedIsNamed() {
        check(preflight("/strict/page", EVIL, "GET"), "origin " + EVIL);
        check(preflight("/strict/page", FRIEND, "PUT"), "method PUT");
        check(preflight("/strict/page", FRIEND, "get"), "method get");
        check(preflight("/strict/page", FRIEND, "GET").header("Access-Control-Request-Headers", "x-token"), "header x-token");
        check(preflight("/wide/page", FRIEND, "GET").header("Access-Control-Request-Headers", "content-type,x-other"), "header x-other");
    }

    private void check(TestRequest preflight, String refused) {
        var reply = fetch(preflight);
        assertEquals(403, reply.code());
        assertTrue(reply.bodyText().contains("CORS: " + refused + " is not allowed here"), reply.bodyText());
        assertNull(reply.headers().get("Access-Control-Allow-Methods"));
    }

    @Test void whatWasSaidIsAllowed() {
        var reply = fetch(preflight("/wide/page", FRIEND, "PUT").header("Access-Control-Request-Headers", "X-TOKEN, content-type")
                .header("Access-Control-Request-Private-Network", "true"));
        assertEquals(204, reply.code());
        assertEquals("GET, PUT", reply.headers().get("Access-Control-Allow-Methods"));
        assertEquals("content-type, x-token", reply.headers().get("Access-Control-Allow-Headers"));
        assertEquals("true", reply.headers().get("Access-Control-Allow-Credentials"));
        assertEquals("3600", reply.headers().get("Access-Control-Max-Age"));
        assertEquals("true", reply.headers().get("Access-Control-Allow-Private-Network"));
        var page = fetch(get("/wide/page").header("Origin", FRIEND));
        assertEquals("Etag, X-Total", page.headers().get("Access-Control-Expose-Headers"));
        assertEquals("true", page.headers().get("Access-Control-Allow-Credentials"));
    }

    @Test void privateNetworksAreClosedUnlessOpened() {
        var reply = fetch(preflight("/strict/page", FRIEND, "GET").header("Access-Control-Request-Private-Network", "true"));
        assertNull(reply.headers().get("Access-Control-Allow-Private-Network"));
        assertNull(fetch(preflight("/wide/page", FRIEND, "GET")).headers().get("Access-Control-Allow-Private-Network"));
    }

    @Test void whatIsForAnybodyDependsOnNobody() {
        assertEquals("*", fetch(get("/any/page").header("Origin", EVIL)).headers().get(ORIGIN));
        assertEquals("*", fetch("/any/page").headers().get(ORIGIN));
        assertNull(fetch("/any/page").headers().get("Vary"));
        assertEquals(204, fetch(preflight("/any/page", EVIL, "GET")).code());
    }

    @Test void otherOptionsAndOtherRoutesAreTheHandlers() {
        assertEquals("own options", fetch(options("/strict/page").header("Origin", FRIEND)).bodyText());
        assertEquals("own options", fetch(options("/strict/page").header("Access-Control-Request-Method", "GET")).bodyText());
        assertNothingAllowed(fetch(get("/").header("Origin", FRIEND)));
        assertEquals("own options", fetch(preflight("/", FRIEND, "GET")).bodyText());
    }

    @Test void whatIsNoOriginIsRefused() {
        for (String bad : List.of("*", "null", "", "friend.example", "https://friend.example/", "https://friend.example/path",
                "https://Friend.example", "https://u@friend.example", "https://*.friend.example", "https://friend.example:443",
                "http://friend.example:80", "https://a b"))
            assertThrows(IllegalArgumentException.class, () -> Cors.of(bad), bad);
        assertThrows(IllegalArgumentException.class, Cors::of);
    }

    @Test void credentialsAreNotForAnybody() {
        assertEquals("credentials are for origins that are named: Cors.of(…)",
                assertThrows(IllegalArgumentException.class, () -> Cors.anyOrigin().credentials(true)).getMessage());
        assertThrows(IllegalArgumentException.class, () -> Cors.of(FRIEND).methods("GE T"));
        assertThrows(IllegalArgumentException.class, () -> Cors.of(FRIEND).headers("X:Y"));
        assertThrows(IllegalArgumentException.class, () -> Cors.of(FRIEND).exposed(""));
        assertThrows(IllegalArgumentException.class, () -> Cors.of(FRIEND).maxAge(Duration.ofSeconds(-1)));
    }
}
