package typhoon.gen;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
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
import typhoon.netty.WhenDone;
import typhoon.netty.Work;

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
        try (var group = new TaskGroup()) {
            List<Future<T>> futures = new ArrayList<>(bodies.size());
            for (Callable<? extends T> body : bodies) futures.add(group.spawn(body));
            group.join();
            return awaitAll(futures);
        }
    }

    /** As {@link #multi(List)}, of bodies with keys; the results have the keys' order. */
    public static <K, T extends @Nullable Object> Map<K, T> multi(Map<K, ? extends Callable<? extends T>> bodies) {
        var results = multi(List.copyOf(bodies.values())).iterator();
        var byKey = new LinkedHashMap<K, T>();
        for (K key : bodies.keySet()) byKey.put(key, results.next());
        return byKey;
    }

    /**
     * Waits for all futures, also when one fails early, and returns their results in the order given. Of several failures the first in
     * that order is thrown, the others are logged unless they are of a {@code quiet} kind. Nothing is cancelled, whatever happens:
     * {@link #multi(List)} is the form that does. Source: Tornado's {@code gen.multi}.
     *
     * @throws CancellationException when the caller was interrupted
     */
    @SafeVarargs
    @SuppressWarnings("varargs")
    public static <T extends @Nullable Object> List<T> awaitAll(
            List<? extends Future<? extends T>> futures, Class<? extends Throwable>... quiet) {
        var numbered = new LinkedHashMap<Integer, Future<? extends T>>();
        for (Future<? extends T> future : futures) numbered.put(numbered.size(), future);
        return new ArrayList<>(Gen.<Integer, T>awaitAll(numbered, quiet).values());
    }

    /** As {@link #awaitAll(List, Class...)}, of futures with keys; the results have the keys' order. */
    @SafeVarargs
    @SuppressWarnings("varargs")
    public static <K, T extends @Nullable Object> Map<K, T> awaitAll(
            Map<K, ? extends Future<? extends T>> futures, Class<? extends Throwable>... quiet) {
        return new Several(List.of(quiet)).results(futures);
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
     * A timeout of zero or less is up in the next turn; {@link #timeLeft} tells the body what is left of it. A body that was given what it
     * waits for just before is not robbed of it: a permit or an item that is its result is returned all the same, though late.
     *
     * @throws TimeoutError when the time was up
     * @throws CancellationException when the caller was interrupted, and so was the body
     */
    public static <T extends @Nullable Object> T withTimeout(Duration timeout, Callable<T> body) {
        return new Timed<T>(loop("withTimeout"), body).result(timeout);
    }

    /**
     * Waits for a future, at most {@code timeout}. Then the future goes on, and if it fails that is logged, unless the failure is of a
     * {@code quiet} kind; {@link #withTimeout(Duration, Callable)} is the form that interrupts. A future that is done wins over any
     * timeout. Source: Tornado's {@code gen.with_timeout}.
     *
     * @throws TimeoutError when the time was up
     */
    @SafeVarargs
    @SuppressWarnings("varargs")
    public static <T extends @Nullable Object> T withTimeout(Duration timeout, Future<T> future, Class<? extends Throwable>... quiet) {
        Loop loop = loop("withTimeout");
        var done = new Spot();
        var late = new boolean[1];
        if (!future.isDone()) {
            WhenDone.enqueue(loop, future, () -> {
                if (late[0] && future.state() == Future.State.FAILED)
                    Several.log("Exception in Future " + future + " after timeout", future.exceptionNow(), List.of(quiet));
                done.wake();
            });
            late[0] = !done.await(loop, Math.max(1, Nanos.of(timeout)), "waiting for a future with a timeout");
        }
        if (late[0]) throw new TimeoutError("Operation timed out after " + timeout);
        return await(future);
    }

    /**
     * How much time the caller has: to be passed on to what it asks, a database or another server. It is what is left to the request it
     * works for (see {@code ServerOptions.handlerDeadline} and {@code RequestHandler.setDeadline}), or of a {@link #withTimeout(Duration,
     * Callable)} around it, whichever is less; coroutines have it from who spawned them. Zero when the time is up: the caller is being
     * interrupted. Null where nothing limits it, outside of coroutines too.
     *
     * {@snippet class="typhoon.snippets.GenSnippets" region="timeLeft"}
     */
    public static @Nullable Duration timeLeft() {
        Loop loop = Loop.current();
        Work work = loop == null ? null : loop.work();
        long left = work == null ? Long.MAX_VALUE : work.left();
        return left == Long.MAX_VALUE ? null : Duration.ofNanos(Math.max(0, left));
    }

    private static IOLoop owner(String call) {
        return (IOLoop) loop(call).owner();
    }

    static Loop loop(String call) {
        Loop loop = Loop.current();
        if (loop != null) return loop;
        throw new IllegalStateException("Gen." + call + " was called on " + Thread.currentThread()
                + ", but it belongs in a coroutine of an IOLoop: call it inside runSync(() -> …) or addCallback(() -> …)");
    }
}
