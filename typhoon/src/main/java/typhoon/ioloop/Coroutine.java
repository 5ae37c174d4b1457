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
import org.slf4j.LoggerFactory;

/**
 * A spawned body and, at once, the future of its result. Cancelling interrupts the body if it has begun, and keeps it from beginning
 * otherwise. A failure that nobody asked for is logged when the future is collected, as asyncio does, so that none is lost in silence.
 */
final class Coroutine<T extends @Nullable Object> extends CompletableFuture<T> implements Runnable {
    private static final Logger LOG = LoggerFactory.getLogger("typhoon.application");
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
            if (!super.cancel(false)) completeExceptionally(cancelled);
        } catch (VirtualMachineError grave) {
            completeExceptionally(grave);
            throw grave;
        } catch (Throwable failure) {
            if (getNumberOfDependents() == 0) watch(failure);
            completeExceptionally(failure);
        } finally {
            thread = null;
        }
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
        asked();
        return super.get();
    }

    @Override
    public T get(long timeout, TimeUnit unit) throws InterruptedException, ExecutionException, TimeoutException {
        asked();
        return super.get(timeout, unit);
    }

    @Override
    public T join() {
        asked();
        return super.join();
    }

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
