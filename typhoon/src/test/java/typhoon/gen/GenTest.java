package typhoon.gen;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import typhoon.ioloop.IOLoop;
import typhoon.ioloop.ThisRun;
import typhoon.ioloop.TimeoutError;
import typhoon.locks.Permit;
import typhoon.locks.Semaphore;
import typhoon.testing.AsyncTestCase;
import typhoon.testing.ExpectLog;

/** What coroutines do with each other; behaviours of Tornado's gen, and where ours are stricter. */
class GenTest extends AsyncTestCase {
    private final List<String> events = new ArrayList<>();

    @Test
    void aSpawnedBodyBeginsInTheNextTurnAndItsResultIsAwaited() {
        Future<Integer> answer = Gen.spawn(() -> {
            events.add("body");
            return 42;
        });
        events.add("after spawn");
        assertEquals(42, Gen.await(answer));
        assertEquals(List.of("after spawn", "body"), events);
    }

    @Test
    void aFailureIsThrownAsItIs() {
        var failure = new IOException("broken");
        Future<?> failing = Gen.spawn((Callable<Object>) () -> {
            throw failure;
        });
        assertSame(failure, assertThrows(IOException.class, () -> Gen.await(failing)));
    }

    @Test
    void aFailureMayBeCaughtOrReplacedWhereItIsAwaited() {
        Future<String> answer = Gen.spawn(() -> {
            try {
                return Gen.await(CompletableFuture.<String>failedFuture(new IOException("broken")));
            } catch (Exception swallowed) {
                Gen.moment();
                return "went on after " + swallowed.getMessage();
            }
        });
        assertEquals("went on after broken", Gen.await(answer));
        Future<String> replaced = Gen.spawn(() -> {
            try {
                return Gen.await(CompletableFuture.<String>failedFuture(new IOException("broken")));
            } catch (Exception cause) {
                throw new IllegalStateException("another", cause);
            }
        });
        assertEquals("another", assertThrows(IllegalStateException.class, () -> Gen.await(replaced)).getMessage());
    }

    @Test
    void awaitingWhatIsDoneTakesNoTurn() {
        loop().addCallback(() -> events.add("turn"));
        assertEquals("x", Gen.await(CompletableFuture.completedFuture("x")));
        assertEquals(List.of(), events);
        Gen.moment();
        assertEquals(List.of("turn"), events);
    }

    @Test
    void aFutureOfAnotherThreadIsAwaitedWhileOthersRun() {
        var foreign = new CompletableFuture<String>();
        loop().addCallback(() -> {
            events.add("meanwhile");
            Thread.ofPlatform().start(() -> foreign.complete("done"));
        });
        assertEquals("done", Gen.await(foreign));
        assertEquals(List.of("meanwhile"), events);
    }

    @Test
    void cancellingInterruptsABodyThatHasBegun() {
        Future<?> sleeper = Gen.spawn(() -> {
            try {
                Gen.sleep(Duration.ofHours(1));
            } catch (CancellationException interrupted) {
                events.add("interrupted");
                throw interrupted;
            }
        });
        Gen.moment();
        assertTrue(sleeper.cancel(true));
        assertThrows(CancellationException.class, () -> Gen.await(sleeper));
        waitFor(() -> events.contains("interrupted"));
    }

    @Test
    void cancellingKeepsABodyFromBeginning() {
        Future<?> never = Gen.spawn(() -> {
            events.add("begun");
        });
        never.cancel(true);
        Gen.moment();
        Gen.moment();
        assertEquals(List.of(), events);
    }

    @Test
    void multiGivesResultsInTheOrderOfItsBodies() {
        List<String> results = Gen.multi(() -> slow("a", 3), () -> slow("b", 1), () -> slow("c", 2));
        assertEquals(List.of("a", "b", "c"), results);
        assertEquals(List.of("b", "c", "a"), events);
        assertEquals(List.of(), Gen.multi(List.of()));
    }

    private String slow(String name, int turns) {
        for (int i = 0; i < turns; i++) Gen.moment();
        events.add(name);
        return name;
    }

    @Test
    void theFirstFailureOfMultiInterruptsTheOthersAndWaitsForTheirEnd() {
        var first = new IOException("first");
        var thrown = assertThrows(IOException.class, () -> Gen.multi(() -> {
            try {
                Gen.sleep(Duration.ofHours(1));
            } finally {
                Gen.moment();
                events.add("cleaned up");
            }
            return null;
        }, () -> {
            Gen.moment();
            throw first;
        }));
        assertSame(first, thrown);
        assertEquals(List.of("cleaned up"), events);
        assertEquals(0, thrown.getSuppressed().length);
    }

    @Test
    void furtherFailuresOfMultiAreSuppressedInTheFirst() {
        var thrown = assertThrows(IOException.class, () -> Gen.multi(() -> {
            Gen.moment();                               // so that the second has begun
            throw new IOException("one");
        }, () -> {
            try {
                Gen.sleep(Duration.ofHours(1));
            } catch (CancellationException interrupted) {
                throw new IllegalStateException("two");
            }
            return null;
        }));
        assertEquals("one", thrown.getMessage());
        assertEquals(List.of("two"), Stream.of(thrown.getSuppressed()).map(Throwable::getMessage).toList());
    }

    @Test
    void outsideOfACoroutineItSaysSo() throws Exception {
        var refused = new CompletableFuture<String>();
        Thread.ofPlatform().start(() ->
                refused.complete(assertThrows(IllegalStateException.class, () -> Gen.spawn(() -> {})).getMessage()));
        assertTrue(Gen.await(refused).startsWith("Gen.spawn was called on Thread["));
    }

    @Test
    void inAForeignVirtualThreadThereIsNoCurrentLoop() throws Exception {
        var refused = new CompletableFuture<String>();
        ThisRun.needsSeveralLoops();
        Runnable asks = () -> refused.complete(assertThrows(IllegalStateException.class, IOLoop::current).getMessage());
        Thread.ofPlatform().start(() -> Thread.ofVirtual().start(asks));        // started from here the loop would carry it
        assertTrue(Gen.await(refused).contains("which no running loop carries"));
    }

    @Test
    void interruptingTheCallerOfMultiEndsItsBodies() {
        Future<?> caller = Gen.spawn(() -> Gen.multi(() -> {
            try {
                Gen.sleep(Duration.ofHours(1));
            } finally {
                events.add("body ended");
            }
            return null;
        }));
        for (int i = 0; i < 3; i++) Gen.moment();
        caller.cancel(true);
        waitFor(() -> events.contains("body ended"));
    }

    @Test
    void sleepFollowsTheLoopsClock() {
        Future<?> sleeper = Gen.spawn(() -> Gen.sleep(Duration.ofMinutes(10)));
        Gen.moment();
        clock().advance(Duration.ofMinutes(9));
        assertFalse(sleeper.isDone());
        clock().advance(Duration.ofMinutes(1));
        Gen.await(sleeper);
    }

    @Test
    void aSleepOfNothingGivesOthersOneTurn() {
        loop().addCallback(() -> {
            events.add("one");
            loop().addCallback(() -> events.add("two"));
        });
        Gen.sleep(Duration.ZERO);
        assertEquals(List.of("one"), events);
        Gen.sleep(Duration.ofSeconds(-1));
        assertEquals(List.of("one", "two"), events);
    }

    @Test
    void withTimeoutInterruptsABodyThatTakesTooLong() {
        Future<?> waiting = Gen.spawn(() -> {
            assertThrows(TimeoutError.class, () -> Gen.withTimeout(Duration.ofSeconds(5), () -> {
                try {
                    Gen.sleep(Duration.ofHours(1));
                } finally {
                    events.add("interrupted");
                }
                return null;
            }));
        });
        for (int i = 0; i < 3; i++) Gen.moment();
        clock().advance(Duration.ofSeconds(6));
        Gen.await(waiting);
        waitFor(() -> events.contains("interrupted"));
    }

    @Test
    void withTimeoutGivesTheResultOrTheFailureOfAQuickBody() {
        assertEquals(7, Gen.withTimeout(Duration.ofSeconds(5), () -> 7));
        assertThrows(IOException.class, () -> Gen.withTimeout(Duration.ofSeconds(5), () -> {
            throw new IOException("quick");
        }));
    }

    /** Who gives the permit does so in the turn in which the time is up, just before. */
    @Test
    void aPermitThatIsGivenWhenTheTimeIsUpIsReturnedAndNotLost() {
        var semaphore = new Semaphore(0);
        Gen.spawn(() -> {
            Gen.sleep(Duration.ofSeconds(5));
            semaphore.release();
        });
        Future<Permit> waiting = Gen.spawn(() -> Gen.withTimeout(Duration.ofSeconds(5), () -> semaphore.acquire()));
        for (int i = 0; i < 3; i++) Gen.moment();
        clock().advance(Duration.ofSeconds(5));
        try (var permit = Gen.await(waiting)) {
            assertTrue(semaphore.toString().contains("free=0"), semaphore::toString);
        }
        assertTrue(semaphore.toString().contains("free=1, waiting=0"), semaphore::toString);
    }

    @Test
    void aPermitThatIsGivenWhenTheCallerIsInterruptedIsReturnedAndTheInterruptKept() {
        var semaphore = new Semaphore(0);
        var thread = new Thread[1];
        Future<Boolean> waiting = Gen.spawn(() -> {
            thread[0] = Thread.currentThread();
            Gen.withTimeout(Duration.ofSeconds(5), () -> semaphore.acquire()).close();
            return Thread.interrupted();
        });
        for (int i = 0; i < 3; i++) Gen.moment();
        semaphore.release();
        thread[0].interrupt();
        assertTrue(Gen.await(waiting));
        assertTrue(semaphore.toString().contains("free=1, waiting=0"), semaphore::toString);
    }

    @Test
    void whatABodyReturnsBecauseItWasInterruptedDoesNotCountAndWhatItThrowsIsTheCause() {
        Future<?> waiting = Gen.spawn(() -> {
            assertThrows(TimeoutError.class, () -> Gen.withTimeout(Duration.ofSeconds(5), () -> {
                try {
                    Gen.sleep(Duration.ofHours(1));
                    return "slept";
                } catch (CancellationException swallowed) {
                    return "given up";
                }
            }));
            var late = assertThrows(TimeoutError.class, () -> Gen.withTimeout(Duration.ofSeconds(5), () -> {
                try {
                    Gen.sleep(Duration.ofHours(1));
                } catch (CancellationException turned) {
                    throw new IOException("turned");
                }
                return null;
            }));
            assertEquals("turned", String.valueOf(late.getCause().getMessage()));
        });
        for (int i = 0; i < 2; i++) {
            for (int turn = 0; turn < 4; turn++) Gen.moment();
            clock().advance(Duration.ofSeconds(6));
        }
        Gen.await(waiting);
    }

    @Test
    void outsideOfACoroutineTheMessageSaysWhatToWrite() throws Exception {
        var message = new CompletableFuture<String>();
        Thread.ofPlatform().start(() -> message.complete(String.valueOf(
                assertThrows(IllegalStateException.class, () -> Gen.sleep(Duration.ofSeconds(1))).getMessage())));
        assertTrue(message.get().contains("Gen.sleep was called on") && message.get().contains("runSync(() -> …)"), message.get());
    }

    @Test
    void aFailureThatNobodyAsksForIsLogged() {
        try (var log = new ExpectLog("typhoon.application", "A coroutine failed and nobody asked for its result")) {
            spawnAndForget();
            waitFor(() -> {
                System.gc();
                return !log.matched().isEmpty();
            });
            assertTrue(log.loggedStack());
        }
    }

    private static void spawnAndForget() {
        Gen.spawn((Callable<Object>) () -> {
            throw new IOException("forgotten");
        });
        Gen.moment();
        Gen.moment();
    }

    @Test
    void anyThreadMayAddCallbacksAndNoneIsLost() throws Exception {
        int[] seen = {0};
        var threads = new ArrayList<Thread>();
        for (int i = 0; i < 4; i++) {
            threads.add(Thread.ofPlatform().start(() -> {
                for (int n = 0; n < 10_000; n++) loop().addCallback(() -> seen[0]++);
            }));
        }
        for (Thread thread : threads) thread.join();
        waitFor(() -> seen[0] == 40_000);
    }
}
