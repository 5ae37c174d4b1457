package typhoon.httpserver;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

class RequestTest extends ServerTestCase {
    private final List<Object> seen = new ArrayList<>();

    private List<Object> send(String request, Function<HttpServerRequest, List<Object>> look) {
        serve(r -> {
            seen.addAll(look.apply(r));
            answer(r, "");
        });
        try (var client = connect()) {
            client.send(request);
            assertEquals(200, client.readResponse().code());
        }
        return seen;
    }

    @Test
    void theHeadIsTakenApart() {
        var seen = send("GET /a%20b?c=d HTTP/1.1\r\nHost: Example.com:80\r\nX-A: v\r\n\r\n", r -> List.of(r.method(), r.uri(), r.path(),
                r.query(), r.version(), r.host(), r.hostName(), r.protocol(), r.fullUrl(), r.remoteIp(), r.headers().get("x-a", "")));
        assertEquals(List.of("GET", "/a%20b?c=d", "/a%20b", "c=d", "HTTP/1.1", "Example.com:80", "example.com", "http",
                "http://Example.com:80/a%20b?c=d", "127.0.0.1", "v"), seen);
    }

    @Test
    void aTargetThatIsAUrlIsTakenApartToo() {
        var seen = send("GET http://other:81/p?q HTTP/1.1\r\nHost: x\r\n\r\n",
                r -> List.of(r.uri(), r.path(), r.query(), r.host(), r.fullUrl()));
        assertEquals(List.of("/p?q", "/p", "q", "other:81", "http://other:81/p?q"), seen);
    }

    @Test
    void optionsMayConcernTheWholeServer() {
        assertEquals(List.of("*", "*"), send("OPTIONS * HTTP/1.1\r\nHost: x\r\n\r\n", r -> List.of(r.uri(), r.path())));
    }

    @Test
    void http10NeedsNoHost() {
        assertEquals(List.of("HTTP/1.0", "127.0.0.1"), send("GET / HTTP/1.0\r\n\r\n", r -> List.of(r.version(), r.host())));
    }

    @Test
    void cookiesOfAllLinesCount() {
        assertEquals(List.of("{a=1, b=2}"), send("GET / HTTP/1.1\r\nHost: x\r\nCookie: a=1\r\nCookie: b=2\r\n\r\n",
                r -> List.of(r.cookies().toString())));
    }

    @Test
    void argumentsOfQueryAndFormAreJoined() {
        String form = "a=3&b=%C3%BC";
        assertEquals(List.of("{a=[1, 2]}", "{a=[3], b=[\u00fc]}", "{a=[1, 2, 3], b=[\u00fc]}"),
                send("POST /?a=1&a=2 HTTP/1.1\r\nHost: x\r\nContent-Length: " + form.length()
                + "\r\nContent-Type: application/x-www-form-urlencoded\r\n\r\n" + form, r -> {
                    assertEquals("{a=[1, 2]}", r.arguments().toString());
                    r.readBody();
                    return List.of(r.queryArguments().toString(), r.bodyArguments().toString(), r.arguments().toString());
                }));
    }

    @Test
    void aBodyOfAnotherTypeHasNoArguments() {
        var seen = send("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 3\r\nContent-Type: text/plain\r\n\r\na=3", r -> {
            r.readBody();
            return List.of(r.arguments().toString(), text(r.body()));
        });
        assertEquals(List.of("{}", "a=3"), seen);
    }

    @Test
    void aRequestWithoutABodyHasAnEmptyOne() {
        assertEquals(List.of(0, "{}"),
                send("GET / HTTP/1.1\r\nHost: x\r\n\r\n", r -> List.of(r.body().length, r.bodyArguments().toString())));
    }

    /** It goes into logs, and secrets stand in headers. */
    @Test
    void itsTextHasNoHeaders() {
        assertEquals(List.of("GET /a?b (127.0.0.1)"),
                send("GET /a?b HTTP/1.1\r\nHost: x\r\nAuthorization: Basic canary\r\n\r\n", r -> List.of(r.toString())));
    }

    @Test
    void timeIsThatOfTheLoop() {
        serve(request -> {
            clock().advance(Duration.ofSeconds(3));
            answer(request, "" + request.requestTime().toSeconds());
        });
        assertEquals("3", fetch("/").bodyText());
    }

    @Test
    void aFormThatIsCompressedIsRefused() {
        serve(request -> {
            request.readBody();
            answer(request, request.bodyArguments().toString());
        });
        assertEquals(400, fetch(post("/").form("a", "1").header("Content-Encoding", "gzip")).code());
        assertTrue(fetch(post("/").form("a", "1")).bodyText().contains("a=[1]"));
    }
}
