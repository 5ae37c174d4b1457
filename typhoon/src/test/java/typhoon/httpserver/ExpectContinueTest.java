package typhoon.httpserver;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ExpectContinueTest extends ServerTestCase {
    @Override
    protected ServerOptions serverOptions() {
        return new ServerOptions().maxBody(10);
    }

    private static String head(int length, String expectation) {
        return "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: " + length + "\r\nExpect: " + expectation + "\r\n\r\n";
    }

    @ParameterizedTest
    @ValueSource(strings = {"100-continue", "100-Continue"})
    void theBodyIsAskedForWhenItIsFirstRead(String expectation) {
        var read = new boolean[1];
        serve(request -> {
            waitFor(() -> read[0]);
            answer(request, text(request.body()));
        });
        try (var client = connect()) {
            client.send(head(5, expectation));
            assertTrue(client.silentFor(Duration.ofMillis(20)));
            read[0] = true;
            assertEquals("HTTP/1.1 100 Continue\r\n\r\n", client.readUntil("\r\n\r\n"));
            client.send("hello");
            assertEquals("hello", client.readResponse().bodyText());
            client.send("GET / HTTP/1.1\r\nHost: x\r\n\r\n");
            assertEquals("", client.readResponse().bodyText());
        }
    }

    @Test
    void itIsAskedForInChunksToo() {
        serve(request -> answer(request, text(request.readChunk())));
        try (var client = connect()) {
            client.send("POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\nExpect: 100-continue\r\n\r\n");
            assertEquals(100, client.readResponse().code());
            client.send("1\r\na\r\n0\r\n\r\n");
            assertEquals("a", client.readResponse().bodyText());
        }
    }

    @Test
    void aHandlerThatDoesNotWantTheBodyEndsTheConnection() {
        try (var client = connect()) {
            client.send(head(5, "100-continue"));
            var response = client.readResponse();
            assertEquals(200, response.code());
            assertEquals("close", response.headers().get("Connection"));
            assertTrue(client.closed());
        }
    }

    @Test
    void aBodyThatIsTooLargeIsNotAskedFor() {
        serve(request -> answer(request, text(request.body())));
        try (var client = connect()) {
            client.send(head(11, "100-continue"));
            assertEquals(413, client.readResponse().code());
            assertTrue(client.closed());
        }
    }

    @Test
    void anotherExpectationIs417() {
        try (var client = connect()) {
            client.send(head(5, "wonders"));
            assertEquals(417, client.readResponse().code());
            assertTrue(client.closed());
        }
    }

    @Test
    void http10ExpectsNothing() {
        serve(request -> answer(request, text(request.body())));
        try (var client = connect()) {
            client.send("POST / HTTP/1.0\r\nContent-Length: 2\r\nExpect: 100-continue\r\n\r\nab");
            assertEquals("ab", client.readResponse().bodyText());
        }
    }

    @Test
    void aRequestWithoutBodyIsNotAskedForOne() {
        serve(request -> answer(request, text(request.body())));
        try (var client = connect()) {
            client.send(head(0, "100-continue"));
            assertEquals(200, client.readResponse().code());
        }
    }
}
