package typhoon.ioloop;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import typhoon.gen.Gen;

/** Who runs when within a turn, as in Tornado: what is queued first, then the timers that are due, then what all these queue. */
@OneMinute
class OrderTest {
    private final HandClock clock = new HandClock();
    private final List<String> order = new ArrayList<>();

    private Runnable say(String word) {
        return () -> order.add(word);
    }

    /** Runs the loop until the turns that the prepared callbacks need are over. */
    private List<String> run(IOLoop loop) {
        return loop.runSync(() -> {
            for (int turn = 0; turn < 5; turn++) Gen.moment();
            return order;
        });
    }

    @Test
    void callbacksRunInTheOrderOfTheirCalls() {
        try (var loop = new IOLoop(clock)) {
            for (int i = 0; i < 5; i++) loop.addCallback(say("c" + i));
            assertEquals(List.of("c0", "c1", "c2", "c3", "c4"), run(loop));
        }
    }

    @Test
    void whatACallbackQueuesRunsInTheNextTurnBehindTimersThatAreDue() {
        try (var loop = new IOLoop(clock)) {
            loop.addCallback(() -> {
                order.add("c1");
                loop.addCallback(say("of c1"));
            });
            loop.addCallback(() -> {
                order.add("c2");
                loop.addCallback(say("of c2"));
            });
            loop.callLater(Duration.ZERO, say("timer"));
            assertEquals(List.of("c1", "c2", "timer", "of c1", "of c2"), run(loop));
        }
    }

    @Test
    void timersOfOneMomentRunInTheOrderOfTheirCalls() {
        try (var loop = new IOLoop(clock)) {
            for (int i = 0; i < 20; i++) loop.callLater(Duration.ofMillis(5), say("t" + i));
            loop.addCallback(() -> clock.advance(loop, Duration.ofMillis(5)));
            run(loop);
        }
        assertEquals(IntStream.range(0, 20).mapToObj(i -> "t" + i).toList(), order);
    }

    @Test
    void timersRunByDeadlineHoweverTheyWereAsked() {
        try (var loop = new IOLoop(clock)) {
            loop.callLater(Duration.ofMillis(3), say("third"));
            loop.callLater(Duration.ofMillis(1), say("first"));
            loop.callLater(Duration.ofMillis(2), say("second"));
            loop.addCallback(() -> clock.advance(loop, Duration.ofMillis(3)));
            assertEquals(List.of("first", "second", "third"), run(loop));
        }
    }

    @Test
    void aTimerThatIsDueNeverRunsInsideTheCallThatAsksForIt() {
        try (var loop = new IOLoop(clock)) {
            loop.addCallback(() -> {
                loop.callLater(Duration.ZERO, say("now"));
                loop.callLater(Duration.ofSeconds(-1), say("long ago"));
                loop.callAt(Instant.now().minusSeconds(60), say("a minute ago"));
                order.add("callback");
            });
            loop.addCallback(say("same turn"));
            run(loop);
        }
        assertEquals(List.of("callback", "same turn", "now", "long ago", "a minute ago"), order);
    }

    @Test
    void aTimerSetByATimerWaitsForTheNextTurn() {
        try (var loop = new IOLoop(clock)) {
            loop.callLater(Duration.ZERO, () -> {
                order.add("timer");
                loop.callLater(Duration.ZERO, say("its timer"));
                loop.addCallback(say("its callback"));
            });
            loop.callLater(Duration.ZERO, say("another"));
            assertEquals(List.of("timer", "another", "its callback", "its timer"), run(loop));
        }
    }

    @Test
    void aCallbackThatWaitsHoldsNobodyUp() {
        try (var loop = new IOLoop(clock)) {
            loop.addCallback(() -> {
                order.add("waits");
                Gen.moment();
                order.add("went on");
            });
            loop.addCallback(say("second"));
            loop.addCallback(say("third"));
            assertEquals(List.of("waits", "second", "third", "went on"), run(loop));
        }
    }

    @Test
    void callbacksAndSpawnedCoroutinesShareOneQueue() {
        try (var loop = new IOLoop(clock)) {
            loop.addCallback(say("a"));
            loop.spawn(say("b"));
            loop.addCallback(say("c"));
            loop.spawn(say("d"));
            assertEquals(List.of("a", "b", "c", "d"), run(loop));
        }
    }

    @Test
    void momentLetsThoseWhoAreReadyRunOnceAndThenGoesOn() {
        try (var loop = new IOLoop(clock)) {
            loop.runSync(() -> {
                loop.addCallback(() -> {
                    order.add("queued");
                    loop.addCallback(say("queued by it"));
                });
                Gen.moment();
                order.add("back");
                Gen.moment();
                return null;
            });
        }
        assertEquals(List.of("queued", "back", "queued by it"), order);
    }
}
