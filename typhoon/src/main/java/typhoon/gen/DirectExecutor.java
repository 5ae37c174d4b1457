package typhoon.gen;

import java.util.List;
import java.util.concurrent.AbstractExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * An executor that runs each task in its caller; there is one, {@link Concurrent#DIRECT}.
 *
 * {@snippet class="typhoon.snippets.GenSnippets" region="direct"}
 *
 * <p>It has no threads, so it is never shut down and there is never anything to wait for. Any thread. Source: Tornado's {@code
 * concurrent.DummyExecutor}.
 */
public final class DirectExecutor extends AbstractExecutorService {
    DirectExecutor() {}

    @Override
    public void execute(Runnable task) {
        task.run();
    }

    /** Does nothing. */
    @Override
    public void shutdown() {}

    /** Does nothing; there is nothing that has not begun. */
    @Override
    public List<Runnable> shutdownNow() {
        return List.of();
    }

    /** False. */
    @Override
    public boolean isShutdown() {
        return false;
    }

    /** False. */
    @Override
    public boolean isTerminated() {
        return false;
    }

    /** False at once: it does not end. */
    @Override
    public boolean awaitTermination(long timeout, TimeUnit unit) {
        return false;
    }

    /** Does nothing. */
    @Override
    public void close() {}
}
