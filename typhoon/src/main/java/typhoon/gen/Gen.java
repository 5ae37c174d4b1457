package typhoon.gen;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;
import typhoon.ioloop.IOLoop;
import typhoon.ioloop.TimeoutError;
import typhoon.netty.Loop;
import typhoon.netty.Nanos;
import typhoon.netty.Rethrow;
import typhoon.netty.Spot;

/**
 * What coroutines do with each other: begin, wait, wait together. Made for {@code import static}.
 *
 * {@snippet class="typhoon.snippets.GenSnippets" region="together"}
 *
 * <p>All of it belongs in coroutines of a loop. Tornado: {@code tornado.gen}.
 */
public final class Gen {
    private Gen() {}

    /**
     * Runs {@code body} as a coroutine of the current loop from the next turn on; {@link #await} its result. See
     * {@link IOLoop#spawn(Callable)}, which may be called from anywhere.
     */
    public static <T extends @Nullable Object> Future<T> spawn(Callable<T> body) {
        return owner("spawn").spawn(body);
    }

    /** Runs {@code body} as a coroutine of the current loop from the next turn on. */
    public static Future<?> spawn(Runnable body) {
        return owner("spawn").spawn(body);
    }

    /**
     * Waits for any future and returns its result; a finished one costs no turn. What the work threw is thrown as it is, not wrapped.
     *
     * @throws CancellationException when the future was cancelled, or the caller interrupted
     */
    public static <T extends @Nullable Object> T await(Future<T> future) {
        try {
            return future.get();
        } catch (ExecutionException failed) {
            throw Rethrow.cause(failed);
        } catch (InterruptedException _) {
            throw new CancellationException("interrupted while awaiting " + future);
        }
    }

    /** Runs all bodies side by side and waits; results in the order given. See {@link #multi(List)}. */
    @SafeVarargs
    @SuppressWarnings("varargs")
    public static <T extends @Nullable Object> List<T> multi(Callable<? extends T>... bodies) {
        return multi(List.of(bodies));
    }

    /**
     * Runs all bodies side by side, each in a coroutine, and returns their results in the order given. The first failure interrupts those
     * still at work, waits until they have ended, and is thrown with the others' failures suppressed in it. An interrupt of the caller does
     * the same.
     */
    public static <T extends @Nullable Object> List<T> multi(List<? extends Callable<? extends T>> bodies) {
        return new Together<T>(loop("multi"), bodies).results();
    }

    /** Waits {@code duration} while others run; zero or less gives them one turn. */
    public static void sleep(Duration duration) {
        if (!duration.isPositive()) {
            moment();
            return;
        }
        new Spot().await(loop("sleep"), Nanos.of(duration), "sleeping");
    }

    /** Lets everybody who is ready run once, timers and sockets included. For long computations that cannot be moved elsewhere. */
    public static void moment() {
        Loop loop = loop("moment");
        var turn = new Spot();
        loop.enqueue(turn::wake);
        turn.await(loop, 0, "giving others a turn");
    }

    /**
     * Runs {@code body} in a coroutine and waits for it, at most {@code timeout}; then the body is interrupted, and its end not waited for.
     * A timeout of zero or less is up in the next turn.
     *
     * @throws TimeoutError when the time was up
     */
    public static <T extends @Nullable Object> T withTimeout(Duration timeout, Callable<T> body) {
        Loop loop = loop("withTimeout");
        var done = new Spot();
        Future<T> future = spawn(() -> {
            try {
                return body.call();
            } finally {
                done.wake();
            }
        });
        try {
            if (!done.await(loop, Math.max(1, Nanos.of(timeout)), "waiting with a timeout"))
                throw new TimeoutError("Operation timed out after " + timeout);
        } finally {
            if (!future.isDone()) future.cancel(true);
        }
        return await(future);
    }

    private static IOLoop owner(String call) {
        return (IOLoop) loop(call).owner();
    }

    private static Loop loop(String call) {
        Loop loop = Loop.current();
        if (loop != null) return loop;
        throw new IllegalStateException("Gen." + call + " was called on " + Thread.currentThread()
                + ", but it belongs in a coroutine of an IOLoop: call it inside runSync(() -> …) or addCallback(() -> …)");
    }
}
