package typhoon.testing;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import typhoon.escape.Escape;
import typhoon.gen.Gen;
import typhoon.http.HttpHeaders;
import typhoon.httpserver.HttpServerRequest;
import typhoon.httpserver.RequestDelegate;

class AsyncHttpTestCaseTest extends AsyncHttpTestCase {
    /** What came, sent back as JSON. */
    public record Echo(String method, String path, String query, String host, String type, String body) {}

    @Override
    protected RequestDelegate getApp() {
        return request -> {
            request.readBody();
            var headers = new HttpHeaders();
            headers.set("Content-Type", "application/json");
            if (request.path().equals("/bye")) headers.set("Connection", "close");
            int status = request.path().equals("/teapot") ? 418 : 200;
            String reason = status == 418 ? "I'm a teapot" : "OK";
            request.connection().writeHeaders(status, reason, headers, Escape.jsonEncodeUtf8(echo(request)), true);
        };
    }

    private static Echo echo(HttpServerRequest request) {
        String type = request.headers().get("Content-Type");
        String body = new String(request.body(), StandardCharsets.UTF_8);
        return new Echo(request.method(), request.path(), request.query(), request.host(), type == null ? "" : type, body);
    }

    @Test
    void aPathIsFetchedFromTheTestsOwnServer() {
        var response = fetch("/a?b=c");
        assertEquals(200, response.code());
        assertEquals("OK", response.reason());
        assertEquals(new Echo("GET", "/a", "b=c", "127.0.0.1:" + port(), "", ""), response.json(Echo.class));
    }

    @Test
    void aRequestCarriesWhatItWasGiven() {
        assertEquals("a=1&b=x+%26+y", fetch(post("/").form("a", "1", "b", "x & y")).json(Echo.class).body());
        assertEquals("application/x-www-form-urlencoded", fetch(post("/").form("a", "1")).json(Echo.class).type());
        assertEquals("{\"a\":1}", fetch(put("/").json(Map.of("a", 1))).json(Echo.class).body());
        assertEquals("{not json", fetch(patch("/").json("{not json")).json(Echo.class).body());
        assertEquals("text/plain", fetch(post("/").body("ä").header("Content-Type", "text/plain")).json(Echo.class).type());
        assertEquals("DELETE", fetch(delete("/")).json(Echo.class).method());
        assertEquals("elsewhere.example", fetch(get("/").header("Host", "elsewhere.example")).json(Echo.class).host());
        assertThrows(IllegalArgumentException.class, () -> post("/").form("a"));
    }

    @Test
    void anyStatusIsAResponse() {
        var response = fetch("/teapot");
        assertEquals(418, response.code());
        assertEquals("I'm a teapot", response.reason());
    }

    @Test
    void headHasNoBodyAndTheConnectionIsUsedAgain() {
        var response = fetch(head("/"));
        assertEquals("", response.bodyText());
        assertTrue(Integer.parseInt(String.valueOf(response.headers().get("Content-Length"))) > 0);
        fetch("/");
        assertEquals(1, connectionsAccepted());
    }

    @Test
    void aConnectionIsKeptUntilOneSideEndsIt() {
        fetch("/");
        fetch("/");
        assertEquals(1, connectionsAccepted());
        fetch(get("/").header("Connection", "close"));
        assertEquals(1, connectionsAccepted());
        fetch("/bye");
        assertEquals(2, connectionsAccepted());
        fetch("/");
        assertEquals(3, connectionsAccepted());
    }

    @Test
    void requestsAtTheSameTimeHaveConnectionsOfTheirOwn() {
        var bodies = Gen.multi(IntStream.range(0, 20)
                .<Callable<String>>mapToObj(n -> () -> fetch(post("/").body("n" + n)).json(Echo.class).body()).toList());
        assertEquals(IntStream.range(0, 20).mapToObj(n -> "n" + n).toList(), bodies);
    }

    @Test
    void aWholeUrlGoesWhereItSays() throws Exception {
        try (ServerSocket elsewhere = bindUnusedPort()) {
            var answered = Gen.spawn(() -> {
                try (Socket socket = elsewhere.accept()) {
                    byte[] request = socket.getInputStream().readNBytes(30);
                    socket.getOutputStream().write("HTTP/1.0 200 Fine\r\n\r\nelsewhere".getBytes(StandardCharsets.US_ASCII));
                    return new String(request, StandardCharsets.US_ASCII);
                }
            });
            assertEquals("elsewhere", fetch("HTTP://127.0.0.1:" + elsewhere.getLocalPort() + "/x?y=z").bodyText());
            assertTrue(Gen.await(answered).startsWith("GET /x?y=z HTTP/1.1\r\n"));
        }
    }

    @Test
    void aFragmentStaysHere() {
        assertEquals("/a", fetch("/a#part").json(Echo.class).path());
        assertEquals("b=c", fetch(getUrl("/a?b=c#part")).json(Echo.class).query());
    }

    @Test
    void rawBytesReachTheSameServer() {
        try (var client = connect()) {
            var responses = client.send("GET /1 HTTP/1.1\r\nHost: x\r\n\r\nGET /2 HTTP/1.1\r\nHost: x\r\n\r\n");
            assertEquals(List.of("/1", "/2"), List.of(responses.readResponse().json(Echo.class).path(),
                    responses.readResponse().json(Echo.class).path()));
            assertArrayEquals(new byte[0], client.shutdownOutput().readAllBytes());
        }
    }
}
