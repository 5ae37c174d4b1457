package typhoon.gen;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import typhoon.ioloop.TimeoutError;
import typhoon.testing.AsyncTestCase;
import typhoon.testing.ExpectLog;

/** Waiting for futures one did not begin: several of them, or one for a time. */
class AwaitAllTest extends AsyncTestCase {
    private static final Duration SECOND = Duration.ofSeconds(1);

    private final CompletableFuture<String> first = new CompletableFuture<>();
    private final CompletableFuture<String> second = new CompletableFuture<>();

    @Test
    void resultsComeInTheOrderOfTheFutures() {
        loop().addCallback(() -> second.complete("b"));
        loop().addCallback(() -> first.complete("a"));
        assertEquals(List.of("a", "b"), Gen.awaitAll(List.of(first, second)));
        assertEquals(List.of(), Gen.awaitAll(List.of()));
    }

    @Test
    void ofAMapTheyHaveItsKeysInItsOrder() {
        var futures = new LinkedHashMap<String, Future<String>>();
        futures.put("z", first);
        futures.put("a", second);
        first.complete("1");
        second.complete("2");
        assertEquals("{z=1, a=2}", Gen.awaitAll(futures).toString());
        assertEquals(Map.of(), Gen.awaitAll(Map.of()));
    }

    @Test
    void tenThousandAreAwaitedInATimeThatGrowsWithTheirNumberOnly() {
        var many = Stream.generate(() -> Gen.spawn(() -> 1)).limit(10_000).toList();
        assertEquals(10_000, Gen.awaitAll(many).stream().mapToInt(one -> one).sum());
        assertEquals(List.of(), Gen.multi(List.of()));
        assertEquals(Map.of(), Gen.multi(Map.of()));
    }

    @Test
    void aFutureOfAThreadPoolIsWaitedForInTimeAndOutOfTime() {
        try (var pool = Executors.newSingleThreadExecutor()) {
            assertEquals("work", Gen.withTimeout(Duration.ofMinutes(1), pool.submit(() -> "work")));
            var gate = new CountDownLatch(1);
            var late = pool.submit(() -> gate.await(1, TimeUnit.MINUTES));
            assertThrows(TimeoutError.class, () -> Gen.withTimeout(Duration.ofMillis(1), late));
            gate.countDown();
            assertTrue(Gen.await(late));
        }
    }

    @Test
    void aMapOfBodiesGivesAMapOfResults() {
        var bodies = new LinkedHashMap<String, Callable<Integer>>();
        bodies.put("z", () -> 1);
        bodies.put("a", () -> 2);
        assertEquals("{z=1, a=2}", Gen.multi(bodies).toString());
    }

    @Test
    void aFailureIsThrownWhenTheLastHasEndedAndNotBefore() {
        Future<?> all = Gen.spawn(() -> Gen.awaitAll(List.of(first, second)));
        first.completeExceptionally(new IOException("early"));
        for (int turn = 0; turn < 5; turn++) Gen.moment();
        assertFalse(all.isDone());
        second.complete("b");
        assertEquals("early", assertThrows(IOException.class, () -> Gen.await(all)).getMessage());
    }

    @Test
    void ofSeveralFailuresTheFirstInOrderIsThrownAndTheOthersAreLogged() {
        second.completeExceptionally(new IOException("second, but earlier"));
        first.completeExceptionally(new IOException("first"));
        try (var _ = new ExpectLog("typhoon.application", "Multiple exceptions in awaitAll")) {
            assertEquals("first", assertThrows(IOException.class, () -> Gen.awaitAll(List.of(first, second))).getMessage());
        }
    }

    @Test
    void quietOnesAreNotLogged() {
        first.completeExceptionally(new IOException("first"));
        second.completeExceptionally(new IOException("second"));
        assertThrows(IOException.class, () -> Gen.awaitAll(List.of(first, second), IOException.class));
    }

    @Test
    void theSameFutureMayBeGivenTwiceAndFailsOnce() {
        first.completeExceptionally(new IOException("once"));
        assertThrows(IOException.class, () -> Gen.awaitAll(List.of(first, first)));
    }

    @Test
    void anInterruptOfTheCallerCancelsNothing() {
        Future<?> all = Gen.spawn(() -> Gen.awaitAll(List.of(first, second)));
        Gen.moment();
        all.cancel(true);
        for (int turn = 0; turn < 3; turn++) Gen.moment();
        assertThrows(CancellationException.class, () -> Gen.await(all));
        assertFalse(first.isCancelled());
    }

    @Test
    void aFutureIsWaitedForSoLongAtMostAndThenGoesOn() {
        Future<String> waiting = Gen.spawn(() -> Gen.withTimeout(SECOND, first));
        Gen.moment();
        clock().advance(SECOND);
        assertThrows(TimeoutError.class, () -> Gen.await(waiting));
        assertFalse(first.isDone());
        first.complete("late");
    }

    @Test
    void oneThatIsDoneWinsOverAnyTimeout() {
        first.complete("a");
        assertEquals("a", Gen.withTimeout(Duration.ofSeconds(-1), first));
        loop().addCallback(() -> second.complete("b"));
        assertEquals("b", Gen.withTimeout(SECOND, second));
    }

    @Test
    void aFailureAfterTheTimeoutIsLoggedUnlessQuietOrACancellation() {
        assertThrows(TimeoutError.class, () -> Gen.withTimeout(Duration.ZERO, first));
        try (var log = new ExpectLog("typhoon.application", "Exception in Future .* after timeout")) {
            first.completeExceptionally(new IOException("late"));
            for (int turn = 0; turn < 3; turn++) Gen.moment();
            assertTrue(log.loggedStack());
        }
        assertThrows(TimeoutError.class, () -> Gen.withTimeout(Duration.ZERO, second, IOException.class));
        second.completeExceptionally(new IOException("late, but quiet"));
        var third = new CompletableFuture<String>();
        assertThrows(TimeoutError.class, () -> Gen.withTimeout(Duration.ZERO, third));
        third.cancel(true);
        for (int turn = 0; turn < 3; turn++) Gen.moment();
    }

    @Test
    void aFailureBeforeTheTimeoutIsThrown() {
        loop().addCallback(() -> first.completeExceptionally(new IOException("in time")));
        assertEquals("in time", assertThrows(IOException.class, () -> Gen.withTimeout(SECOND, first)).getMessage());
    }
}
