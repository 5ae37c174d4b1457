package typhoon.netty;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/** What was written and not yet sent: small writes gathered in one buffer, large or shared ones as they are. */
public final class Outbox {
    private static final int FIRST_SIZE = 4096;

    private final ByteBufAllocator allocator;
    private @Nullable ByteBuf open;                         // for appending, the last in order
    private final ArrayDeque<ByteBuf> sealed = new ArrayDeque<>(0);
    private long sealedBytes;
    private boolean shut;

    /** An empty one. */
    public Outbox(ByteBufAllocator allocator) {
        this.allocator = allocator;
    }

    /** Where to append bytes. */
    public ByteBuf open() {
        if (open == null) open = allocator.ioBuffer(FIRST_SIZE);
        return open;
    }

    /** What is written from now on goes nowhere. */
    public void shut() {
        seal();
        shut = true;
    }

    /** Appends a buffer, which is then its own. Of an open outbox only. */
    public void add(ByteBuf owned) {
        seal();
        sealed.addLast(owned);
        sealedBytes += owned.readableBytes();
    }

    /** How many bytes are in it. */
    public long bytes() {
        return sealedBytes + (open == null || shut ? 0 : open.readableBytes());
    }

    /** The next buffer to send, which the caller then owns; null when there is none. */
    public @Nullable ByteBuf poll() {
        if (sealed.isEmpty()) seal();
        ByteBuf next = sealed.pollFirst();
        if (next != null) sealedBytes -= next.readableBytes();
        return next;
    }

    /** Releases all of it. */
    public void clear() {
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
