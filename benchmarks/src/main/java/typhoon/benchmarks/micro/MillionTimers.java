package typhoon.benchmarks.micro;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import typhoon.gen.Gen;
import typhoon.ioloop.IOLoop;
import typhoon.ioloop.Timeout;

/** A million timers at once, as a server has whose connections all wait for something. */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@OperationsPerInvocation(MillionTimers.TIMERS)
public class MillionTimers {
    static final int TIMERS = 1_000_000;
    private static final int TURN = 10_000;

    /** Set and taken back, as timeouts mostly are; in turns, as a loop would. */
    @Benchmark
    public int setAndTakenBack(RunningLoop running) throws Exception {
        return running.on(() -> {
            IOLoop loop = running.loop();
            var timers = new Timeout[TIMERS];
            for (int i = 0; i < TIMERS; i++) {
                timers[i] = loop.callLater(Duration.ofNanos(60_000_000_000L + (i * 7_919L % TIMERS) * 1000L), () -> {});
                if (i % TURN == 0) Gen.moment();
            }
            for (int i = 0; i < TIMERS; i++) {
                loop.removeTimeout(timers[i]);
                if (i % TURN == 0) Gen.moment();
            }
            return timers.length;
        });
    }

    /** Set for moments within a second and run. */
    @Benchmark
    public int setAndRun(RunningLoop running) throws Exception {
        return running.on(() -> {
            IOLoop loop = running.loop();
            int[] ran = {0};
            for (int i = 0; i < TIMERS; i++) {
                loop.callLater(Duration.ofNanos((i * 7_919L % TIMERS) * 100L), () -> ran[0]++);
                if (i % TURN == 0) Gen.moment();
            }
            while (ran[0] < TIMERS) Gen.sleep(Duration.ofMillis(1));
            return ran[0];
        });
    }
}
