package typhoon.ioloop;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import typhoon.gen.Gen;
import typhoon.testing.AsyncTestCase;

class ManySleepersTest extends AsyncTestCase {
    private static final int SLEEPERS = 100_000;
    private static final Duration LONG = Duration.ofHours(1);

    private int asleep;
    private int awake;

    @Test
    @Timeout(120)
    void aHundredThousandCoroutinesSleepAtOnceAndAllWake() {
        long before = usedHeap();
        for (int i = 0; i < SLEEPERS; i++) {
            Gen.spawn(() -> {
                asleep++;
                Gen.sleep(LONG);
                awake++;
            });
        }
        waitFor(() -> asleep == SLEEPERS);
        assertTrue(loop().loop().coroutineCount() >= SLEEPERS, "all of them at once");
        long each = (usedHeap() - before) / SLEEPERS;
        System.out.println(SLEEPERS + " sleeping coroutines take " + each + " bytes of heap each");
        assertTrue(each < 16 * 1024, () -> each + " bytes of heap for each sleeper");

        clock().advance(LONG.minusMinutes(1));
        assertEquals(0, awake);
        clock().advance(Duration.ofMinutes(1));
        waitFor(() -> awake == SLEEPERS);
        Gen.moment();
        assertTrue(loop().loop().coroutineCount() < 10, "and all of them gone");
    }

    @Test
    @Timeout(120)
    void tenThousandThreadSleepsToo() {
        int sleepers = SLEEPERS / 10;
        for (int i = 0; i < sleepers; i++) {
            Gen.spawn(() -> {
                asleep++;
                Thread.sleep(500);
                awake++;
                return null;
            });
        }
        waitFor(() -> asleep == sleepers);
        waitFor(() -> awake == sleepers);
    }

    private static long usedHeap() {
        System.gc();
        return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
    }
}
