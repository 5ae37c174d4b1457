package typhoon.queues;

/**
 * The queue has been closed: nothing more goes in, and what was in it has been taken. As {@code asyncio.QueueShutDown}.
 *
 * {@snippet class="typhoon.snippets.QueuesSnippets" region="closed"}
 */
public final class QueueClosed extends RuntimeException {
    private static final long serialVersionUID = 1L;

    QueueClosed(Queue<?> queue) {
        super("the queue is closed: " + queue);
    }
}
