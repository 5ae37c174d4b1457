package typhoon.locks;

import java.time.Duration;
import typhoon.ioloop.TimeoutError;
import typhoon.netty.Home;
import typhoon.netty.Loop;
import typhoon.netty.Nanos;
import typhoon.netty.Waiters;
import typhoon.netty.Waiters.Waiter;

/**
 * A number of permits: as many coroutines may be inside at once. First come, first served; a permit that is given back goes straight to
 * who waits longest, so no newcomer overtakes.
 *
 * {@snippet class="typhoon.snippets.LocksSnippets" region="semaphore"}
 *
 * <p>Belongs to the loop on which it is first used. Source: Tornado's {@code locks.Semaphore}.
 */
public sealed class Semaphore permits BoundedSemaphore {
    private final Home home;
    private final Waiters<Permit> waiters = new Waiters<>();
    private int free;

    /** One permit. */
    public Semaphore() {
        this(1);
    }

    /**
     * So many permits.
     *
     * @throws IllegalArgumentException if it is negative
     */
    public Semaphore(int permits) {
        this(permits, "Semaphore");
    }

    Semaphore(int permits, String name) {
        if (permits < 0) throw new IllegalArgumentException("a semaphore begins with 0 permits or more, not " + permits);
        this.home = new Home(name);
        this.free = permits;
    }

    /** Takes a permit; waits for one if there is none. */
    public final Permit acquire() {
        take(home.enter("acquire()"), 0);
        return new Permit(this);
    }

    /**
     * Takes a permit, or waits for it so long at most. One that is free is had even if {@code timeout} is zero or less.
     *
     * @throws TimeoutError when the time was up
     */
    public final Permit acquire(Duration timeout) {
        Loop loop = home.enter("acquire()");
        boolean inTime = (free > 0 || timeout.isPositive()) && take(loop, Nanos.of(timeout));
        if (!inTime) throw new TimeoutError("no permit became free within " + timeout + ": " + this);
        return new Permit(this);
    }

    private boolean take(Loop loop, long timeoutNanos) {
        if (free == 0) return waiters.await(loop, new Waiter<>(), timeoutNanos, "waiting for a permit");
        free--;
        return true;
    }

    /** Gives a permit back: to who waits longest, or to the free ones. Anybody of the loop may, also who acquired none. */
    public void release() {
        home.touch("release()");
        if (waiters.serve() == null) free++;
    }

    /** How many could be acquired without waiting. */
    final int free() {
        return free;
    }

    @Override
    public String toString() {
        return getClass().getSimpleName() + "[free=" + free + ", waiting=" + waiters.size() + "]";
    }
}
