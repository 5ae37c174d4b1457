package typhoon.testing;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.InvocationInterceptor.Invocation;

/** A test method, or one before or after it, as a coroutine; JUnit's thread may interrupt it while it runs and never after. */
final class TestCoroutine<T extends @Nullable Object> {
    private final Invocation<T> body;
    private final CountDownLatch ended = new CountDownLatch(1);

    // Guarded by this: set while the body runs.
    private @Nullable Thread running;

    // Written before the latch opens, read after.
    private @Nullable T result;
    private @Nullable Throwable problem;

    TestCoroutine(Invocation<T> body) {
        this.body = body;
    }

    /** In the coroutine. */
    void run() {
        begin();
        try {
            result = body.proceed();
        } catch (Throwable thrown) {
            problem = thrown;
        } finally {
            end();
        }
    }

    boolean endsWithin(Duration limit) throws InterruptedException {
        return ended.await(limit.toNanos(), TimeUnit.NANOSECONDS);
    }

    /** What the body returned or threw; only after it has ended. */
    @SuppressWarnings("NullAway")       // null only where T is Void
    T outcome() throws Throwable {
        if (problem != null) throw problem;
        return result;
    }

    /** Interrupts the body where it waits, gives it {@code grace} to clean up, and returns the failure that shows that place. */
    TestTimeout giveUp(String why, Class<?> test, Duration grace) {
        var failure = new TestTimeout(why, interrupt(), test);
        try {
            if (!endsWithin(grace)) {
                failure.addSuppressed(new TestTimeout("still running " + grace.toSeconds() + " s after it was interrupted", stack(), test));
            } else if (problem != null) {
                failure.addSuppressed(problem);
            }
        } catch (InterruptedException again) {
            Thread.currentThread().interrupt();
        }
        return failure;
    }

    private synchronized void begin() {
        running = Thread.currentThread();
    }

    private synchronized void end() {
        running = null;
        Thread.interrupted();       // it was meant for the body
        ended.countDown();
    }

    private synchronized StackTraceElement[] interrupt() {
        var stack = stack();
        if (running != null) running.interrupt();
        return stack;
    }

    private synchronized StackTraceElement[] stack() {
        return running == null ? new StackTraceElement[0] : running.getStackTrace();
    }
}
