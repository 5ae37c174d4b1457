package typhoon.http;

import java.util.concurrent.atomic.AtomicLong;

/**
 * Memory for request heads, bodies and WebSocket messages, of all connections that share it. What one connection may send is limited by
 * {@code headerBlock}, {@code maxBody} and {@code maxMessageSize}; this limits what many may send at the same time, so that they cannot use
 * up the heap together. It counts heads of which a part has not come yet, heads above 8 KiB, and what of a body is gathered while more of
 * it is awaited, until its handler has returned; small bodies, which came in one piece, and WebSocket messages of up to 8 KiB are not
 * counted. Beyond the limit a request is answered with 503, and a WebSocket is closed with 1013: clients of both kinds may try again
 * later.
 *
 * {@snippet class="typhoon.snippets.HttpServerSnippets" region="budget"}
 *
 * <p>Any thread may call it; loops may share one.
 */
public final class MemoryBudget {
    private static final MemoryBudget OF_HEAP = new MemoryBudget(Math.max(1, Runtime.getRuntime().maxMemory() / 4));

    private final long limit;
    private final AtomicLong used = new AtomicLong();

    /**
     * A budget of its own.
     *
     * @param bytes at least 1
     */
    public MemoryBudget(long bytes) {
        if (bytes < 1) throw new IllegalArgumentException("a memory budget has at least 1 byte, not " + bytes);
        limit = bytes;
    }

    /** The budget that all servers of this JVM share unless they are given another: a quarter of the largest heap it may have. */
    public static MemoryBudget ofHeap() {
        return OF_HEAP;
    }

    /** Bytes it has in all. */
    public long limit() {
        return limit;
    }

    /** Bytes that are taken now. */
    public long used() {
        return used.get();
    }

    /** Takes {@code bytes} if they are left; whether it did. Who took them gives them back. */
    public boolean take(long bytes) {
        if (used.addAndGet(bytes) <= limit) return true;
        used.addAndGet(-bytes);
        return false;
    }

    /** Gives back what was taken. */
    public void giveBack(long bytes) {
        used.addAndGet(-bytes);
    }

    /** {@code 4096 of 67108864 bytes in use}. */
    @Override
    public String toString() {
        return used() + " of " + limit + " bytes in use";
    }
}
