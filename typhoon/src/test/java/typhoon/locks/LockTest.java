package typhoon.locks;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import typhoon.gen.Gen;
import typhoon.ioloop.TimeoutError;

class LockTest extends LocksTestCase {
    private final Lock lock = new Lock();

    @Test
    void saysWhetherItIsHeld() {
        assertEquals("Lock[free]", lock.toString());
        lock.acquire();
        assertTrue(lock.isHeld());
        assertEquals("Lock[held]", lock.toString());
    }

    @Test
    void letsOneInAndThenTheNext() {
        lock.acquire();
        starts("second", lock::acquire);
        assertEquals(List.of(), endedNow());
        lock.release();
        assertTrue(lock.isHeld());                  // it went straight to the second
        assertEquals(List.of("second"), endedNow());
        lock.release();
        assertFalse(lock.isHeld());
    }

    @Test
    void nobodyIsInsideTogetherAndAllComeInTheOrderTheyAsked() {
        var order = new ArrayList<Integer>();
        var inside = new int[1];
        List<Future<?>> all = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            int number = i;
            all.add(Gen.spawn(() -> {
                try (var _ = lock.acquire()) {
                    assertEquals(1, ++inside[0]);
                    Gen.moment();
                    Gen.moment();
                    order.add(number);
                    inside[0]--;
                }
            }));
        }
        for (Future<?> one : all) Gen.await(one);
        assertEquals(List.of(0, 1, 2, 3, 4), order);
        assertFalse(lock.isHeld());
    }

    @Test
    void whoComesWhileItIsHandedOverDoesNotOvertake() {
        lock.acquire();
        starts("first in line", lock::acquire);
        lock.release();
        assertThrows(TimeoutError.class, () -> lock.acquire(Duration.ZERO));
        assertEquals(List.of("first in line"), endedNow());
    }

    @Test
    void waitsSoLongAtMost() {
        lock.acquire();
        starts("second", () -> lock.acquire(SECOND));
        clock().advance(SECOND);
        assertEquals(List.of("second too late"), endedNow());
        lock.release();
        assertFalse(lock.isHeld());                 // the one who gave up has not got it
    }

    @Test
    void isHadWithoutWaitingWhenItIsFree() {
        try (var _ = lock.acquire(Duration.ZERO)) {
            assertTrue(lock.isHeld());
        }
    }

    @Test
    void isFreeAgainWhenTheBodyThrows() {
        assertThrows(ArithmeticException.class, () -> {
            try (var _ = lock.acquire()) {
                throw new ArithmeticException();
            }
        });
        assertFalse(lock.isHeld());
    }

    @Test
    void aPermitThatIsClosedTwiceGivesNothingBackTheSecondTime() {
        Permit permit = lock.acquire();
        permit.close();
        lock.acquire();
        permit.close();
        assertTrue(lock.isHeld());
    }

    @Test
    void refusesToBeReleasedWhenNobodyHoldsIt() {
        assertEquals("release() of a lock that nobody holds", assertThrows(IllegalStateException.class, lock::release).getMessage());
        lock.acquire();
        lock.release();
        assertThrows(IllegalStateException.class, lock::release);
    }

    @Test
    void whoIsInterruptedLeavesTheLine() {
        lock.acquire();
        Future<?> interrupted = starts("second", lock::acquire);
        starts("third", lock::acquire);
        interrupted.cancel(true);
        assertEquals(List.of(), endedNow());
        lock.release();
        assertEquals(List.of("third"), endedNow());
    }

    @Test
    void whoIsInterruptedAfterItWasServedHasItAndFindsTheInterruptAtItsNextWait() {
        lock.acquire();
        Future<?> both = starts("second", () -> {
            lock.acquire();
            ended.add("has it");
            Gen.sleep(Duration.ofDays(1));
        });
        lock.release();
        both.cancel(true);
        assertEquals(List.of("has it"), endedNow());
        assertTrue(lock.isHeld());
    }
}
