package typhoon.httpserver;

import org.jspecify.annotations.Nullable;
import typhoon.netty.Loop;
import typhoon.netty.Timer;
import typhoon.netty.Work;

/**
 * How long a handler may take, and who is told to end with it: the coroutines it has spawned are its {@link Work}. That is made only where
 * somebody could be told to end, as this is.
 */
final class Allowance {
    private final Loop loop;
    private final Runnable passed;
    private final Thread worker;
    private final Work.Member handler;
    private @Nullable Timer timer;
    private long limit;
    private @Nullable Work work;

    /** For the handler that {@code worker} runs; {@code passed} is enqueued when its time is up. */
    Allowance(Loop loop, Thread worker, Runnable passed) {
        this.loop = loop;
        this.passed = passed;
        this.worker = worker;
        this.handler = worker::interrupt;
    }

    /** Gives it {@code nanos} from now; 0 for any time. */
    void limit(long nanos) {
        cancel();
        limit = nanos;
        if (nanos > 0) timer = loop.schedule(nanos, () -> loop.enqueue(passed));
        if (nanos > 0 || work != null) track().limit(nanos);
    }

    /** The limit in nanoseconds; 0 for none. */
    long limit() {
        return limit;
    }

    /** Whether a limit was not taken back. */
    boolean isLimited() {
        return timer != null;
    }

    void cancel() {
        if (timer != null) loop.cancel(timer);
        timer = null;
    }

    /** Has what is spawned from now on belong to the handler. */
    Work track() {
        if (work != null) return work;
        var made = new Work(loop, null);
        made.add(handler);
        made.assign(worker);
        work = made;
        return made;
    }

    /** Tells the handler, and what it has spawned, to end. */
    void interrupt() {
        if (work == null) worker.interrupt();
        else work.interrupt();
    }

    /** The caller knows already: the handler need not be interrupted for the same reason, when perhaps it waits to clean up. */
    @SuppressWarnings("ReferenceEquality")              // one thread is itself only
    void told() {
        if (work != null && Thread.currentThread() == worker) work.remove(handler);
    }

    /** The handler has ended: what it has left behind goes on as it likes, unless it was {@code told} to end. */
    void leave(boolean told) {
        if (work == null) return;
        loop.assign(null);
        if (!told) work.limit(0);
        work = null;
    }
}
