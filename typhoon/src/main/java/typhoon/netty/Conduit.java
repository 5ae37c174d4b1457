package typhoon.netty;

import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;
import typhoon.netty.StreamChannel.Event;

/** Bytes that come and bytes that go, on one loop: what a stream stands on. A socket ({@link StreamChannel}), or the end of a pipe. */
public interface Conduit {
    /** The loop it belongs to. */
    Loop loop();

    /** Whether bytes can still be written. */
    boolean isOpen();

    /** Why it died: null after an orderly end. */
    @Nullable Throwable error();

    /** The bytes that were received and not consumed. Consume by moving its reader index, then call {@link #consumed}. */
    ByteBuf inbox();

    /** Gives back room in the inbox. */
    void consumed();

    /** How many bytes are read ahead while nobody asks for more. */
    void readLimit(int bytes);

    /** Whether the peer has said that it will send no more. */
    boolean eof();

    /** Parks the calling coroutine until the inbox holds {@code total} bytes, the peer has finished or the conduit died. 0: for ever. */
    Event awaitBytes(int total, long timeoutNanos);

    /** Where to append bytes; call {@link #touch} when done. On a dead conduit they go nowhere. */
    ByteBuf outbox();

    /** Has what was appended sent before the loop next waits. */
    void touch();

    /** Appends a buffer, taking over one reference to it. */
    void write(ByteBuf owned);

    /** Bytes that were written and that the kernel has not taken yet. */
    long pending();

    /** Parks the calling coroutine until the kernel has taken all but {@code below} bytes: BYTES, CLOSED or TIMEOUT. 0: no time limit. */
    Event drain(long below, long timeoutNanos);

    /** Run on the poller each time the kernel has taken bytes; it must be quick. */
    void onTaken(@Nullable Runnable quick);

    /** Enqueued once, as a task, when the peer finished or reset; at once if it already has. */
    void onPeerGone(@Nullable Runnable task);

    /** Enqueued once, as a task, when it is closed, whoever closed it; at once if it already is. */
    void onClosed(@Nullable Runnable task);

    /** Sends what was written, then the end. Idempotent. */
    void close();

    /** Ends it without a further byte. Idempotent. */
    void abort();
}
