package typhoon.ioloop;

import java.lang.ref.Cleaner;
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

/**
 * A spawned body and, at once, the future of its result. Cancelling interrupts the body if it has begun, and keeps it from beginning
 * otherwise. A failure that nobody asked for is logged when the future is collected, as asyncio does, so that none is lost in silence.
 */
final class Coroutine<T extends @Nullable Object> extends CompletableFuture<T> implements Runnable {
    private static final Logger LOG = Logs.of("typhoon.application");
    private static final Cleaner CLEANER = Cleaner.create();

    private final Callable<? extends T> body;
    private @Nullable Thread thread;
    private @Nullable Unasked unasked;

    Coroutine(Callable<? extends T> body) {
        this.body = body;
    }

    @Override
    public void run() {
        if (isDone()) return;
        thread = Thread.currentThread();
        try {
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
            thread = null;
        }
    }

    private void fail(Throwable failure) {
        if (!Interruption.explains(failure)) {
            if (isCancelled()) LOG.error("A coroutine failed after it was cancelled: {}", body, failure);
            else if (getNumberOfDependents() == 0) watch(failure);
        }
        completeExceptionally(failure);
    }

    /** Interrupts the body without giving up its result: it may still return one. */
    void interrupt() {
        Thread running = thread;
        if (running != null) running.interrupt();
    }

    private void watch(Throwable failure) {
        unasked = new Unasked(body.toString(), failure);
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
        if (unasked != null) unasked.failure = null;
    }

    @Override
    public String toString() {
        return "coroutine " + body;
    }

    /** What is logged when the future is gone. Must not refer to it. */
    private static final class Unasked implements Runnable {
        private final String name;
        private volatile @Nullable Throwable failure;

        Unasked(String name, Throwable failure) {
            this.name = name;
            this.failure = failure;
        }

        @Override
        public void run() {
            if (failure != null) LOG.error("A coroutine failed and nobody asked for its result: {}", name, failure);
        }
    }
}
