package typhoon.testing;

import java.time.Duration;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/** What {@link AsyncTestCase#stop} leaves for {@link AsyncTestCase#waitForStop}: one stop ends one wait, whichever of them comes first. */
final class StopFlag {
    // Guarded by this: anybody may stop.
    private boolean stopped;
    private @Nullable Object value;

    synchronized void stop(@Nullable Object value) {
        stopped = true;
        this.value = value;
        notifyAll();
    }

    /** Waits for a stop after which {@code condition} holds; zero is no limit. */
    @Nullable Object await(BooleanSupplier condition, Duration limit) {
        long end = System.nanoTime() + limit.toNanos();
        Object got;
        do {
            got = await(end, limit);
        } while (!condition.getAsBoolean());
        return got;
    }

    private synchronized @Nullable Object await(long end, Duration limit) {
        while (!stopped) {
            long left = limit.isZero() ? 0 : Math.ceilDiv(end - System.nanoTime(), 1_000_000);
            if (left <= 0 && !limit.isZero())
                throw new AssertionError("Async operation timed out after " + limit.toMillis() / 1000.0 + " seconds");
            try {
                wait(left);
            } catch (InterruptedException interrupted) {
                Thread.currentThread().interrupt();
                throw new AssertionError("interrupted while waiting for stop()", interrupted);
            }
        }
        stopped = false;
        return value;
    }
}
