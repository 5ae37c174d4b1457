package typhoon.httpserver;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import typhoon.http.HttpHeaders;
import typhoon.testing.RawClient;

class ChunkedBodyTest extends ServerTestCase {
    private static final String HEAD = "POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n";

    private int pieces;

    @Test
    void aRequestInChunksIsOneBody() {
        serve(request -> answer(request, text(request.body()) + "|" + request.trailers()));
        try (var client = connect()) {
            client.send(HEAD + "5\r\nhello\r\n1;x=y\r\n,\r\nd\r\n big \r\n world\r\n0\r\nX-Sum: 1\r\n\r\n");
            assertEquals("hello, big \r\n world|X-Sum: 1\n", client.readResponse().bodyText());
        }
    }

    @Test
    void piecesAreSeenAsTheyArrive() {
        serve(request -> {
            var seen = new ArrayList<String>();
            for (byte[] piece = request.readChunk(); piece != null; piece = request.readChunk()) {
                seen.add(text(piece));
                pieces = seen.size();
            }
            answer(request, seen + " " + request.trailers());
        });
        try (var client = connect()) {
            client.send(HEAD + "3\r\none\r\n");
            waitFor(() -> pieces == 1);
            client.send("5\r\nt");
            waitFor(() -> pieces == 2);
            client.send("wo\r\n");
            waitFor(() -> pieces == 3);
            client.send("\r\n0\r\nA: 1\r\n\r\n");
            assertEquals("[one, t, wo\r\n] A: 1\n", client.readResponse().bodyText());
        }
    }

    @Test
    void aBodyIsReadInOneWayOnly() {
        serve(request -> {
            if (request.uri().equals("/whole")) {
                request.readBody();
                request.readBody();
                assertThrows(IllegalStateException.class, request::readChunk);
            } else {
                assertEquals("abc", text(request.readChunk()));
                assertThrows(IllegalStateException.class, request::readBody);
                assertEquals("end", text(request.readChunk()));
                assertEquals("end", text(request.readChunk()));
            }
            answer(request, "fine");
        });
        assertEquals("fine", fetch(post("/whole").body("abc")).bodyText());
        assertEquals("fine", fetch(post("/pieces").body("abc")).bodyText());
    }

    @Test
    void aResponseOfUnknownLengthGoesOutInChunks() {
        serve(request -> {
            var connection = request.connection();
            connection.writeHeaders(200, "OK", new HttpHeaders(), bytes("one"), false);
            connection.write(bytes(""));
            connection.flush();
            connection.write(bytes("seventeen letters"));
            connection.finish();
        });
        try (var client = connect()) {
            client.send("GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
            String all = client.readAll();
            assertEquals("3\r\none\r\n11\r\nseventeen letters\r\n0\r\n\r\n", all.substring(all.indexOf("\r\n\r\n") + 4));
            assertFalse(all.contains("Content-Length"));
        }
    }

    @Test
    void aResponseMayHaveTrailers() {
        serve(request -> {
            request.connection().writeHeaders(200, "OK", new HttpHeaders(), null, false);
            var trailers = new HttpHeaders();
            trailers.set("X-Sum", "12");
            request.connection().finish(trailers);
        });
        assertEquals("12", fetch("/").trailers().get("X-Sum"));
        assertEquals(200, fetch("/").code());
        assertEquals(1, connectionsAccepted());
    }

    @Test
    void aLargeBodyGoesBothWays() {
        serve(request -> {
            request.connection().writeHeaders(200, "OK", new HttpHeaders(), null, false);
            for (byte[] piece = request.readChunk(); piece != null; piece = request.readChunk()) {
                request.connection().write(piece);
                request.connection().flush();
            }
        });
        var body = new byte[3_000_000];
        for (int i = 0; i < body.length; i++) body[i] = (byte) (i * 31);
        assertEquals(List.of(body.length, Arrays.hashCode(body)), size(fetch(post("/").body(body)).body()));
    }

    private static List<Integer> size(byte[] body) {
        return List.of(body.length, Arrays.hashCode(body));
    }

    @Test
    void malformedChunksEndTheConnection() {
        serve(request -> answer(request, text(request.body())));
        for (String chunks : List.of("x\r\n", "5\r\nhelloX", "5 \r\n", "0\r\nContent-Length: 1\r\n\r\n")) {
            try (RawClient client = connect()) {
                client.send(HEAD + chunks);
                assertEquals(400, client.readResponse().code(), chunks);
                assertEquals("", client.readAll());
            }
        }
    }
}
