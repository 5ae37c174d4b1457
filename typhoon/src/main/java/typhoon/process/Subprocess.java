package typhoon.process;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.ProcessBuilder.Redirect;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;
import typhoon.gen.Gen;
import typhoon.ioloop.IOLoop;
import typhoon.iostream.PipeIOStream;

/**
 * Another program, started from a coroutine: its standard streams are streams of the loop, and waiting for its end parks.
 *
 * {@snippet class="typhoon.snippets.ProcessSnippets" region="subprocess"}
 *
 * <p>Belongs to the loop on which it was started; any coroutine may wait for it. It lives on when this program ends: a child that should
 * not is to be ended, with {@code process().destroy()}. Source: Tornado's {@code process.Subprocess}.
 */
public final class Subprocess {
    /** For the redirects of a {@link ProcessBuilder}, whose default it is: that standard stream is a {@link PipeIOStream}. */
    public static final Redirect STREAM = Redirect.PIPE;

    private static final int KILLED = 128;
    private static final int SIGNALS = 32;

    private final IOLoop loop;
    private final List<String> command;
    private final Process process;
    private final @Nullable PipeIOStream stdin;
    private final @Nullable PipeIOStream stdout;
    private final @Nullable PipeIOStream stderr;
    private @Nullable IntConsumer exitCallback;

    /** Starts {@code command}, a program and its arguments, with this program's own standard streams. */
    public Subprocess(String... command) {
        this(new ProcessBuilder(command).inheritIO());
    }

    /**
     * Starts what {@code builder} describes: command, folder, environment, and for each standard stream {@link #STREAM}, a file,
     * {@link Redirect#INHERIT} or {@link Redirect#DISCARD}. Parks the calling coroutine until the program runs, which the operating system
     * takes some milliseconds for. The streams are the caller's to close.
     *
     * @throws UncheckedIOException when there is no such program or folder, or no process can be had; nothing is left open then
     * @throws IllegalStateException outside the coroutines of a loop
     */
    public Subprocess(ProcessBuilder builder) {
        IOLoop current = IOLoop.currentOrNull();
        if (current == null || !current.loop().inLoop())
            throw new IllegalStateException("a Subprocess was started on " + Thread.currentThread() + ", but it belongs in a coroutine of "
                    + "an IOLoop: start it inside runSync(() -> …) or addCallback(() -> …)");
        loop = current;
        command = List.copyOf(builder.command());
        process = start(builder);
        stdin = builder.redirectInput().equals(STREAM) ? new PipeIOStream(process.getOutputStream()) : null;
        if (stdin != null) loop.addFuture(process.onExit(), _ -> stdin.close());
        stdout = builder.redirectOutput().equals(STREAM) ? new PipeIOStream(process.getInputStream()) : null;
        boolean apart = builder.redirectError().equals(STREAM) && !builder.redirectErrorStream();
        stderr = apart ? new PipeIOStream(process.getErrorStream()) : null;
    }

    /** When the caller is interrupted, nobody would know of a process that starts after that. */
    private Process start(ProcessBuilder builder) {
        var started = new CompletableFuture<Process>();
        try {
            return loop.runInExecutor(() -> {
                Process process = builder.start();
                if (!started.complete(process)) process.destroyForcibly();
                return process;
            });
        } catch (CancellationException interrupted) {
            if (!started.cancel(false)) started.join().destroyForcibly();
            throw interrupted;
        } catch (Exception failed) {
            if (failed instanceof IOException refused) throw new UncheckedIOException(refused);
            throw failed;
        }
    }

    // ---- what it is

    /** The loop it was started on, where its callback runs. */
    public IOLoop ioLoop() {
        return loop;
    }

    /** The JDK's view of it, to send a signal for example: {@code process().destroy()}. Its streams are not to be used beside ours. */
    public Process process() {
        return process;
    }

    /** Its process id. */
    public long pid() {
        return process.pid();
    }

    /**
     * What it reads as its standard input; closing it is the end of that. It is closed by itself when the program has ended.
     *
     * @throws IllegalStateException when that is not {@link #STREAM}; so do the others
     */
    public PipeIOStream stdin() {
        return stream(stdin, "input");
    }

    /** What it writes to its standard output. To be read, or it will wait when the pipe is full. */
    public PipeIOStream stdout() {
        return stream(stdout, "output");
    }

    /** What it writes to its standard error, unless that is joined with its output. */
    public PipeIOStream stderr() {
        return stream(stderr, "error");
    }

    private PipeIOStream stream(@Nullable PipeIOStream stream, String name) {
        if (stream != null) return stream;
        throw new IllegalStateException("the standard " + name + " of " + this + " is not a stream of this program: its ProcessBuilder "
                + "says something else than Subprocess.STREAM");
    }

    // ---- its end

    /**
     * Its exit status, or null while it runs; minus the number of the signal that killed it. Java does not tell that from an exit with 128
     * and the same number, so a program that itself exits with 129 to 159 is taken for one that was killed.
     */
    public @Nullable Integer returncode() {
        return process.isAlive() ? null : code(process.exitValue());
    }

    static int code(int status) {
        int signal = status - KILLED;
        return signal > 0 && signal < SIGNALS ? -signal : status;
    }

    /** Parks until it has ended. Any number of coroutines may wait. Throws {@link CalledProcessError} unless it ended with 0. */
    public void waitForExit() {
        waitForExit(true);
    }

    /**
     * Parks until it has ended, and returns {@link #returncode}; what it wrote may still be on its way then. An interrupt ends the wait and
     * leaves the program alone.
     *
     * @param raiseError whether another status than 0 is thrown as {@link CalledProcessError}
     */
    public int waitForExit(boolean raiseError) {
        int code = code(Gen.await(process.onExit()).exitValue());
        if (raiseError && code != 0) throw new CalledProcessError(code, command);
        return code;
    }

    /**
     * Calls {@code callback} once with {@link #returncode}, as a callback of the loop, when it has ended, or soon if it has already.
     * Replaces a callback that was not called yet; who waits is not concerned.
     */
    public void setExitCallback(IntConsumer callback) {
        loop.loop().checkInLoop("setExitCallback");
        exitCallback = callback;
        loop.addFuture(process.onExit(), _ -> {
            if (!callback.equals(exitCallback)) return;
            exitCallback = null;
            callback.accept(code(process.exitValue()));
        });
    }

    /** Names program and process. */
    @Override
    public String toString() {
        return command.getFirst() + " (pid " + pid() + ")";
    }
}
