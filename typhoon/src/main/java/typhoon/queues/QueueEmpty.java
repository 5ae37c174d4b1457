package typhoon.queues;

/**
 * {@link Queue#getNowait} was to take something out of a queue that holds nothing. Source: Tornado's {@code queues.QueueEmpty}.
 *
 * {@snippet class="typhoon.snippets.QueuesSnippets" region="empty"}
 */
public final class QueueEmpty extends RuntimeException {
    private static final long serialVersionUID = 1L;

    QueueEmpty(Queue<?> queue) {
        super("the queue was empty: " + queue);
    }
}
