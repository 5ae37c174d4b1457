package typhoon.netty;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** The timers of one loop, a binary heap in which each entry knows its place, so that taking one back costs O(log n). */
final class Timers {
    private Timer[] heap = new Timer[16];
    private int size;
    private long sequence;

    Timer add(long deadline, Runnable task) {
        if (size == heap.length) heap = Arrays.copyOf(heap, size * 2);
        var timer = new Timer(deadline, sequence++, task);
        rise(size++, timer);
        return timer;
    }

    /** Forgets a timer; does nothing when it has run or was removed before. */
    void remove(Timer timer) {
        int hole = timer.index;
        if (hole < 0) return;
        timer.index = -1;
        Timer last = takeLast();
        if (last == timer) return;
        if (hole > 0 && last.isBefore(heap[(hole - 1) >>> 1])) rise(hole, last);
        else sink(hole, last);
    }

    /** The next timer that is due at {@code now}, taken out; null when none is. */
    @Nullable Timer pollDue(long now) {
        if (size == 0 || heap[0].deadline - now > 0) return null;
        Timer first = heap[0];
        first.index = -1;
        Timer last = takeLast();
        if (last != first) sink(0, last);
        return first;
    }

    boolean isEmpty() {
        return size == 0;
    }

    /** Nanoseconds until the first timer is due, at least 0. Only when there is one. */
    long untilNext(long now) {
        return Math.max(0, heap[0].deadline - now);
    }

    int size() {
        return size;
    }

    @SuppressWarnings({"DataFlowIssue", "NullAway"})      // slots beyond size hold nothing
    private Timer takeLast() {
        Timer last = heap[--size];
        heap[size] = null;
        return last;
    }

    private void rise(int hole, Timer timer) {
        while (hole > 0) {
            int parent = (hole - 1) >>> 1;
            if (!timer.isBefore(heap[parent])) break;
            put(hole, heap[parent]);
            hole = parent;
        }
        put(hole, timer);
    }

    private void sink(int hole, Timer timer) {
        while (true) {
            int child = 2 * hole + 1;
            if (child >= size) break;
            if (child + 1 < size && heap[child + 1].isBefore(heap[child])) child++;
            if (!heap[child].isBefore(timer)) break;
            put(hole, heap[child]);
            hole = child;
        }
        put(hole, timer);
    }

    private void put(int place, Timer timer) {
        heap[place] = timer;
        timer.index = place;
    }
}
