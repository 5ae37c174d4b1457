package typhoon.netty;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/** What a connection has written and its poller has not sent: small writes gathered in one buffer, large or shared ones as they are. */
final class Outbox {
    private static final int FIRST_SIZE = 4096;

    private final ByteBufAllocator allocator;
    private @Nullable ByteBuf open;                         // for appending, the last in order
    private final ArrayDeque<ByteBuf> sealed = new ArrayDeque<>(0);
    private long sealedBytes;
    private boolean shut;

    Outbox(ByteBufAllocator allocator) {
        this.allocator = allocator;
    }

    ByteBuf open() {
        if (open == null) open = allocator.ioBuffer(FIRST_SIZE);
        return open;
    }

    /** What is written from now on goes nowhere. */
    void shut() {
        seal();
        shut = true;
    }

    /** Of an open outbox only. */
    void add(ByteBuf owned) {
        seal();
        sealed.addLast(owned);
        sealedBytes += owned.readableBytes();
    }

    long bytes() {
        return sealedBytes + (open == null || shut ? 0 : open.readableBytes());
    }

    /** The next buffer to send, which the caller then owns; null when there is none. */
    @Nullable ByteBuf poll() {
        if (sealed.isEmpty()) seal();
        ByteBuf next = sealed.pollFirst();
        if (next != null) sealedBytes -= next.readableBytes();
        return next;
    }

    void clear() {
        while (poll() instanceof ByteBuf buffer) buffer.release();
    }

    private void seal() {
        if (open == null) return;
        if (open.isReadable() && !shut) {
            sealed.addLast(open);
            sealedBytes += open.readableBytes();
        } else {
            open.release();
        }
        open = null;
    }
}
