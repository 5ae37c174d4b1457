package typhoon.ioloop;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import typhoon.gen.Gen;
import typhoon.testing.AsyncTestCase;

/**
 * A coroutine parks while it holds a lock, and everybody else of the loop wants it: callbacks, timers, and the poller itself. If the
 * poller waited on the bare carrier thread, the holder could never be mounted again to let go.
 */
@Timeout(30)
class LockDeadlockTest extends AsyncTestCase {
    private static final int WANTED_BY = 20;

    private int got;

    private interface Guard {
        void with(Runnable body);
    }

    private static Guard reentrantLock() {
        var lock = new ReentrantLock();
        return body -> {
            lock.lock();
            try {
                body.run();
            } finally {
                lock.unlock();
            }
        };
    }

    private static Guard monitor() {
        var monitor = new Object();
        return body -> {
            synchronized (monitor) {
                body.run();
            }
        };
    }

    @Test
    void thePollerWaitsForALockOfACoroutineThatSleeps() {
        pollerWants(reentrantLock());
    }

    @Test
    void thePollerWaitsForAMonitorOfACoroutineThatSleeps() {
        pollerWants(monitor());
    }

    @Test
    void callbacksAndTimersWaitForALock() {
        tasksWant(reentrantLock());
    }

    @Test
    void callbacksAndTimersWaitForAMonitor() {
        tasksWant(monitor());
    }

    @Test
    void anotherThreadHoldsTheLockThatPollerAndCallbacksWant() throws Exception {
        Guard guard = reentrantLock();
        var held = new CountDownLatch(1);
        var letGo = new CountDownLatch(1);
        Thread holder = Thread.ofPlatform().daemon().start(() -> guard.with(() -> {
            held.countDown();
            awaitQuietly(letGo);
        }));
        held.await();
        for (int i = 0; i < WANTED_BY; i++) loop().addCallback(() -> guard.with(() -> got++));
        Gen.moment();
        loop().loop().schedule(0, () -> guard.with(() -> got++));
        Thread.ofPlatform().daemon().start(() -> {
            LockSupport.parkNanos(Duration.ofMillis(50).toNanos());
            letGo.countDown();
        });
        holder.join();
        waitFor(() -> got == WANTED_BY + 1);
    }

    /** The holder's sleep is the JDK's: one that needs a turn of the poller to end would be a real deadlock, in any design. */
    private void pollerWants(Guard guard) {
        boolean[] pollerCame = {false};
        Future<?> holder = Gen.spawn(() -> guard.with(() -> {
            loop().loop().schedule(0, () -> {
                pollerCame[0] = true;
                guard.with(() -> got++);
            });
            while (!pollerCame[0]) sleepInTheJdk();
            for (int i = 0; i < WANTED_BY; i++) Thread.startVirtualThread(() -> guard.with(() -> got++));
            sleepInTheJdk();
            assertEquals(0, got);
        }));
        Gen.await(holder);
        waitFor(() -> got == WANTED_BY + 1);
    }

    private void tasksWant(Guard guard) {
        Future<?> holder = Gen.spawn(() -> guard.with(() -> {
            for (int i = 0; i < WANTED_BY; i++) {
                loop().addCallback(() -> guard.with(() -> got++));
                loop().callLater(Duration.ofMillis(i % 3), () -> guard.with(() -> got++));
            }
            Gen.sleep(Duration.ofMillis(50));
            assertEquals(0, got);
        }));
        Gen.await(holder);
        waitFor(() -> got == 2 * WANTED_BY);
    }

    private static void sleepInTheJdk() {
        try {
            Thread.sleep(20);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    private static void awaitQuietly(CountDownLatch latch) {
        try {
            assertTrue(latch.await(1, TimeUnit.MINUTES));
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }
}
