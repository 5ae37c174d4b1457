package typhoon.websocket;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Checks text that arrives in pieces, a byte at a time, and refuses at the first byte that no valid text has at that place: the finite
 * automaton of RFC 3629 section 4, which knows overlong forms, surrogates and everything beyond U+10FFFF.
 */
final class Utf8 {
    private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.nativeOrder());
    private static final long HIGH_BITS = 0x8080_8080_8080_8080L;       // none of them set: eight bytes of ASCII

    private int missing;            // continuation bytes still to come
    private int lower = 0x80;       // what the next one may be
    private int upper = 0xBF;

    /** Whether the text so far, with these bytes, can be the beginning of valid text. */
    boolean accepts(byte[] bytes, int from, int end) {
        int at = from;
        while (at < end) {
            if (missing == 0) {
                while (at <= end - Long.BYTES && ((long) LONGS.get(bytes, at) & HIGH_BITS) == 0) at += Long.BYTES;
                while (at < end && bytes[at] >= 0) at++;
                if (at < end && !lead(bytes[at++] & 0xFF)) return false;
            } else {
                int next = bytes[at++] & 0xFF;
                if (next < lower || next > upper) return false;
                lower = 0x80;
                upper = 0xBF;
                missing--;
            }
        }
        return true;
    }

    /** Whether the text may end here. */
    boolean complete() {
        return missing == 0;
    }

    private boolean lead(int lead) {
        if (lead < 0xC2 || lead > 0xF4) return false;
        missing = lead < 0xE0 ? 1 : lead < 0xF0 ? 2 : 3;
        if (lead == 0xE0) lower = 0xA0;
        else if (lead == 0xED) upper = 0x9F;
        else if (lead == 0xF0) lower = 0x90;
        else if (lead == 0xF4) upper = 0x8F;
        return true;
    }

    /** As many bytes of the text as fit into {@code limit} without cutting a character. */
    static byte[] truncated(String text, int limit) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        if (bytes.length <= limit) return bytes;
        int end = limit;
        while (end > 0 && (bytes[end] & 0xC0) == 0x80) end--;
        return Arrays.copyOf(bytes, end);
    }
}
