package typhoon.web;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static typhoon.web.URLSpec.url;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import typhoon.httpserver.RequestDelegate;
import typhoon.testing.AsyncHttpTestCase;
import typhoon.testing.ExpectLog;
import typhoon.testing.TestResponse;

/** What a handler sets and writes, and what arrives. */
class ResponseTest extends AsyncHttpTestCase {
    record User(long id, String name) {}

    interface Body {
        void write(RequestHandler handler);
    }

    /** A handler of one body. */
    static URLSpec at(String path, Body body) {
        return url(path, () -> new RequestHandler() {
            @Override public void get() {
                body.write(this);
            }
        });
    }

    @Override protected RequestDelegate getApp() {
        return new Application(
                at("/empty", _ -> {}),
                at("/text", handler -> handler.write("é")),
                at("/bytes", handler -> handler.write(new byte[] {0, -1})),
                at("/record", handler -> handler.write(new User(1, "Ada"))),
                at("/list", handler -> handler.write(List.of(new User(1, "Ada")))),
                at("/map", handler -> handler.finish(Map.of("a", 1))),
                at("/typed", handler -> {
                    handler.write(List.of());
                    handler.setHeader("Content-Type", "application/vnd.x+json");
                }),
                at("/headers", handler -> {
                    handler.setHeader("X-A", 7);
                    handler.setHeader("X-B", Instant.EPOCH);
                    handler.addHeader("X-C", "1");
                    handler.addHeader("X-C", "2");
                    handler.setHeader("X-D", "gone");
                    handler.clearHeader("x-d");
                }),
                at("/split", handler -> handler.setHeader("X-A", "a\r\nSet-Cookie: evil=1")),
                at("/204", handler -> {
                    handler.setHeader("Content-Length", 5);         // would swallow the beginning of the next response
                    handler.setStatus(204);
                }),
                at("/reason", handler -> handler.setStatus(299, "Quite OK")),
                at("/bad-reason", handler -> handler.setStatus(299, "a\r\nb: c")),
                at("/status", handler -> handler.setStatus(99)),
                at("/redirect", handler -> handler.redirect("/é?a=b")),
                at("/moved", handler -> handler.redirect("https://example.org/", 308)),
                at("/redirect-200", handler -> handler.redirect("/", 200)),
                at("/length", handler -> {
                    handler.setHeader("Content-Length", 3);
                    handler.write("abcd");
                }),
                at("/after", handler -> {
                    handler.finish();
                    handler.write("more");
                }));
    }

    @Test void textIsHtmlInUtf8() {
        var reply = fetch("/text");
        assertEquals("é", reply.bodyText());
        assertEquals("text/html; charset=UTF-8", reply.headers().get("Content-Type"));
        assertEquals("2", reply.headers().get("Content-Length"));
        assertNotNull(reply.headers().get("Date"));
        assertNotNull(reply.headers().get("Server"));
    }

    @Test void bytesAreSentAsTheyAre() {
        assertArrayEquals(new byte[] {0, -1}, fetch("/bytes").body());
    }

    @Test void anythingElseIsJson() {
        var record = fetch("/record");
        assertEquals("{\"id\":1,\"name\":\"Ada\"}", record.bodyText());
        assertEquals("application/json; charset=UTF-8", record.headers().get("Content-Type"));
        assertEquals("[{\"id\":1,\"name\":\"Ada\"}]", fetch("/list").bodyText());
        assertEquals("{\"a\":1}", fetch("/map").bodyText());
        assertEquals("application/vnd.x+json", fetch("/typed").headers().get("Content-Type"));
    }

    @Test void nothingIsSomething() {
        var reply = fetch("/empty");
        assertEquals(200, reply.code());
        assertEquals("0", reply.headers().get("Content-Length"));
    }

    @Test void headers() {
        var headers = fetch("/headers").headers();
        assertEquals("7", headers.get("X-A"));
        assertEquals("Thu, 01 Jan 1970 00:00:00 GMT", headers.get("X-B"));
        assertEquals(List.of("1", "2"), headers.getList("X-C"));
        assertFalse(headers.contains("X-D"));
    }

    @Test void aHeaderCannotBeSplit() {
        assertFalse(broken("/split").headers().contains("Set-Cookie"));
    }

    @Test void aStatusWithoutABody() {
        var reply = fetch("/204");
        assertEquals(204, reply.code());
        for (String name : List.of("Content-Type", "Content-Length", "Etag")) assertFalse(reply.headers().contains(name), name);
    }

    @Test void theReasonIsMadeSafe() {
        assertEquals("Quite OK", fetch("/reason").reason());
        assertEquals("Unknown", fetch("/bad-reason").reason());
        broken("/status");
    }

    @Test void redirects() {
        var reply = fetch("/redirect");
        assertEquals(302, reply.code());
        assertEquals("/\u00c3\u00a9?a=b", reply.headers().get("Location"));     // UTF-8, one character a byte
        assertEquals("0", reply.headers().get("Content-Length"));
        assertEquals(308, fetch("/moved").code());
        broken("/redirect-200");
    }

    @Test void aContentLengthThatIsWrongIsAMistake() {
        broken("/length");
    }

    @Test void nothingIsWrittenAfterTheEnd() {
        try (var _ = new ExpectLog("typhoon.application", "Uncaught exception GET /after")) {
            assertEquals(200, fetch("/after").code());
        }
    }

    private TestResponse broken(String path) {
        try (var _ = new ExpectLog("typhoon.application", "Uncaught exception GET " + path)) {
            var reply = fetch(path);
            assertEquals(500, reply.code());
            return reply;
        }
    }
}
