package typhoon.queues;

import java.time.Duration;
import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import typhoon.ioloop.TimeoutError;
import typhoon.netty.Home;
import typhoon.netty.Loop;
import typhoon.netty.Nanos;
import typhoon.netty.Waiters;
import typhoon.netty.Waiters.Waiter;

/**
 * A queue between coroutines of one loop, first in, first out. With a {@code maxsize} who puts waits while it is full.
 *
 * {@snippet class="typhoon.snippets.QueuesSnippets" region="queue"}
 *
 * <p>Everything is first come, first served; who gives up waiting leaves nothing behind. What can be done at once is, without a turn of the
 * loop. Belongs to the loop on which it is first used. Source: Tornado's {@code queues.Queue}; {@link #close} is ours.
 */
public sealed class Queue<T> implements Iterable<T> permits LifoQueue, PriorityQueue {
    private final Home home = new Home("Queue");
    private final Store<T> store;
    private final int maxsize;
    private final Waiters<T> getters = new Waiters<>();
    private final Waiters<T> putters = new Waiters<>();
    private final Waiters<T> joiners = new Waiters<>();
    private int unfinished;
    private boolean closed;

    /** Without a bound. */
    public Queue() {
        this(0);
    }

    /** For {@code maxsize} items; 0: as many as there is memory for. {@link IllegalArgumentException} if negative. */
    public Queue(int maxsize) {
        this(maxsize, Store.fifo());
    }

    Queue(int maxsize, Store<T> store) {
        if (maxsize < 0) throw new IllegalArgumentException("maxsize is 0 (no bound) or more, not " + maxsize);
        this.maxsize = maxsize;
        this.store = store;
    }

    /** How many items it may hold; 0: any number. */
    public final int maxsize() {
        return maxsize;
    }

    /** How many items it holds; those of waiting putters are not in it yet. */
    public final int qsize() {
        return store.size();
    }

    /** Whether it holds nothing. */
    public final boolean empty() {
        return store.size() == 0;
    }

    /** Whether it holds as much as it may. */
    public final boolean full() {
        return maxsize > 0 && store.size() >= maxsize;
    }

    // ---- in

    /** Puts an item in; waits while the queue is full. {@link QueueClosed} if it has been closed by then. */
    public final void put(T item) {
        put(home.enter("put()"), item, 0);
    }

    /**
     * As {@link #put(Object)}, waiting so long at most; zero or less: not at all.
     *
     * @throws TimeoutError when the time was up; the item is not in the queue then
     */
    public final void put(T item, Duration timeout) {
        Loop loop = home.enter("put()");
        boolean inTime = timeout.isPositive() ? put(loop, item, Nanos.of(timeout)) : admit(item);
        if (!inTime) throw new TimeoutError("no room within " + timeout + ": " + this);
    }

    private boolean put(Loop loop, T item, long timeoutNanos) {
        if (admit(item)) return true;
        store.check(item);                  // now: later it would throw where somebody takes another
        var putter = new Waiter<>(item);
        if (!putters.await(loop, putter, timeoutNanos, "waiting for room in a queue")) return false;
        if (putter.item() == null) throw new QueueClosed(this);
        return true;
    }

    /** Puts an item in without waiting. {@link QueueFull} if there is no room, {@link QueueClosed} if it is closed. */
    public final void putNowait(T item) {
        home.touch("putNowait()");
        if (!admit(item)) throw new QueueFull(this);
    }

    /** Whether there was room. A waiting getter gets what is first by then, which need not be {@code item}. */
    private boolean admit(T item) {
        Objects.requireNonNull(item, "a queue holds no null");
        if (closed) throw new QueueClosed(this);
        if (full()) return false;
        enter(item);
        if (getters.serve() instanceof Waiter<T> getter) getter.give(store.poll());
        return true;
    }

    private void enter(T item) {
        store.add(item);                    // first: a comparator may throw
        unfinished++;
    }

    // ---- out

    /** Takes the next item; waits while there is none. {@link QueueClosed} if it is closed and empty. */
    public final T get() {
        return Objects.requireNonNull(get(home.enter("get()"), 0));
    }

    /**
     * As {@link #get()}, waiting so long at most; zero or less: not at all.
     *
     * @throws TimeoutError when the time was up
     */
    public final T get(Duration timeout) {
        Loop loop = home.enter("get()");
        T item = empty() && !closed && !timeout.isPositive() ? null : get(loop, Nanos.of(timeout));
        if (item == null) throw new TimeoutError("nothing came within " + timeout + ": " + this);
        return item;
    }

    /** Null when the time was up. */
    private @Nullable T get(Loop loop, long timeoutNanos) {
        T item = take();
        if (item != null) return item;
        if (closed) throw new QueueClosed(this);
        var getter = new Waiter<T>();
        if (!getters.await(loop, getter, timeoutNanos, "waiting for an item of a queue")) return null;
        if (getter.item() == null) throw new QueueClosed(this);
        return getter.item();
    }

    /** Takes the next item without waiting. {@link QueueEmpty} if there is none, {@link QueueClosed} if there will never be. */
    public final T getNowait() {
        home.touch("getNowait()");
        T item = take();
        if (item != null) return item;
        throw closed ? new QueueClosed(this) : new QueueEmpty(this);
    }

    /** The first waiting putter comes in before something is taken: in a queue by priority its item may be the one. */
    private @Nullable T take() {
        if (full() && putters.serve() instanceof Waiter<T> putter) enter(Objects.requireNonNull(putter.item()));
        return store.poll();
    }

    /**
     * Items as they come, for {@code for (var item : queue)}: {@link #get} until the queue is closed and empty. Several may read at once,
     * each item going to one of them.
     */
    @Override
    public final Iterator<T> iterator() {
        return new Iterator<>() {
            private @Nullable T next;

            @Override
            public boolean hasNext() {
                if (next != null) return true;
                try {
                    next = get();
                    return true;
                } catch (QueueClosed end) {
                    return false;
                }
            }

            @Override
            public T next() {
                if (!hasNext()) throw new NoSuchElementException("the queue is closed");
                T item = Objects.requireNonNull(next);
                next = null;
                return item;
            }
        };
    }

    // ---- the work on it

    /** Says that the work on one item that was taken is done. {@link IllegalStateException} if said more often than items were put. */
    public final void taskDone() {
        home.touch("taskDone()");
        if (unfinished == 0) throw new IllegalStateException("taskDone() called too many times: all that was put has been done");
        unfinished--;
        if (unfinished == 0) while (joiners.serve() != null) {}
    }

    /** Waits until {@link #taskDone} was said for everything that was put. */
    public final void join() {
        join(home.enter("join()"), 0);
    }

    /**
     * As {@link #join()}, so long at most.
     *
     * @throws TimeoutError when the time was up
     */
    public final void join(Duration timeout) {
        Loop loop = home.enter("join()");
        if (unfinished > 0 && !timeout.isPositive() || !join(loop, Nanos.of(timeout)))
            throw new TimeoutError(unfinished + " items were not done within " + timeout);
    }

    private boolean join(Loop loop, long timeoutNanos) {
        return unfinished == 0 || joiners.await(loop, new Waiter<>(), timeoutNanos, "waiting for the work on a queue");
    }

    /**
     * Lets nothing more in. What is in the queue can still be taken; after that, and for all who wait now, {@link #get} and {@link #put}
     * throw {@link QueueClosed}. {@link #join} goes on waiting for what was put. Idempotent.
     */
    public final void close() {
        home.touch("close()");
        closed = true;
        while (getters.serve() != null) {}
        while (putters.serve() instanceof Waiter<T> putter) putter.give(null);
    }

    @Override
    public final String toString() {
        return getClass().getSimpleName() + "[size=" + store.size() + (maxsize > 0 ? " of " + maxsize : "") + ", getters=" + getters.size()
                + ", putters=" + putters.size() + ", unfinished=" + unfinished + (closed ? ", closed]" : "]");
    }
}
