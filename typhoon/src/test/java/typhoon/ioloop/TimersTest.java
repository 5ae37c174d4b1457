package typhoon.ioloop;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import typhoon.gen.Gen;

@OneMinute
class TimersTest {
    private final HandClock clock = new HandClock();
    private final IOLoop loop = new IOLoop(clock);
    private final List<Integer> fired = new ArrayList<>();

    private record Planned(int number, long millis, Timeout timeout) {}

    @AfterEach
    void close() {
        loop.close();
    }

    private Timeout later(int number, long millis) {
        return loop.callLater(Duration.ofMillis(millis), () -> fired.add(number));
    }

    private void inLoop(Runnable body) {
        loop.runSync(() -> {
            body.run();
            return null;
        });
    }

    @Test
    void aTimerForEverDoesNotHoldUpOneThatIsOverdue() {
        inLoop(() -> {
            later(1, 1);
            clock.advance(loop, Duration.ofMillis(5));
            loop.callLater(Duration.ofNanos(Long.MAX_VALUE), () -> fired.add(2));
            loop.callLater(Duration.ofSeconds(Long.MAX_VALUE), () -> fired.add(3));
            loop.callAt(Instant.MAX, () -> fired.add(4));
            loop.callLater(Duration.ofSeconds(Long.MIN_VALUE), () -> fired.add(5));
            clock.pass(loop, Duration.ofMillis(1));
            assertEquals(List.of(5, 1), fired.stream().sorted(Comparator.reverseOrder()).toList());
        });
    }

    @Test
    void aTimerRunsAtItsTimeAndNotBefore() {
        inLoop(() -> {
            later(1, 10);
            clock.pass(loop, Duration.ofNanos(9_999_999));
            assertEquals(List.of(), fired);
            clock.pass(loop, Duration.ofNanos(1));
            assertEquals(List.of(1), fired);
            clock.pass(loop, Duration.ofDays(1));
            assertEquals(List.of(1), fired);
        });
    }

    @Test
    void aTimerRunsInACoroutineAndMayWait() {
        inLoop(() -> {
            loop.callLater(Duration.ZERO, () -> {
                Gen.moment();
                fired.add(Thread.currentThread().isVirtual() ? 1 : 0);
            });
            clock.pass(loop, Duration.ZERO);
            assertEquals(List.of(1), fired);
        });
    }

    @Test
    void whatWasRemovedDoesNotRun() {
        inLoop(() -> {
            Timeout first = later(1, 5);
            later(2, 5);
            loop.removeTimeout(first);
            loop.removeTimeout(first);
            clock.pass(loop, Duration.ofMillis(5));
            assertEquals(List.of(2), fired);
        });
    }

    @Test
    void oneThatIsDueInThisTurnCanStillBeTakenBackByTheOneBeforeIt() {
        inLoop(() -> {
            var second = new Timeout[1];
            loop.callLater(Duration.ofMillis(5), () -> loop.removeTimeout(second[0]));
            second[0] = later(2, 5);
            clock.pass(loop, Duration.ofMillis(5));
            assertEquals(List.of(), fired);
        });
    }

    @Test
    void removingATimerThatRanIsHarmless() {
        inLoop(() -> {
            Timeout first = later(1, 1);
            clock.pass(loop, Duration.ofMillis(1));
            later(2, 1);
            loop.removeTimeout(first);
            clock.pass(loop, Duration.ofMillis(1));
            assertEquals(List.of(1, 2), fired);
        });
    }

    @Test
    void callAtCountsFromTheWallClock() {
        inLoop(() -> {
            loop.callAt(Instant.now().plusSeconds(100), () -> fired.add(1));
            loop.callAt(Instant.EPOCH, () -> fired.add(2));
            clock.pass(loop, Duration.ofSeconds(90));
            assertEquals(List.of(2), fired);
            clock.pass(loop, Duration.ofSeconds(10));
            assertEquals(List.of(2, 1), fired);
        });
    }

    @Test
    void tenThousandTimersRunAsASortedListOfThoseNotRemovedSays() {
        var random = new Random(11);
        inLoop(() -> {
            List<Planned> planned = new ArrayList<>();
            for (int i = 0; i < 10_000; i++) {
                long millis = random.nextInt(500);
                planned.add(new Planned(i, millis, later(i, millis)));
                if (random.nextInt(3) == 0) loop.removeTimeout(planned.remove(random.nextInt(planned.size())).timeout);
            }
            assertEquals(planned.size(), loop.loop().timerCount());
            planned.sort(Comparator.comparingLong(Planned::millis).thenComparingInt(Planned::number));
            for (int millis = 0; millis <= 500; millis++) {
                if (random.nextInt(10) > 0) clock.advance(loop, Duration.ofMillis(1));
                else clock.pass(loop, Duration.ofMillis(1));
            }
            clock.pass(loop, Duration.ZERO);
            assertEquals(planned.stream().map(Planned::number).toList(), fired);
            assertEquals(0, loop.loop().timerCount());
        });
    }

    @Test
    void removingHalfOfThemInAnyOrderLeavesTheOthersInOrder() {
        var random = new Random(12);
        inLoop(() -> {
            List<Planned> planned = new ArrayList<>();
            for (int i = 0; i < 2_000; i++) planned.add(new Planned(i, i, later(i, i)));
            Collections.shuffle(planned, random);
            for (Planned removed : planned.subList(0, 1_000)) loop.removeTimeout(removed.timeout);
            clock.pass(loop, Duration.ofSeconds(2));
            assertEquals(planned.subList(1_000, 2_000).stream().map(Planned::number).sorted().toList(), fired);
        });
    }

    @Test
    void aLoopThatSleepsSeesThatItsClockWasMoved() throws InterruptedException {
        var mover = new AtomicReference<Thread>();
        loop.callLater(Duration.ofDays(365), loop::stop);
        loop.addCallback(() -> mover.set(Thread.ofPlatform().daemon().start(() -> clock.advance(loop, Duration.ofDays(365)))));
        loop.start();
        mover.get().join();
    }

    @Test
    void withTheSystemsClockATimerIsNeverEarly() {
        try (var real = new IOLoop()) {
            long began = System.nanoTime();
            real.callLater(Duration.ofMillis(30), real::stop);
            real.start();
            assertTrue(System.nanoTime() - began >= 30_000_000);
        }
    }

    @Test
    void otherThreadsAreToldToUseAddCallback() throws InterruptedException {
        var refusal = new AtomicReference<String>("");
        inLoop(() -> {
            Timeout timeout = later(1, 1_000);
            Thread other = Thread.ofPlatform().start(() -> {
                var later = assertThrows(IllegalStateException.class, () -> later(2, 1));
                var remove = assertThrows(IllegalStateException.class, () -> loop.removeTimeout(timeout));
                refusal.set(later.getMessage() + remove.getMessage());
            });
            try {
                other.join();
            } catch (InterruptedException _) {
                Thread.currentThread().interrupt();
            }
        });
        for (String part : List.of("callLater was called on Thread[", "removeTimeout was called on", "belongs to IOLoop-",
                "addCallback(() -> …)"))
            assertTrue(refusal.get().contains(part), () -> part + " is not in " + refusal);
    }
}
