// Longer than 400 lines because it is the manual of streams: what every kind of them does, and when it goes wrong.
package typhoon.iostream;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.Unpooled;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import typhoon.gen.Gen;
import typhoon.ioloop.IOLoop;
import typhoon.netty.Conduit;
import typhoon.netty.Logs;

/**
 * Bytes that come and bytes that go: what all streams do. Reads wait, which parks the calling coroutine only, and return what they were
 * asked for; writes are sent in the order of the calls and return a future.
 *
 * {@snippet class="typhoon.snippets.IOStreamSnippets" region="echo"}
 *
 * <p>A stream belongs to the loop on which it was made, and its methods to coroutines of that loop: elsewhere they throw {@link
 * IllegalStateException}. One read may wait at a time. A read that is interrupted, or left because a time was up ({@code
 * Gen.withTimeout}), ends with {@link CancellationException} and has taken nothing: the next one finds all bytes.
 *
 * <p>When the peer has ended, what it sent can still be read; then the stream is closed, as it is by {@link #close()} or by an error.
 * Whoever wants more than there is gets a {@link StreamClosedError}, with what broke the stream as its {@code realError}.
 *
 * <table>
 * <caption>Limits, and what happens beyond them</caption>
 * <tr><th>limit</th><th>default</th><th>beyond it</th></tr>
 * <tr><td>{@link #maxBufferSize()}</td><td>100 MiB received and not read, while a read waits for more</td>
 *     <td>the stream is closed, with {@link StreamBufferFullError} as its error</td></tr>
 * <tr><td>{@link #readChunkSize()}</td><td>64 KiB received while no read waits</td><td>the peer waits</td></tr>
 * <tr><td>{@link #highWaterMark()}</td><td>256 KiB written and not sent</td><td>{@code write} waits</td></tr>
 * <tr><td>{@link #maxWriteBufferSize()}</td><td>none</td><td>{@code write} throws {@link StreamBufferFullError}</td></tr>
 * <tr><td>{@code maxBytes} of a read</td><td>none</td><td>the stream is closed, with {@link UnsatisfiableReadError} as its error</td></tr>
 * </table>
 *
 * <p>Source: Tornado's {@code iostream.BaseIOStream}.
 */
public abstract class BaseIOStream implements AutoCloseable {
    private static final Logger LOG = Logs.of("typhoon.general");
    private static final int DEFAULT_MAX_BUFFER = 100 * 1024 * 1024;
    private static final int LARGEST_BUFFER = 1 << 30;
    private static final int DEFAULT_CHUNK = 64 * 1024;
    private static final int DEFAULT_HIGH_WATER = 256 * 1024;
    private static final int COPIED_ASIDE = 16 * 1024;
    private static final int PIECE = 1024 * 1024;
    private static final int NO_LIMIT = Integer.MAX_VALUE;
    private static final byte[] EMPTY = {};

    private final Conduit conduit;
    private int maxBufferSize = DEFAULT_MAX_BUFFER;
    private int readChunkSize = DEFAULT_CHUNK;
    private long highWaterMark = DEFAULT_HIGH_WATER;
    private long maxWriteBufferSize;                    // 0: none

    private boolean reading;
    private @Nullable Thread reader;                    // who does, or did last
    private @Nullable ByteBuf rest;                     // what was not read when the conduit ended
    private int unreadWithLast;                         // what had come with the bytes that were read last, behind them
    private long written;
    private final ArrayDeque<Sent> unsent = new ArrayDeque<>(0);

    private boolean closed;
    private @Nullable Throwable error;
    private @Nullable Runnable closeCallback;
    private @Nullable IOStream successor;               // what this stream has become

    /** What {@link #write} returned. */
    private static final class Sent extends CompletableFuture<@Nullable Void> {
        private final long end;                         // in the bytes that were ever written

        Sent(long end) {
            this.end = end;
        }
    }

    BaseIOStream(Conduit conduit) {
        this.conduit = conduit;
        conduit.readLimit(readChunkSize);
        attach();
    }

    private void attach() {
        conduit.onTaken(this::taken);
        conduit.onPeerGone(this::noticeEnd);
        conduit.onClosed(this::died);
    }

    // ---- reading

    /** Waits for {@code delimiter} and returns everything up to and including it. Text is UTF-8. */
    public byte[] readUntil(String delimiter) {
        return readUntil(delimiter.getBytes(StandardCharsets.UTF_8));
    }

    /** As {@link #readUntil(byte[], int)}. */
    public byte[] readUntil(String delimiter, int maxBytes) {
        return readUntil(delimiter.getBytes(StandardCharsets.UTF_8), maxBytes);
    }

    /** Waits for {@code delimiter} and returns everything up to and including it; at most {@link #maxBufferSize} bytes. */
    public byte[] readUntil(byte[] delimiter) {
        return readUntil(delimiter, NO_LIMIT);
    }

    /**
     * Waits for {@code delimiter} and returns everything up to and including it.
     *
     * @param maxBytes how many bytes that may be, the delimiter counted
     * @throws StreamClosedError when the stream ended before, or was closed because there was no delimiter within {@code maxBytes}
     */
    public byte[] readUntil(byte[] delimiter, int maxBytes) {
        return find("readUntil", new Find.Delimiter(delimiter), maxBytes);
    }

    /** As {@link #readUntilRegex(Pattern, int)}, without a limit of its own. */
    public byte[] readUntilRegex(String regex) {
        return readUntilRegex(Pattern.compile(regex), NO_LIMIT);
    }

    /** As {@link #readUntilRegex(Pattern, int)}. */
    public byte[] readUntilRegex(String regex, int maxBytes) {
        return readUntilRegex(Pattern.compile(regex), maxBytes);
    }

    /** As {@link #readUntilRegex(Pattern, int)}, without a limit of its own. */
    public byte[] readUntilRegex(Pattern pattern) {
        return readUntilRegex(pattern, NO_LIMIT);
    }

    /**
     * Waits until {@code pattern} is found in what was received, and returns everything up to the end of the first match. The pattern sees
     * one character of ISO 8859-1 a byte. It sees what has arrived, which is not what will arrive: a match that could go on, as of {@code
     * a+}, ends where the packet did. One that may begin anywhere and run on, as {@code .*x}, is looked for from the beginning with each
     * packet: give it a limit. One that tries the same bytes in many ways, as {@code a*a*a*b}, would hold the loop: after ten million
     * steps, and a hundred more for each byte, it is given up.
     *
     * @param maxBytes how many bytes that may be, the match counted
     * @throws StreamClosedError when the stream ended before, or was closed because there was no match within {@code maxBytes}, or
     *     because looking for one took too many steps
     */
    public byte[] readUntilRegex(Pattern pattern, int maxBytes) {
        return find("readUntilRegex", new Find.Regex(pattern), maxBytes);
    }

    private byte[] find(String call, Find what, int maxBytes) {
        begin(call);
        try {
            while (true) {
                ByteBuf in = buffer();
                int end = what.end(in);
                if (end > maxBytes || end < 0 && in.readableBytes() > maxBytes)
                    throw new UnsatisfiableReadError(what + " not found within " + maxBytes + " bytes");
                if (end >= 0) return take(end);
                await(in.readableBytes() + 1);
            }
        } catch (UnsatisfiableReadError never) {
            throw unsatisfiable(never);
        } finally {
            reading = false;
        }
    }

    private StreamClosedError unsatisfiable(UnsatisfiableReadError cause) {
        LOG.info("Unsatisfiable read, closing connection: {}", cause.getMessage());
        close(cause);
        return new StreamClosedError(cause);
    }

    /**
     * Waits for {@code count} bytes and returns them. When the stream ends before, what has come stays to be read.
     *
     * @throws StreamClosedError when the stream ended before
     */
    public byte[] readBytes(int count) {
        return readBytes(count, false);
    }

    /** As {@link #readBytes(int)}; if {@code partial}, returns as soon as there is any byte, with at most {@code count}. */
    public byte[] readBytes(int count, boolean partial) {
        if (count < 0) throw new IllegalArgumentException("readBytes takes a number of bytes, not " + count);
        begin("readBytes");
        try {
            return take(awaitCount(count, partial));
        } finally {
            reading = false;
        }
    }

    /** Fills {@code buffer} and returns how many bytes that took. See {@link #readInto(ByteBuffer, boolean)}. */
    public int readInto(ByteBuffer buffer) {
        return readInto(buffer, false);
    }

    /**
     * Fills {@code buffer} from its position to its limit and returns how many bytes that took; if {@code partial}, returns as soon as
     * there is any byte. The buffer is changed at the end of the wait only.
     *
     * @throws StreamClosedError when the stream ended before
     */
    public int readInto(ByteBuffer buffer, boolean partial) {
        begin("readInto");
        try {
            int count = awaitCount(buffer.remaining(), partial);
            int end = buffer.limit();
            buffer().readBytes(buffer.limit(buffer.position() + count));
            buffer.limit(end);
            took();
            return count;
        } finally {
            reading = false;
        }
    }

    private int awaitCount(int count, boolean partial) {
        while (true) {
            int there = buffer().readableBytes();
            if (there >= count || partial && there > 0) return Math.min(there, count);
            await(partial ? 1 : count);
        }
    }

    /**
     * Waits for the end of the stream and returns everything up to there, possibly nothing. Whatever ended it, this is no error: {@link
     * #error} says whether the end was in order. On a stream that is closed it returns what was not read.
     *
     * @throws StreamClosedError only when the peer sent more than {@link #maxBufferSize}
     */
    public byte[] readUntilClose() {
        begin("readUntilClose");
        try {
            while (!ended()) waitFor(NO_LIMIT);
            byte[] all = take(buffer().readableBytes());
            noticeEnd();
            return all;
        } finally {
            reading = false;
        }
    }

    void begin(String call) {
        enter(call);
        while (reading && reader != null && reader.isInterrupted()) Gen.moment();       // it will leave in its next turn
        if (reading) throw new IllegalStateException("Already reading: " + call + " was called while another read of " + this + " waits");
        reading = true;
        reader = Thread.currentThread();
    }

    /** The one check of every call: the right loop, and the right stream. */
    final void enter(String call) {
        conduit.loop().checkInLoop(getClass().getSimpleName() + "." + call);
        if (successor != null) throw new IllegalStateException(this + " has become a TLS stream: use the one that startTls returned");
    }

    /** What can be read now. */
    private ByteBuf buffer() {
        return rest == null ? conduit.inbox() : rest;
    }

    private byte[] take(int count) {
        if (count == 0) return EMPTY;
        var bytes = new byte[count];
        buffer().readBytes(bytes);
        took();
        return bytes;
    }

    private void took() {
        unreadWithLast = buffer().readableBytes();
        if (rest == null) conduit.consumed();
        if (!buffer().isReadable()) noticeEnd();
    }

    /** Waits until so many bytes are here; on a stream that has ended they will not come. */
    private void await(int total) {
        if (ended()) {
            noticeEnd();
            if (!closed) close(conduit.error());        // with bytes that are not enough
            throw new StreamClosedError(error);
        }
        waitFor(total);
    }

    private void waitFor(int total) {
        if (buffer().readableBytes() > maxBufferSize) throw overflow();
        conduit.awaitBytes(Math.min(total, maxBufferSize + 1), 0);
    }

    private StreamClosedError overflow() {
        var cause = new StreamBufferFullError("Reached maximum read buffer size: " + maxBufferSize + " bytes were received and not read");
        LOG.info("{}, closing {}", cause.getMessage(), this);
        close(cause);
        return new StreamClosedError(cause);
    }

    private boolean ended() {
        return closed || conduit.eof() || !conduit.isOpen();
    }

    /** Whether a read waits. */
    public boolean reading() {
        return reading;
    }

    // ---- writing

    /** Sends text as UTF-8; see {@link #write(byte[])}. */
    public Future<@Nullable Void> write(String text) {
        return write(text.getBytes(StandardCharsets.UTF_8));
    }

    /**
     * Sends {@code data} behind all that was written before. The future is done when the kernel has taken the last byte, also for no bytes
     * at all; it fails with {@link StreamClosedError} when the stream ended first, and nobody need look at it. The data is copied.
     *
     * <p>Does not wait, unless more than {@link #highWaterMark} bytes are unsent: then it parks the calling coroutine until the peer has
     * taken enough. Interrupted there, what was given is sent all the same.
     *
     * @throws StreamClosedError when the stream is closed
     * @throws StreamBufferFullError when {@link #maxWriteBufferSize} would be exceeded, or there is no memory for it; nothing was queued
     */
    public Future<@Nullable Void> write(byte[] data) {
        return write(ByteBuffer.wrap(data));
    }

    /** Sends what is between position and limit, which do not move. See {@link #write(byte[])}. */
    public Future<@Nullable Void> write(ByteBuffer data) {
        enter("write");
        if (closed()) throw new StreamClosedError(error);
        int size = data.remaining();
        if (size > 0 && maxWriteBufferSize > 0 && conduit.pending() + size > maxWriteBufferSize) throw writeBufferFull(size);
        if (size > 0) put(data.duplicate());
        written += size;
        var sent = new Sent(written);
        unsent.addLast(sent);
        conduit.touch();
        if (conduit.pending() > highWaterMark) conduit.drain(highWaterMark, 0);
        return sent;
    }

    private StreamBufferFullError writeBufferFull(int size) {
        return new StreamBufferFullError("Reached maximum write buffer size: " + conduit.pending() + " bytes are unsent, " + size
                + " more would exceed " + maxWriteBufferSize);
    }

    private void put(ByteBuffer data) {
        if (data.remaining() < COPIED_ASIDE) {
            conduit.outbox().writeBytes(data);
            return;
        }
        int all = data.remaining();
        var pieces = new ArrayDeque<ByteBuf>();
        try {
            for (int end = data.limit(); data.position() < end;) {
                data.limit(Math.min(end, data.position() + PIECE));
                int size = data.remaining();
                pieces.add(ByteBufAllocator.DEFAULT.directBuffer(size, size).writeBytes(data));
            }
        } catch (OutOfMemoryError full) {
            pieces.forEach(ByteBuf::release);               // half a message would be worse than none
            throw new StreamBufferFullError("No memory for " + all + " more bytes to send: " + full.getMessage());
        }
        pieces.forEach(conduit::write);
    }

    /** On the poller: the kernel has taken bytes. What it tells of each is a little more than was written, never less. */
    private void taken() {
        long here = conduit.pending();
        while (unsent.peekFirst() instanceof Sent sent && sent.end <= written - here) {
            unsent.removeFirst();
            sent.complete(null);
        }
    }

    /** Whether bytes were written that the kernel has not taken. */
    public boolean writing() {
        return conduit.pending() > 0;
    }

    // ---- the end

    /** Whether the stream is closed, by either side, and what the peer sent was read. */
    public boolean closed() {
        noticeEnd();
        return closed;
    }

    /** What broke the stream; null while it is open, and after an orderly end. */
    public @Nullable Throwable error() {
        return error;
    }

    /**
     * Closes the stream. What was received and not read can still be read. What was written is still sent, unless the peer of a socket
     * takes none of it for 10 seconds; but nobody is told any more: futures of unsent writes fail, a read that waits ends with {@link
     * StreamClosedError}, and then the close callback runs. Idempotent.
     */
    @Override
    public void close() {
        close(null);
    }

    /** As {@link #close()}, because of {@code cause}, which becomes {@link #error}. */
    public void close(@Nullable Throwable cause) {
        if (closed || successor != null) return;
        conduit.loop().checkInLoop(getClass().getSimpleName() + ".close");
        closed = true;
        error = cause;
        keepRest();
        closing();
        conduit.close();
        while (unsent.pollFirst() instanceof Sent sent) sent.completeExceptionally(new StreamClosedError(cause));
        tellClosed();
    }

    /** The conduit is about to be closed. */
    void closing() {}

    /** What is in the inbox goes with the conduit. */
    private void keepRest() {
        if (rest != null) return;
        ByteBuf in = conduit.inbox();
        rest = in.isReadable() ? Unpooled.buffer(in.readableBytes()).writeBytes(in) : Unpooled.EMPTY_BUFFER;
    }

    /**
     * Runs {@code callback} once, as a callback of the loop, when the stream is closed, whoever closed it: after every read that can be
     * satisfied by what was received. At once if it already is. Replaces the one that was set before; null for none.
     */
    public void setCloseCallback(@Nullable Runnable callback) {
        enter("setCloseCallback");
        closeCallback = callback;
        if (closed()) tellClosed();
    }

    private void tellClosed() {
        if (closeCallback == null) return;
        conduit.loop().enqueue(closeCallback);
        closeCallback = null;
    }

    /** When the peer has ended and nothing of it is left to read, this is closed. */
    private void noticeEnd() {
        if (!closed && successor == null && ended() && !buffer().isReadable()) close(conduit.error());
    }

    /** A task of the loop: the socket is gone. */
    private void died() {
        if (closed) return;
        keepRest();
        conduit.close();
        noticeEnd();
    }

    // ---- for streams that become others

    /** Gives what this stream had to {@code next}, which goes on with the same conduit. */
    final void become(IOStream next) {
        BaseIOStream heir = next;
        heir.maxBufferSize = maxBufferSize;
        heir.maxWriteBufferSize = maxWriteBufferSize;
        heir.highWaterMark = highWaterMark;
        heir.readChunkSize(readChunkSize);
        heir.closeCallback = closeCallback;
        closeCallback = null;
        successor = next;
    }

    /**
     * Whether nothing is under way, neither way. Bytes that came after the last read ended do not count, since the loop reads ahead: what
     * they are is for the next protocol to say.
     */
    final boolean isIdle() {
        return successor == null && !closed() && !reading && unsent.isEmpty() && unreadWithLast == 0;
    }

    // ---- what may be set

    /** The loop it belongs to. */
    public IOLoop ioLoop() {
        return (IOLoop) conduit.loop().owner();
    }

    /** How many bytes may be received and not read; see the table above. */
    public int maxBufferSize() {
        return maxBufferSize;
    }

    /** Changes {@link #maxBufferSize()}: 1 byte to 1 GiB. */
    public void maxBufferSize(int bytes) {
        if (bytes < 1 || bytes > LARGEST_BUFFER)
            throw new IllegalArgumentException("maxBufferSize is 1 to " + LARGEST_BUFFER + " bytes, not " + bytes);
        maxBufferSize = bytes;
        readChunkSize(readChunkSize);
    }

    /** How many bytes are read ahead while nobody asks for more; at most half of {@link #maxBufferSize}. */
    public int readChunkSize() {
        return readChunkSize;
    }

    /** Changes {@link #readChunkSize()}. */
    public void readChunkSize(int bytes) {
        if (bytes < 1) throw new IllegalArgumentException("readChunkSize is 1 byte at least, not " + bytes);
        readChunkSize = Math.max(1, Math.min(bytes, maxBufferSize / 2));
        if (rest == null) conduit.readLimit(readChunkSize);
    }

    /** How many bytes may be unsent before {@link #write(byte[])} waits. */
    public long highWaterMark() {
        return highWaterMark;
    }

    /** Changes {@link #highWaterMark()}. */
    public void highWaterMark(long bytes) {
        if (bytes < 0) throw new IllegalArgumentException("highWaterMark is a number of bytes, not " + bytes);
        highWaterMark = bytes;
    }

    /** How many bytes may be unsent before {@link #write(byte[])} refuses; 0 for any number, which is the default. */
    public long maxWriteBufferSize() {
        return maxWriteBufferSize;
    }

    /** Changes {@link #maxWriteBufferSize()}. Below {@link #highWaterMark} it is met first. */
    public void maxWriteBufferSize(long bytes) {
        if (bytes < 0) throw new IllegalArgumentException("maxWriteBufferSize is a number of bytes, or 0 for no limit, not " + bytes);
        maxWriteBufferSize = bytes;
    }

    /** Whether small writes leave at once, and are not held back until the peer has confirmed earlier ones. Of TCP only. */
    public void setNoDelay(boolean noDelay) {
        enter("setNoDelay");
    }
}
