package typhoon.httpserver;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import typhoon.http.HttpHeaders;

class KeepAliveTest extends ServerTestCase {
    @Test
    void aSecondRequestUsesTheSameConnection() {
        assertEquals("GET /1", fetch("/1").bodyText());
        assertEquals("GET /2", fetch("/2").bodyText());
        assertEquals(1, connectionsAccepted());
        assertEquals(1, server().connections());
    }

    @ParameterizedTest
    @ValueSource(strings = {"close", "CLOSE", "close, foo", "foo ,Close", "keep-alive, close"})
    void aClientEndsItWithClose(String connection) {
        try (var client = connect()) {
            client.send("GET / HTTP/1.1\r\nHost: x\r\nConnection: " + connection + "\r\n\r\n");
            assertEquals("close", client.readResponse().headers().get("Connection"));
            assertTrue(client.closed());
        }
        waitFor(() -> server().connections() == 0);
    }

    @Test
    void otherOptionsDoNotEndIt() {
        try (var client = connect()) {
            client.send("GET / HTTP/1.1\r\nHost: x\r\nConnection: foo, closed\r\n\r\n");
            assertNull(client.readResponse().headers().get("Connection"));
            client.send("GET / HTTP/1.1\r\nHost: x\r\n\r\n");
            assertEquals(200, client.readResponse().code());
        }
    }

    @Test
    void http10EndsItUnlessAskedToKeepIt() {
        try (var client = connect()) {
            client.send("GET / HTTP/1.0\r\nConnection: Keep-Alive\r\n\r\n");
            var first = client.readResponse();
            assertEquals("keep-alive", first.headers().get("Connection"));
            assertEquals("HTTP/1.1", first.version());
            client.send("GET / HTTP/1.0\r\n\r\n");
            assertEquals("close", client.readResponse().headers().get("Connection"));
            assertTrue(client.closed());
        }
    }

    @Test
    void aHandlerMayEndIt() {
        serve(request -> {
            var headers = new HttpHeaders();
            headers.set("Connection", "Close");
            request.connection().writeHeaders(200, "OK", headers, null, true);
        });
        try (var client = connect()) {
            client.send("GET / HTTP/1.1\r\nHost: x\r\n\r\n");
            assertEquals("Close", client.readResponse().headers().get("Connection"));
            assertTrue(client.closed());
        }
    }

    @Test
    void aBodyOfUnknownLengthEndsWithTheConnectionFor10() {
        serve(request -> {
            request.connection().writeHeaders(200, "OK", new HttpHeaders(), bytes("one "), false);
            request.connection().write(bytes("two"));
        });
        try (var client = connect()) {
            client.send("GET / HTTP/1.0\r\nConnection: keep-alive\r\n\r\n");
            var response = client.readResponse();
            assertEquals("one two", response.bodyText());
            assertEquals("close", response.headers().get("Connection"));
            assertFalse(response.headers().contains("Transfer-Encoding"));
        }
    }

    @Test
    void aBodyNobodyReadIsDroppedAndTheConnectionKept() {
        assertEquals(200, fetch(post("/").body("x".repeat(100_000))).code());
        assertEquals("GET /next", fetch("/next").bodyText());
        assertEquals(1, connectionsAccepted());
    }

    @Test
    void anEmptyLineBetweenRequestsIsSkipped() {
        try (var client = connect()) {
            client.send("GET /1 HTTP/1.1\r\nHost: x\r\n\r\n\r\nGET /2 HTTP/1.1\r\nHost: x\r\n\r\n");
            assertEquals("GET /1", client.readResponse().bodyText());
            assertEquals("GET /2", client.readResponse().bodyText());
        }
    }
}
