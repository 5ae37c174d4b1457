package typhoon.queues;

/**
 * {@link Queue#putNowait} was to put something into a queue that holds as much as it may. Source: Tornado's {@code queues.QueueFull}.
 *
 * {@snippet class="typhoon.snippets.QueuesSnippets" region="full"}
 */
public final class QueueFull extends RuntimeException {
    private static final long serialVersionUID = 1L;

    QueueFull(Queue<?> queue) {
        super("the queue was full: " + queue);
    }
}
