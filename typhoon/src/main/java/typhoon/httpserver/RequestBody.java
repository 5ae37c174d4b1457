package typhoon.httpserver;

import org.jspecify.annotations.Nullable;
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
    private static final int MAX_ARRAY = Integer.MAX_VALUE - 8;

    private final Http1Exchange exchange;
    private final Head head;
    private @Nullable BodyReader reader;
    private boolean broken;
    private long taken;                     // from the budget of the server, by a body that was read as a whole
    private boolean released;

    RequestBody(Http1Exchange exchange, Head head) {
        this.exchange = exchange;
        this.head = head;
    }

    /** The next piece as it arrives; null at the end. */
    byte @Nullable [] readChunk() {
        if (head.body() instanceof Body.None) return null;
        try {
            BodyReader source = reader();
            while (true) {
                byte[] piece = source.next(channel().inbox());
                channel().consumed();
                if (piece != null || source.done()) return piece;
                awaitBytes();
            }
        } catch (HttpInputError | StreamClosedError end) {
            broken = true;
            throw end;
        }
    }

    /** All of it. Unless it came in one piece it counts against the server's budget until {@link #release}. */
    byte[] readAll() {
        byte[] first = readChunk();
        byte[] next = first == null ? null : readChunk();
        return first == null ? EMPTY : next == null ? first : join(first, next);
    }

    private byte[] join(byte[] first, byte[] second) {
        var all = new CountedBytes(budget());
        try {
            append(all, first);
            for (byte[] piece = second; piece != null; piece = readChunk()) append(all, piece);
            if (!all.trim()) throw noMemory();
        } catch (HttpInputError | StreamClosedError failure) {
            all.clear();
            throw failure;
        }
        taken = CountedBytes.cost(all.size());
        if (released) release();
        return all.take();
    }

    private void append(CountedBytes all, byte[] piece) {
        long most = head.body() instanceof Body.Sized(long length) ? length : exchange.options().maxBody();
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
        if (taken == 0) return;
        budget().giveBack(taken);
        taken = 0;
    }

    private MemoryBudget budget() {
        return exchange.options().memoryBudget();
    }

    /** Whether nothing of it is left in the socket. */
    boolean done() {
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

    /** Drops the rest, up to {@code limit} bytes; whether all of it is gone. The response has left: what goes wrong now nobody is told. */
    boolean discard(long limit) {
        if (endsConnection()) return false;
        long dropped = 0;
        try {
            while (!done() && dropped <= limit) {
                if (readChunk() instanceof byte[] piece) dropped += piece.length;
            }
            return done();
        } catch (HttpInputError | StreamClosedError _) {
            return false;
        }
    }

    private long missing() {
        if (reader != null) return reader.missing();
        return head.body() instanceof Body.Sized(long length) ? length : 0;
    }

    private BodyReader reader() {
        if (reader != null) return reader;
        var server = exchange.server();
        reader = new BodyReader(head.body(), server.options().maxBody(), server.headLimits(), server.window());
        if (head.expectsContinue() && !exchange.started()) {
            Http1Writer.continue100(channel().outbox());
            channel().touch();
        }
        return reader;
    }

    private void awaitBytes() {
        switch (channel().awaitBytes(Nanos.of(exchange.options().bodyTimeout()))) {
            case BYTES -> {
                // on to read them
            }
            case EOF, CLOSED -> throw new StreamClosedError(channel().error());
            case TIMEOUT -> throw new HttpInputError(408, "no byte of the body for " + exchange.options().bodyTimeout().toSeconds() + " s");
        }
    }

    private StreamChannel channel() {
        return exchange.channel();
    }
}
