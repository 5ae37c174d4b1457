package typhoon.process;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import typhoon.gen.Gen;
import typhoon.ioloop.TimeoutError;

/** A child process, as its parent sees it. Its standard input stays open as long as the parent lives, and ends with it. */
final class Child {
    private final Process process;
    private final long born;
    private final CompletableFuture<Integer> end = new CompletableFuture<>();
    private boolean settled;

    Child(Process process, long born) {
        this.process = process;
        this.born = born;
    }

    long pid() {
        return process.pid();
    }

    /** By the loop's clock. */
    long born() {
        return born;
    }

    /** Whether it had come up before it ended, so that another may be expected to. */
    boolean settled() {
        return settled;
    }

    void ended(boolean settled) {
        this.settled = settled;
        end.complete(process.exitValue());
    }

    /** Parks until it has ended; its exit status. */
    int awaitEnd() {
        return Gen.await(end);
    }

    /** Parks until it has ended, for so long at most; whether it has. */
    boolean awaitEnd(Duration limit) {
        try {
            Gen.withTimeout(limit, this::awaitEnd);
            return true;
        } catch (TimeoutError _) {
            return false;
        }
    }

    /** SIGTERM; its standard input stays as it is, which {@code Process.destroy} would close. */
    void askToStop() {
        process.toHandle().destroy();
    }

    /** SIGKILL. Any thread. */
    void kill() {
        process.toHandle().destroyForcibly();
    }
}
