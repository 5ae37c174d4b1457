package typhoon.queues;

import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.PriorityQueue;
import org.jspecify.annotations.Nullable;

/** What a queue holds, in the order it gives it back. */
interface Store<T> {
    void add(T item);

    /** Throws what {@link #add} would, where an item cannot be compared with those that are here. */
    default void check(T item) {}

    @Nullable T poll();

    int size();

    /** First in, first out. */
    static <T> Store<T> fifo() {
        return new Line<>(false);
    }

    /** Last in, first out. */
    static <T> Store<T> lifo() {
        return new Line<>(true);
    }

    /** The least first; of equal ones the one that came first. */
    static <T> Store<T> least(Comparator<? super T> order) {
        return new Heap<>(order);
    }

    /** A line that is left at its head, or at the end where it is joined. */
    final class Line<T> implements Store<T> {
        private final ArrayDeque<T> items = new ArrayDeque<>();
        private final boolean lastFirst;

        private Line(boolean lastFirst) {
            this.lastFirst = lastFirst;
        }

        @Override
        public void add(T item) {
            items.addLast(item);
        }

        @Override
        public @Nullable T poll() {
            return lastFirst ? items.pollLast() : items.pollFirst();
        }

        @Override
        public int size() {
            return items.size();
        }
    }

    /** A heap whose entries are numbered, because a heap alone forgets who came first. */
    final class Heap<T> implements Store<T> {
        private record Entry<T>(T item, long number) {}

        private final Comparator<? super T> order;
        private final PriorityQueue<Entry<T>> entries;
        private long number;

        private Heap(Comparator<? super T> order) {
            this.order = order;
            Comparator<Entry<T>> byItem = (one, other) -> order.compare(one.item(), other.item());
            this.entries = new PriorityQueue<>(byItem.thenComparingLong(Entry::number));
        }

        @Override
        public void add(T item) {
            entries.add(new Entry<>(item, number++));
        }

        @Override
        public void check(T item) {
            if (entries.peek() instanceof Entry<T> least) {
                int _ = order.compare(item, least.item());
            }
        }

        @Override
        public @Nullable T poll() {
            Entry<T> least = entries.poll();
            return least == null ? null : least.item();
        }

        @Override
        public int size() {
            return entries.size();
        }
    }
}
