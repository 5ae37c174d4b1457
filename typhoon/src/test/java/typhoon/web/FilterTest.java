package typhoon.web;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static typhoon.gen.Gen.sleep;
import static typhoon.web.Routes.routes;
import static typhoon.web.URLSpec.url;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import typhoon.httpserver.RequestDelegate;
import typhoon.testing.AsyncHttpTestCase;
import typhoon.testing.ExpectLog;

/** What is done around handlers. */
class FilterTest extends AsyncHttpTestCase {
    private final List<String> seen = new ArrayList<>();

    class Page extends RequestHandler {
        @Override protected void prepare() {
            seen.add("prepare");
        }

        @Override public void get() {
            seen.add("get");
            write("page");
        }

        @Override public void post() {
            seen.add("post");
            finish("posted " + request().body().length);
        }
    }

    static class Fails extends RequestHandler {
        @Override public void get() {
            throw new HttpError(409).detail("taken");
        }
    }

    private Filter named(String name) {
        return (handler, next) -> {
            seen.add(name);
            try {
                next.handle();
            } finally {
                seen.add("/" + name);
            }
        };
    }

    private static void closed(RequestHandler handler, Filter.Next next) throws Exception {
        if (handler.getCookie("key") == null) throw new HttpError(403).detail("no key");
        next.handle();
    }

    private static void around(RequestHandler handler, Filter.Next next) throws Exception {
        handler.setHeader("X-Before", "1");
        sleep(Duration.ofMillis(1));
        next.handle();
        handler.setHeader("X-After", "1");
        handler.write("!");
    }

    private static void mends(RequestHandler handler, Filter.Next next) throws Exception {
        try {
            next.handle();
        } catch (HttpError taken) {
            handler.setStatus(200);
            handler.write("mended " + taken.detail());
        }
    }

    @Override protected RequestDelegate getApp() {
        return new Application(new Settings().filter(named("a")).filter(named("b")),
            url("/page", Page::new),
            routes(url("/page", Page::new)).under("/closed").filter(FilterTest::closed),
            routes(url("/page", Page::new), routes(url("/in/page", Page::new)).filter(named("d"))).under("/around")
                .filter(named("c")).filter(FilterTest::around),
            routes(url("/page", Fails::new)).under("/mends").filter(FilterTest::mends),
            url("/fails", Fails::new),
            routes(url("/page", Page::new)).under("/instead").filter((handler, _) -> handler.write("instead")),
            routes(url("/page", Page::new)).under("/finishes").filter((handler, _) -> handler.finish("finished")),
            routes(url("/page", Page::new)).under("/twice").filter((_, next) -> {
                next.handle();
                next.handle();
            }));
    }

    @Test void theyStandAroundPrepareAndVerbTheOutermostFirst() {
        assertEquals("page", fetch("/page").bodyText());
        assertEquals(List.of("a", "b", "prepare", "get", "/b", "/a"), seen);
        seen.clear();
        assertEquals("page!", fetch("/around/in/page").bodyText());
        assertEquals(List.of("a", "b", "c", "d", "prepare", "get", "/d", "/c", "/b", "/a"), seen);
    }

    @Test void whatTheySetIsSentAlsoAfterTheVerb() {
        var reply = fetch("/around/page");
        assertEquals("1", reply.headers().get("X-Before"));
        assertEquals("1", reply.headers().get("X-After"));
        assertEquals("page!", reply.bodyText());
        assertNull(fetch("/page").headers().get("X-Before"));
    }

    @Test void theyCanRefuse() {
        var reply = fetch("/closed/page");
        assertEquals(403, reply.code());
        assertEquals("{\"title\":\"Forbidden\",\"status\":403,\"detail\":\"no key\"}", reply.bodyText());
        assertEquals(List.of("a", "b", "/b", "/a"), seen);
        assertEquals("page", fetch(get("/closed/page").header("Cookie", "key=1")).bodyText());
    }

    @Test void theySeeWhatFailsAndMayMendIt() {
        assertEquals("mended taken", fetch("/mends/page").bodyText());
        assertEquals(409, fetch("/fails").code());
    }

    @Test void theyMayAnswerInstead() {
        assertEquals("instead", fetch("/instead/page").bodyText());
        assertEquals("finished", fetch("/finishes/page").bodyText());
        assertEquals(List.of("a", "b", "/b", "/a", "a", "b", "/b", "/a"), seen);
    }

    @Test void theyStandAroundWhatIsNotFoundToo() {
        assertEquals(404, fetch("/nowhere").code());
        assertEquals(List.of("a", "b", "/b", "/a"), seen);
    }

    @Test void aFinishedResponseStaysFinished() {
        assertEquals("posted 3", fetch(post("/page").body("abc")).bodyText());
        assertEquals(List.of("a", "b", "prepare", "post", "/b", "/a"), seen);
    }

    @Test void nobodyGoesOnTwice() {
        try (var _ = new ExpectLog("typhoon.application", "Uncaught exception GET /twice/page")) {
            assertEquals(500, fetch("/twice/page").code());
        }
        assertEquals(1, seen.stream().filter("get"::equals).count());
    }
}
