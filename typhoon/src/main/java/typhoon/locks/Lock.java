package typhoon.locks;

import java.time.Duration;
import typhoon.ioloop.TimeoutError;

/**
 * Lets one coroutine in at a time, first come, first served. Needed only around a sequence that waits in its middle: between two waits
 * nobody else runs anyway.
 *
 * {@snippet class="typhoon.snippets.LocksSnippets" region="lock"}
 *
 * <p>It has no owner: any coroutine may release it, and one that acquires it twice waits for itself. Belongs to the loop on which it is
 * first used. Source: Tornado's {@code locks.Lock}.
 */
public final class Lock {
    private final Semaphore single = new Semaphore(1, "Lock");

    /** Free at first. */
    public Lock() {}

    /** Waits until it is free and takes it. */
    public Permit acquire() {
        return single.acquire();
    }

    /**
     * As {@link #acquire()}, waiting so long at most; zero or less: not at all.
     *
     * @throws TimeoutError when the time was up
     */
    public Permit acquire(Duration timeout) {
        return single.acquire(timeout);
    }

    /** Gives it to who waits longest. {@link IllegalStateException} if nobody holds it. */
    public void release() {
        if (!isHeld()) throw new IllegalStateException("release() of a lock that nobody holds");
        single.release();
    }

    /** Whether somebody holds it. */
    public boolean isHeld() {
        return single.free() == 0;
    }

    @Override
    public String toString() {
        return "Lock[" + (isHeld() ? "held" : "free") + "]";
    }
}
