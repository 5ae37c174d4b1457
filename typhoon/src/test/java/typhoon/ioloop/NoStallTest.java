package typhoon.ioloop;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.locks.ReentrantLock;
import org.junit.jupiter.api.Test;
import typhoon.examples.stalls.UserCode;
import typhoon.gen.Gen;

/** Waiting is not blocking: who parks gives the thread away. */
class NoStallTest {
    @Test
    void sleepingASecondIsNone() {
        assertQuiet(() -> {
            Gen.sleep(Duration.ofSeconds(1));
            return null;
        });
        assertQuiet(() -> {
            Thread.sleep(1_000);
            return null;
        });
    }

    @Test
    void waitingForAMonitorOrALockOrAProcessIsNone() {
        assertQuiet(() -> {
            var monitor = new Object();
            var lock = new ReentrantLock();
            Gen.spawn(() -> {
                synchronized (monitor) {
                    lock.lock();
                    Gen.sleep(Duration.ofMillis(600));
                    lock.unlock();
                }
                return null;
            });
            Gen.moment();
            lock.lock();
            lock.unlock();
            synchronized (monitor) {
                monitor.wait(600);
            }
            return null;
        });
    }

    @Test
    void handingWorkToTheExecutorIsNone() {
        assertQuiet(() -> IOLoop.current().runInExecutor(() -> {
            UserCode.computeMillis(600);
            return null;
        }));
    }

    @Test
    void manyShortTasksInARowAreNone() {
        assertQuiet(() -> {
            var done = new CountDownLatch(600);
            for (int i = 0; i < 600; i++) {
                IOLoop.current().addCallback(() -> {
                    UserCode.computeMillis(1);
                    done.countDown();
                });
            }
            done.await();
            return null;
        });
    }

    private static void assertQuiet(Callable<?> body) {
        try (var loop = new IOLoop(); var lines = new StallLines(loop)) {
            loop.runSync(body);
            assertEquals(List.of(), lines.all());
            assertEquals(0, loop.stalls());
        }
    }
}
