package typhoon.locks;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Future;
import typhoon.gen.Gen;
import typhoon.ioloop.TimeoutError;
import typhoon.testing.AsyncTestCase;

/** Coroutines that wait for something of a lock's kind, and write down how their waits ended. */
abstract class LocksTestCase extends AsyncTestCase {
    static final Duration SECOND = Duration.ofSeconds(1);

    final List<String> ended = new ArrayList<>();

    /** Starts somebody who waits, and lets it come as far as its wait. */
    final Future<?> starts(String name, Runnable wait) {
        Future<?> waiter = Gen.spawn(() -> {
            try {
                wait.run();
                ended.add(name);
            } catch (TimeoutError late) {
                ended.add(name + " too late");
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
