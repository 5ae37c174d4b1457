package typhoon.ioloop;

import java.lang.ref.Cleaner;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import typhoon.netty.Interruption;
import typhoon.netty.Logs;
import typhoon.netty.Work;

/**
 * A spawned body and, at once, the future of its result. Cancelling interrupts the body if it has begun, and keeps it from beginning
 * otherwise. A failure that nobody asked for is logged when the future is collected, as asyncio does, or the loop closed: none is lost.
 */
final class Coroutine<T extends @Nullable Object> extends CompletableFuture<T> implements Runnable, Work.Member {
    private static final Logger LOG = Logs.of("typhoon.application");
    private static final Cleaner CLEANER = Cleaner.create();

    private final Callable<? extends T> body;
    private final Set<Unasked> allUnasked;
    private final @Nullable Work work;
    private @Nullable Unasked unasked;

    // Who interrupts holds the lock, so that the thread, which goes on to other work, is not interrupted there. Guarded by this.
    private @Nullable Thread thread;

    /** A coroutine of the loop that keeps {@code unasked}, and of the work it is done for. */
    Coroutine(Callable<? extends T> body, Set<Unasked> unasked, @Nullable Work work) {
        this.body = body;
        this.allUnasked = unasked;
        this.work = work;
        if (work != null) work.add(this);
    }

    @Override
    public void run() {
        runsOn(Thread.currentThread());
        if (isDone()) {
            runsOn(null);
            leave();
            return;
        }
        try {
            if (work != null) work.assign(Thread.currentThread());
            complete(body.call());
        } catch (CancellationException cancelled) {
            completeExceptionally(cancelled);           // which makes isCancelled() true, and says where it was
        } catch (StackOverflowError endless) {
            fail(endless);
        } catch (VirtualMachineError grave) {
            completeExceptionally(grave);
            throw grave;
        } catch (Throwable failure) {
            fail(failure);
        } finally {
            runsOn(null);
            leave();
        }
    }

    private void leave() {
        if (work != null) work.remove(this);
    }

    private synchronized void runsOn(@Nullable Thread worker) {
        thread = worker;
    }

    private void fail(Throwable failure) {
        if (!Interruption.explains(failure)) {
            if (isCancelled()) LOG.error("A coroutine failed after it was cancelled: {}", body, failure);
            else if (getNumberOfDependents() == 0) watch(failure);
        }
        completeExceptionally(failure);
    }

    /** Interrupts the body without giving up its result: it may still return one. A body that has not begun will not. */
    @Override
    public synchronized void interrupt() {
        if (thread != null) thread.interrupt();
        else cancel(false);
    }

    private void watch(Throwable failure) {
        unasked = new Unasked(body.toString(), failure, allUnasked);
        allUnasked.add(unasked);
        CLEANER.register(this, unasked);
    }

    @Override
    public boolean cancel(boolean mayInterruptIfRunning) {
        boolean cancelled = super.cancel(mayInterruptIfRunning);
        if (cancelled && mayInterruptIfRunning) interrupt();
        return cancelled;
    }

    @Override
    public T get() throws InterruptedException, ExecutionException {
        try {
            return super.get();
        } finally {
            asked();
        }
    }

    @Override
    public T get(long timeout, TimeUnit unit) throws InterruptedException, ExecutionException, TimeoutException {
        try {
            return super.get(timeout, unit);
        } finally {
            asked();
        }
    }

    @Override
    public T join() {
        try {
            return super.join();
        } finally {
            asked();
        }
    }

    @Override
    public Throwable exceptionNow() {
        asked();
        return super.exceptionNow();
    }

    /** After the result was given: only then does another thread see {@link #unasked} for sure. */
    private void asked() {
        if (unasked != null) unasked.asked();
    }

    @Override
    public String toString() {
        return "coroutine " + body;
    }

    /** What is logged when the future is gone, or its loop closed. Must not refer to the future. */
    static final class Unasked implements Runnable {
        private final String name;
        private final Throwable failure;
        private final Set<Unasked> all;

        Unasked(String name, Throwable failure, Set<Unasked> all) {
            this.name = name;
            this.failure = failure;
            this.all = all;
        }

        void asked() {
            all.remove(this);
        }

        @Override
        public void run() {
            if (all.remove(this)) LOG.error("A coroutine failed and nobody asked for its result: {}", name, failure);
        }
    }
}
