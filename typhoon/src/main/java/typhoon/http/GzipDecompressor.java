package typhoon.http;

import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.zip.CRC32;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;
import org.jspecify.annotations.Nullable;

/**
 * Unpacks gzip data piece by piece, as it comes. Set a limit to what one call returns, because a few bytes can stand for gigabytes:
 *
 * {@snippet class="typhoon.snippets.HttpSnippets" region="gunzip"}
 *
 * <p>Members that follow each other are one text (RFC 1952 §2.2). Checksums are checked. Whatever is wrong is an {@link HttpInputError}
 * with status 400, after which nothing else may be called; there is no input that keeps a call busy for ever. Holds native memory until
 * {@link #close}. To be used by one coroutine or thread at a time; it never waits. Source: Tornado's {@code util.GzipDecompressor}, whose
 * {@code flush} does not notice an end that came too early.
 */
public final class GzipDecompressor implements AutoCloseable {
    private static final byte[] NOTHING = new byte[0];
    private static final int TRAILER = 8;
    private static final int PIECE = 8192;

    private final Inflater inflater = new Inflater(true);
    private final CRC32 crc = new CRC32();
    private @Nullable GzipHead head = new GzipHead();       // null behind it
    private long trailer;
    private int inTrailer;
    private byte[] held = NOTHING;
    private boolean ended;

    /** Before the first byte. */
    public GzipDecompressor() {}

    /** As {@link #decompress(byte[], int)} without a limit: for data of your own only. */
    public byte[] decompress(byte[] data) {
        return decompress(data, 0);
    }

    /**
     * Takes further data, and returns what it stands for as far as that is known by now.
     *
     * @param maxLength most bytes to return, 0 for any number; what could not be looked at for that is {@link #unconsumedTail} then
     */
    public byte[] decompress(byte[] data, int maxLength) {
        if (maxLength < 0) throw new IllegalArgumentException("a length is 0 (any) or more, not " + maxLength);
        if (ended) throw new IllegalStateException("decompress after flush() or close()");
        var out = new ByteArrayOutputStream(Math.max(32, Math.min(data.length * 2, PIECE)));
        int limit = maxLength == 0 ? Integer.MAX_VALUE : maxLength;
        int at = 0;
        boolean more = true;
        while (more && out.size() < limit) {
            if (head != null) {
                more = at < data.length;
                if (more && head.take(data[at++] & 0xFF)) head = null;
            } else if (inflater.finished()) {
                more = at < data.length;
                if (more) takeTrailer(data[at++] & 0xFF);
            } else {
                int before = at;
                at = inflate(data, at, out, limit);
                more = at < data.length || at > before && inflater.finished();
            }
        }
        held = at == data.length ? NOTHING : Arrays.copyOfRange(data, at, data.length);
        return out.toByteArray();
    }

    /** Inflates until the input or the room for output is used up, or a member ends; returns how far it came. */
    private int inflate(byte[] data, int from, ByteArrayOutputStream out, int limit) {
        var piece = new byte[Math.min(PIECE, limit - out.size())];
        inflater.setInput(data, from, data.length - from);
        try {
            while (out.size() < limit) {
                int size = inflater.inflate(piece, 0, Math.min(piece.length, limit - out.size()));
                crc.update(piece, 0, size);
                out.write(piece, 0, size);
                if (inflater.needsDictionary()) throw new HttpInputError(400, "gzip data that wants a dictionary");
                if (size == 0) break;
            }
        } catch (DataFormatException corrupt) {
            throw new HttpInputError(400, "corrupt gzip data: " + corrupt.getMessage());
        }
        return data.length - inflater.getRemaining();
    }

    private void takeTrailer(int b) {
        trailer |= (long) b << 8 * inTrailer++;
        if (inTrailer < TRAILER) return;
        if ((trailer & 0xFFFFFFFFL) != crc.getValue()) throw new HttpInputError(400, "the checksum of gzip data is wrong");
        if (trailer >>> 32 != (inflater.getBytesWritten() & 0xFFFFFFFFL)) throw new HttpInputError(400, "the length of gzip data is wrong");
        trailer = 0;
        inTrailer = 0;
        crc.reset();
        inflater.reset();
        head = new GzipHead();
    }

    /** What the last call could not look at because of its limit: to be given to the next one, before further data. */
    public byte[] unconsumedTail() {
        return held;
    }

    /**
     * Ends it: returns what is left to return, a few KiB at most.
     *
     * @throws HttpInputError if the data ended too early
     */
    public byte[] flush() {
        byte[] rest = decompress(held, 0);
        boolean whole = head != null && head.isEmpty();
        close();
        if (whole) return rest;
        throw new HttpInputError(400, "gzip data that ends in its middle");
    }

    /** Frees its memory. */
    @Override
    public void close() {
        ended = true;
        inflater.end();
    }
}
