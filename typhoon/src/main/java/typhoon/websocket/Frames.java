package typhoon.websocket;

import io.netty.buffer.ByteBuf;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/** Frames as bytes: RFC 6455 sections 5.2 and 5.3. A server never masks what it sends. */
final class Frames {
    static final int MAX_HEADER = 10;
    static final int MAX_CONTROL = 125;
    private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);

    private Frames() {}

    /** How many bytes a whole, unmasked frame has. */
    static int size(int length) {
        return length + (length <= MAX_CONTROL ? 2 : length <= 0xFFFF ? 4 : MAX_HEADER);
    }

    /** Appends the header of a whole, unmasked frame. */
    static void writeHeader(ByteBuf out, int opcode, int length) {
        out.writeByte(0x80 | opcode);
        if (length <= MAX_CONTROL) {
            out.writeByte(length);
        } else if (length <= 0xFFFF) {
            out.writeByte(126).writeShort(length);
        } else {
            out.writeByte(127).writeLong(length);
        }
    }

    /** Appends a whole, unmasked frame. */
    static void write(ByteBuf out, int opcode, byte[] payload) {
        writeHeader(out, opcode, payload.length);
        out.writeBytes(payload);
    }

    /**
     * Undoes the mask in place, eight bytes at a time and the rest one by one.
     *
     * @param phase how many bytes of the payload lie before {@code from}
     */
    static void unmask(byte[] bytes, int from, int end, int mask, long phase) {
        int turned = Integer.rotateLeft(mask, (int) (phase & 3) * 8);
        long wide = (long) turned << 32 | turned & 0xFFFF_FFFFL;
        int at = from;
        for (; at <= end - Long.BYTES; at += Long.BYTES) LONGS.set(bytes, at, (long) LONGS.get(bytes, at) ^ wide);
        for (int i = 0; at < end; at++, i++) bytes[at] ^= (byte) (turned >>> 24 - 8 * (i & 3));
    }
}
