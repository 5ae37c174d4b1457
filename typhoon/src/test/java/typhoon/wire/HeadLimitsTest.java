package typhoon.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static typhoon.wire.Wire.LIMITS;
import static typhoon.wire.Wire.bytes;
import static typhoon.wire.Wire.head;
import static typhoon.wire.Wire.refused;

import io.netty.buffer.Unpooled;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import typhoon.http.HttpInputError;

class HeadLimitsTest {
    private static final String HOST = "Host: x\r\n";

    private static String lineOf(int length) {
        return "GET /" + "a".repeat(length - 14) + " HTTP/1.1\r\n";
    }

    @Test
    void aRequestLineOfTheLimitPasses() {
        assertEquals(LIMITS.requestLine() - 13, head(lineOf(LIMITS.requestLine()) + HOST + "\r\n").path().length());
    }

    @Test
    void aLongerRequestLineIs414() {
        assertEquals(414, refused(lineOf(LIMITS.requestLine() + 1) + HOST + "\r\n"));
    }

    @Test
    void aRequestLineWithoutEndIs414AsSoonAsItIsTooLong() {
        assertEquals(414, refused("GET /" + "a".repeat(LIMITS.requestLine())));
        assertEquals(414, refused("A".repeat(LIMITS.requestLine() + 2)));
    }

    @Test
    void aHeadOfTheLimitPasses() {
        String begin = "GET / HTTP/1.1\r\n" + HOST + "A: ";
        String head = begin + "a".repeat(LIMITS.headerBlock() - begin.length() - 4) + "\r\n\r\n";
        assertEquals(LIMITS.headerBlock(), head.length());
        assertEquals("x", head(head).host());
        assertEquals("x", Wire.slowly(new Http1Reader(LIMITS), head).host());
        assertEquals(431, refused(head.replace("A: ", "AA: ")));
    }

    @Test
    void aHeaderLineWithoutEndIs431AsSoonAsItIsTooLong() {
        assertEquals(431, refused("GET / HTTP/1.1\r\nA: " + "a".repeat(LIMITS.headerBlock())));
        assertEquals(431, refused("GET / HTTP/1.1\r\n" + "a".repeat(LIMITS.headerBlock())));
    }

    @Test
    void asManyLinesAsTheLimitPass() {
        assertEquals(200, head("GET / HTTP/1.1\r\n" + HOST + "A: 1\r\n".repeat(199) + "\r\n").headers().size());
        assertEquals(431, refused("GET / HTTP/1.1\r\n" + HOST + "A: 1\r\n".repeat(200) + "\r\n"));
    }

    @Test
    void theLimitsCountAnewForEachRequest() {
        var limits = new HeadLimits(40, 60, 2);
        var reader = new Http1Reader(limits);
        var inbox = Unpooled.buffer();
        for (int i = 0; i < 100; i++) {
            inbox.writeBytes(bytes("GET / HTTP/1.1\r\n" + HOST + "A: 1\r\n\r\n"));
            assertEquals("x", hostOf(reader.readHead(inbox)));
        }
    }

    @Test
    void aSlowSenderOfAHugeLineCostsLinearTime() {
        var reader = new Http1Reader(new HeadLimits(8 * 1024, 16 * 1024 * 1024, 10));
        var inbox = Unpooled.buffer(8 * 1024 * 1024);
        inbox.writeBytes(bytes("GET / HTTP/1.1\r\nA: "));
        long began = System.nanoTime();
        for (int i = 0; i < 4_000_000; i++) {
            inbox.writeByte('a');
            assertNull(reader.readHead(inbox));
        }
        // the square of this number of bytes would take hours
        assertTrue(System.nanoTime() - began < 20_000_000_000L);
    }

    @Test
    void anErrorSaysTheLimit() {
        var error = assertThrows(HttpInputError.class, () -> new Http1Reader(LIMITS).readHead(bytes("A".repeat(9000))));
        assertEquals("a request line of more than 8192 bytes", error.getMessage());
        assertEquals(0, error.getStackTrace().length);
    }

    private static String hostOf(@Nullable Head head) {
        return head == null ? "incomplete" : head.host();
    }
}
