package typhoon.gen;

import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;
import typhoon.ioloop.TimeoutError;
import typhoon.netty.Loop;
import typhoon.netty.Nanos;
import typhoon.netty.Spot;
import typhoon.netty.Work;

/**
 * A body with a time limit, in a coroutine of its own. Between the moment in which it is served, with a permit say, and its next turn the
 * time may be up: what it was given would then be nobody's, for good. So it is interrupted and given one turn; if it returns in that with
 * the interrupt still before it, it had its result already, and that counts.
 */
final class Timed<T extends @Nullable Object> implements Callable<T> {
    private final Loop loop;
    private final Callable<T> body;
    private final Spot ended = new Spot();
    private final Work work;
    private final @Nullable Work outer;
    private @Nullable Thread thread;                // while the body runs
    private boolean told;
    private boolean hasResult;

    Timed(Loop loop, Callable<T> body) {
        this.loop = loop;
        this.body = body;
        this.outer = loop.work();
        this.work = new Work(loop, outer);
    }

    @Override
    public T call() throws Exception {
        thread = Thread.currentThread();
        work.assign(thread);
        try {
            T result = body.call();
            hasResult = !told || thread.isInterrupted();
            return result;
        } finally {
            thread = null;
            ended.wake();
        }
    }

    T result(Duration timeout) {
        work.limit(Math.max(1, Nanos.of(timeout)));
        T result = result(spawn(), timeout);
        work.limit(0);              // what the body has left behind has the time of the rest
        return result;
    }

    /** Not as a member of the caller's work: who is interrupted with the caller, and then by it, would be so twice. */
    private Future<T> spawn() {
        loop.assign(null);
        try {
            return Gen.spawn(this);
        } finally {
            loop.assign(outer);
        }
    }

    private T result(Future<T> future, Duration timeout) {
        CancellationException interrupted = await(timeout);
        if (interrupted == null && future.isDone()) return Gen.await(future);
        boolean again = tell();
        if (again || interrupted != null && hasResult) Thread.currentThread().interrupt();     // for the next wait to find
        if (hasResult) return Gen.await(future);
        Throwable failure = future.state() == Future.State.FAILED ? future.exceptionNow() : null;
        future.cancel(false);               // it has been told, and may be cleaning up
        throw interrupted != null ? interrupted : new TimeoutError("Operation timed out after " + timeout, failure);
    }

    /** Until the body has ended or the time is up; returns the interrupt of the caller if that came first. */
    private @Nullable CancellationException await(Duration timeout) {
        try {
            ended.await(loop, Math.max(1, Nanos.of(timeout)), "waiting with a timeout");
            return null;
        } catch (CancellationException interrupted) {
            return interrupted;
        }
    }

    /** Interrupts the body, if it has begun, and gives it a turn; whether the caller was interrupted meanwhile. */
    private boolean tell() {
        if (thread == null) return false;
        told = true;
        thread.interrupt();
        try {
            Gen.moment();
            return false;
        } catch (CancellationException again) {
            return true;
        }
    }

    @Override
    public String toString() {
        return body.toString();
    }
}
