package typhoon.wire;

import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;
import typhoon.http.HttpHeaders;
import typhoon.http.HttpInputError;

/**
 * Takes the body of one request out of an inbox, piece by piece as it arrives: RFC 9112 sections 6.2 and 7.1. A chunk size is one to 15
 * plain hex digits. Chunk extensions are skipped; they may have 16 KiB, and as much again as there was data, so that nobody keeps us busy
 * with nothing else.
 */
public final class BodyReader {
    private static final int MAX_DIGITS = 15;
    private static final int MAX_PIECE = 64 * 1024;
    private static final long FREE_EXTENSIONS = 16 * 1024;

    private enum State { SIZE, EXTENSION, SIZE_LF, DATA, DATA_CR, DATA_LF, TRAILERS, DONE }

    private final long maxBody;
    private final HeadLimits trailerLimits;
    private final Window window;
    private final boolean chunked;

    private State state;
    private long left;                  // of this chunk, or of the whole body when its length is known
    private long received;
    private long size;                  // the chunk size being read, and its digits so far
    private int digits;
    private long extensions;
    private @Nullable TrailerReader trailerReader;

    /** A reader with a window of its own. */
    public BodyReader(Body body, long maxBody, HeadLimits trailerLimits) {
        this(body, maxBody, trailerLimits, new Window());
    }

    /**
     * A reader that shares {@code window} with others of its loop.
     *
     * @throws HttpInputError 413 when the announced length is above {@code maxBody}
     */
    public BodyReader(Body body, long maxBody, HeadLimits trailerLimits, Window window) {
        this.maxBody = maxBody;
        this.trailerLimits = trailerLimits;
        this.window = window;
        this.chunked = body instanceof Body.Chunked;
        this.left = body instanceof Body.Sized(long length) ? length : 0;
        if (left > maxBody) throw tooLarge();
        this.state = chunked ? State.SIZE : left > 0 ? State.DATA : State.DONE;
    }

    /**
     * The next piece, of 64 KiB at most; null when the body is {@link #done} or more bytes are needed.
     *
     * @throws HttpInputError 400 when the chunks are malformed, 413 when they are more than the limit, 431 when the trailers are
     */
    public byte @Nullable [] next(ByteBuf inbox) {
        while (true) {
            if (state == State.DONE) return null;
            if (state == State.TRAILERS) {
                readTrailers(inbox);
                return null;
            }
            if (!inbox.isReadable()) return null;
            if (state == State.DATA) return data(inbox);
            step(inbox.readByte());
        }
    }

    /** Whether the whole body was read, trailers included. */
    public boolean done() {
        return state == State.DONE;
    }

    /** How many bytes are known to be missing still; -1 when only the peer knows. */
    public long missing() {
        return chunked && state != State.DONE ? -1 : left;
    }

    /** The trailers, once the body is done; empty when there were none. */
    public HttpHeaders trailers() {
        return trailerReader != null && done() ? trailerReader.trailers() : new HttpHeaders();
    }

    /** About how much memory the trailers take that were read. */
    public int trailersHeld() {
        return trailerReader == null ? 0 : trailerReader.held();
    }

    private byte[] data(ByteBuf inbox) {
        int count = (int) Math.min(left, Math.min(inbox.readableBytes(), MAX_PIECE));
        var piece = new byte[count];
        inbox.readBytes(piece);
        left -= count;
        received += count;
        if (left == 0) state = chunked ? State.DATA_CR : State.DONE;
        return piece;
    }

    private void step(byte b) {
        switch (state) {
            case SIZE -> sizeDigit(b);
            case EXTENSION -> extension(b);
            case SIZE_LF -> {
                expect(b, '\n', "a chunk size");
                beginChunk();
            }
            case DATA_CR -> {
                expect(b, '\r', "the data of a chunk");
                state = State.DATA_LF;
            }
            case DATA_LF -> {
                expect(b, '\n', "the data of a chunk");
                state = State.SIZE;
            }
            case DATA, TRAILERS, DONE -> throw new IllegalStateException(state + " takes no single byte");
        }
    }

    private void sizeDigit(byte b) {
        int digit = Octets.hex(b);
        if (digit >= 0) {
            if (++digits > MAX_DIGITS) throw new HttpInputError(400, "a chunk size of more than " + MAX_DIGITS + " digits");
            size = size << 4 | digit;
        } else if (digits > 0 && b == '\r') {
            state = State.SIZE_LF;
        } else if (digits > 0 && b == ';') {
            state = State.EXTENSION;
        } else {
            throw new HttpInputError(400, "a chunk size that is not plain hex digits");
        }
    }

    private void extension(byte b) {
        if (b == '\r') state = State.SIZE_LF;
        else if (!Octets.VALUE[b & 0xFF]) throw new HttpInputError(400, "a control character in a chunk extension");
        else if (++extensions > FREE_EXTENSIONS + received) throw new HttpInputError(400, "too many chunk extensions");
    }

    private void beginChunk() {
        if (size > maxBody - received) throw tooLarge();
        left = size;
        state = size == 0 ? State.TRAILERS : State.DATA;
        size = 0;
        digits = 0;
    }

    private void readTrailers(ByteBuf inbox) {
        if (trailerReader == null) trailerReader = new TrailerReader(trailerLimits, window);
        if (inbox.isReadable() && trailerReader.readLines(inbox, 0)) state = State.DONE;
    }

    private HttpInputError tooLarge() {
        return new HttpInputError(413, "a body of more than " + maxBody + " bytes");
    }

    private static void expect(byte found, char wanted, String what) {
        if (found != wanted) throw new HttpInputError(400, what + " does not end in CR LF");
    }
}
