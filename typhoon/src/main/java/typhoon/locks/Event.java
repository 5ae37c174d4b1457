package typhoon.locks;

import java.time.Duration;
import typhoon.ioloop.TimeoutError;
import typhoon.netty.Home;
import typhoon.netty.Nanos;
import typhoon.netty.Waiters;
import typhoon.netty.Waiters.Waiter;

/**
 * A flag to wait for: {@link #set} lets everybody go on who waits or comes later, until {@link #clear}.
 *
 * {@snippet class="typhoon.snippets.LocksSnippets" region="event"}
 *
 * <p>Tornado's {@code wait} is {@code await} here. Belongs to the loop on which it is first used. Source: Tornado's {@code locks.Event}.
 */
public final class Event {
    private final Home home = new Home("Event");
    private final Waiters<Object> waiters = new Waiters<>();
    private boolean set;

    /** Not set. */
    public Event() {}

    /** Whether it is set. */
    public boolean isSet() {
        return set;
    }

    /** Sets it. All who wait go on, even if it is cleared before their turn comes. */
    public void set() {
        home.touch("set()");
        set = true;
        while (waiters.serve() != null) {}
    }

    /** Makes those who come from now on wait again. */
    public void clear() {
        home.touch("clear()");
        set = false;
    }

    /** Waits until it is set; not at all if it is. */
    public void await() {
        var loop = home.enter("await()");
        if (!set) waiters.await(loop, new Waiter<>(), 0, "waiting for an event");
    }

    /**
     * Waits until it is set, so long at most.
     *
     * @throws TimeoutError when the time was up; if it is set, never
     */
    public void await(Duration timeout) {
        var loop = home.enter("await()");
        if (set || timeout.isPositive() && waiters.await(loop, new Waiter<>(), Nanos.of(timeout), "waiting for an event")) return;
        throw new TimeoutError("the event was not set within " + timeout);
    }

    @Override
    public String toString() {
        return "Event[" + (set ? "set" : "not set, waiting=" + waiters.size()) + "]";
    }
}
