package typhoon.gen;

import java.util.LinkedHashSet;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;
import typhoon.netty.Interruption;
import typhoon.netty.Loop;
import typhoon.netty.Rethrow;
import typhoon.netty.Spot;
import typhoon.netty.Work;

/**
 * Coroutines that belong together and to the block that began them: when the block is left, none of them is at work any more.
 *
 * {@snippet class="typhoon.snippets.GenSnippets" region="group"}
 *
 * <p>The first failure interrupts the others. {@link #join} waits for all and throws it; {@link #close}, which {@code try} calls,
 * interrupts those still at work, so a block that wants their results joins first. A second interrupt of the owner does not free it
 * before they have ended: coroutines that outlive the block would act on what it believes to be over.
 *
 * <p>Belongs in a coroutine of a loop; only that coroutine may join and close, others get an {@link IllegalStateException}. As {@code
 * asyncio.TaskGroup} and {@code StructuredTaskScope}; Tornado has none.
 */
public final class TaskGroup implements AutoCloseable {
    private final Loop loop;
    private final Thread owner = Thread.currentThread();
    private final Set<Task<?>> atWork = new LinkedHashSet<>();
    private final Spot changed = new Spot();
    private @Nullable Throwable failure;
    private boolean told;                   // the failure was thrown
    private boolean ending;

    /** A group without tasks yet, of the calling coroutine's loop. */
    public TaskGroup() {
        this.loop = Gen.loop("TaskGroup");
    }

    /**
     * Runs {@code body} as a coroutine of this group from the next turn on. Its failure is the group's; cancelling the future interrupts
     * this one task and is none. In a group that has failed already it is cancelled instead.
     *
     * @throws IllegalStateException after {@link #close}
     */
    public <T extends @Nullable Object> Future<T> spawn(Callable<? extends T> body) {
        loop.checkInLoop("TaskGroup.spawn");
        if (ending) throw new IllegalStateException("spawn in a task group that is closed");
        var task = new Task<T>(body);
        atWork.add(task);
        loop.enqueue(task);
        return task;
    }

    /** As {@link #spawn(Callable)}, for a body without a result. */
    public Future<?> spawn(Runnable body) {
        return spawn(Executors.callable(body));
    }

    /**
     * Waits until all tasks have ended, also those that tasks add meanwhile. The first failure is thrown as it is, those of others
     * suppressed in it.
     *
     * @throws CancellationException when the caller was interrupted; the tasks have been, too, and have ended
     */
    public void join() {
        checkOwner("join");
        try {
            while (!atWork.isEmpty() && failure == null) changed.await(loop, 0, "waiting for a task group");
        } catch (CancellationException interrupted) {
            if (failure == null) failure = interrupted;
        }
        if (failure == null) return;
        endAll();
        tell();
    }

    /** Interrupts the tasks that are still at work and waits for their end. Throws a failure that no {@link #join} has thrown. */
    @Override
    public void close() {
        checkOwner("close");
        ending = true;
        endAll();
        tell();
    }

    @SuppressWarnings("ReferenceEquality")              // one thread is itself only
    private void checkOwner(String call) {
        if (Thread.currentThread() != owner)
            throw new IllegalStateException("TaskGroup." + call + " was called in " + Thread.currentThread() + ", but the group belongs to "
                    + owner + ", which made it: let its block end, or cancel the future of one task");
    }

    private void tell() {
        if (failure == null || told) return;
        told = true;
        throw Rethrow.unchecked(failure);
    }

    private void endAll() {
        for (Task<?> task : atWork) task.interrupt();
        boolean interrupted = false;
        while (!atWork.isEmpty()) {
            try {
                changed.await(loop, 0, "waiting for interrupted coroutines to end");
            } catch (CancellationException again) {
                interrupted = true;
            }
        }
        if (interrupted) Thread.currentThread().interrupt();
    }

    private final class Task<T extends @Nullable Object> extends CompletableFuture<T> implements Runnable {
        private final Callable<? extends T> body;
        private final @Nullable Work work = loop.work();        // whose members are not told to end by it: their group does that
        private @Nullable Thread thread;

        Task(Callable<? extends T> body) {
            this.body = body;
        }

        @Override
        public void run() {
            thread = Thread.currentThread();
            if (work != null) work.assign(thread);
            try {
                if (failure != null || ending) super.cancel(false);
                if (!isDone()) complete(body.call());
            } catch (Throwable problem) {
                if (!isCancelled()) failed(problem);
                completeExceptionally(problem);
            } finally {
                thread = null;
                atWork.remove(this);
                changed.wake();
            }
        }

        @SuppressWarnings("ReferenceEquality")          // an exception cannot suppress itself
        private void failed(Throwable problem) {
            boolean asked = (ending || failure != null) && Interruption.explains(problem);
            if (asked) return;
            if (failure == null) failure = problem;
            else if (problem != failure) failure.addSuppressed(problem);
        }

        void interrupt() {
            if (thread != null) thread.interrupt();
        }

        @Override
        public boolean cancel(boolean mayInterruptIfRunning) {
            loop.checkInLoop("cancelling a task of a group");
            boolean cancelled = super.cancel(mayInterruptIfRunning);
            if (cancelled && mayInterruptIfRunning) interrupt();
            return cancelled;
        }

        @Override
        public String toString() {
            return "coroutine " + body;
        }
    }
}
