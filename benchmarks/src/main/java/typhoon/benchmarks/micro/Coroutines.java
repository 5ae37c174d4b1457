package typhoon.benchmarks.micro;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import typhoon.gen.Gen;

/** Births, switches, and callbacks from here and from elsewhere. */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@OperationsPerInvocation(RunningLoop.STEPS)
public class Coroutines {
    /** A body that does not wait, spawned on the loop. */
    @Benchmark
    public int spawn(RunningLoop loop) throws Exception {
        return loop.on(() -> {
            int[] done = {0};
            for (int i = 0; i < RunningLoop.STEPS; i++) Gen.spawn(() -> {
                done[0]++;
            });
            while (done[0] < RunningLoop.STEPS) Gen.moment();
            return done[0];
        });
    }

    /** A body that waits for one turn: it needs a virtual thread of its own. */
    @Benchmark
    public int spawnAndWait(RunningLoop loop) throws Exception {
        return loop.on(() -> {
            int[] done = {0};
            for (int i = 0; i < RunningLoop.STEPS; i++) {
                Gen.spawn(() -> {
                    Gen.moment();
                    done[0]++;
                });
                if (i % 100 == 99) while (done[0] <= i) Gen.moment();
            }
            return done[0];
        });
    }

    /** A virtual thread of the JDK's scheduler, from a platform thread, for comparison. */
    @Benchmark
    public long spawnOnTheJdk() throws InterruptedException {
        var done = new CountDownLatch(RunningLoop.STEPS);
        for (int i = 0; i < RunningLoop.STEPS; i++) Thread.startVirtualThread(done::countDown);
        done.await();
        return done.getCount();
    }

    /** Two coroutines that park and unpark each other; a step is one of them. */
    @Benchmark
    public int switchBetweenTwo(RunningLoop loop) throws Exception {
        return loop.on(() -> {
            int[] turns = {0};
            Thread first = Thread.currentThread();
            var second = new Thread[1];
            Gen.spawn(() -> {
                second[0] = Thread.currentThread();
                play(turns, first);
            });
            Gen.moment();
            play(turns, second[0]);
            return turns[0];
        });
    }

    private static void play(int[] turns, Thread other) {
        while (turns[0] < RunningLoop.STEPS) {
            turns[0]++;
            LockSupport.unpark(other);
            if (turns[0] < RunningLoop.STEPS) LockSupport.park();
        }
    }

    /** A callback added by a coroutine of the loop. */
    @Benchmark
    public int callbackFromTheLoop(RunningLoop loop) throws Exception {
        return loop.on(() -> {
            int[] done = {0};
            for (int i = 0; i < RunningLoop.STEPS; i++) loop.loop().addCallback(() -> done[0]++);
            while (done[0] < RunningLoop.STEPS) Gen.moment();
            return done[0];
        });
    }

    /** A callback added by another thread, while the loop runs those before it. */
    @Benchmark
    public long callbackFromOutside(RunningLoop loop) throws InterruptedException {
        var done = new CountDownLatch(1);
        for (int i = 1; i < RunningLoop.STEPS; i++) loop.loop().addCallback(() -> {});
        loop.loop().addCallback(done::countDown);
        done.await();
        return done.getCount();
    }
}
