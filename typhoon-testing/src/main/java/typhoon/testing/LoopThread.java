package typhoon.testing;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.InvocationInterceptor.Invocation;
import typhoon.ioloop.IOLoop;

/**
 * One test's loop, on a platform thread of its own, so that JUnit's thread can give up on a test that hangs and go on with the next.
 * Everything here is called by JUnit's thread.
 */
final class LoopThread {
    private static final Duration GRACE = Duration.ofSeconds(5);
    private static final Duration FOR_EVER = Duration.ofDays(365);

    private final Class<?> test;
    private final TestClock clock = new TestClock();
    private final CompletableFuture<IOLoop> started = new CompletableFuture<>();
    private final Thread thread;
    private final IOLoop loop;

    LoopThread(String name, Class<?> test) throws Exception {
        this.test = test;
        thread = Thread.ofPlatform().daemon().name(name).start(this::run);
        try {
            loop = started.get(GRACE.toNanos(), TimeUnit.NANOSECONDS);
        } catch (ExecutionException refused) {
            throw new IllegalStateException("no loop to run this test on", refused.getCause());
        }
        clock.moves(loop);
    }

    IOLoop loop() {
        return loop;
    }

    TestClock clock() {
        return clock;
    }

    /**
     * Runs {@code body} as a coroutine of the loop and waits for it.
     *
     * @param limit how long it may take, zero for no limit
     * @throws TestTimeout when it took too long, with the stack it had then
     */
    <T extends @Nullable Object> T call(Invocation<T> body, Duration limit) throws Throwable {
        var coroutine = new TestCoroutine<>(body);
        loop.addCallback(() -> loop.spawn(coroutine::run));
        try {
            if (!coroutine.endsWithin(limit.isZero() ? FOR_EVER : limit)) throw coroutine.giveUp(TestTimeout.message(limit), test, GRACE);
        } catch (InterruptedException byJUnit) {
            throw coroutine.giveUp("interrupted by JUnit", test, GRACE);
        }
        return coroutine.outcome();
    }

    /** Stops and closes the loop; coroutines that are left over are interrupted. Gives up on a loop that does not end. */
    void close() throws InterruptedException {
        loop.stop();
        if (thread.join(GRACE)) return;
        var stuck = new TestTimeout("the test's loop did not end within " + GRACE.toSeconds() + " s after its test; it is left behind");
        stuck.setStackTrace(thread.getStackTrace());
        throw stuck;
    }

    private void run() {
        try (var mine = new IOLoop(clock)) {
            started.complete(mine);
            mine.start();
        } catch (Throwable problem) {
            if (!started.completeExceptionally(problem)) throw problem;     // a test whose loop died runs into its time limit
        }
    }
}
