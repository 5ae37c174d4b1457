package typhoon.ioloop;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import typhoon.gen.Gen;
import typhoon.testing.AsyncTestCase;

class RunInExecutorTest extends AsyncTestCase {
    @Test
    void runsOnAPlatformThreadAndComesBackToTheLoop() {
        Thread here = Thread.currentThread();
        String carrier = ThisRun.carrier();
        Thread there = loop().runInExecutor(Thread::currentThread);
        assertFalse(there.isVirtual());
        assertTrue(there.getName().startsWith("typhoon-executor-"), there.getName());
        assertSame(here, Thread.currentThread());
        assertEquals(carrier, ThisRun.carrier());
        assertNull(loop().runInExecutor(() -> null));
    }

    @Test
    void theLoopGoesOnMeanwhile() {
        var latch = new CountDownLatch(1);
        Gen.spawn(() -> {
            for (int i = 0; i < 10; i++) Gen.moment();
            latch.countDown();
        });
        assertTrue(loop().runInExecutor(() -> latch.await(1, TimeUnit.MINUTES)));
    }

    @Test
    void severalRunAtOnce() {
        var all = new CountDownLatch(4);
        var gathered = Gen.multi(
                () -> loop().runInExecutor(() -> meet(all)),
                () -> loop().runInExecutor(() -> meet(all)),
                () -> loop().runInExecutor(() -> meet(all)),
                () -> loop().runInExecutor(() -> meet(all)));
        assertEquals(List.of(true, true, true, true), gathered);
    }

    private static boolean meet(CountDownLatch all) throws InterruptedException {
        all.countDown();
        return all.await(1, TimeUnit.MINUTES);
    }

    @Test
    void oneCallMayHaveAnExecutorOfItsOwn() {
        try (var mine = Executors.newSingleThreadExecutor(Thread.ofPlatform().name("mine").factory())) {
            assertEquals("mine", loop().runInExecutor(mine, () -> Thread.currentThread().getName()));
            assertTrue(loop().runInExecutor(() -> Thread.currentThread().getName()).startsWith("typhoon-executor-"));
        }
    }

    @Test
    void whatTheBodyThrowsIsThrownAsItIs() {
        for (Throwable problem : List.of(new IOException("planted"), new AssertionError("planted"))) {
            assertSame(problem, assertThrows(problem.getClass(), () -> loop().runInExecutor(() -> {
                if (problem instanceof IOException checked) throw checked;
                throw (Error) problem;
            })));
        }
    }

    @Test
    void anInterruptOfTheCoroutineReachesTheThread() {
        var begun = new CountDownLatch(1);
        var interrupted = new CountDownLatch(1);
        Future<Boolean> waiting = Gen.spawn(() -> loop().runInExecutor(() -> {
            begun.countDown();
            try {
                return new CountDownLatch(1).await(1, TimeUnit.MINUTES);
            } catch (InterruptedException expected) {
                interrupted.countDown();
                throw expected;
            }
        }));
        assertTrue(loop().runInExecutor(() -> begun.await(1, TimeUnit.MINUTES)));
        waiting.cancel(true);
        assertTrue(loop().runInExecutor(() -> interrupted.await(1, TimeUnit.MINUTES)));
        assertThrows(CancellationException.class, () -> Gen.await(waiting));
    }

    @Test
    void theExecutorCanBeYours() {
        try (var mine = Executors.newSingleThreadExecutor(Thread.ofPlatform().name("mine").factory())) {
            loop().setDefaultExecutor(mine);
            assertEquals("mine", loop().runInExecutor(() -> Thread.currentThread().getName()));
            mine.shutdown();
            assertThrows(RejectedExecutionException.class, () -> loop().runInExecutor(() -> "never"));
        }
    }

    @Test
    void offTheLoopThereIsNobodyToWait() throws InterruptedException {
        String[] refusal = {""};
        Thread other = Thread.ofPlatform().start(() -> refusal[0] = assertThrows(IllegalStateException.class,
                () -> loop().runInExecutor(() -> "never")).toString());
        other.join();
        assertTrue(refusal[0].contains("runInExecutor was called on Thread["), refusal[0]);
    }
}
