package typhoon.tcp;

import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.Executor;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * Look-ups that block, on threads of their own. Who asks what is being asked already gets the same answer: a name whose server is silent
 * holds one thread, however many connections want it and however often they give up and try again.
 */
final class Lookups {
    /** A dead name takes a thread for as long as the system tries, half a minute as a rule; others should not wait for that. */
    private static final int THREADS = 16;
    private static final long IDLE_SECONDS = 30;

    private final Executor executor;
    private final ConcurrentMap<Object, FutureTask<?>> underWay = new ConcurrentHashMap<>();

    /** On threads of {@code executor}. */
    Lookups(Executor executor) {
        this.executor = executor;
    }

    /** On at most 16 daemon threads, made when needed and gone after half a minute without work. */
    static Lookups onThreadsNamed(String name) {
        var pool = new ThreadPoolExecutor(THREADS, THREADS, IDLE_SECONDS, TimeUnit.SECONDS, new LinkedBlockingQueue<>(),
                Thread.ofPlatform().daemon().inheritInheritableThreadLocals(false).name(name, 1).factory());
        pool.allowCoreThreadTimeOut(true);
        return new Lookups(pool);
    }

    /** The answer to {@code question}, which {@code lookup} finds out unless it is being found out already. Any thread. */
    @SuppressWarnings("unchecked")              // the same question always has the same kind of answer
    <T> Future<T> answer(Object question, Callable<T> lookup) {
        var task = new FutureTask<T>(lookup) {
            @Override
            protected void done() {
                underWay.remove(question, this);
            }
        };
        FutureTask<?> known = underWay.putIfAbsent(question, task);
        if (known != null) return (Future<T>) known;
        try {
            executor.execute(task);
        } catch (RejectedExecutionException closed) {
            task.cancel(false);
            throw new IllegalStateException("the executor of this resolver was shut down", closed);
        }
        return task;
    }
}
