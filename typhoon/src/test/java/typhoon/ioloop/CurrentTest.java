package typhoon.ioloop;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.Test;
import typhoon.gen.Gen;

@OneMinute
class CurrentTest {
    private static <T> T onAThread(Callable<T> body) throws Exception {
        var task = new FutureTask<>(body);
        Thread.ofPlatform().daemon().start(task);
        return task.get();
    }

    @Test
    void aThreadHasNoLoopUntilItAsksForOneAndThenKeepsIt() throws Exception {
        boolean kept = onAThread(() -> {
            assertNull(IOLoop.currentOrNull());
            try (var loop = IOLoop.current()) {
                assertSame(loop, IOLoop.current());
                assertSame(loop, IOLoop.currentOrNull());
                return onAThread(() -> IOLoop.currentOrNull() == null);
            }
        });
        assertTrue(kept, "another thread has another loop, or none");
    }

    @Test
    void aClosedLoopIsNobodysCurrentOne() throws Exception {
        onAThread(() -> {
            IOLoop first = IOLoop.current();
            first.close();
            assertNull(IOLoop.currentOrNull());
            IOLoop second = IOLoop.current();
            assertNotSame(first, second);
            onAThread(() -> {
                second.close();
                return null;
            });
            assertNull(IOLoop.currentOrNull(), "though another thread closed it");
            return null;
        });
    }

    @Test
    void inACoroutineItIsTheLoopThatRunsItWhicheverThreadMadeIt() throws Exception {
        try (var loop = new IOLoop()) {
            onAThread(() -> {
                loop.runSync(() -> {
                    assertSame(loop, IOLoop.current());
                    Gen.sleep(Duration.ofMillis(1));
                    assertSame(loop, IOLoop.current());
                    assertSame(loop, Gen.await(Gen.spawn(IOLoop::current)));
                    var seen = new CompletableFuture<IOLoop>();
                    Thread.startVirtualThread(() -> seen.complete(IOLoop.current()));
                    assertSame(loop, seen.get());
                    return null;
                });
                assertNull(IOLoop.currentOrNull());
                return null;
            });
        }
    }

    @Test
    void aThreadOfTheExecutorRunsNoLoop() {
        try (var loop = new IOLoop()) {
            assertNull(loop.runSync(() -> loop.runInExecutor(IOLoop::currentOrNull)));
        }
    }

    @Test
    void afterItsStopALoopIsCurrentOnlyWhereCurrentMadeIt() throws Exception {
        onAThread(() -> {
            try (var loop = new IOLoop()) {
                assertSame(loop, loop.runSync(IOLoop::current));
                assertNull(IOLoop.currentOrNull(), "made by new, so it was current while it ran");
            }
            try (var loop = IOLoop.current()) {
                assertSame(loop, loop.runSync(IOLoop::current));
                assertSame(loop, IOLoop.currentOrNull());
            }
            return null;
        });
    }

    @Test
    void severalLoopsRunAtOnceAndEachKeepsItsOwn() throws Exception {
        ThisRun.needsSeveralLoops();
        List<FutureTask<Integer>> threads = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            var task = new FutureTask<>(CurrentTest::countOnALoop);
            threads.add(task);
            Thread.ofPlatform().daemon().start(task);
        }
        for (FutureTask<Integer> thread : threads) assertEquals(50 * 100, thread.get());
    }

    /** Plain state of one loop, shared by its coroutines only. */
    private static int countOnALoop() {
        try (var loop = new IOLoop()) {
            Map<String, Integer> counts = new HashMap<>();
            String carrier = loop.runSync(ThisRun::carrier);
            loop.runSync(() -> {
                List<Future<?>> coroutines = new ArrayList<>();
                for (int i = 0; i < 50; i++) {
                    coroutines.add(Gen.spawn(() -> {
                        for (int step = 0; step < 100; step++) {
                            counts.merge("steps", 1, Integer::sum);
                            if (step % 10 == 0) Gen.sleep(Duration.ofMillis(1));
                            else Gen.moment();
                            assertSame(loop, IOLoop.current());
                            assertEquals(carrier, ThisRun.carrier());
                        }
                    }));
                }
                for (Future<?> one : coroutines) Gen.await(one);
                return null;
            });
            return counts.getOrDefault("steps", 0);
        }
    }

    @Test
    void loopsTalkToEachOtherByCallbacks() throws Exception {
        ThisRun.needsSeveralLoops();
        try (var here = new IOLoop(); var there = new IOLoop()) {
            var running = new CompletableFuture<Void>();
            there.addCallback(() -> running.complete(null));
            Thread thread = Thread.ofPlatform().daemon().name("there").start(there::start);
            running.get();
            String answer = here.runSync(() -> {
                var answers = new ArrayList<String>();
                for (int i = 0; i < 1000; i++) {
                    var reply = new CompletableFuture<String>();
                    there.addCallback(() -> {
                        String carrier = ThisRun.carrier();
                        here.addCallback(() -> reply.complete(carrier + " answers " + (IOLoop.current() == here)));
                    });
                    answers.add(Gen.await(reply));
                }
                assertEquals(1, answers.stream().distinct().count());
                return answers.getFirst();
            });
            assertEquals("there answers true", answer);
            there.stop();
            thread.join();
        }
    }
}
