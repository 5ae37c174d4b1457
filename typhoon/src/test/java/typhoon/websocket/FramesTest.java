package typhoon.websocket;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.Random;
import org.junit.jupiter.api.Test;

class FramesTest {
    @Test
    void theMaskIsUndoneAtEveryOffsetLengthAndPhase() {
        var random = new Random(7);
        int mask = random.nextInt();
        for (int offset = 0; offset < 9; offset++) {
            for (int length = 0; length < 40; length++) {
                for (int phase = 0; phase < 5; phase++) {
                    byte[] bytes = new byte[60];
                    random.nextBytes(bytes);
                    byte[] expected = bytes.clone();
                    for (int i = 0; i < length; i++) expected[offset + i] ^= (byte) (mask >>> 24 - 8 * ((phase + i) % 4));
                    Frames.unmask(bytes, offset, offset + length, mask, phase);
                    assertArrayEquals(expected, bytes, "offset " + offset + ", length " + length + ", phase " + phase);
                }
            }
        }
    }

    @Test
    void theLengthTakesAsManyBytesAsItNeeds() {
        assertEquals("8100", header(Opcode.TEXT, 0));
        assertEquals("827d", header(Opcode.BINARY, 125));
        assertEquals("817e007e", header(Opcode.TEXT, 126));
        assertEquals("817effff", header(Opcode.TEXT, 65535));
        assertEquals("817f0000000000010000", header(Opcode.TEXT, 65536));
    }

    private static String header(int opcode, int length) {
        ByteBuf out = Unpooled.buffer();
        Frames.writeHeader(out, opcode, length);
        var hex = new StringBuilder();
        while (out.isReadable()) hex.append(String.format("%02x", out.readByte()));
        return hex.toString();
    }
}
