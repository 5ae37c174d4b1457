package typhoon.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static typhoon.wire.Wire.LIMITS;
import static typhoon.wire.Wire.text;

import io.netty.buffer.Unpooled;
import org.junit.jupiter.api.Test;
import typhoon.http.HttpHeaders;

class Http1WriterTest {
    private final Http1Writer writer = new Http1Writer();

    @Test
    void aHeadIsStatusLineFieldsAndAnEmptyLine() {
        var headers = new HttpHeaders();
        headers.set("Content-Type", "text/plain");
        headers.add("Set-Cookie", "a=1");
        headers.add("Set-Cookie", "b=\u00fc");
        var out = Unpooled.buffer();
        writer.status(200, "OK").fields(headers).contentLength(1234567890123L).end(out);
        assertEquals("HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nSet-Cookie: a=1\r\nSet-Cookie: b=\u00fc\r\n"
                + "Content-Length: 1234567890123\r\n\r\n", text(out));
    }

    @Test
    void aReasonOfOnesOwn() {
        var out = Unpooled.buffer();
        writer.status(200, "Fine \u00e4").end(out);
        writer.status(599, "").end(out);
        assertEquals("HTTP/1.1 200 Fine \u00e4\r\n\r\nHTTP/1.1 599 \r\n\r\n", text(out));
    }

    @Test
    void aReasonCannotEndTheLine() {
        for (String reason : new String[] {"a\r\nB: c", "a\nb", "a\0", "\u0100"})
            assertThrows(IllegalArgumentException.class, () -> writer.status(200, reason));
    }

    @Test
    void aWriterStartsAfreshWhenTheHeadBeforeWasNotEnded() {
        var out = Unpooled.buffer();
        writer.status(500, "never sent").contentLength(5);
        writer.status(204, "No Content").end(out);
        assertEquals("HTTP/1.1 204 No Content\r\n\r\n", text(out));
    }

    @Test
    void aHeadLargerThanTheArrayMakesItGrow() {
        var headers = new HttpHeaders();
        for (int i = 0; i < 100; i++) headers.add("X-Field", "v".repeat(500));
        var out = Unpooled.buffer();
        writer.status(200, "OK").fields(headers).end(out);
        assertEquals(17 + 100 * (9 + 500 + 2) + 2, out.readableBytes());
    }

    @Test
    void everyLengthAndChunkSizeIsReadAsItWasWritten() {
        for (int shift = 0; shift < 28; shift++) {
            for (int length : new int[] {1 << shift, (1 << shift) + 1, (2 << shift) - 1}) {
                var out = Unpooled.buffer();
                Http1Writer.chunkBegin(out, length);
                assertEquals(Integer.toHexString(length) + "\r\n", text(out));
                out.clear();
                writer.status(200, "OK").contentLength(length).end(out);
                assertEquals("HTTP/1.1 200 OK\r\nContent-Length: " + length + "\r\n\r\n", text(out));
            }
        }
    }

    @Test
    void whatIsWrittenInChunksIsReadAgain() {
        var trailers = new HttpHeaders();
        trailers.set("X-Sum", "5");
        var out = Unpooled.buffer();
        Http1Writer.chunkBegin(out, 5);
        out.writeBytes(Wire.bytes("hello"));
        Http1Writer.chunkEnd(out);
        writer.lastChunk(out, trailers);
        assertEquals("5\r\nhello\r\n0\r\nX-Sum: 5\r\n\r\n", text(out));
        var reader = new BodyReader(new Body.Chunked(), 10, LIMITS);
        assertEquals("hello", Wire.all(reader, out));
        assertEquals("X-Sum: 5\n", reader.trailers().toString());
    }

    @Test
    void theInterimResponseAsksForTheBody() {
        var out = Unpooled.buffer();
        Http1Writer.continue100(out);
        assertEquals("HTTP/1.1 100 Continue\r\n\r\n", text(out));
    }
}
