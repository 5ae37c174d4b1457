package typhoon.wire;

import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.fail;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import typhoon.http.HttpInputError;

/** Texts and buffers for the tests of this room; one character is one byte. */
final class Wire {
    static final HeadLimits LIMITS = new HeadLimits(8 * 1024, 64 * 1024, 200);

    private Wire() {}

    static ByteBuf bytes(String text) {
        return Unpooled.copiedBuffer(text, StandardCharsets.ISO_8859_1);
    }

    static String text(ByteBuf buffer) {
        return buffer.toString(StandardCharsets.ISO_8859_1);
    }

    /** The head of {@code text}, which must hold exactly one. */
    static Head head(String text) {
        var inbox = bytes(text);
        Head head = new Http1Reader(LIMITS).readHead(inbox);
        if (head == null) return fail("incomplete: " + text);
        if (inbox.isReadable()) return fail("left over: " + text(inbox));
        return head;
    }

    /** The status that {@code text} is refused with, whether it comes at once or byte by byte. */
    static int refused(String text) {
        int atOnce = assertThrows(HttpInputError.class, () -> new Http1Reader(LIMITS).readHead(bytes(text)), text).status();
        int slowly = assertThrows(HttpInputError.class, () -> slowly(new Http1Reader(LIMITS), text), text).status();
        if (atOnce != slowly) fail(atOnce + " at once, " + slowly + " byte by byte: " + text);
        return atOnce;
    }

    static Head slowly(Http1Reader reader, String text) {
        var inbox = Unpooled.buffer();
        for (int i = 0; i < text.length(); i++) {
            inbox.writeByte(text.charAt(i));
            Head head = reader.readHead(inbox);
            if (head != null && i == text.length() - 1) return head;
            if (head != null) return fail("complete after " + i + " of " + text.length() + " bytes");
        }
        return fail("incomplete: " + text);
    }

    /** All data of a body that is complete in {@code inbox}. */
    static String all(BodyReader reader, ByteBuf inbox) {
        var data = new ByteArrayOutputStream();
        for (byte[] piece = reader.next(inbox); piece != null; piece = reader.next(inbox)) data.writeBytes(piece);
        if (!reader.done()) fail("incomplete body");
        return data.toString(StandardCharsets.ISO_8859_1);
    }
}
