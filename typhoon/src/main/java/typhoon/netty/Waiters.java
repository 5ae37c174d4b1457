package typhoon.netty;

import java.util.concurrent.CancellationException;
import org.jspecify.annotations.Nullable;

/**
 * Coroutines of one loop that stand in line, each until it is served: first come, first served. Whoever gives up leaves the line at once,
 * wherever it stands, so nobody is served who is not there any more.
 */
public final class Waiters<T> {
    private @Nullable Waiter<T> first;
    private @Nullable Waiter<T> last;
    private int size;

    /** One who waits, with what it brings or gets. */
    public static final class Waiter<T> {
        private final Spot spot = new Spot();
        private @Nullable T item;
        private @Nullable Waiter<T> before;
        private @Nullable Waiter<T> after;
        private boolean inLine;
        private boolean served;

        /** One who gets something, or waits for a word only. */
        public Waiter() {
            this(null);
        }

        /** One who brings {@code item}. */
        public Waiter(@Nullable T item) {
            this.item = item;
        }

        /** What changes hands when it is served; null if nothing does. */
        public @Nullable T item() {
            return item;
        }

        /** Puts {@code gift} in place of what it brought; null takes that away. */
        public void give(@Nullable T gift) {
            item = gift;
        }
    }

    /** Whether nobody waits. */
    public boolean isEmpty() {
        return first == null;
    }

    /** How many wait. */
    public int size() {
        return size;
    }

    /**
     * Parks the caller at the end of the line until it is served, or until {@code timeoutNanos} have passed (0: no limit); false in the
     * second case. An interrupt ends the wait with {@link CancellationException}, unless the caller has been served by then: what it was
     * given must not get lost, so it returns and stays interrupted, for its next wait to find.
     */
    public boolean await(Loop loop, Waiter<T> waiter, long timeoutNanos, String what) {
        append(waiter);
        try {
            return waiter.spot.await(loop, timeoutNanos, what) || waiter.served;
        } catch (CancellationException interrupted) {
            if (!waiter.served) throw interrupted;
            Thread.currentThread().interrupt();
            return true;
        } finally {
            remove(waiter);
        }
    }

    /**
     * Takes the first out of the line and lets it go on in its next turn; null when nobody waits. What it shall get, give it now. Those who
     * are about to give up are passed over.
     */
    public @Nullable Waiter<T> serve() {
        while (first != null) {
            Waiter<T> next = first;
            remove(next);
            if (next.spot.isLeaving()) continue;
            next.served = true;
            next.spot.wake();
            return next;
        }
        return null;
    }

    private void append(Waiter<T> waiter) {
        waiter.before = last;
        if (last == null) first = waiter;
        else last.after = waiter;
        last = waiter;
        waiter.inLine = true;
        size++;
    }

    private void remove(Waiter<T> waiter) {
        if (!waiter.inLine) return;
        waiter.inLine = false;
        if (waiter.before == null) first = waiter.after;
        else waiter.before.after = waiter.after;
        if (waiter.after == null) last = waiter.before;
        else waiter.after.before = waiter.before;
        waiter.before = null;
        waiter.after = null;
        size--;
    }
}
