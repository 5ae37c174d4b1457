package typhoon.httpserver;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Over a real socket: what is ambiguous is answered once and ends the connection, and nothing hidden behind it is served. */
class SmugglingTest extends ServerTestCase {
    private static final String HIDDEN = "GET /hidden HTTP/1.1\r\nHost: x\r\n\r\n";

    private final List<String> served = new ArrayList<>();

    private void assertRefused(int status, String attack) {
        serve(request -> {
            request.readBody();
            served.add(request.uri());
            answer(request, "");
        });
        try (var client = connect()) {
            client.send(attack + HIDDEN);
            var response = client.readResponse();
            assertEquals(status, response.code(), attack);
            assertEquals("close", response.headers().get("Connection"));
            assertEquals("", client.readAll());
        }
        assertTrue(served.stream().noneMatch("/hidden"::equals), attack);
    }

    @ParameterizedTest
    @ValueSource(strings = {
        "Content-Length: 5\r\nContent-Length: 0", "Content-Length: 0, 0", "Content-Length: 0\r\nTransfer-Encoding: chunked",
        "Transfer-Encoding: chunked\r\nContent-Length: 5", "Transfer-Encoding : chunked", "Transfer-Encoding:\r\n chunked", " A: b",
        "Transfer-Encoding: chunked, chunked", "Transfer-Encoding: \u000bchunked", "Transfer-Encoding: chunked\rA: b",
        "Transfer-Encoding: chunked\nA: b", "Content-Length: +0", "Content-Length: 0x0", "Content-Length: ", "A: b\0",
        "Host: y", "A b: c", "A"})
    void aHeadWithTwoReadings(String lines) {
        assertRefused(400, "POST / HTTP/1.1\r\nHost: x\r\n" + lines + "\r\n\r\n");
    }

    @ParameterizedTest
    @ValueSource(strings = {"gzip", "identity", "xchunked", "gzip, chunked"})
    void anUnknownTransferCoding(String coding) {
        assertRefused(501, "POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: " + coding + "\r\n\r\n");
    }

    @Test
    void chunksInHttp10() {
        assertRefused(400, "POST / HTTP/1.0\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n");
    }

    @Test
    void noHost() {
        assertRefused(400, "GET / HTTP/1.1\r\n\r\n");
    }

    @Test
    void aPathThatAProxyMayCutShort() {
        assertRefused(400, "GET /public#/../secret HTTP/1.1\r\nHost: x\r\n\r\n");
        assertRefused(400, "GET http://x/?a#b HTTP/1.1\r\nHost: x\r\n\r\n");
    }

    @Test
    void anotherMajorVersion() {
        assertRefused(505, "GET / HTTP/2.0\r\nHost: x\r\n\r\n");
    }

    @ParameterizedTest
    @ValueSource(strings = {
        "0x1\r\nA\r\n", "1 \r\nA\r\n", "1;a\nb\r\nA\r\n", "1\r\nAB\r\n", "1\r\nA\n", "1\nA\r\n", "10000000000000001\r\nA\r\n", "-1\r\n",
        "0\r\nTransfer-Encoding: chunked\r\n\r\n", "0\r\nA : b\r\n\r\n"})
    void chunksWithTwoReadings(String chunks) {
        assertRefused(400, "POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n" + chunks);
    }

    @Test
    void aChunkExtensionWithoutEnd() {
        assertRefused(400, "POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n1;" + "a".repeat(20_000) + "\r\nA\r\n");
    }

    @Test
    void whatIsInABodyIsNotServed() {
        serve(request -> {
            served.add(request.uri());
            answer(request, "");                // does not read the body
        });
        try (var client = connect()) {
            client.send("POST /1 HTTP/1.1\r\nHost: x\r\nContent-Length: " + HIDDEN.length() + "\r\n\r\n" + HIDDEN
                    + "POST /2 HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n" + Integer.toHexString(HIDDEN.length()) + "\r\n"
                    + HIDDEN + "\r\n0\r\n\r\nGET /3 HTTP/1.1\r\nHost: x\r\n\r\n");
            for (int i = 0; i < 3; i++) assertEquals(200, client.readResponse().code());
        }
        assertEquals(List.of("/1", "/2", "/3"), served);
    }
}
