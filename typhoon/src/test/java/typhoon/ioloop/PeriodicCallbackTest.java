package typhoon.ioloop;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import typhoon.gen.Gen;
import typhoon.testing.ExpectLog;

@OneMinute
class PeriodicCallbackTest {
    private final HandClock clock = new HandClock();
    private final IOLoop loop = new IOLoop(clock);
    private final long origin = clock.nanoTime();
    private final List<Long> calls = new ArrayList<>();

    private interface Body {
        void run() throws Exception;
    }

    @AfterEach
    void close() {
        loop.close();
    }

    private static Duration ms(long millis) {
        return Duration.ofMillis(millis);
    }

    private long now() {
        return (clock.nanoTime() - origin) / 1_000_000;
    }

    private void note() {
        calls.add(now());
    }

    private void inLoop(Body body) {
        loop.runSync(() -> {
            body.run();
            return null;
        });
    }

    /** Lets so many milliseconds pass, one at a time. */
    private void pass(int millis) {
        for (int i = 0; i < millis; i++) clock.pass(loop, ms(1));
    }

    @Test
    void callsOncePerPeriodBeginningOnePeriodFromNow() {
        inLoop(() -> {
            var periodic = new PeriodicCallback(this::note, ms(100));
            periodic.start();
            pass(350);
            periodic.stop();
            pass(200);
        });
        assertEquals(List.of(100L, 200L, 300L), calls);
    }

    @Test
    void aCallThatTakesLongerThanThePeriodSkipsTheSlotsItCoversAndKeepsTheGrid() {
        inLoop(() -> {
            var periodic = new PeriodicCallback(() -> {
                note();
                if (calls.size() == 1) Gen.sleep(ms(250));
            }, ms(100));
            periodic.start();
            pass(600);
        });
        assertEquals(List.of(100L, 400L, 500L, 600L), calls);
    }

    @Test
    void aLateLoopMakesOneCallUpAndKeepsTheGrid() {
        inLoop(() -> {
            new PeriodicCallback(this::note, ms(100)).start();
            clock.pass(loop, ms(1050));
            pass(250);
        });
        assertEquals(List.of(1050L, 1100L, 1200L, 1300L), calls);
    }

    @Test
    void aCallThatEndsExactlyOnASlotWaitsForTheNext() {
        inLoop(() -> {
            new PeriodicCallback(() -> {
                note();
                if (calls.size() == 1) Gen.sleep(ms(100));
            }, ms(100)).start();
            pass(400);
        });
        assertEquals(List.of(100L, 300L, 400L), calls);
    }

    @Test
    void callsNeverOverlapNotEvenWhenItIsStoppedAndStartedDuringOne() {
        int[] inside = {0};
        inLoop(() -> {
            var periodic = new PeriodicCallback(() -> {
                assertEquals(1, ++inside[0]);
                note();
                if (calls.size() == 1) Gen.sleep(ms(320));
                inside[0]--;
            }, ms(100));
            periodic.start();
            pass(150);
            periodic.stop();
            periodic.start();
            pass(600);
        });
        assertEquals(List.of(100L, 450L, 550L, 650L, 750L), calls);
    }

    @Test
    void anExceptionIsLoggedAndTheNextCallComes() {
        inLoop(() -> {
            try (var log = new ExpectLog("typhoon.application", "Exception in callback PeriodicCallback")) {
                new PeriodicCallback(() -> {
                    note();
                    throw new IllegalStateException("planted");
                }, ms(10)).start();
                pass(35);
                assertEquals(3, log.matched().size());
            }
        });
        assertEquals(List.of(10L, 20L, 30L), calls);
    }

    @Test
    void stopDuringACallMakesItTheLast() {
        inLoop(() -> {
            PeriodicCallback[] self = new PeriodicCallback[1];
            self[0] = new PeriodicCallback(() -> {
                note();
                self[0].stop();
                Gen.sleep(ms(5));
                note();
            }, ms(10));
            self[0].start();
            pass(100);
            assertFalse(self[0].isRunning());
        });
        assertEquals(List.of(10L, 15L), calls);
    }

    @Test
    void stopInTheTurnInWhichTheCallIsDueStillPreventsIt() {
        inLoop(() -> {
            var periodic = new PeriodicCallback(this::note, ms(10));
            periodic.start();
            loop.callLater(ms(9), () -> {
                clock.advance(loop, ms(5));
                loop.addCallback(periodic::stop);
            });
            pass(50);
        });
        assertEquals(List.of(), calls);
    }

    @Test
    void startTwiceIsStartOnce() {
        inLoop(() -> {
            var periodic = new PeriodicCallback(this::note, ms(10));
            periodic.start();
            pass(5);
            periodic.start();
            assertTrue(periodic.isRunning());
            pass(30);
        });
        assertEquals(List.of(10L, 20L, 30L), calls);
    }

    @Test
    void aSecondStartBeginsANewGrid() {
        inLoop(() -> {
            var periodic = new PeriodicCallback(this::note, ms(10));
            periodic.start();
            pass(15);
            periodic.stop();
            periodic.start();
            pass(20);
        });
        assertEquals(List.of(10L, 25L, 35L), calls);
    }

    @Test
    void jitterMovesEachStepWithinAWindowAroundThePeriod() {
        inLoop(() -> {
            var periodic = new PeriodicCallback(this::note, ms(100), 0.5);
            periodic.start();
            pass(10_000);
        });
        List<Long> steps = new ArrayList<>();
        for (int i = 1; i < calls.size(); i++) steps.add(calls.get(i) - calls.get(i - 1));
        for (long step : steps) assertTrue(step >= 74 && step <= 126, () -> step + " ms is outside 75 to 125: " + steps);
        assertTrue(steps.stream().distinct().count() > 10, () -> "they hardly vary: " + steps);
        assertTrue(steps.stream().anyMatch(step -> step < 95) && steps.stream().anyMatch(step -> step > 105), steps::toString);
    }

    @Test
    void aChangedPeriodHoldsFromTheNextStepOn() {
        inLoop(() -> {
            var periodic = new PeriodicCallback(this::note, ms(10));
            periodic.start();
            pass(15);
            periodic.period(ms(100));
            pass(215);
        });
        assertEquals(List.of(10L, 20L, 120L, 220L), calls);
    }

    @Test
    void aClockThatGoesBackMakesNoCallTwice() {
        inLoop(() -> {
            var periodic = new PeriodicCallback(() -> {
                note();
                if (calls.size() == 1) clock.advance(loop, ms(-5));
            }, ms(10));
            periodic.start();
            pass(40);
        });
        assertEquals(List.of(10L, 20L, 30L), calls);
    }

    @Test
    void periodAndJitterAreChecked() {
        for (Duration period : List.of(Duration.ZERO, ms(-1))) {
            var refusal = assertThrows(IllegalArgumentException.class, () -> new PeriodicCallback(this::note, period));
            assertEquals("a period must be more than zero, not " + period, refusal.getMessage());
            assertThrows(IllegalArgumentException.class, () -> new PeriodicCallback(this::note, ms(1)).period(period));
        }
        for (double jitter : new double[] {-0.1, 1.1, Double.NaN}) {
            var refusal = assertThrows(IllegalArgumentException.class, () -> new PeriodicCallback(this::note, ms(1), jitter));
            assertEquals("jitter is from 0 to 1, not " + jitter, refusal.getMessage());
        }
    }

    @Test
    void saysWhatItIs() {
        Runnable callback = this::note;
        var periodic = new PeriodicCallback(callback, ms(250), 0.25);
        assertEquals(ms(250), periodic.period());
        assertEquals(0.25, periodic.jitter());
        assertEquals(callback, periodic.callback());
        assertFalse(periodic.isRunning());
        periodic.stop();
    }
}
