package typhoon.httpserver;

import org.jspecify.annotations.Nullable;
import typhoon.netty.Loop;
import typhoon.netty.Timer;

/**
 * One moment that keeps being moved. To move it later, as each request does, costs an assignment: the timer that is set already looks
 * again when it fires.
 */
final class Deadline {
    private final Loop loop;
    private final Runnable task;
    private @Nullable Timer timer;
    private long firesAt;
    private long at;
    private boolean set;

    /** When it passes {@code task} is enqueued; it should ask {@link #passed} again, since others may have run before. */
    Deadline(Loop loop, Runnable task) {
        this.loop = loop;
        this.task = task;
    }

    /** Sets it to {@code nanos} from this turn; 0 for never. */
    void in(long nanos) {
        set = nanos > 0;
        if (!set) return;
        at = loop.turnNanos() + nanos;
        if (timer != null && firesAt - at > 0) {
            loop.cancel(timer);
            timer = null;
        }
        if (timer == null) arm(nanos);
    }

    void clear() {
        set = false;
    }

    boolean passed() {
        return set && loop.nanoTime() - at >= 0;
    }

    /** Forgets the timer too: for the end of a connection. */
    void cancel() {
        set = false;
        if (timer != null) loop.cancel(timer);
        timer = null;
    }

    private void arm(long nanos) {
        firesAt = at;
        timer = loop.schedule(nanos, this::look);
    }

    private void look() {
        timer = null;
        if (!set) return;
        long left = at - loop.nanoTime();
        if (left > 0) arm(left);
        else loop.enqueue(task);
    }
}
