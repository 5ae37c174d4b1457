package typhoon.locks;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import typhoon.gen.Gen;
import typhoon.ioloop.TimeoutError;

class SemaphoreTest extends LocksTestCase {
    @Test
    void refusesLessThanNoPermits() {
        assertThrows(IllegalArgumentException.class, () -> new Semaphore(-1));
        assertThrows(IllegalArgumentException.class, () -> new BoundedSemaphore(-1));
    }

    @Test
    void saysHowManyAreFreeAndHowManyWait() {
        var semaphore = new Semaphore(1);
        assertEquals("Semaphore[free=1, waiting=0]", semaphore.toString());
        semaphore.acquire();
        starts("second", semaphore::acquire);
        assertEquals("Semaphore[free=0, waiting=1]", semaphore.toString());
    }

    @Test
    void letsSoManyInAndTheRestInOrder() {
        var semaphore = new Semaphore(2);
        for (String name : List.of("a", "b", "c", "d")) starts(name, semaphore::acquire);
        assertEquals(List.of("a", "b"), endedNow());
        semaphore.release();
        assertEquals(List.of("a", "b", "c"), endedNow());
        semaphore.release();
        assertEquals(List.of("a", "b", "c", "d"), endedNow());
        semaphore.release();
        semaphore.release();
        assertEquals("Semaphore[free=2, waiting=0]", semaphore.toString());
    }

    @Test
    void waitsSoLongAtMostAndThenLeavesTheLine() {
        var semaphore = new Semaphore(1);
        Permit permit = semaphore.acquire();
        starts("impatient", () -> semaphore.acquire(SECOND));
        starts("patient", semaphore::acquire);
        clock().advance(SECOND);
        assertEquals(List.of("impatient too late"), endedNow());
        permit.close();
        assertEquals(List.of("impatient too late", "patient"), endedNow());
    }

    @Test
    void aReleaseBeforeTheTimeIsUpWins() {
        var semaphore = new Semaphore(1);
        semaphore.acquire();
        starts("second", () -> semaphore.acquire(SECOND));
        semaphore.release();
        clock().advance(Duration.ofHours(1));
        assertEquals(List.of("second"), endedNow());
    }

    @Test
    void theMessageOfATimeoutSaysHowLongAndOfWhat() {
        var semaphore = new Semaphore(0);
        assertEquals("no permit became free within PT0S: Semaphore[free=0, waiting=0]",
                assertThrows(TimeoutError.class, () -> semaphore.acquire(Duration.ZERO)).getMessage());
    }

    @Test
    void oneThatWasNotAcquiredMayBeReleased() {
        var semaphore = new Semaphore();
        semaphore.release();
        semaphore.acquire();
        semaphore.acquire();
        assertEquals("Semaphore[free=0, waiting=0]", semaphore.toString());
    }

    @Test
    void aBoundedOneRefusesThat() {
        var semaphore = new BoundedSemaphore();
        assertThrows(IllegalStateException.class, semaphore::release);
        semaphore.acquire();
        semaphore.release();
        assertEquals("Semaphore released too many times: all of its 1 permits are free",
                assertThrows(IllegalStateException.class, semaphore::release).getMessage());
    }

    @Test
    void thePermitOfATryIsBackAtItsEndAlsoWhenOthersWaited() {
        var semaphore = new Semaphore(1);
        for (int i = 0; i < 10; i++) {
            starts("" + i, () -> {
                try (var _ = semaphore.acquire()) {
                    Gen.moment();
                }
            });
        }
        for (int turn = 0; turn < 40; turn++) Gen.moment();
        assertEquals(10, ended.size());
        assertEquals("Semaphore[free=1, waiting=0]", semaphore.toString());
    }

    @Test
    void whoGaveUpLeavesNothingBehind() {
        var semaphore = new Semaphore(0);
        for (int i = 0; i < 1000; i++) starts("", () -> semaphore.acquire(SECOND));
        assertEquals("Semaphore[free=0, waiting=1000]", semaphore.toString());
        clock().advance(SECOND);
        endedNow();
        assertEquals("Semaphore[free=0, waiting=0]", semaphore.toString());
        assertTrue(ended.stream().allMatch(" too late"::equals));
        assertEquals(1000, ended.size());
    }
}
