package typhoon.netty;

import java.util.concurrent.CancellationException;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * A place where one coroutine of a loop waits to be woken by another of the same loop. Timed waits use the loop's own timers: the JDK's
 * timed park goes through a helper thread.
 */
public final class Spot {
    private @Nullable Thread waiter;
    private @Nullable String what;
    private boolean woken;
    private boolean timeUp;

    /**
     * Parks the calling coroutine until {@link #wake} is called, or until {@code timeoutNanos} have passed (0: no limit); false in the
     * second case. An interrupt ends the wait with {@link CancellationException} and is cleared. Only one coroutine may wait at a time;
     * {@code what} says for what, in the messages of both errors.
     */
    public boolean await(Loop loop, long timeoutNanos, String what) {
        loop.checkInLoop(what);
        if (waiter != null) throw new IllegalStateException("already " + what + ": " + waiter + " waits for it");
        waiter = Thread.currentThread();
        this.what = what;
        woken = false;
        timeUp = false;
        Timer timer = timeoutNanos > 0 ? loop.schedule(timeoutNanos, this::timeUp) : null;
        try {
            while (!woken && !timeUp) {
                LockSupport.park(this);
                if (Thread.interrupted()) throw new CancellationException("interrupted while " + what);
            }
            return woken;
        } finally {
            waiter = null;
            if (timer != null) loop.cancel(timer);
        }
    }

    /** Lets the coroutine that waits here go on; nothing happens when none does. */
    public void wake() {
        if (waiter == null) return;
        woken = true;
        LockSupport.unpark(waiter);
    }

    /** Whether a coroutine waits here. */
    public boolean isTaken() {
        return waiter != null;
    }

    /** Whether the one who waits here will go on for another reason: the time was up, or it was interrupted. */
    boolean isLeaving() {
        return timeUp || waiter != null && waiter.isInterrupted();
    }

    /** What the one who waits here does meanwhile, in words. */
    @Override
    public String toString() {
        return String.valueOf(what);
    }

    private void timeUp() {
        timeUp = true;
        LockSupport.unpark(waiter);
    }
}
