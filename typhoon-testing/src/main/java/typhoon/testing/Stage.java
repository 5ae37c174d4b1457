package typhoon.testing;

import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.InvocationInterceptor.Invocation;

/** What one test stands on: its loop, its time limit, and the rule that nothing unexpected is logged. */
final class Stage {
    private final LoopThread thread;
    private final Duration limit;
    private final @Nullable StrayLogs strays;

    Stage(String name, Class<?> test, Duration limit, boolean watchLogs) throws Exception {
        this.limit = limit;
        strays = watchLogs ? StrayLogs.watch() : null;
        try {
            thread = new LoopThread("loop of " + name, test);
        } catch (Exception problem) {
            if (strays != null) strays.close();
            throw problem;
        }
    }

    LoopThread thread() {
        return thread;
    }

    <T extends @Nullable Object> T run(Invocation<T> body) throws Throwable {
        return thread.call(body, limit);
    }

    void close() throws InterruptedException {
        try {
            thread.close();
        } finally {
            if (strays != null) strays.close();
        }
        if (strays != null) strays.failIfAny();
    }
}
