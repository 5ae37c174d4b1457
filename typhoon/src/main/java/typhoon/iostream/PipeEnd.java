package typhoon.iostream;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.Unpooled;
import java.io.IOException;
import org.jspecify.annotations.Nullable;
import typhoon.netty.Conduit;
import typhoon.netty.Loop;
import typhoon.netty.Outbox;
import typhoon.netty.Spot;
import typhoon.netty.StreamChannel.Event;

/**
 * One end of a pipe as a {@link Conduit}: what its two kinds share. A {@link ChannelPipe} is moved by the loop, a {@link BlockingPipe} by a
 * thread that does nothing else; both hand over on the loop.
 */
abstract class PipeEnd implements Conduit {
    static final int CHUNK = 64 * 1024;

    private final Loop loop;
    private final Spot readable = new Spot();
    private final Spot drained = new Spot();

    private ByteBuf inbox = Unpooled.EMPTY_BUFFER;
    private int readLimit = CHUNK;
    private int wanted;
    private boolean paused;
    private boolean eof;

    private final Outbox outbox = new Outbox(ByteBufAllocator.DEFAULT);
    private @Nullable ByteBuf current;                  // being sent, before those in the outbox
    private @Nullable Runnable onTaken;

    private boolean closing;
    private boolean closed;
    private @Nullable Throwable error;
    private @Nullable Runnable onPeerGone;
    private @Nullable Runnable onClosed;

    PipeEnd(Loop loop) {
        this.loop = loop;
    }

    /** Bytes may be received again. */
    abstract void resume();

    /** There is something to send. */
    abstract void send();

    /** Frees what is beneath; a thread that waits in it comes back. */
    abstract void release();

    // ---- for the two kinds, on the loop

    /** Bytes were received, and are ours now. Whether more may come. */
    final boolean received(ByteBuf bytes) {
        if (closed || closing) {
            bytes.release();
            return false;
        }
        if (inbox.readerIndex() > inbox.readableBytes()) inbox.discardReadBytes();
        inbox = inbox.isReadable() ? inbox.writeBytes(bytes) : fresh(bytes);
        bytes.release();
        paused = inbox.readableBytes() >= Math.max(readLimit, wanted);
        if (inbox.readableBytes() >= wanted) readable.wake();
        return !paused;
    }

    private ByteBuf fresh(ByteBuf bytes) {
        inbox.release();
        return Unpooled.buffer(bytes.readableBytes()).writeBytes(bytes);
    }

    final void finishedByPeer() {
        eof = true;
        readable.wake();
        tell(onPeerGone);
        onPeerGone = null;
    }

    final void failed(IOException cause) {
        if (closed) return;
        if (!closing) error = cause;
        end();
    }

    /** What is to be sent next; null when there is nothing. */
    final @Nullable ByteBuf next() {
        if (current == null) current = outbox.poll();
        return current;
    }

    /** Bytes of {@link #next} were sent, and its reader index moved. */
    final void sent() {
        if (current != null && !current.isReadable()) {
            current.release();
            current = null;
        }
        drained.wake();
        if (onTaken != null) onTaken.run();
        if (closing && pending() == 0) end();
    }

    private void end() {
        if (closed) return;
        closed = true;
        if (current != null) current.release();
        current = null;
        outbox.clear();
        release();
        readable.wake();
        drained.wake();
        tell(onPeerGone);
        tell(onClosed);
        onPeerGone = null;
        onClosed = null;
    }

    private void tell(@Nullable Runnable task) {
        if (task != null) loop.enqueue(task);
    }

    // ---- for the stream

    @Override
    public final Loop loop() {
        return loop;
    }

    @Override
    public final boolean isOpen() {
        return !closed && !closing;
    }

    @Override
    public final @Nullable Throwable error() {
        return error;
    }

    @Override
    public final ByteBuf inbox() {
        return inbox;
    }

    @Override
    public final void consumed() {
        if (paused && inbox.readableBytes() <= readLimit / 2) goOn();
    }

    private void goOn() {
        paused = false;
        if (!eof && !closed) resume();
    }

    @Override
    public final void readLimit(int bytes) {
        readLimit = bytes;
        consumed();
    }

    @Override
    public final boolean eof() {
        return eof;
    }

    @Override
    public final Event awaitBytes(int total, long timeoutNanos) {
        wanted = total;
        try {
            while (inbox.readableBytes() < total) {
                if (closed || closing) return Event.CLOSED;
                if (eof) return Event.EOF;
                if (paused) goOn();
                if (!readable.await(loop, timeoutNanos, "reading")) return Event.TIMEOUT;
            }
            return Event.BYTES;
        } finally {
            wanted = 0;
        }
    }

    @Override
    public final ByteBuf outbox() {
        return outbox.open();
    }

    @Override
    public final void touch() {
        if (pending() > 0 && !closed) send();
        else if (onTaken != null) loop.enqueue(onTaken);
    }

    @Override
    public final void write(ByteBuf owned) {
        outbox.add(owned);
        touch();
    }

    @Override
    public final long pending() {
        return outbox.bytes() + (current == null ? 0 : current.readableBytes());
    }

    @Override
    public final Event drain(long below, long timeoutNanos) {
        while (!closed) {
            if (pending() <= below) return Event.BYTES;
            if (!drained.await(loop, timeoutNanos, "writing")) return Event.TIMEOUT;
        }
        return Event.CLOSED;
    }

    @Override
    public final void onTaken(@Nullable Runnable quick) {
        onTaken = quick;
    }

    @Override
    public final void onPeerGone(@Nullable Runnable task) {
        onPeerGone = task;
    }

    @Override
    public final void onClosed(@Nullable Runnable task) {
        onClosed = task;
    }

    @Override
    public final void close() {
        if (closing) return;
        closing = true;
        readable.wake();
        if (pending() == 0) end();
    }

    @Override
    public final void abort() {
        closing = true;
        end();
    }
}
