package typhoon.locks;

import java.time.Duration;
import typhoon.netty.Home;
import typhoon.netty.Nanos;
import typhoon.netty.Waiters;
import typhoon.netty.Waiters.Waiter;

/**
 * Where coroutines wait until others say that something has changed. Look again after each wait: {@code while (queue.isEmpty())
 * changed.await();}
 *
 * {@snippet class="typhoon.snippets.LocksSnippets" region="condition"}
 *
 * <p>There is no lock beside it. A signal reaches those who wait at that moment, in the order they came, and is lost if there are none;
 * they go on in their next turn, not inside the call. Tornado's {@code wait} and {@code notify} are {@code await} and {@code signal} here,
 * because every object has methods of those names. Belongs to the loop on which it is first used. Source: Tornado's
 * {@code locks.Condition}.
 */
public final class Condition {
    private final Home home = new Home("Condition");
    private final Waiters<Object> waiters = new Waiters<>();

    /** A condition nobody waits for yet. */
    public Condition() {}

    /** Waits for a signal. */
    public void await() {
        waiters.await(home.enter("await()"), new Waiter<>(), 0, "waiting for a signal");
    }

    /** Waits for a signal so long at most; false when there was none. Zero or less waits for nothing. */
    public boolean await(Duration timeout) {
        var loop = home.enter("await()");
        return timeout.isPositive() && waiters.await(loop, new Waiter<>(), Nanos.of(timeout), "waiting for a signal");
    }

    /** Lets the one who waits longest go on. */
    public void signal() {
        signal(1);
    }

    /** Lets the {@code count} who wait longest go on. */
    public void signal(int count) {
        home.touch("signal()");
        for (int left = count; left > 0 && waiters.serve() != null; left--) {}
    }

    /** Lets all who wait now go on. */
    public void signalAll() {
        signal(waiters.size());
    }

    @Override
    public String toString() {
        return "Condition[waiting=" + waiters.size() + "]";
    }
}
