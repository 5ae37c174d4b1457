package typhoon.queues;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Future;
import typhoon.gen.Gen;
import typhoon.ioloop.TimeoutError;
import typhoon.testing.AsyncTestCase;

/** Coroutines that wait at queues, and write down how their waits ended. */
abstract class QueueTestCase extends AsyncTestCase {
    static final Duration SECOND = Duration.ofSeconds(1);

    final List<String> ended = new ArrayList<>();

    /** Starts somebody who gets, and lets it come as far as its wait. */
    final Future<?> gets(Queue<?> queue, Duration... timeout) {
        return starts(() -> ended.add("got " + (timeout.length == 0 ? queue.get() : queue.get(timeout[0]))));
    }

    /** Starts somebody who puts {@code item}. */
    final <T> Future<?> puts(Queue<T> queue, T item, Duration... timeout) {
        return starts(() -> {
            if (timeout.length == 0) queue.put(item);
            else queue.put(item, timeout[0]);
            ended.add("put " + item);
        });
    }

    final Future<?> starts(Runnable wait) {
        Future<?> waiter = Gen.spawn(() -> {
            try {
                wait.run();
            } catch (TimeoutError late) {
                ended.add("too late");
            } catch (QueueClosed closed) {
                ended.add("closed");
            }
        });
        Gen.moment();
        return waiter;
    }

    /** What has ended once everybody who can go on has. */
    final List<String> endedNow() {
        for (int turn = 0; turn < 3; turn++) Gen.moment();
        return ended;
    }
}
