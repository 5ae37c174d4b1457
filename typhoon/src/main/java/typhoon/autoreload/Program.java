package typhoon.autoreload;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** The program that is restarted, in a process of its own at the same terminal. */
final class Program {
    private static final Duration PATIENCE = Duration.ofSeconds(2);

    private final ProcessBuilder command;
    private final Board board;
    private final @Nullable Ports ports;

    // The launcher's thread and, when the JVM ends, its hook.
    private volatile @Nullable Process process;
    private volatile boolean endsWithLauncher;

    // The launcher's thread.
    private boolean endIsKnown = true;

    Program(ProcessBuilder command, Board board, @Nullable Ports ports) {
        this.command = command;
        this.board = board;
        this.ports = ports;
    }

    void start() throws IOException {
        board.clear();
        Process started = command.inheritIO().start();
        if (ports != null) ports.started(started);
        process = started;
        endIsKnown = false;
    }

    boolean isRunning() {
        return process instanceof Process started && started.isAlive();
    }

    /** Waits {@code time}, or until the program has ended by itself, and says so once. */
    boolean endsWithin(Duration time) throws InterruptedException {
        if (!(process instanceof Process started) || endIsKnown || endsWithLauncher) {
            Thread.sleep(time);
            return false;
        }
        endIsKnown = started.waitFor(time.toMillis(), TimeUnit.MILLISECONDS);
        return endIsKnown && !endsWithLauncher;
    }

    /** The exit code of a program that has ended. */
    int exitCode() {
        return process instanceof Process started ? started.exitValue() : -1;
    }

    /** Ends it for a restart: gently, then by force. */
    void stop() throws IOException, InterruptedException {
        if (!(process instanceof Process running) || !running.isAlive()) return;
        board.announceRestart();
        if (ports != null) ports.willBeFollowed(running);
        endIsKnown = true;
        end(running, PATIENCE);
    }

    /**
     * Ends it with the launcher. Ctrl-C has reached both, and a second signal would cut short what the program does at its end; so it is
     * sent one only when it does not seem to know.
     */
    void endWithLauncher() {
        endsWithLauncher = true;
        if (!(process instanceof Process running) || !running.isAlive()) return;
        try {
            if (!running.waitFor(1, TimeUnit.SECONDS)) end(running, PATIENCE.multipliedBy(5));
        } catch (InterruptedException _) {
            running.destroyForcibly();
        }
    }

    private static void end(Process running, Duration patience) throws InterruptedException {
        running.destroy();
        if (running.waitFor(patience.toMillis(), TimeUnit.MILLISECONDS)) return;
        running.descendants().forEach(ProcessHandle::destroyForcibly);
        running.destroyForcibly().waitFor();
    }
}
