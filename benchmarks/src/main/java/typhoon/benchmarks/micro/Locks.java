package typhoon.benchmarks.micro;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import typhoon.gen.Gen;
import typhoon.locks.Condition;
import typhoon.locks.Event;
import typhoon.locks.Lock;
import typhoon.locks.Semaphore;

/** Typhoon's locks and those of the JDK, both on the loop; {@code Jdk} at the end of a name says which. */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@OperationsPerInvocation(RunningLoop.STEPS)
public class Locks {
    private static final int STEPS = RunningLoop.STEPS;

    /** What is done over and over. */
    private interface Sequence {
        void run() throws Exception;
    }

    private static int alone(RunningLoop loop, Sequence step) throws Exception {
        return loop.on(() -> {
            for (int i = 0; i < STEPS; i++) step.run();
            return STEPS;
        });
    }

    private static int two(RunningLoop loop, Sequence step) throws Exception {
        return loop.on(() -> Gen.multi(() -> half(step), () -> half(step)).size());
    }

    private static int half(Sequence step) throws Exception {
        for (int i = 0; i < STEPS / 2; i++) step.run();
        return STEPS;
    }

    /** Free at each step. */
    @Benchmark
    public int lockFree(RunningLoop loop) throws Exception {
        var lock = new Lock();
        return alone(loop, () -> lock.acquire().close());
    }

    /** As {@link #lockFree}. */
    @Benchmark
    public int lockFreeJdk(RunningLoop loop) throws Exception {
        var lock = new ReentrantLock();
        return alone(loop, () -> {
            lock.lock();
            try {
                assert lock.isHeldByCurrentThread();
            } finally {
                lock.unlock();
            }
        });
    }

    /** Held by the other at each step. */
    @Benchmark
    public int lockHeld(RunningLoop loop) throws Exception {
        var lock = new Lock();
        return two(loop, () -> {
            try (var _ = lock.acquire()) {
                Gen.moment();
            }
        });
    }

    /** As {@link #lockHeld}. It is made fair, as ours is; else one of the two would have it all the time. */
    @Benchmark
    public int lockHeldJdk(RunningLoop loop) throws Exception {
        var lock = new ReentrantLock(true);
        return two(loop, () -> {
            lock.lock();
            try {
                Gen.moment();
            } finally {
                lock.unlock();
            }
        });
    }

    /** A permit that is there. */
    @Benchmark
    public int semaphoreFree(RunningLoop loop) throws Exception {
        var semaphore = new Semaphore(1);
        return alone(loop, () -> semaphore.acquire().close());
    }

    /** As {@link #semaphoreFree}. */
    @Benchmark
    public int semaphoreFreeJdk(RunningLoop loop) throws Exception {
        var semaphore = new java.util.concurrent.Semaphore(1);
        return alone(loop, () -> {
            semaphore.acquire();
            semaphore.release();
        });
    }

    /** One waits for a permit, the other gives it, in turn. */
    @Benchmark
    public int semaphoreHandedOver(RunningLoop loop) throws Exception {
        var there = new Semaphore(0);
        var back = new Semaphore(0);
        return loop.on(() -> {
            Gen.spawn(() -> {
                for (int i = 0; i < STEPS / 2; i++) {
                    there.acquire();
                    back.release();
                }
            });
            for (int i = 0; i < STEPS / 2; i++) {
                there.release();
                back.acquire();
            }
            return STEPS;
        });
    }

    /** As {@link #semaphoreHandedOver}. */
    @Benchmark
    public int semaphoreHandedOverJdk(RunningLoop loop) throws Exception {
        var there = new java.util.concurrent.Semaphore(0);
        var back = new java.util.concurrent.Semaphore(0);
        return loop.on(() -> {
            Gen.spawn(() -> {
                for (int i = 0; i < STEPS / 2; i++) {
                    there.acquireUninterruptibly();
                    back.release();
                }
            });
            for (int i = 0; i < STEPS / 2; i++) {
                there.release();
                back.acquireUninterruptibly();
            }
            return STEPS;
        });
    }

    /** An event that one sets and another waits for, a new one each time. */
    @Benchmark
    public int event(RunningLoop loop) throws Exception {
        return loop.on(() -> {
            for (int i = 0; i < STEPS; i++) {
                var event = new Event();
                loop.loop().addCallback(event::set);
                event.await();
            }
            return STEPS;
        });
    }

    /** As {@link #event}, with a latch. */
    @Benchmark
    public int eventJdk(RunningLoop loop) throws Exception {
        return loop.on(() -> {
            for (int i = 0; i < STEPS; i++) {
                var latch = new CountDownLatch(1);
                loop.loop().addCallback(latch::countDown);
                latch.await();
            }
            return STEPS;
        });
    }

    /** A signal for one who waits. */
    @Benchmark
    public int condition(RunningLoop loop) throws Exception {
        var condition = new Condition();
        return loop.on(() -> {
            for (int i = 0; i < STEPS; i++) {
                loop.loop().addCallback(condition::signal);
                condition.await();
            }
            return STEPS;
        });
    }

    /** As {@link #condition}, with the lock that the JDK's has beside it. */
    @Benchmark
    public int conditionJdk(RunningLoop loop) throws Exception {
        var lock = new ReentrantLock();
        var condition = lock.newCondition();
        return loop.on(() -> {
            for (int i = 0; i < STEPS; i++) {
                lock.lock();
                try {
                    loop.loop().addCallback(() -> {
                        lock.lock();
                        try {
                            condition.signal();
                        } finally {
                            lock.unlock();
                        }
                    });
                    condition.await();
                } finally {
                    lock.unlock();
                }
            }
            return STEPS;
        });
    }
}
