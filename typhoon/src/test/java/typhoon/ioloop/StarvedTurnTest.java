package typhoon.ioloop;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import typhoon.gen.Gen;

/** Other programs that take the CPU away are not the callback's fault. */
class StarvedTurnTest {
    private static final long SECONDS = Long.getLong("typhoon.starved.seconds", 6);
    private static final long TURN_MILLIS = 30;

    private volatile long sink;

    @Test
    void isCountedAndNotSaid() throws Exception {
        if (!Files.isReadable(Path.of("/proc/thread-self/schedstat"))) ThisRun.skip("only Linux tells who waits for the CPU");
        long steps = stepsPerTurn();
        List<Process> others = new ArrayList<>();
        try (var loop = new IOLoop(); var lines = new StallLines(loop)) {
            for (int i = 0; i < 6 * Runtime.getRuntime().availableProcessors(); i++)
                others.add(new ProcessBuilder("sh", "-c", "while :; do :; done").start());
            loop.runSync(() -> {
                long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(SECONDS);
                while (System.nanoTime() < end) {
                    work(steps);
                    Gen.sleep(Duration.ofMillis(10));
                }
                return null;
            });
            System.out.println(loop.starvedTurns() + " starved turns in " + SECONDS + " s");
            assertEquals(List.of(), lines.all());
            assertTrue(loop.starvedTurns() > 0, "no turn was starved");
        } finally {
            others.forEach(Process::destroyForcibly);
        }
    }

    /** How many steps take {@link #TURN_MILLIS} on the CPU, whoever else wants it. */
    private long stepsPerTurn() {
        var threads = ManagementFactory.getThreadMXBean();
        long steps = 1 << 16;
        for (int i = 0; i < 20; i++) work(steps);                // compiled by now
        while (true) {
            long before = threads.getCurrentThreadCpuTime();
            work(steps);
            long took = threads.getCurrentThreadCpuTime() - before;
            if (took >= TimeUnit.MILLISECONDS.toNanos(TURN_MILLIS)) return steps * TimeUnit.MILLISECONDS.toNanos(TURN_MILLIS) / took;
            steps *= 2;
        }
    }

    private void work(long steps) {
        long x = 1 | sink;
        for (long i = 0; i < steps; i++) {
            x ^= x << 13;
            x ^= x >>> 7;
            x ^= x << 17;
        }
        sink = x;
    }
}
