package typhoon.wire;

import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;
import typhoon.http.HttpHeaders;
import typhoon.http.HttpStatus;

/**
 * Writes heads and chunks: RFC 9112 sections 4 to 7. A head is put together in an array, since copying a string into one is a block copy,
 * and goes out in one piece. One writer serves all connections of a loop: between {@link #status} and {@link #end} nobody may wait.
 *
 * <p>Names and values come from {@link HttpHeaders}, which has checked them; the reason is checked here.
 */
public final class Http1Writer implements BiConsumer<String, String> {
    private static final byte[] @Nullable [] STATUS_LINES = new byte[600][];
    private static final byte[] NOTHING = {};
    private static final byte[] LENGTH = ascii("Content-Length: ");
    private static final byte[] CONTINUE = ascii("HTTP/1.1 100 Continue\r\n\r\n");
    private static final byte[] HEX = ascii("0123456789abcdef");

    private byte[] bytes = new byte[1024];
    private int size;

    static {
        for (int status = 100; status < 600; status++) {
            if (!HttpStatus.reason(status).equals("Unknown")) STATUS_LINES[status] = statusLine(status, HttpStatus.reason(status));
        }
    }

    /**
     * Begins the head of a response.
     *
     * @throws IllegalArgumentException when the reason holds what would end the line
     */
    public Http1Writer status(int status, String reason) {
        size = 0;
        byte[] line = status < STATUS_LINES.length ? STATUS_LINES[status] : null;
        if (line == null || !reason.equals(HttpStatus.reason(status))) line = statusLine(status, reason);
        return raw(line);
    }

    /** Adds every line of {@code headers}. */
    public Http1Writer fields(HttpHeaders headers) {
        headers.forEach(this);
        return this;
    }

    /** Adds one line, unchecked. */
    @Override
    @SuppressWarnings("deprecation")            // getBytes(int, int, byte[], int) is the one that copies Latin-1 as a block
    public void accept(String name, String value) {
        int nameLength = name.length();
        int valueLength = value.length();
        room(nameLength + valueLength + 4);
        name.getBytes(0, nameLength, bytes, size);
        size += nameLength;
        bytes[size++] = ':';
        bytes[size++] = ' ';
        value.getBytes(0, valueLength, bytes, size);
        size += valueLength;
        lineEnd();
    }

    /** Adds a Content-Length line. */
    public Http1Writer contentLength(long length) {
        raw(LENGTH);
        room(22);
        int digits = 1;
        for (long rest = length; rest >= 10; rest /= 10) digits++;
        long rest = length;
        for (int at = size + digits - 1; at >= size; at--) {
            bytes[at] = (byte) ('0' + rest % 10);
            rest /= 10;
        }
        size += digits;
        lineEnd();
        return this;
    }

    /** Adds lines that are bytes already, each with its end. */
    public Http1Writer raw(byte[] lines) {
        room(lines.length);
        System.arraycopy(lines, 0, bytes, size, lines.length);
        size += lines.length;
        return this;
    }

    /** Ends the head and appends it to {@code out}. */
    public void end(ByteBuf out) {
        end(out, NOTHING);
    }

    /** Ends the head and appends it to {@code out}, and behind it the beginning of its body, in one piece because each write costs. */
    public void end(ByteBuf out, byte[] body) {
        room(2 + body.length);
        lineEnd();
        raw(body);
        out.writeBytes(bytes, 0, size);
        size = 0;
    }

    /** Appends the interim response that asks for the body. */
    public static void continue100(ByteBuf out) {
        out.writeBytes(CONTINUE);
    }

    /** Appends the line before a chunk of {@code length} bytes, which must be at least one: an empty chunk ends the body. */
    public static void chunkBegin(ByteBuf out, int length) {
        int digits = (35 - Integer.numberOfLeadingZeros(length)) / 4;
        for (int shift = (digits - 1) * 4; shift >= 0; shift -= 4) out.writeByte(HEX[length >>> shift & 15]);
        out.writeShort('\r' << 8 | '\n');
    }

    /** Appends the end of a chunk. */
    public static void chunkEnd(ByteBuf out) {
        out.writeShort('\r' << 8 | '\n');
    }

    /** Appends the last chunk, the trailers and the end of the body. */
    public void lastChunk(ByteBuf out, HttpHeaders trailers) {
        size = 0;
        room(3);
        bytes[size++] = '0';
        lineEnd();
        fields(trailers).end(out);
    }

    private void lineEnd() {
        bytes[size++] = '\r';
        bytes[size++] = '\n';
    }

    private void room(int more) {
        if (size + more > bytes.length) bytes = Arrays.copyOf(bytes, Math.max(bytes.length * 2, size + more));
    }

    private static byte[] statusLine(int status, String reason) {
        for (int i = 0; i < reason.length(); i++) {
            char c = reason.charAt(i);
            if (c > 0xFF || !Octets.VALUE[c]) throw new IllegalArgumentException("a reason cannot hold the character " + (int) c);
        }
        return ("HTTP/1.1 " + status + " " + reason + "\r\n").getBytes(StandardCharsets.ISO_8859_1);
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
