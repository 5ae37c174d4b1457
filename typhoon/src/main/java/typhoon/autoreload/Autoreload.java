package typhoon.autoreload;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import typhoon.netty.Task;

/**
 * Restarts this program when one of its files changes: for your desk, not for the world.
 *
 * {@snippet class="typhoon.snippets.AutoreloadSnippets" region="start"}
 *
 * <p>What is watched: folders and jars of the class path, and of each class folder of a Maven or Gradle project its sources and resources.
 * Changed sources are compiled at once, by the compiler of this JDK, with {@code -g -parameters} and what the system property
 * {@code typhoon.autoreload.javac} adds; changed resources are copied. What does not compile is shown, and the program that runs goes on
 * serving until it does. A program that fails at its start is shown too, and started again after the next change.
 *
 * <p>For this a second JVM is needed, the launcher, which keeps the terminal and starts the program with the command line it was started
 * with itself. It ends the program by SIGTERM, and by force after 2 seconds. It also keeps the listening sockets: who connects meanwhile
 * waits for the next program, where epoll is the transport; elsewhere a connection may be refused for a moment. On a JRE, which has no
 * compiler, changed classes alone count.
 *
 * <p>Source: Tornado's {@code autoreload}. There the process replaces itself by {@code exec}; templates and resources are not watched.
 */
public final class Autoreload {
    private static final Duration CHECK_TIME = Duration.ofMillis(200);
    private static final @Nullable Board BOARD = Board.ofThisProgram();
    private static final List<Runnable> HOOKS = new ArrayList<>();          // guarded by itself

    static {
        if (BOARD != null) endWithTheLauncher();
    }

    private Autoreload() {}

    /** As {@link #start(Duration)}, looking five times a second. */
    public static void start() {
        start(CHECK_TIME);
    }

    /**
     * Makes this program one that is restarted. Where no launcher has started it, this JVM becomes the launcher: the call does not return,
     * and the program runs in a new JVM from its beginning. So call it first of all, before a file is opened that only one process may
     * have. When the program ends by itself with the exit code 0, so does the launcher.
     *
     * <p>Does nothing in a JVM that runs tests, nor in a child of {@link typhoon.process.Processes#fork}: its parent is restarted with it.
     *
     * @param checkTime how long to wait between two looks at the files; longer, up to 2 seconds, where there are so many that
     *     looking would take more than a fiftieth of the time
     * @throws IllegalStateException where it is too late: outside the thread {@code main}, or on a loop
     */
    public static void start(Duration checkTime) {
        if (BOARD != null || Task.ofThisProcess() != null || runsTests()) return;
        if (Thread.currentThread().isVirtual() || !Thread.currentThread().getName().equals("main"))
            throw new IllegalStateException("autoreload was asked for on " + Thread.currentThread() + ", too late to run the program in a"
                    + " JVM of its own: call Autoreload.start() first thing in main, or start the program by typhoon.autoreload.Main");
        System.exit(Launcher.ofThisProgram(checkTime).run());
    }

    /**
     * Watches one more file, or all files of a folder: a configuration, a template outside the class path. It need not be there yet. Any
     * thread. Without a launcher nothing happens.
     */
    public static void watch(Path file) {
        if (BOARD != null) BOARD.watch(file);
    }

    /**
     * Runs {@code hook} before the program is ended for a restart, not at any other end; hooks run one after another in the order they were
     * added, on a thread of the JVM that is shutting down, and may take 2 seconds together. Any thread. Without a launcher nothing happens.
     */
    public static void addReloadHook(Runnable hook) {
        if (BOARD == null) return;
        synchronized (HOOKS) {
            if (HOOKS.isEmpty()) atTheEnd(Autoreload::runHooks);
            HOOKS.add(hook);
        }
    }

    /** Waits for a change of a file, and for the restart that follows: for a program that has done its work. Never returns. */
    public static void waitForChange() {
        start();
        while (true) {
            try {
                Thread.sleep(Duration.ofDays(1));
            } catch (InterruptedException _) {
                // there is nothing else to do
            }
        }
    }

    private static void atTheEnd(Runnable last) {
        Runtime.getRuntime().addShutdownHook(Thread.ofPlatform().name("reload-hooks").unstarted(last));
    }

    private static void runHooks() {
        if (BOARD == null || !BOARD.isRestarting()) return;
        List<Runnable> all;
        synchronized (HOOKS) {
            all = List.copyOf(HOOKS);
        }
        for (Runnable hook : all) {
            try {
                hook.run();
            } catch (RuntimeException | Error problem) {
                System.err.println("[autoreload] a reload hook failed: " + problem);
            }
        }
    }

    /** A launcher that was killed has not ended its program. */
    private static void endWithTheLauncher() {
        ProcessHandle.current().parent().ifPresent(launcher -> launcher.onExit().thenRun(() -> System.exit(1)));
    }

    private static boolean runsTests() {
        return Thread.getAllStackTraces().values().stream().flatMap(Stream::of)
                .anyMatch(frame -> frame.getClassName().startsWith("org.junit.platform.engine."));
    }
}
