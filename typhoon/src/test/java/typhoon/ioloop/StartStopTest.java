package typhoon.ioloop;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import typhoon.gen.Gen;

@OneMinute
class StartStopTest {
    private final List<String> said = new ArrayList<>();

    private Runnable say(String word) {
        return () -> said.add(word);
    }

    @Test
    void stopBeforeStartLeavesOneTurn() {
        try (var loop = new IOLoop()) {
            loop.addCallback(() -> {
                said.add("first turn");
                loop.addCallback(say("second turn"));
            });
            loop.stop();
            loop.start();
            assertEquals(List.of("first turn"), said);
        }
    }

    @Test
    void whatWasQueuedForTheTurnOfTheStopStillRuns() {
        try (var loop = new IOLoop()) {
            loop.addCallback(say("before"));
            loop.addCallback(loop::stop);
            loop.addCallback(say("after"));
            loop.addCallback(() -> loop.addCallback(say("next turn")));
            loop.start();
            assertEquals(List.of("before", "after"), said);
        }
    }

    @Test
    void aLoopCanBeStartedAgainAndGoesOnWhereItWas() {
        try (var loop = new IOLoop()) {
            for (int i = 0; i < 100; i++) {
                loop.spawn(() -> {
                    said.add("begins");
                    loop.stop();
                    Gen.moment();
                    said.add("goes on");
                    loop.stop();
                });
                loop.start();
                assertEquals(List.of("begins"), said);
                loop.start();
                assertEquals(List.of("begins", "goes on"), said);
                said.clear();
            }
        }
    }

    @Test
    void aLoopCanBeStartedAgainOnAnotherThread() throws InterruptedException {
        try (var loop = new IOLoop()) {
            for (int i = 0; i < 20; i++) {
                String name = "starter " + i;
                Thread.ofPlatform().name(name).start(() -> said.add(loop.runSync(ThisRun::carrier))).join();
                if (IOLoop.carrier().equals("private access")) assertEquals(name, said.getLast());
            }
            assertEquals(20, said.size());
        }
    }

    @Test
    void aStopFromAnotherThreadEndsAnIdleLoop() throws InterruptedException {
        try (var loop = new IOLoop()) {
            var runs = new CountDownLatch(1);
            loop.addCallback(runs::countDown);
            Thread stopper = Thread.ofPlatform().daemon().start(() -> {
                try {
                    runs.await();
                } catch (InterruptedException _) {
                    return;
                }
                LockSupport.parkNanos(Duration.ofMillis(20).toNanos());
                loop.stop();
            });
            loop.start();
            stopper.join();
        }
    }

    @Test
    void aCoroutineThatParksAndOneThatStopsDoNotDisturbEachOther() {
        try (var loop = new IOLoop()) {
            var answer = new CompletableFuture<String>();
            loop.spawn(() -> said.add(Gen.await(answer)));
            loop.addCallback(loop::stop);
            loop.start();
            answer.complete("heard between two runs");
            loop.runSync(() -> {
                Gen.moment();
                return null;
            });
            assertEquals(List.of("heard between two runs"), said);
        }
    }

    // ---- messages say what was tried, on which loop, and what to write instead

    @Test
    void startInACoroutineOfTheSameLoopIsRefused() {
        try (var loop = new IOLoop()) {
            loop.runSync(() -> {
                assertRefused(loop::start, "IOLoop already running: start() was called on " + loop, "from one of its own coroutines",
                        "call what you want to wait for directly");
                return null;
            });
        }
    }

    @Test
    void startWhileAnotherThreadRunsItIsRefused() throws InterruptedException {
        try (var loop = new IOLoop()) {
            Thread runner = runElsewhere(loop, "its runner");
            assertRefused(loop::start, "IOLoop already running: start() was called on IOLoop-", "(running on thread its runner)",
                    "addCallback");
            assertRefused(() -> loop.runSync(() -> "never"), "IOLoop already running: runSync(…) was called on IOLoop-",
                    "spawn(() -> …).get()");
            loop.stop();
            runner.join();
        }
    }

    @Test
    void aSecondLoopInACoroutineOfTheFirstIsRefused() {
        ThisRun.needsSeveralLoops();
        try (var loop = new IOLoop(); var second = new IOLoop()) {
            loop.runSync(() -> {
                assertRefused(second::start, "IOLoop already running: start() was called on " + second, "in a coroutine of " + loop,
                        "one thread runs one loop", "Thread.ofPlatform().start(loop::start)");
                assertRefused(() -> second.runSync(() -> "never"), "runSync(…) was called on " + second);
                return null;
            });
        }
    }

    @Test
    @SuppressWarnings("try")            // the second close, too, should do nothing
    void aSecondLoopOfTheJvmIsRefusedWithSupportedAccess() {
        if (IOLoop.carrier().equals("private access")) ThisRun.skip("with private access a JVM carries any number of loops");
        try (var first = new IOLoop(); var second = new IOLoop()) {
            assertEquals("runs", first.runSync(() -> "runs"));
            assertRefused(second::start, "a second IOLoop was started", "one JVM carries one loop",
                    "--add-opens java.base/java.lang=ALL-UNNAMED");
            first.close();
            assertEquals("runs now", second.runSync(() -> "runs now"));
        }
    }

    @Test
    void startInAVirtualThreadIsRefused() throws InterruptedException {
        try (var loop = new IOLoop()) {
            var refusal = new CompletableFuture<String>();
            Thread.ofVirtual().start(() -> refusal.complete(assertThrows(IllegalStateException.class, loop::start).toString()))
                    .join();
            assertContains(refusal.join(), "start() was called on " + loop + " in the virtual thread", "a loop runs on a platform thread");
        }
    }

    @Test
    void theLoopNamesTheThreadThatRunsIt() {
        try (var loop = new IOLoop()) {
            String name = loop.toString();
            assertTrue(name.matches("IOLoop-\\d+"), name);
            assertEquals(name + " (running on thread " + Thread.currentThread().getName() + ")", loop.runSync(loop::toString));
            assertEquals(name, loop.toString());
        }
    }

    // ---- close

    @Test
    void closeWhileItRunsIsRefused() {
        try (var loop = new IOLoop()) {
            loop.runSync(() -> {
                assertRefused(loop::close, loop + " was closed while it runs", "call stop() first");
                return null;
            });
            assertEquals("still works", loop.runSync(() -> "still works"));
        }
    }

    @Test
    void closeDropsWhatIsQueuedAndInterruptsWhatWaits() {
        var loop = new IOLoop();
        loop.spawn(() -> {
            try {
                Gen.sleep(Duration.ofHours(1));
            } finally {
                said.add("cleaned up");
            }
        });
        loop.runSync(() -> {
            Gen.moment();
            return null;
        });
        loop.addCallback(say("queued"));
        loop.callLater(Duration.ZERO, say("timer"));
        loop.close();
        assertEquals(List.of("cleaned up"), said);
    }

    @Test
    void aClosedLoopDoesNotStart() {
        var loop = new IOLoop();
        loop.close();
        assertDoesNotThrow(loop::close);
        assertRefused(loop::start, loop + " was started, but it is closed", "make a new IOLoop");
        assertRefused(() -> loop.runSync(() -> "never"), loop + " was started, but it is closed");
    }

    @Test
    void loopsAreMadeAndClosedByManyThreadsAtOnce() throws InterruptedException {
        ThisRun.needsSeveralLoops();
        var problems = new ConcurrentLinkedQueue<Throwable>();
        var threads = new ArrayList<Thread>();
        for (int i = 0; i < 4; i++) threads.add(Thread.ofPlatform().start(() -> {
            try {
                for (int n = 0; n < 25; n++) {
                    try (var made = new IOLoop()) {
                        made.addCallback(made::stop);
                        made.start();
                    }
                }
            } catch (Throwable problem) {
                problems.add(problem);
            }
        }));
        for (Thread thread : threads) thread.join();
        assertEquals(List.of(), List.copyOf(problems));
    }

    @Test
    void aLoopThatNeverRanCanBeClosedAnywhere() throws InterruptedException {
        try (var loop = new IOLoop(); var never = new IOLoop()) {
            never.addCallback(say("never"));
            loop.runSync(() -> {
                new IOLoop().close();
                return null;
            });
            Thread.ofPlatform().start(() -> new IOLoop().close()).join();
        }
        assertEquals(List.of(), said);
    }

    @Test
    void aLoopThatRanCanBeClosedInACoroutineOfAnother() {
        ThisRun.needsSeveralLoops();
        var ran = new IOLoop();
        ran.runSync(() -> ran.spawn(() -> {
            try {
                Gen.sleep(Duration.ofHours(1));
            } finally {
                said.add("cleaned up");
            }
        }));
        ran.runSync(() -> {
            Gen.moment();
            return null;
        });
        try (var loop = new IOLoop()) {
            loop.runSync(() -> {
                ran.close();
                return null;
            });
        }
        assertEquals(List.of("cleaned up"), said);
        assertRefused(ran::start, "it is closed");
    }

    @Test
    void aCoroutineThatIgnoresItsInterruptDoesNotHoldUpClose() {
        var loop = new IOLoop();
        loop.spawn(() -> {
            while (true) {
                LockSupport.park(this);
                Thread.interrupted();
            }
        });
        loop.runSync(() -> {
            Gen.moment();
            return null;
        });
        loop.close();
        assertRefused(loop::start, "it is closed");
    }

    private static Thread runElsewhere(IOLoop loop, String name) throws InterruptedException {
        var runs = new CountDownLatch(1);
        loop.addCallback(runs::countDown);
        Thread runner = Thread.ofPlatform().daemon().name(name).start(loop::start);
        runs.await();
        assertFalse(Thread.currentThread().isVirtual());
        return runner;
    }

    private static void assertRefused(Executable call, String... parts) {
        assertContains(String.valueOf(assertThrows(IllegalStateException.class, call).getMessage()), parts);
    }

    private static void assertContains(String text, String... parts) {
        for (String part : parts) assertTrue(text.contains(part), () -> "\"" + part + "\" is not in: " + text);
    }
}
