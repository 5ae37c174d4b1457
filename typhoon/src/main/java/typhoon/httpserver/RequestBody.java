package typhoon.httpserver;

import java.time.Duration;
import org.jspecify.annotations.Nullable;
import typhoon.gen.Gen;
import typhoon.http.HttpHeaders;
import typhoon.http.HttpInputError;
import typhoon.http.MemoryBudget;
import typhoon.iostream.StreamClosedError;
import typhoon.netty.Nanos;
import typhoon.netty.StreamChannel;
import typhoon.wire.Body;
import typhoon.wire.BodyReader;
import typhoon.wire.CountedBytes;
import typhoon.wire.Head;
import typhoon.wire.Http1Writer;

/** The body of one request, read when somebody asks for it: until then it stays in the socket, and the client waits. */
final class RequestBody {
    private static final HttpHeaders NO_TRAILERS = new HttpHeaders();
    private static final byte[] EMPTY = {};
    private static final String CODING = "Content-Encoding";
    private static final int MAX_ARRAY = Integer.MAX_VALUE - 8;

    private final Http1Exchange exchange;
    private final Head head;
    private @Nullable BodyReader reader;
    private @Nullable PackedBody packed;
    private final boolean isPacked;
    private long limit;
    private Duration timeout;
    private boolean broken;
    private long taken;                     // from the budget of the server, by a body that was read as a whole
    private boolean released;
    private @Nullable Share trailersShare;
    private @Nullable Multipart parts;

    RequestBody(Http1Exchange exchange, Head head) {
        this.exchange = exchange;
        this.head = head;
        this.limit = exchange.options().maxBody();
        this.timeout = exchange.options().bodyTimeout();
        this.isPacked = exchange.options().decompressRequest() && "gzip".equalsIgnoreCase(head.headers().get(CODING));
        if (isPacked) rename(head.headers());
    }

    private static void rename(HttpHeaders headers) {
        headers.set("X-Consumed-Content-Encoding", headers.get(CODING, ""));
        headers.remove(CODING);
    }

    /** As {@link HttpConnection#setMaxBody}. */
    void limit(long bytes) {
        if (bytes < 0) throw new IllegalArgumentException("a body has zero or more bytes, not " + bytes);
        if (begun()) throw new IllegalStateException("setMaxBody was called when the body was being read already");
        limit = bytes;
    }

    /** As {@link HttpConnection#setBodyTimeout}. */
    void timeout(Duration time) {
        if (time.isNegative()) throw new IllegalArgumentException("a timeout is zero (none) or more, not " + time);
        timeout = time;
    }

    /** The next piece as it arrives; null at the end. */
    byte @Nullable [] readChunk() {
        if (head.body() instanceof Body.None) return null;
        while (true) {
            byte[] piece = pieceHere();
            if (piece != null || done()) return piece;
            awaitBytes();
        }
    }

    /** The next piece if it has arrived; else null. */
    private byte @Nullable [] pieceHere() {
        PackedBody unpacker = unpacker();
        if (unpacker == null) return rawPieceHere();
        try {
            byte[] piece = unpacker.rest();
            if (piece != null) Gen.moment();            // few bytes can stand for many pieces: others have their turns between
            while (piece == null && rawPieceHere() instanceof byte[] raw) piece = unpacker.unpack(raw);
            if (piece == null && reader().done()) unpacker.end();
            return piece;
        } catch (HttpInputError malformed) {
            broken = true;
            throw malformed;
        }
    }

    private @Nullable PackedBody unpacker() {
        if (isPacked && packed == null) packed = new PackedBody(limit);
        return packed;
    }

    /** As {@link #pieceHere}, as it came. */
    private byte @Nullable [] rawPieceHere() {
        try {
            byte[] piece = reader().next(channel().inbox());
            channel().consumed();
            if (reader().trailersHeld() > 0) trailersShare().hold(reader().trailersHeld());
            return piece;
        } catch (HttpInputError malformed) {
            broken = true;
            throw malformed;
        }
    }

    /** All of it. Unless it came in one piece it counts against the server's budget until {@link #release}. */
    byte[] readAll() {
        byte[] first = readChunk();
        if (first == null) return EMPTY;
        byte[] next = pieceHere();
        return next == null && done() ? first : join(first, next);
    }

    /** Counted from here on, before the next wait: a client that sends one piece and no more is one of thousands. */
    private byte[] join(byte[] first, byte @Nullable [] second) {
        var all = new CountedBytes(budget());
        try {
            append(all, first);
            for (byte[] piece = second == null ? readChunk() : second; piece != null; piece = readChunk()) append(all, piece);
            if (!all.trim()) throw noMemory();
        } catch (RuntimeException | Error failure) {        // an interrupt too
            all.clear();
            throw failure;
        }
        taken = CountedBytes.cost(all.size());
        if (released) release();
        return all.take();
    }

    private void append(CountedBytes all, byte[] piece) {
        long most = !isPacked && head.body() instanceof Body.Sized(long length) ? length : limit;
        if (!all.room(piece.length, (int) Math.min(most, MAX_ARRAY))) throw noMemory();
        System.arraycopy(piece, 0, all.array(), all.size(), piece.length);
        all.grown(piece.length);
    }

    private HttpInputError noMemory() {
        broken = true;
        return new HttpInputError(503, "no memory for so large a body now: too many are being received");
    }

    /** The delegate has returned. */
    void release() {
        released = true;
        if (packed != null) packed.close();
        if (parts != null) parts.close();
        if (trailersShare != null) trailersShare.hold(0);
        if (taken == 0) return;
        budget().giveBack(taken);
        taken = 0;
    }

    /** The body is a form that is to be closed when the delegate has returned. */
    Multipart closing(Multipart form) {
        parts = form;
        return form;
    }

    private Share trailersShare() {
        if (trailersShare == null) trailersShare = new Share(budget(), "trailer section");
        return trailersShare;
    }

    private MemoryBudget budget() {
        return exchange.options().memoryBudget();
    }

    /** Whether nothing of it is left in the socket. */
    boolean done() {
        return rawDone() && (packed == null || packed.ended());
    }

    /** Whether there is none. */
    boolean isNone() {
        return head.body() instanceof Body.None;
    }

    private boolean rawDone() {
        return head.body() instanceof Body.None || reader != null && reader.done();
    }

    /** Whether somebody has asked for a piece of it. */
    boolean begun() {
        return reader != null;
    }

    HttpHeaders trailers() {
        return reader == null ? NO_TRAILERS : reader.trailers();
    }

    /** Whether it is certain that no request can be found behind this body. */
    boolean endsConnection() {
        if (broken) return true;
        // RFC 9110 10.1.1: nobody knows whether a client that got its answer instead of a 100 will still send the body
        if (reader == null && head.expectsContinue() && !done()) return true;
        return missing() > exchange.options().maxDiscarded();
    }

    /** Whether the beginning of a further request was read behind it, as far as that can be known now. */
    boolean isFollowed() {
        int here = channel().inbox().readableBytes();
        long missing = done() ? 0 : missing();
        return missing >= 0 && here > missing;
    }

    /** Drops the rest, up to {@code most} bytes; whether all of it is gone. The response has left: what goes wrong now nobody is told. */
    boolean discard(long most) {
        if (endsConnection()) return false;
        long dropped = 0;
        try {
            while (!rawDone() && dropped <= most) {
                if (rawPieceHere() instanceof byte[] piece) dropped += piece.length;
                else if (!rawDone()) awaitBytes();
            }
            return rawDone();
        } catch (HttpInputError | StreamClosedError _) {
            return false;
        } finally {
            if (trailersShare != null) trailersShare.hold(0);
        }
    }

    private long missing() {
        if (reader != null) return reader.missing();
        return head.body() instanceof Body.Sized(long length) ? length : 0;
    }

    private BodyReader reader() {
        if (reader != null) return reader;
        var server = exchange.server();
        reader = new BodyReader(head.body(), limit, server.headLimits(), server.window());
        if (head.expectsContinue() && !exchange.started()) {
            Http1Writer.continue100(channel().outbox());
            channel().touch();
        }
        return reader;
    }

    private void awaitBytes() {
        var event = channel().awaitBytes(Nanos.of(timeout));
        if (event == StreamChannel.Event.BYTES) return;
        broken = true;
        if (event == StreamChannel.Event.CLOSED) throw new StreamClosedError(channel().error());
        // RFC 9112 8: an incomplete message; he may still listen
        if (event == StreamChannel.Event.EOF) throw new HttpInputError(400, "the body ended before it was complete");
        throw new HttpInputError(408, "no byte of the body for " + timeout.toSeconds() + " s");
    }

    private StreamChannel channel() {
        return exchange.channel();
    }
}
