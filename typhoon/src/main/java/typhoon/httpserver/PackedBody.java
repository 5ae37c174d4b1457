package typhoon.httpserver;

import org.jspecify.annotations.Nullable;
import typhoon.http.GzipDecompressor;
import typhoon.http.HttpInputError;

/** A body that comes as gzip, on its way to who reads it: unpacked in pieces, and counted as what it becomes. */
final class PackedBody {
    private static final int PIECE = 64 * 1024;

    private final GzipDecompressor gunzip = new GzipDecompressor();
    private final long limit;
    private long unpacked;
    private boolean more;           // of what was given not all was looked at, or not all returned
    private boolean ended;

    PackedBody(long limit) {
        this.limit = limit;
    }

    /** The next piece of what was given already; null when there is none. */
    byte @Nullable [] rest() {
        return more ? unpack(gunzip.unconsumedTail()) : null;
    }

    /**
     * The first piece that further bytes stand for; null when there is none.
     *
     * @throws HttpInputError 400 when they are no gzip, 413 when all of it is above the limit
     */
    byte @Nullable [] unpack(byte[] packed) {
        byte[] piece = gunzip.decompress(packed, PIECE);
        more = piece.length == PIECE || gunzip.unconsumedTail().length > 0;
        unpacked += piece.length;
        if (unpacked > limit) throw new HttpInputError(413, "a body that unpacks to more than " + limit + " bytes");
        return piece.length == 0 ? null : piece;
    }

    /**
     * All bytes were given.
     *
     * @throws HttpInputError 400 when some are missing
     */
    void end() {
        if (ended) return;
        ended = true;
        gunzip.flush();
    }

    boolean ended() {
        return ended;
    }

    void close() {
        ended = true;
        gunzip.close();
    }
}
