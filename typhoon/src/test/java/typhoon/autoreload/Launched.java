package typhoon.autoreload;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import typhoon.ioloop.ThisRun;
import typhoon.netty.Task;
import typhoon.netty.ThisJvm;

/** A JVM that restarts a program of a test, and what both have said so far. */
final class Launched implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final Path output;
    private final Process process;
    private int read;

    private Launched(Path output, Process process) {
        this.output = output;
        this.process = process;
    }

    /** Starts {@code java} in the project's folder, with the project's classes and ours on the class path. */
    static Launched java(Project project, String... words) throws IOException {
        if (Main.class.getModule().isNamed()) ThisRun.skip("programs in a JVM of their own are tested on the class path");
        String classPath = project.classes() + ":" + library(project);
        var command = new ArrayList<>(List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-XX:TieredStopAtLevel=1",
                "-Djava.io.tmpdir=" + Files.createDirectories(project.folder.resolve("target/tmp")), "-cp", classPath));
        command.addAll(List.of(words));
        Path output = Files.createTempFile("autoreload", ".txt");
        var builder = new ProcessBuilder(command).directory(project.folder.toFile()).redirectErrorStream(true)
                .redirectInput(ProcessBuilder.Redirect.PIPE).redirectOutput(output.toFile());
        builder.environment().keySet().removeAll(List.of("JAVA_TOOL_OPTIONS", "JDK_JAVA_OPTIONS"));
        return new Launched(output, builder.start());
    }

    /** Starts it by {@link Main}. */
    static Launched main(Project project, String... words) throws IOException {
        var all = new ArrayList<>(List.of(words));
        all.addFirst(Main.class.getName());
        return java(project, all.toArray(String[]::new));
    }

    /** Our own classes and what they need, away from their sources, which are nothing to restart a program of a test for. */
    private static Path library(Project project) throws IOException {
        Path from = Path.of(Main.class.getResource("Main.class").getPath()).resolve("../../..").normalize();
        Path to = project.folder.resolve("lib");
        try (Stream<Path> ours = Files.list(from.resolve("typhoon/autoreload"))) {
            for (Path file : ours.toList()) copy(from, file, to);
        }
        for (var needed : List.of(ThisJvm.class, Task.class)) copy(from, from.resolve(needed.getName().replace('.', '/') + ".class"), to);
        return to;
    }

    private static void copy(Path from, Path file, Path to) throws IOException {
        Path copy = to.resolve(from.relativize(file));
        Files.createDirectories(copy.getParent());
        if (!Files.exists(copy)) Files.copy(file, copy);
    }

    /** Waits until it says something, behind what was waited for before, and returns its line. */
    String says(String regex) {
        var words = Pattern.compile("^.*" + regex + ".*$", Pattern.MULTILINE);
        for (long end = System.nanoTime() + PATIENCE.toNanos(); System.nanoTime() < end; sleep()) {
            boolean ended = !process.isAlive();
            var found = words.matcher(all());
            if (found.find(read)) {
                read = found.end();
                return found.group();
            }
            if (ended) break;
        }
        throw new AssertionError("it does not say " + regex + (process.isAlive() ? "" : ", and has ended") + ": " + all());
    }

    /** Everything it has said. */
    String all() {
        try {
            return Files.readString(output);
        } catch (IOException problem) {
            throw new UncheckedIOException(problem);
        }
    }

    Process process() {
        return process;
    }

    /** The program it has started. */
    ProcessHandle program() {
        return process.children().findFirst().orElseThrow(() -> new AssertionError("there is no program: " + all()));
    }

    int exitCode() throws InterruptedException {
        if (!process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)) throw new AssertionError("it does not end: " + all());
        return process.exitValue();
    }

    private static void sleep() {
        try {
            Thread.sleep(20);
        } catch (InterruptedException interrupted) {
            throw new AssertionError(interrupted);
        }
    }

    @Override
    public void close() throws IOException {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
        Files.delete(output);
    }
}
