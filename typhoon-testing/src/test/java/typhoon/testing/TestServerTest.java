package typhoon.testing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import typhoon.escape.Escape;
import typhoon.http.HttpHeaders;
import typhoon.httpserver.HttpServerRequest;
import typhoon.ioloop.IOLoop;

class TestServerTest {
    @RegisterExtension
    final TestServer server = new TestServer(() -> TestServerTest::answer);

    /** What a request has brought, as JSON; /from/STATUS sends on to /to. */
    static void answer(HttpServerRequest request) throws Exception {
        request.readBody();
        var headers = new HttpHeaders();
        int status = 200;
        if (request.path().startsWith("/from/")) {
            status = Integer.parseInt(request.path().substring(6));
            headers.set("Location", status == 308 ? "http://" + request.host() + "/to?absolute" : "../to");
        } else if (request.path().equals("/round")) {
            status = 302;
            headers.set("Location", "/round");
        }
        var brought = Map.of("method", request.method(), "path", request.path(), "query", request.query(),
                "body", Escape.toUnicode(request.body()), "cookie", header(request, "Cookie"), "auth", header(request, "Authorization"));
        request.connection().writeHeaders(status, "Done", headers, Escape.jsonEncodeUtf8(brought), true);
    }

    private static String header(HttpServerRequest request, String name) {
        String value = request.headers().get(name);
        return value == null ? "" : value;
    }

    private Map<?, ?> brought(TestRequest request) {
        return server.fetch(request).json(Map.class);
    }

    @BeforeEach
    void theServerIsThereBeforeTheFirstMethod() {
        assertTrue(server.port() > 0);
    }

    @Test
    void aTestIsACoroutineBesideItsServer(IOLoop loop, TestClock clock) {
        assertSame(loop, IOLoop.current());
        assertTrue(clock.nanoTime() > 0);
        assertEquals(200, server.fetch("/").code());
        assertEquals(200, server.fetch(server.url("/")).code());
        assertEquals(2, server.server().connectionsAccepted());
    }

    @RepeatedTest(2)
    void repeatedTestsToo() {
        assertEquals(200, server.fetch("/").code());
        try (var client = server.connect()) {
            assertEquals(200, client.send("GET / HTTP/1.1\r\nHost: x\r\n\r\n").readResponse().code());
        }
    }

    @Test
    void argumentsOfTheQueryAreEncoded() {
        assertEquals("a=b+%26+c&n=1", brought(TestRequest.get("/").query("a", "b & c").query("n", 1)).get("query"));
        assertEquals("x=y&a=b", brought(TestRequest.get("/?x=y").query("a", "b")).get("query"));
    }

    @Test
    void cookiesAreOneHeader() {
        assertEquals("a=1; b=2", brought(TestRequest.get("/").cookie("a", "1").cookie("b", "2")).get("cookie"));
    }

    @Test
    void basicAuthIsEncodedAsUtf8() {
        assertEquals("Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ==", brought(TestRequest.get("/").basicAuth("Aladdin", "open sesame")).get("auth"));
        assertEquals("Basic dGVzdDoxMjPCow==", brought(TestRequest.get("/").basicAuth("test", "123£")).get("auth"));
    }

    @Test
    void aRedirectIsAResponseUnlessItIsToBeFollowed() {
        assertEquals(302, server.fetch("/from/302").code());
        assertEquals("/to", brought(TestRequest.get("/from/302").followRedirects()).get("path"));
        assertEquals("absolute", brought(TestRequest.get("/from/308").followRedirects()).get("query"));
    }

    @Test
    void aPostThatIsSentOnBecomesAGetButFor307And308() {
        var methods = new ArrayList<Object>();
        for (int status : new int[] {301, 302, 303, 307, 308}) {
            var brought = brought(TestRequest.post("/from/" + status).body("data").followRedirects());
            methods.add(brought.get("method") + " " + brought.get("body"));
        }
        assertEquals(List.of("GET ", "GET ", "GET ", "POST data", "POST data"), methods);
        assertEquals("PUT", brought(TestRequest.put("/from/302").body("data").followRedirects()).get("method"));
        assertEquals("GET", brought(TestRequest.put("/from/303").body("data").followRedirects()).get("method"));
    }

    @Test
    void redirectsThatDoNotEndFail() {
        var failure = assertThrows(AssertionError.class, () -> server.fetch(TestRequest.get("/round").followRedirects()));
        assertTrue(failure.getMessage().startsWith("more than 10 redirects, the last to http://127.0.0.1:"), failure.getMessage());
    }
}
