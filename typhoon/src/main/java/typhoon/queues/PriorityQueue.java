package typhoon.queues;

import java.util.Comparator;

/**
 * A queue that gives back the least item; of equal ones the one that was put first, where Tornado promises nothing. Source: Tornado's
 * {@code queues.PriorityQueue}.
 *
 * {@snippet class="typhoon.snippets.QueuesSnippets" region="priority"}
 */
public final class PriorityQueue<T> extends Queue<T> {
    /** For {@code maxsize} items (0: any number) in the order of {@code order}; an error it throws leaves {@code put} by itself. */
    public PriorityQueue(int maxsize, Comparator<? super T> order) {
        super(maxsize, Store.least(order));
    }

    /** For {@code maxsize} items (0: any number) in their natural order. */
    public static <T extends Comparable<? super T>> PriorityQueue<T> natural(int maxsize) {
        return new PriorityQueue<>(maxsize, Comparator.naturalOrder());
    }
}
