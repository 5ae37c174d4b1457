package typhoon.web;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static typhoon.web.URLSpec.url;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import typhoon.httpserver.RequestDelegate;
import typhoon.testing.AsyncHttpTestCase;

class EtagTest extends AsyncHttpTestCase {
    /** The SHA-1 of "hello". */
    private static final String HELLO = "\"aaf4c61ddcc5e8a2dabede0f3b482cd9aea9434d\"";

    static class Hello extends RequestHandler {
        @Override public void get() {
            setHeader("X-Kept", "1");
            setHeader("Content-Language", "en");
            setCookie("c", "1");
            write("hel");
            write("lo");
        }

        @Override public void head() {
            get();
        }

        @Override public void post() {
            get();
        }

        @Override public void put() {
            setStatus(201);
            get();
        }
    }

    static class Weak extends RequestHandler {
        @Override public void get() {
            write("x");
        }

        @Override protected String computeEtag() {
            return "W/\"v1\"";
        }
    }

    static class None extends Hello {
        @Override protected @Nullable String computeEtag() {
            return null;
        }
    }

    static class Own extends Hello {
        @Override public void get() {
            setHeader("Etag", "\"own\"");
            super.get();
        }
    }

    static class Flushed extends Hello {
        @Override public void get() {
            super.get();
            flush();
        }
    }

    static class EmptyHead extends Hello {
        @Override public void head() {}
    }

    @Override protected RequestDelegate getApp() {
        return new Application(url("/", Hello::new), url("/weak", Weak::new), url("/none", None::new), url("/own", Own::new),
                url("/flushed", Flushed::new), url("/empty-head", EmptyHead::new));
    }

    @Test void isTheSha1OfTheBody() {
        assertEquals(HELLO, fetch("/").headers().get("Etag"));
        var head = fetch(head("/"));
        assertEquals(HELLO, head.headers().get("Etag"));
        assertEquals("5", head.headers().get("Content-Length"));
    }

    @Test void whoHasItAlreadyGetsNothing() {
        var reply = fetch(get("/").header("If-None-Match", HELLO));
        assertEquals(304, reply.code());
        assertEquals("", reply.bodyText());
        assertEquals(HELLO, reply.headers().get("Etag"));
        assertEquals("1", reply.headers().get("X-Kept"));
        assertEquals("c=1; Path=/", reply.headers().get("Set-Cookie"));
        for (String name : List.of("Content-Type", "Content-Language", "Content-Length")) assertNull(reply.headers().get(name), name);
        assertEquals(304, fetch(head("/").header("If-None-Match", HELLO)).code());
    }

    @Test void listsAndWeakTagsAreCompared() {
        for (String list : List.of("\"a\", " + HELLO, "W/" + HELLO, "\"a\",W/\"b\" , W/" + HELLO + ",\"c\"", "*", " * ")) {
            assertEquals(304, fetch(get("/").header("If-None-Match", list.strip())).code(), list);
        }
        assertEquals(304, fetch(get("/weak").header("If-None-Match", "\"v1\"")).code());
    }

    @Test void anotherTagDoesNotMatch() {
        String bare = HELLO.substring(1, HELLO.length() - 1);
        for (String list : List.of("\"a\"", bare, "\"" + bare, "\"x" + bare + "\"", "\"a\", *", "", "\"")) {
            assertEquals(200, fetch(get("/").header("If-None-Match", list)).code(), list);
        }
    }

    @Test void severalLinesAreOneList() {
        assertEquals(304, fetch(get("/").header("If-None-Match", "\"a\"").header("If-None-Match", HELLO)).code());
    }

    @Test void onlyGetAndHeadWithStatus200() {
        assertEquals(200, fetch(post("/").header("If-None-Match", HELLO).body("")).code());
        assertNull(fetch(post("/").body("")).headers().get("Etag"));
        assertNull(fetch(put("/").body("")).headers().get("Etag"));
    }

    @Test void aTagOfOnesOwn() {
        assertEquals("\"own\"", fetch("/own").headers().get("Etag"));
        assertEquals(304, fetch(get("/own").header("If-None-Match", "\"own\"")).code());
    }

    @Test void noneWhereNothingCanBeSaid() {
        assertNull(fetch("/none").headers().get("Etag"));
        assertEquals(200, fetch(get("/none").header("If-None-Match", "*")).code());
        assertNull(fetch("/flushed").headers().get("Etag"));
        assertNull(fetch(head("/empty-head")).headers().get("Etag"));
    }
}
