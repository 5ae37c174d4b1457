package typhoon.ioloop;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Future;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import org.junit.jupiter.api.Test;
import typhoon.gen.Gen;
import typhoon.testing.AsyncTestCase;

/** What the coroutines of a loop are at. */
class CoroutineStateTest extends AsyncTestCase {
    private record Body(String name, Runnable body) implements Runnable {
        @Override public void run() {
            body.run();
        }

        @Override public String toString() {
            return name;
        }
    }

    private static CoroutineState at(String name, Runnable body, Runnable release) {
        Future<?> future = Gen.spawn(new Body(name, body));
        Gen.moment();
        Gen.moment();
        CoroutineState found = IOLoop.current().coroutines(100).stream().filter(one -> one.task().contains(name)).findFirst().orElseThrow();
        release.run();
        future.cancel(true);
        return found;
    }

    @Test void oneThatSleepsSaysSo() {
        CoroutineState state = at("sleeper", () -> Gen.sleep(Duration.ofHours(1)), () -> {});
        assertEquals("sleeping", state.waitsFor());
        assertEquals(state.stack().getFirst().getMethodName(), "park");
    }

    @Test void oneThatWaitsForAThreadSaysSo() {
        var end = new CountDownLatch(1);
        assertEquals("a thread of an executor", at("asker", () -> IOLoop.current().runInExecutor(() -> {
            end.await();
            return null;
        }), end::countDown).waitsFor());
    }

    @Test void oneThatWaitsForALockNamesItsClass() {
        var lock = new ReentrantLock();
        lock.lock();
        String waits = at("locker", () -> {
            lock.lock();
            lock.unlock();
        }, lock::unlock).waitsFor();
        assertTrue(waits.contains("ReentrantLock"), waits);
    }

    @Test void oneThatIsParkedBareIsKnownByItsCall() {
        String waits = at("parked", LockSupport::park, () -> {}).waitsFor();
        assertTrue(waits.contains("park"), waits);
    }

    @Test void theCallerWaitsForNothing() {
        List<CoroutineState> all = IOLoop.current().coroutines(100);
        assertEquals(IOLoop.current().coroutineCount(), all.size());
        assertEquals(1, all.stream().filter(state -> state.waitsFor() == null).count());
        assertNull(all.getLast().waitsFor());
    }

    @Test void noMoreAreLookedAtThanAreWanted() {
        Future<?> other = Gen.spawn(() -> Gen.sleep(Duration.ofHours(1)));
        Gen.moment();
        assertEquals(1, IOLoop.current().coroutines(1).size());
        assertTrue(IOLoop.current().coroutineCount() >= 2);
        other.cancel(true);
    }

    @Test void onlyTheLoopItselfIsAsked() throws InterruptedException {
        IOLoop loop = IOLoop.current();
        var refused = new Throwable[1];
        IOLoop.current().runInExecutor(() -> refused[0] = assertThrows(IllegalStateException.class, () -> loop.coroutines(1)));
        assertTrue(refused[0].getMessage().startsWith("coroutines was called on"), refused[0].getMessage());
    }
}
