package typhoon.ioloop;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import typhoon.gen.Gen;
import typhoon.testing.AsyncTestCase;

/** The promise the product is made of: between two waits a coroutine is alone on its loop, so plain collections need no lock. */
class NothingOverlapsTest extends AsyncTestCase {
    private static final int COROUTINES = 200;
    private static final int STEPS = 5_000;
    private static final int STEPS_BETWEEN_WAITS = 10;
    private static final int ACCOUNTS = 64;
    private static final int EACH = 1_000;

    private final Map<Integer, Integer> accounts = new HashMap<>();
    private final Map<String, Integer> scratch = new HashMap<>();
    private final ReentrantLock lock = new ReentrantLock();
    private final LinkedBlockingQueue<Alarm> alarms = new LinkedBlockingQueue<>();
    private @Nullable Thread alone;
    private long steps;

    /** Parks a coroutine until another thread has seen it. */
    private static final class Alarm {
        private final Thread sleeper = Thread.currentThread();
        private volatile boolean rung;

        void await() {
            while (!rung) LockSupport.park(this);
        }

        void ring() {
            rung = true;
            LockSupport.unpark(sleeper);
        }
    }

    @Test
    @Timeout(120)
    void amongAMillionStepsOfTwoHundredCoroutines() {
        for (int i = 0; i < ACCOUNTS; i++) accounts.put(i, EACH);
        Thread ringer = Thread.ofPlatform().daemon().name("ringer").start(this::ringAlarms);
        try {
            List<Future<?>> all = new ArrayList<>();
            for (int i = 0; i < COROUTINES; i++) {
                var random = new Random(i);
                all.add(Gen.spawn(() -> transferMoney(random)));
            }
            for (Future<?> one : all) Gen.await(one);
        } finally {
            ringer.interrupt();
        }
        assertEquals((long) COROUTINES * STEPS, steps);
        assertEquals(ACCOUNTS * EACH, total());
    }

    private void transferMoney(Random random) {
        for (int step = 0; step < STEPS; step++) {
            transfer(random.nextInt(ACCOUNTS), random.nextInt(ACCOUNTS), random.nextInt(10));
            if (step % STEPS_BETWEEN_WAITS == 0) waitSomehow(random);
        }
    }

    /** Between its first and its last line the books are wrong, and somebody else in here would be seen. */
    private void transfer(int from, int to, int amount) {
        assertEquals(null, alone);
        alone = Thread.currentThread();
        int had = Objects.requireNonNull(accounts.remove(from));
        accounts.put(from, had - amount);
        scratch.merge("under way", amount, Integer::sum);
        if (steps % 1000 == 0) assertEquals(ACCOUNTS * EACH - amount, total());
        accounts.merge(to, amount, Integer::sum);
        scratch.merge("under way", -amount, Integer::sum);
        assertEquals(0, scratch.remove("under way"));
        steps++;
        assertEquals(Thread.currentThread(), alone);
        alone = null;
    }

    private int total() {
        return accounts.values().stream().mapToInt(Integer::intValue).sum();
    }

    private void waitSomehow(Random random) {
        switch (random.nextInt(40)) {
            case 0 -> Gen.sleep(Duration.ofMillis(1));
            case 1 -> LockSupport.parkNanos(this, 1_000);
            case 2, 3, 4, 5, 6, 7 -> waitForOtherThread();
            case 8, 9, 10, 11, 12, 13 -> holdLockOverAWait();
            case 14, 15, 16 -> Thread.yield();
            case 17 -> assertTrue(loop().runInExecutor(() -> true));
            default -> Gen.moment();
        }
    }

    private void waitForOtherThread() {
        var alarm = new Alarm();
        alarms.add(alarm);
        alarm.await();
    }

    private void holdLockOverAWait() {
        lock.lock();
        try {
            Gen.moment();
        } finally {
            lock.unlock();
        }
    }

    private void ringAlarms() {
        try {
            while (true) alarms.take().ring();
        } catch (InterruptedException _) {
            // the test is over
        }
    }
}
