package typhoon.web;

import java.io.ByteArrayOutputStream;
import java.util.zip.CRC32;
import java.util.zip.Deflater;
import typhoon.gen.Gen;

/**
 * Packs a body piece by piece as gzip (RFC 1952), so that each piece can be unpacked as soon as it has come. Level 6 packs 64 KiB of text
 * in about two milliseconds: after so much others get their turn. Holds native memory until {@link #close}.
 */
final class GzipEncoder implements AutoCloseable {
    private static final int LEVEL = 6;
    private static final int SLICE = 64 * 1024;
    private static final byte[] HEAD = {0x1F, (byte) 0x8B, Deflater.DEFLATED, 0, 0, 0, 0, 0, 0, (byte) 0xFF};

    private final Deflater deflater = new Deflater(LEVEL, true);        // 256 KiB; a new one is made as fast as a used one is reset
    private final CRC32 crc = new CRC32();
    private final byte[] buffer = new byte[8192];
    private long total;
    private boolean begun;

    /** What stands for {@code data}, and for the end of the body if it is the {@code last} piece. Waits between slices of a large one. */
    byte[] pack(byte[] data, boolean last) {
        var out = new ByteArrayOutputStream(Math.max(64, Math.min(data.length / 2, SLICE)));
        if (!begun) out.writeBytes(HEAD);
        begun = true;
        for (int from = 0; from < data.length; from += SLICE) {
            if (from > 0) Gen.moment();
            packSlice(data, from, Math.min(SLICE, data.length - from), out);
        }
        if (last) finish(out);
        else deflate(Deflater.SYNC_FLUSH, out);
        return out.toByteArray();
    }

    /** How many bytes were packed so far. */
    long total() {
        return total;
    }

    private void packSlice(byte[] data, int from, int size, ByteArrayOutputStream out) {
        crc.update(data, from, size);
        total += size;
        deflater.setInput(data, from, size);
        while (!deflater.needsInput()) deflate(Deflater.NO_FLUSH, out);
    }

    /** Until nothing more comes out. */
    private void deflate(int flush, ByteArrayOutputStream out) {
        int size;
        do {
            size = deflater.deflate(buffer, 0, buffer.length, flush);
            out.write(buffer, 0, size);
        } while (size == buffer.length);
    }

    private void finish(ByteArrayOutputStream out) {
        deflater.finish();
        while (!deflater.finished()) deflate(Deflater.NO_FLUSH, out);
        writeInt(out, crc.getValue());
        writeInt(out, total);
        close();
    }

    /** Little-endian, its lower 32 bits. */
    private static void writeInt(ByteArrayOutputStream out, long value) {
        for (int shift = 0; shift < 32; shift += 8) out.write((int) (value >>> shift));
    }

    /** Harmless when it was called before, or the last piece was packed. */
    @Override
    public void close() {
        deflater.end();
    }
}
