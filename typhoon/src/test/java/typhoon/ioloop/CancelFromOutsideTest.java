package typhoon.ioloop;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Who cancels from another thread may come late: then he must hit nobody, for the thread has gone on to the next coroutine. */
class CancelFromOutsideTest {
    private static final int CANCELS = 20_000;

    private int innocentsHit;

    @Test
    @Timeout(60)
    void onlyTheCoroutineItselfIsInterrupted() throws Exception {
        try (var loop = new IOLoop()) {
            var carrier = Thread.ofPlatform().start(loop::start);
            for (int i = 0; i < CANCELS; i++) {
                var late = loop.spawn(() -> {});
                var innocent = loop.spawn(() -> {
                    for (int n = 0; n < 50; n++) Thread.onSpinWait();
                    if (Thread.interrupted()) innocentsHit++;
                });
                late.cancel(true);
                innocent.get();
            }
            loop.stop();
            carrier.join();
        }
        assertEquals(0, innocentsHit);
    }

    @Test
    @Timeout(60)
    void whatWaitsIsInterrupted() throws Exception {
        try (var loop = new IOLoop()) {
            var carrier = Thread.ofPlatform().start(loop::start);
            var began = new CountDownLatch(1);
            var ended = new CountDownLatch(1);
            var sleeper = loop.spawn(() -> {
                began.countDown();
                try {
                    Thread.sleep(60_000);
                } catch (InterruptedException expected) {
                    ended.countDown();
                }
            });
            began.await();
            sleeper.cancel(true);
            ended.await();
            loop.stop();
            carrier.join();
        }
    }
}
