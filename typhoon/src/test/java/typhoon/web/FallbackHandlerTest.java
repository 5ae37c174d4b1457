package typhoon.web;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static typhoon.web.URLSpec.url;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import typhoon.http.HttpHeaders;
import typhoon.httpserver.RequestDelegate;
import typhoon.testing.AsyncHttpTestCase;
import typhoon.testing.ExpectLog;
import typhoon.testing.TestRequest;

/** Requests that something else answers. */
class FallbackHandlerTest extends AsyncHttpTestCase {
    private final List<String> events = new ArrayList<>();

    static class Here extends RequestHandler {
        @Override public void get() {
            write("here");
        }
    }

    class There extends RequestHandler {
        @Override public void get() {
            setHeader("X-There", "1");
            write("there");
        }

        @Override public void post() {
            write("got " + getBodyArgument("a"));
        }

        @Override protected void onFinish() {
            events.add("there");
        }
    }

    @StreamRequestBody class Upload extends RequestHandler {
        private long size;

        @Override protected void dataReceived(byte[] chunk) {
            size += chunk.length;
        }

        @Override public void put() {
            write("took " + size);
        }
    }

    @Override protected RequestDelegate getApp() {
        var other = new Application(url("/there", () -> new There()), url("/upload", () -> new Upload()));
        RequestDelegate plain = request -> {
            byte[] body = request.method().getBytes(java.nio.charset.StandardCharsets.US_ASCII);
            request.connection().writeHeaders(200, "OK", new HttpHeaders(), body, true);
        };
        RequestDelegate broken = _ -> {
            throw new IllegalStateException("broken");
        };
        var settings = new Settings().xsrfCookies(true).filter((_, next) -> {
            events.add("in");
            next.handle();
            events.add("out");
        });
        return new Application(settings, url("/here", Here::new), url("/plain", () -> new FallbackHandler(plain)),
                url("/broken", () -> new FallbackHandler(broken)), url(".*", () -> new FallbackHandler(other)));
    }

    @Test void whatIsNotHereIsThere() {
        assertEquals("here", fetch("/here").bodyText());
        var reply = fetch("/there");
        assertEquals("there", reply.bodyText());
        assertEquals("1", reply.headers().get("X-There"));
        assertFalse(reply.headers().contains("Transfer-Encoding"));
        assertEquals(404, fetch("/nowhere").code());
        assertEquals("there", fetch("/there").bodyText(), "the connection goes on");
    }

    @Test void bodiesAreReadThere() {
        assertEquals("got b", fetch(post("/there").form("a", "b")).bodyText());
        assertEquals("took 3000000", fetch(put("/upload").body(new byte[3_000_000])).bodyText());
    }

    @Test void everyMethodGoesThere() {
        for (String method : List.of("GET", "POST", "DELETE", "PATCH", "BREW")) {
            assertEquals(method, fetch(new TestRequest(method, "/plain")).bodyText());
        }
    }

    @Test void filtersAreAroundIt() {
        fetch("/there");
        assertEquals(List.of("in", "there", "out"), events);
    }

    @Test void oneRequestIsOneLineInTheLog() {
        try (var log = new ExpectLog("typhoon.access", ".*").level(org.slf4j.event.Level.INFO)) {
            fetch("/there");
            fetch("/there");
            assertEquals(2, log.matched().size());
        }
    }

    @Test void anotherThatFailsIsAnErrorHere() {
        try (var log = new ExpectLog("typhoon.application", "Uncaught exception GET /broken.*")) {
            assertEquals(500, fetch("/broken").code());
            assertEquals(1, log.matched().size());
        }
    }
}
