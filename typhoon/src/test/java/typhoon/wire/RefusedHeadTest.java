package typhoon.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static typhoon.wire.Wire.refused;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Each rule that is broken here could make a proxy and us see different requests in the same bytes. */
class RefusedHeadTest {
    private static void assertBad(String head) {
        assertEquals(400, refused(head), head);
    }

    private static void assertBadField(String lines) {
        assertBad("POST / HTTP/1.1\r\nHost: x\r\n" + lines + "\r\n\r\n");
    }

    @ParameterizedTest
    @ValueSource(strings = {
        "GET  / HTTP/1.1\r\n", "GET /  HTTP/1.1\r\n", "GET / HTTP/1.1 \r\n", " GET / HTTP/1.1\r\n", "GET\t/ HTTP/1.1\r\n",
        "GET /\tHTTP/1.1\r\n",
        "GET /\r\n", "GET\r\n", "G(T / HTTP/1.1\r\n", "G\u00c4T / HTTP/1.1\r\n", "GET / http/1.1\r\n", "GET / HTTP/11\r\n",
        "GET / HTTP/1.10\r\n",
        "GET / HTTP/1.x\r\n", "GET / HTTP/.1\r\n", "GET / HTTP 1.1\r\n", "GET / HTTP/1.1\n", "GET / HTTP/1.1\rX", "GET /\0 HTTP/1.1\r\n",
        "GET /\u007f HTTP/1.1\r\n", "GET /a\nb HTTP/1.1\r\n", "GET /a\rb HTTP/1.1\r\n", "\nGET / HTTP/1.1\r\n",
        "\rGET / HTTP/1.1\r\n", "\0"})
    void aRequestLineIsMethodTargetVersionWithOneSpace(String line) {
        assertBad(line + "Host: x\r\n\r\n");
    }

    @Test
    void twoEmptyLinesBeforeARequest() {
        assertBad("\r\n\r\nGET / HTTP/1.1\r\nHost: x\r\n\r\n");
    }

    @ParameterizedTest
    @ValueSource(strings = {
        "host", "host:80", "http:/", "http://", "http:///a", "ftp://a/", "http://a@b/", "http://a:x/", "*", "?a", "http://a b/"})
    void aTargetIsAPathOrAnHttpUrl(String target) {
        assertBad("GET " + target + " HTTP/1.1\r\nHost: x\r\n\r\n");
    }

    @Test
    void nobodyIsConnectedThroughUs() {
        assertEquals(501, refused("CONNECT example.com:443 HTTP/1.1\r\nHost: example.com:443\r\n\r\n"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"HTTP/0.9", "HTTP/2.0", "HTTP/3.1"})
    void onlyVersion1(String version) {
        assertEquals(505, refused("GET / " + version + "\r\nHost: x\r\n\r\n"));
    }

    @Test
    void thePrefaceOfHttp2() {
        assertEquals(505, refused("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"));
    }

    @ParameterizedTest
    @ValueSource(strings = {
        "A : 1", "A\t: 1", " A: 1", "\tA: 1", ": 1", "A", "A B: 1", "A(: 1", "\u00c4: 1", "A\0: 1", "A\u007f: 1", "\"A\": 1"})
    void aNameIsATokenAndTheColonFollowsAtOnce(String line) {
        assertBadField(line);
        assertBadField("B: 2\r\n" + line);
    }

    @Test
    void aContinuedLine() {
        assertBadField("A: 1\r\n 2");
        assertBadField("A: 1\r\n\t2");
        assertBadField("Transfer-Encoding:\r\n chunked");
    }

    @Test
    void aBareCarriageReturn() {
        assertBadField("A: 1\rB: 2");
        assertBadField("A: \r1");
        assertBadField("A: 1\r\r");
        assertBadField("A: 1\r\n\rB: 2");
    }

    @Test
    void aBareLineFeed() {
        assertBadField("A: 1\nB: 2");
        assertBad("GET / HTTP/1.1\r\nHost: x\r\n\n");
        assertBad("GET / HTTP/1.1\nHost: x\n\n");
        assertBad("GET / HTTP/1.1\r\nHost: x\r\nA: 1\n\r\n");
    }

    @ParameterizedTest
    @ValueSource(chars = {0, 1, 7, 8, 0x0B, 0x0C, 0x1B, 0x1F, 0x7F})
    void aControlInAValue(char control) {
        assertBadField("A: 1" + control + "2");
        assertBadField("A: " + control);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "+1", "-1", "1 2", "0x1", "1_0", "1.0", "1e3", "a", "1,1", "1, 1", "1,2", ",1", "\u00b2", "1\u00a0"})
    void aContentLengthIsDigits(String length) {
        assertBadField("Content-Length: " + length);
    }

    @Test
    void aContentLengthBeyondAnyLimit() {
        assertEquals(413, refused("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 99999999999999999999\r\n\r\n"));
        assertEquals(413, refused("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 18446744073709551617\r\n\r\n"));
    }

    @Test
    void moreThanOneContentLengthEvenIfEqual() {
        assertBadField("Content-Length: 5\r\nContent-Length: 5");
        assertBadField("Content-Length: 5\r\ncontent-length: 6");
    }

    @Test
    void aLengthTogetherWithChunks() {
        assertBadField("Content-Length: 5\r\nTransfer-Encoding: chunked");
        assertBadField("Transfer-Encoding: chunked\r\nContent-Length: 5");
        assertBadField("Transfer-Encoding: chunked\r\nContent-Length: 0");
    }

    @Test
    void chunksInHttp10() {
        assertBad("POST / HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", ",", "chunked,", ",chunked", "chunked, chunked", "chunked;a=b", "chunkedx"})
    void aTransferEncodingThatIsNearlyChunked(String coding) {
        assertBadField("Transfer-Encoding: " + coding);
    }

    @Test
    void twoTransferEncodings() {
        assertBadField("Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked");
    }

    @ParameterizedTest
    @ValueSource(strings = {"gzip", "gzip, chunked", "identity", "chunked, identity", "xchunked", "\"chunked\"", "x y"})
    void aTransferCodingWeDoNotKnow(String coding) {
        assertEquals(501, refused("POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: " + coding + "\r\n\r\n"));
    }

    @Test
    void noHost() {
        assertBad("GET / HTTP/1.1\r\n\r\n");
        assertBad("GET http://x/ HTTP/1.1\r\nA: 1\r\n\r\n");
        assertBad("GET / HTTP/1.9\r\n\r\n");
    }

    @Test
    void moreThanOneHost() {
        assertBad("GET / HTTP/1.1\r\nHost: x\r\nHost: x\r\n\r\n");
        assertBad("GET / HTTP/1.1\r\nHost:\r\nhost: x\r\n\r\n");
        assertBad("GET / HTTP/1.0\r\nHost: x\r\nHost: y\r\n\r\n");
    }

    @ParameterizedTest
    @ValueSource(strings = {
        "a,b", "a b", "a/b", "a@b", "a:b", "a:80:80", "[::1", "::1", "[::1]x", "[]", ":80", "a?", "a#", "a\\b", "<a>", "\u00e4"})
    void aHostThatIsNone(String host) {
        assertBad("GET / HTTP/1.1\r\nHost: " + host + "\r\n\r\n");
    }

    @Test
    void anExpectationWeCannotMeet() {
        assertEquals(417, refused("PUT / HTTP/1.1\r\nHost: x\r\nExpect: 200-ok\r\n\r\n"));
        assertEquals(417, refused("PUT / HTTP/1.1\r\nHost: x\r\nExpect: 100-continue, x\r\n\r\n"));
    }
}
