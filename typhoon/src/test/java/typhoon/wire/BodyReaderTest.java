package typhoon.wire;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static typhoon.wire.Wire.LIMITS;
import static typhoon.wire.Wire.all;
import static typhoon.wire.Wire.bytes;
import static typhoon.wire.Wire.text;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import typhoon.http.HttpInputError;

class BodyReaderTest {
    private static final long MAX = 1000;

    private static BodyReader chunked() {
        return new BodyReader(new Body.Chunked(), MAX, LIMITS);
    }

    private static int refused(String text) {
        return assertThrows(HttpInputError.class, () -> all(chunked(), bytes(text)), text).status();
    }

    @Test
    void aBodyOfKnownLengthEndsThere() {
        var inbox = bytes("hello, next");
        assertEquals("hello", all(new BodyReader(new Body.Sized(5), MAX, LIMITS), inbox));
        assertEquals(", next", text(inbox));
    }

    @Test
    void aBodyComesAsItArrives() {
        var reader = new BodyReader(new Body.Sized(5), MAX, LIMITS);
        var inbox = bytes("he");
        assertArrayEquals(new byte[] {'h', 'e'}, reader.next(inbox));
        assertNull(reader.next(inbox));
        assertFalse(reader.done());
        assertEquals(3, reader.missing());
        inbox.writeBytes(bytes("llo"));
        assertArrayEquals(new byte[] {'l', 'l', 'o'}, reader.next(inbox));
        assertTrue(reader.done());
    }

    @Test
    void noBodyIsDoneAtOnce() {
        assertTrue(new BodyReader(new Body.None(), MAX, LIMITS).done());
    }

    @Test
    void chunksAreJoined() {
        var inbox = bytes("5\r\nhello\r\nC\r\n, big world!\r\n0\r\n\r\nnext");
        assertEquals("hello, big world!", all(chunked(), inbox));
        assertEquals("next", text(inbox));
        assertEquals("0123456789", all(chunked(), bytes("0a\r\n0123456789\r\n000\r\n\r\n")));
    }

    @Test
    void extensionsAreSkipped() {
        assertEquals("hello", all(chunked(), bytes("5;a;b=c;d=\"e f\"\r\nhello\r\n0;last\r\n\r\n")));
    }

    @Test
    void trailersAreKeptButNotThoseThatMeanMoreThanData() {
        var reader = chunked();
        all(reader, bytes("0\r\nX-Sum: 12\r\nAuthorization: no\r\nIf-Match: no\r\nX-Sum: 13\r\n\r\n"));
        assertEquals("X-Sum: 12\nX-Sum: 13\n", reader.trailers().toString());
    }

    @ParameterizedTest
    @ValueSource(strings = {"Content-Length: 1", "Transfer-Encoding: chunked", "Host: y", "A : 1", " A: 1", "A: 1\r\n 2", "A: \u0001", "A"})
    void trailersThatCouldFrameAMessageOrAreMalformed(String line) {
        assertEquals(400, refused("0\r\n" + line + "\r\n\r\n"));
    }

    @Test
    void trailersAreLimitedAsHeadersAre() {
        assertEquals(431, refused("0\r\nA: " + "a".repeat(LIMITS.headerBlock()) + "\r\n\r\n"));
        assertEquals(431, refused("0\r\n" + "A: 1\r\n".repeat(LIMITS.headerCount() + 1) + "\r\n"));
    }

    @ParameterizedTest
    @ValueSource(strings = {
        "\r\n", "x\r\n", "+5\r\n", "-1\r\n", "0x5\r\n", " 5\r\n", "5 \r\n", "5\t;a\r\n", "5_0\r\n", "5\n", "5\rx", "5,\r\n", ";a\r\n",
        "0000000000000005\r\n", "fffffffffffffffff\r\n", "10000000000000000\r\n", "5;a\n", "5;a\rb\r\n", "5;a\u0000\r\n", "\u00b2\r\n"})
    void aChunkSizeIsPlainHex(String line) {
        assertEquals(400, refused(line + "hello\r\n0\r\n\r\n"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"5\r\nhelloX\r\n", "5\r\nhello\n0\r\n\r\n", "5\r\nhello\rX", "4\r\nhello\r\n", "5\r\nhello0\r\n\r\n"})
    void aChunkEndsWhereItsSizeSays(String chunk) {
        assertEquals(400, refused(chunk + "0\r\n\r\n"));
    }

    @Test
    void theLastChunkIsFollowedByTrailersOrAnEmptyLine() {
        assertEquals(400, refused("0\r\n\n"));
        assertEquals(400, refused("0\r\n\rx"));
    }

    @Test
    void tooManyExtensions() {
        assertEquals(400, refused("1;" + "a".repeat(17 * 1024) + "\r\nx\r\n0\r\n\r\n"));
        assertEquals(400, refused(("1;" + "a".repeat(100) + "\r\nx\r\n").repeat(500) + "0\r\n\r\n"));
    }

    @Test
    void moreThanTheLimitIs413() {
        assertEquals(413, assertThrows(HttpInputError.class, () -> new BodyReader(new Body.Sized(1001), MAX, LIMITS)).status());
        assertEquals(413, refused("3e9\r\n"));
        assertEquals(413, refused("1\r\nx\r\n3e8\r\n"));
        assertEquals(413, refused("fffffffffffffff\r\n"));
        assertEquals(1000, all(chunked(), bytes("3e8\r\n" + "x".repeat(1000) + "\r\n0\r\n\r\n")).length());
    }

    @Test
    void aLimitOfZeroTakesEmptyBodies() {
        assertEquals("", all(new BodyReader(new Body.Chunked(), 0, LIMITS), bytes("0\r\n\r\n")));
        assertEquals(413, assertThrows(HttpInputError.class, () -> new BodyReader(new Body.Sized(1), 0, LIMITS)).status());
    }
}
