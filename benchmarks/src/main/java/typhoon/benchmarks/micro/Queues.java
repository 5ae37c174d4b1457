package typhoon.benchmarks.micro;

import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import typhoon.gen.Gen;
import typhoon.queues.Queue;

/** Typhoon's queue and those of the JDK, both on the loop. A step is one item put and got. */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@OperationsPerInvocation(RunningLoop.STEPS)
public class Queues {
    private static final int STEPS = RunningLoop.STEPS;
    private static final int ROOM = 100;

    /** By one coroutine, so nobody waits. */
    @Benchmark
    public int alone(RunningLoop loop) throws Exception {
        var queue = new Queue<Integer>(ROOM);
        return loop.on(() -> {
            int sum = 0;
            for (int i = 0; i < STEPS; i++) {
                queue.put(1);
                sum += queue.get();
            }
            return sum;
        });
    }

    /** As {@link #alone}. */
    @Benchmark
    public int aloneJdkArray(RunningLoop loop) throws Exception {
        return alone(loop, new ArrayBlockingQueue<>(ROOM));
    }

    /** As {@link #alone}. */
    @Benchmark
    public int aloneJdkLinked(RunningLoop loop) throws Exception {
        return alone(loop, new LinkedBlockingQueue<>(ROOM));
    }

    private static int alone(RunningLoop loop, BlockingQueue<Integer> queue) throws Exception {
        return loop.on(() -> {
            int sum = 0;
            for (int i = 0; i < STEPS; i++) {
                queue.put(1);
                sum += queue.take();
            }
            return sum;
        });
    }

    /** From a coroutine to another; each waits when the queue is full or empty. */
    @Benchmark
    public int between(RunningLoop loop) throws Exception {
        var queue = new Queue<Integer>(ROOM);
        return loop.on(() -> {
            Gen.spawn(() -> {
                for (int i = 0; i < STEPS; i++) queue.put(1);
            });
            int sum = 0;
            for (int i = 0; i < STEPS; i++) sum += queue.get();
            return sum;
        });
    }

    /** As {@link #between}. */
    @Benchmark
    public int betweenJdkArray(RunningLoop loop) throws Exception {
        return between(loop, new ArrayBlockingQueue<>(ROOM));
    }

    /** As {@link #between}. */
    @Benchmark
    public int betweenJdkLinked(RunningLoop loop) throws Exception {
        return between(loop, new LinkedBlockingQueue<>(ROOM));
    }

    private static int between(RunningLoop loop, BlockingQueue<Integer> queue) throws Exception {
        return loop.on(() -> {
            Gen.spawn(() -> {
                for (int i = 0; i < STEPS; i++) queue.put(1);
                return STEPS;
            });
            int sum = 0;
            for (int i = 0; i < STEPS; i++) sum += queue.take();
            return sum;
        });
    }
}
