package typhoon.examples.browser;

import static org.junit.jupiter.api.Assumptions.abort;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A script of node's that is a part of a test. Where node, a package of {@code examples/browser/package.json} or the browser is missing the
 * test is skipped, with a line that says what to install. May be called from a coroutine, which it only parks.
 */
public final class NodeScript {
    private static final Path PACKAGES = packages();
    private static final Path SHOTS = Path.of("target", "browser").toAbsolutePath();
    private static final Duration PATIENCE = Duration.ofSeconds(90);

    private NodeScript() {}

    /**
     * Runs {@code script}, a path from the module of the test on, with a browser to open {@code url} in; its second argument is where
     * screenshots go.
     *
     * @throws AssertionError if it ends with an error, with what it has said
     */
    public static void inBrowser(String script, String url) throws Exception {
        if (!Files.exists(browser())) skip("there is no " + browser() + " (apt-get install chromium, or set CHROMIUM)");
        if (!Files.exists(PACKAGES.resolve("playwright-core"))) skip("playwright-core is not installed (npm ci --prefix examples/browser)");
        run(script, url, SHOTS.toString());
    }

    /**
     * Runs {@code script}, a path from the module of the test on. What it imports by name is found if it lies in {@code examples/browser}
     * or is CommonJS.
     *
     * @throws AssertionError if it ends with an error, with what it has said
     */
    public static void run(String script, String... arguments) throws Exception {
        var command = new ArrayList<>(List.of("node", Path.of(script).toAbsolutePath().toString()));
        command.addAll(List.of(arguments));
        String problem = aside(() -> problem(command));
        if (problem != null) throw new AssertionError(script + ": " + problem);
    }

    /** Leaves the calling test, and says so where the build's reader sees it, unless npm's package {@code name} is installed. */
    public static void needs(String name) {
        if (!Files.exists(PACKAGES.resolve(name))) skip(name + " is not installed (npm ci --prefix examples/browser)");
    }

    private static @Nullable String problem(List<String> command) throws Exception {
        Path said = Files.createTempFile("node-", ".out");
        try {
            var builder = new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(said.toFile());
            builder.environment().put("NODE_PATH", PACKAGES.toString());
            Process process = start(builder);
            if (process == null) return null;
            boolean ended = process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS);
            if (!ended) process.destroyForcibly().waitFor();
            return ended && process.exitValue() == 0 ? null : (ended ? "" : "it did not end\n") + Files.readString(said);
        } finally {
            Files.delete(said);
        }
    }

    private static @Nullable Process start(ProcessBuilder builder) {
        try {
            return builder.start();
        } catch (IOException _) {
            skip("node cannot be started (apt-get install nodejs npm)");
            return null;
        }
    }

    /** On a thread of its own: a process is started by code that blocks. */
    private static <T extends @Nullable Object> T aside(Callable<T> work) throws Exception {
        var task = new FutureTask<>(work);
        Thread.ofPlatform().daemon().name("node").start(task);
        try {
            return task.get();
        } catch (ExecutionException failed) {
            if (failed.getCause() instanceof RuntimeException skipped) throw skipped;
            throw failed;
        }
    }

    private static void skip(String reason) {
        System.out.println("skipped: " + reason);
        abort(reason);
    }

    private static Path browser() {
        String other = System.getenv("CHROMIUM");
        return Path.of(other == null ? "/usr/bin/chromium" : other);
    }

    /** Where npm puts them; tests are run in the directory of their module, or in that of the reactor. */
    private static Path packages() {
        Path beside = Path.of("..", "browser").toAbsolutePath().normalize();
        Path below = Path.of("examples", "browser").toAbsolutePath();
        return (Files.exists(beside.resolve("package.json")) ? beside : below).resolve("node_modules");
    }
}
