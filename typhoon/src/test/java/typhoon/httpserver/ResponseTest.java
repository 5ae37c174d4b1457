package typhoon.httpserver;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import typhoon.http.HttpDate;
import typhoon.http.HttpHeaders;

class ResponseTest extends ServerTestCase {
    @Test
    void dateServerAndLengthAreAdded() {
        var headers = fetch("/").headers();
        assertEquals("Typhoon", headers.get("Server"));
        assertEquals("5", headers.get("Content-Length"));
        Instant date = HttpDate.parse(headers.get("Date", ""));
        assertNotNull(date);
        assertTrue(Duration.between(date, Instant.now()).abs().toSeconds() < 5);
    }

    @Test
    void whatTheHandlerSaysCounts() {
        serve(request -> {
            var headers = new HttpHeaders();
            headers.set("Server", "Own");
            headers.set("date", "now");
            headers.set("content-length", "2");
            headers.add("Set-Cookie", "a=1");
            headers.add("Set-Cookie", "b=2");
            request.connection().writeHeaders(299, "Fine", headers, bytes("ok"), true);
            assertEquals(5, headers.size());
        });
        var response = fetch("/");
        assertEquals("HTTP/1.1 299 Fine\r\nServer: Own\r\ndate: now\r\ncontent-length: 2\r\nSet-Cookie: a=1\r\nSet-Cookie: b=2\r\n\r\n",
                response.head());
        assertEquals("ok", response.bodyText());
    }

    @Test
    void theAnswerToHeadHasNoBody() {
        serve(request -> {
            if (request.uri().equals("/pieces")) {
                request.connection().writeHeaders(200, "OK", new HttpHeaders(), bytes("one"), false);
                request.connection().write(bytes("two"));
                request.connection().finish();
            } else {
                answer(request, "hello");
            }
        });
        try (var client = connect()) {
            client.send("HEAD / HTTP/1.1\r\nHost: x\r\n\r\nHEAD /pieces HTTP/1.1\r\nHost: x\r\n\r\nHEAD /2 HTTP/1.1\r\nHost: x\r\n\r\n");
            assertEquals("5", client.readResponse("HEAD").headers().get("Content-Length"));
            var pieces = client.readResponse("HEAD").headers();
            assertFalse(pieces.contains("Content-Length") || pieces.contains("Transfer-Encoding"));
            assertEquals("5", client.readResponse("HEAD").headers().get("Content-Length"));
        }
    }

    @Test
    void headMayAnnounceALengthWithoutABody() {
        serve(request -> {
            var headers = new HttpHeaders();
            headers.set("Content-Length", "12345");
            request.connection().writeHeaders(200, "OK", headers, null, true);
        });
        assertEquals("12345", fetch(head("/")).headers().get("Content-Length"));
        assertEquals("12345", fetch(head("/")).headers().get("Content-Length"));
        assertEquals(1, connectionsAccepted());
    }

    @Test
    void someStatusesHaveNoBody() {
        for (int status : List.of(204, 304)) {
            serve(request -> answer(request, status, null));
            var response = fetch("/");
            assertEquals(status, response.code());
            assertFalse(response.headers().contains("Content-Length") || response.headers().contains("Transfer-Encoding"));
        }
        assertEquals(1, connectionsAccepted());
    }

    @Test
    void anEmptyResponseSaysSo() {
        serve(request -> answer(request, 200, null));
        assertEquals("0", fetch("/").headers().get("Content-Length"));
    }

    @Test
    void largeBodiesArriveWhole() {
        serve(request -> answer(request, 200, new byte[5_000_000]));
        assertEquals(5_000_000, fetch("/").body().length);
    }
}
