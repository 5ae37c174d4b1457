package typhoon.queues;

/**
 * A queue that gives back what came last. Source: Tornado's {@code queues.LifoQueue}.
 *
 * {@snippet class="typhoon.snippets.QueuesSnippets" region="lifo"}
 */
public final class LifoQueue<T> extends Queue<T> {
    /** Without a bound. */
    public LifoQueue() {
        this(0);
    }

    /** For {@code maxsize} items; 0: any number. */
    public LifoQueue(int maxsize) {
        super(maxsize, Store.lifo());
    }
}
