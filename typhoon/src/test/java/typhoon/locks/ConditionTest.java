package typhoon.locks;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import typhoon.gen.Gen;

class ConditionTest extends LocksTestCase {
    private final Condition changed = new Condition();

    private void startsAll(String... names) {
        for (String name : names) starts(name, changed::await);
    }

    @Test
    void saysHowManyWait() {
        assertEquals("Condition[waiting=0]", changed.toString());
        startsAll("a", "b");
        assertEquals("Condition[waiting=2]", changed.toString());
    }

    @Test
    void aSignalReachesTheOneWhoWaitsLongest() {
        startsAll("a", "b");
        changed.signal();
        assertEquals(List.of("a"), endedNow());
    }

    @Test
    void itGoesOnInItsOwnTurnAndNotInsideTheSignal() {
        startsAll("a");
        changed.signal();
        assertEquals(List.of(), ended);
        assertEquals(List.of("a"), endedNow());
    }

    @Test
    void aSignalThatNobodyWaitsForIsLost() {
        changed.signal();
        startsAll("a");
        assertEquals(List.of(), endedNow());
    }

    @Test
    void aSignalForSeveralReachesThemInOrder() {
        startsAll("a", "b", "c", "d");
        changed.signal(2);
        assertEquals(List.of("a", "b"), endedNow());
        changed.signal(1);
        assertEquals(List.of("a", "b", "c"), endedNow());
        changed.signal(7);
        assertEquals(List.of("a", "b", "c", "d"), endedNow());
    }

    @Test
    void aSignalForAllReachesThoseWhoWaitNowOnly() {
        startsAll("a", "b");
        changed.signalAll();
        startsAll("c");
        assertEquals(List.of("a", "b"), endedNow());
    }

    @Test
    void aWaitSaysWhetherASignalCameInTime() {
        Future<Boolean> late = Gen.spawn(() -> changed.await(SECOND));
        Future<Boolean> inTime = Gen.spawn(() -> changed.await(SECOND.multipliedBy(2)));
        Gen.moment();
        clock().advance(SECOND);
        assertFalse(Gen.await(late));
        changed.signal();
        assertTrue(Gen.await(inTime));
    }

    @Test
    void aWaitOfNoTimeEndsAtOnce() {
        assertFalse(changed.await(Duration.ZERO));
        assertFalse(changed.await(Duration.ofSeconds(-1)));
    }

    @Test
    void whoGaveUpIsNotCountedByASignalForSeveral() {
        startsAll("a");
        starts("gone", () -> assertFalse(changed.await(SECOND)));
        startsAll("b", "c");
        clock().advance(SECOND);
        changed.signal(2);
        assertEquals(List.of("gone", "a", "b"), endedNow());
        changed.signalAll();
        assertEquals(List.of("gone", "a", "b", "c"), endedNow());
    }

    @Test
    void whoWasInterruptedIsNotCounted() {
        Future<?> gone = starts("gone", changed::await);
        startsAll("b");
        gone.cancel(true);
        endedNow();
        changed.signal();
        assertEquals(List.of("b"), endedNow());
    }

    @Test
    void oneWhoGoesOnMaySignalTheNext() {
        starts("a", () -> {
            changed.await();
            changed.signal();
        });
        startsAll("b", "c");
        changed.signal();
        assertEquals(List.of("a", "b"), endedNow());
    }

    @Test
    void manyWaitsWithATimeoutLeaveNothingBehind() {
        for (int i = 0; i < 200; i++) starts("", () -> changed.await(SECOND));
        clock().advance(SECOND);
        endedNow();
        assertEquals("Condition[waiting=0]", changed.toString());
    }
}
