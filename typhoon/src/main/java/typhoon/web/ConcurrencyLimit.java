package typhoon.web;

import java.time.Duration;
import typhoon.netty.LoopLocal;

/**
 * Lets the handlers within answer so many requests at once: a {@link Filter} for {@link Routes} (a slow report, what needs a connection of
 * the database) or for a whole application. Immutable.
 *
 * {@snippet class="typhoon.snippets.FilterSnippets" region="concurrency"}
 *
 * <p>Who comes when they are all busy gets a 503 with {@code Retry-After}, before the body is read: better a quick no than a queue in which
 * everybody waits until nobody wants the answer. A request counts from here until its handler has returned, an {@link EventStream} as long
 * as it lasts; one that a WebSocket has begun with does not count any more. Each loop of each process counts for itself.
 */
public final class ConcurrencyLimit implements Filter {
    private final int requests;
    private final Duration retryAfter;

    // Of each loop its own: a filter may be shared by several.
    private final LoopLocal<int[]> running = new LoopLocal<>(() -> new int[1]);

    private ConcurrencyLimit(int requests, Duration retryAfter) {
        this.requests = requests;
        this.retryAfter = retryAfter;
    }

    /**
     * So many at once.
     *
     * @throws IllegalArgumentException if that is none
     */
    public static ConcurrencyLimit of(int requests) {
        if (requests < 1) throw new IllegalArgumentException("a limit is 1 or more, not " + requests);
        return new ConcurrencyLimit(requests, Duration.ofSeconds(1));
    }

    /** When those who are refused are asked to come again: after one second unless set, in whole seconds. */
    public ConcurrencyLimit retryAfter(Duration wait) {
        if (wait.isNegative()) throw new IllegalArgumentException("a wait is not negative: " + wait);
        return new ConcurrencyLimit(requests, wait);
    }

    @Override
    public void handle(RequestHandler handler, Next next) throws Exception {
        int[] now = running.get();
        if (now[0] >= requests) {
            throw new HttpError(503).header("Retry-After", String.valueOf(retryAfter.toSeconds()))
                    .detail(requests + " requests of this kind are being answered already");
        }
        now[0]++;
        try {
            next.handle();
        } finally {
            now[0]--;
        }
    }
}
