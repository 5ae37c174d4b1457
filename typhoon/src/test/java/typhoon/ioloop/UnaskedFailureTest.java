package typhoon.ioloop;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.slf4j.event.Level;
import typhoon.gen.Gen;
import typhoon.testing.AsyncTestCase;
import typhoon.testing.ExpectLog;

/** No failure is lost in silence: one that nobody asked for is logged when its future is collected, and no other is. */
@Timeout(60)
class UnaskedFailureTest extends AsyncTestCase {
    private static final String MESSAGE = "A coroutine failed and nobody asked for its result: ";

    /** A body with a name, as the log should show it. */
    private record Failing(String name) implements Callable<String> {
        @Override
        public String call() throws Exception {
            Gen.moment();
            throw new IOException(name);
        }

        @Override
        public String toString() {
            return name;
        }
    }

    /** Collects garbage until a failure that was just forgotten has been logged, and what else was forgotten before with it. */
    private static void collect() {
        spawnAndForget("sentinel");
        try (var log = new ExpectLog("typhoon.application", MESSAGE + "sentinel").level(Level.ERROR)) {
            while (log.matched().isEmpty()) {
                System.gc();
                Gen.sleep(Duration.ofMillis(10));
            }
            assertTrue(log.loggedStack());
        }
    }

    private static void spawnAndForget(String name) {
        Gen.spawn(new Failing(name));
        Gen.moment();
        Gen.moment();
    }

    @Test
    void isLoggedOnceWithItsNameAndStack() {
        try (var log = new ExpectLog("typhoon.application", MESSAGE + "forgotten").level(Level.ERROR)) {
            spawnAndForget("forgotten");
            for (int i = 0; i < 3; i++) collect();
            assertEquals(List.of(MESSAGE + "forgotten"), log.matched());
            assertTrue(log.loggedStack());
        }
    }

    @Test
    void isNotLoggedWhenItWasAwaited() {
        assertThrows(IOException.class, () -> Gen.await(Gen.spawn(new Failing("awaited"))));
        collect();
    }

    @Test
    void isNotLoggedWhenItWasAskedForLater() {
        askLater();
        collect();
    }

    private static void askLater() {
        Future<String> future = Gen.spawn(new Failing("asked later"));
        Gen.moment();
        Gen.moment();
        assertTrue(future.isDone());
        assertThrows(ExecutionException.class, future::get);
        Future<String> other = Gen.spawn(new Failing("looked at later"));
        Gen.moment();
        Gen.moment();
        assertEquals("looked at later", other.exceptionNow().getMessage());
    }

    @Test
    void isNotLoggedWhenAnotherThreadWaitedForIt() throws InterruptedException {
        for (int i = 0; i < 200; i++) {
            Future<String> future = loop().spawn(new Failing("waited for elsewhere"));
            Thread waiter = Thread.ofPlatform().daemon().start(() -> assertThrows(ExecutionException.class, future::get));
            waiter.join();
        }
        collect();
    }

    @Test
    void aCancelledOneIsNoFailure() {
        cancelWhileItSleeps();
        collect();
    }

    private void cancelWhileItSleeps() {
        for (Callable<?> body : new Callable<?>[] {UnaskedFailureTest::sleepInTheJdk, UnaskedFailureTest::sleepOnTheLoop,
                UnaskedFailureTest::wrapTheInterrupt}) {
            Future<?> future = loop().spawn(body);
            Gen.moment();
            future.cancel(true);
            Gen.moment();
        }
    }

    private static String sleepInTheJdk() throws InterruptedException {
        Thread.sleep(Duration.ofHours(1));
        return "slept";
    }

    private static String sleepOnTheLoop() {
        Gen.sleep(Duration.ofHours(1));
        return "slept";
    }

    private static String wrapTheInterrupt() {
        try {
            return sleepInTheJdk();
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("wrapped, as many a driver does", interrupted);
        }
    }

    @Test
    void anErrorOfACancelledOneIsLoggedAtOnceSinceNobodyCanAskForIt() {
        var begun = new CountDownLatch(1);
        Future<?> future = Gen.spawn(() -> {
            try {
                begun.countDown();
                Thread.sleep(Duration.ofHours(1));
            } catch (InterruptedException _) {
                throw new IOException("planted");
            }
            return null;
        });
        Gen.moment();
        assertEquals(0, begun.getCount());
        try (var log = new ExpectLog("typhoon.application", "A coroutine failed after it was cancelled").level(Level.ERROR)) {
            future.cancel(true);
            Gen.moment();
            assertTrue(log.loggedStack());
        }
    }
}
