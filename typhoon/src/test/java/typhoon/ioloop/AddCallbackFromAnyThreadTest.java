package typhoon.ioloop;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import typhoon.gen.Gen;

@OneMinute
class AddCallbackFromAnyThreadTest {
    private static final int THREADS = 4;
    private static final int EACH = 10_000;

    @Test
    void everyCallbackRunsOnTheLoopAndThoseOfAThreadInItsOrder() {
        List<List<Integer>> got = new ArrayList<>();
        for (int i = 0; i < THREADS; i++) got.add(new ArrayList<>());
        int[] left = {THREADS * EACH};
        try (var loop = new IOLoop()) {
            for (List<Integer> mine : got) {
                Thread.ofPlatform().daemon().start(() -> {
                    for (int i = 0; i < EACH; i++) {
                        int number = i;
                        loop.addCallback(() -> {
                            mine.add(number);           // plain lists: only the loop's thread gets here
                            if (--left[0] == 0) loop.stop();
                        });
                    }
                });
            }
            loop.start();
        }
        List<Integer> all = IntStream.range(0, EACH).boxed().toList();
        for (List<Integer> mine : got) assertEquals(all, mine);
    }

    @Test
    void beforeStartCountsToo() throws InterruptedException {
        List<String> ran = new ArrayList<>();
        try (var loop = new IOLoop()) {
            Thread.ofPlatform().start(() -> loop.addCallback(() -> ran.add("from another thread"))).join();
            Thread.ofVirtual().start(() -> loop.addCallback(() -> ran.add("from a virtual one"))).join();
            loop.runSync(() -> null);
        }
        assertEquals(List.of("from another thread", "from a virtual one"), ran);
    }

    @Test
    void onAStoppedLoopItWaitsForTheNextStart() throws InterruptedException {
        List<String> ran = new ArrayList<>();
        try (var loop = new IOLoop()) {
            loop.runSync(() -> null);
            Thread.ofPlatform().start(() -> loop.addCallback(() -> ran.add("added while it stood"))).join();
            assertEquals(List.of(), ran);
            loop.runSync(() -> null);
        }
        assertEquals(List.of("added while it stood"), ran);
    }

    @Test
    void aFloodOfThemStarvesNeitherTimersNorCoroutines() throws InterruptedException {
        var over = new AtomicBoolean();
        List<Thread> flood = new ArrayList<>();
        try (var loop = new IOLoop()) {
            for (int i = 0; i < THREADS; i++) {
                flood.add(Thread.ofPlatform().daemon().start(() -> {
                    while (!over.get()) loop.addCallback(() -> {});
                }));
            }
            loop.callLater(Duration.ofMillis(50), () -> over.set(true));
            loop.runSync(() -> {
                while (!over.get()) Gen.moment();
                return null;
            });
            for (Thread thread : flood) thread.join();
        }
    }

    @Test
    void onAClosedLoopNothingHappens() {
        var ran = new AtomicBoolean();
        var loop = new IOLoop();
        loop.runSync(() -> null);
        loop.close();
        assertDoesNotThrow(() -> loop.addCallback(() -> ran.set(true)));
        assertDoesNotThrow(loop::stop);
        assertTrue(loop.spawn(() -> ran.set(true)).isCancelled());
        assertFalse(ran.get());
    }

    @Test
    void whileTheLoopClosesNothingIsThrown() throws InterruptedException {
        for (int round = 0; round < 5; round++) {
            var loop = new IOLoop();
            var begun = new CountDownLatch(THREADS);
            var over = new AtomicBoolean();
            List<Throwable> thrown = new ArrayList<>();
            List<Thread> threads = new ArrayList<>();
            for (int i = 0; i < THREADS; i++) {
                threads.add(Thread.ofPlatform().daemon().start(() -> {
                    begun.countDown();
                    try {
                        while (!over.get()) {
                            loop.addCallback(() -> {});
                            loop.spawn(() -> {});
                            loop.stop();
                        }
                    } catch (Throwable problem) {
                        synchronized (thrown) {
                            thrown.add(problem);
                        }
                    }
                }));
            }
            assertTrue(begun.await(1, TimeUnit.MINUTES));
            loop.start();
            loop.close();
            for (int i = 0; i < 1000; i++) loop.addCallback(() -> {});
            over.set(true);
            for (Thread thread : threads) thread.join();
            assertEquals(List.of(), thrown);
        }
    }
}
