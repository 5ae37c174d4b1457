package typhoon.process;

import static org.junit.jupiter.api.Assertions.fail;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import typhoon.ioloop.IOLoop;
import typhoon.ioloop.ThisRun;
import typhoon.netty.ThisJvm;

/** {@link ServingProgram} as a user starts it: a parent and its children, whose output and end can be looked at. */
final class Fleet implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(150);
    private static final Pattern UP = Pattern.compile("task (\\d+) pid (\\d+) port (\\d+)");

    private final Path folder;
    private final Process parent;

    private Fleet(Path folder, Process parent) {
        this.folder = folder;
        this.parent = parent;
    }

    /** Starts it; words that begin with a dash are for the JVM, the others for the program. */
    static Fleet start(String... words) {
        if (IOLoop.class.getModule().isNamed()) ThisRun.skip("programs in a JVM of their own are tested on the class path");
        var command = new ArrayList<String>(List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--enable-native-access=ALL-UNNAMED", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1"));
        if (IOLoop.carrier().equals("private access")) command.addAll(List.of("--add-opens", "java.base/java.lang=ALL-UNNAMED"));
        if (System.getProperty("typhoon.transport") instanceof String transport) command.add("-Dtyphoon.transport=" + transport);
        for (String word : words) if (word.startsWith("-")) command.add(word);
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), ServingProgram.class.getName()));
        for (String word : words) if (!word.startsWith("-")) command.add(word);
        return run(command);
    }

    static Fleet run(List<String> command) {
        try {
            Path folder = Files.createTempDirectory("fleet");
            Files.createDirectory(folder.resolve("tmp"));
            var builder = new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(folder.resolve("out").toFile());
            builder.environment().keySet().removeAll(ThisJvm.VARIABLES);
            return new Fleet(folder, builder.start());
        } catch (IOException problem) {
            throw new UncheckedIOException(problem);
        }
    }

    /** A child that has said that it listens. */
    record Up(int task, long pid, int port) {
        boolean isAlive() {
            return ProcessHandle.of(pid).map(ProcessHandle::isAlive).orElse(false);
        }
    }

    /** All that ever came up, in that order. */
    List<Up> allUp() {
        return UP.matcher(output()).results().map(Fleet::up).toList();
    }

    private static Up up(MatchResult line) {
        return new Up(Integer.parseInt(line.group(1)), Long.parseLong(line.group(2)), Integer.parseInt(line.group(3)));
    }

    /** Those that live, by their task; waits until there are so many, and nobody else. */
    List<Up> await(int count) {
        await(() -> alive().size() == count, count + " children");
        return alive();
    }

    List<Up> alive() {
        return allUp().stream().filter(Up::isAlive).sorted(Comparator.comparingInt(Up::task)).toList();
    }

    void awaitLine(String part) {
        await(() -> output().contains(part), "\"" + part + "\"");
    }

    void await(BooleanSupplier condition, String what) {
        for (long end = System.nanoTime() + PATIENCE.toNanos(); !condition.getAsBoolean(); sleep(20)) {
            if (System.nanoTime() > end) fail("not seen: " + what + " in " + output());
        }
    }

    String output() {
        try {
            return Files.readString(folder.resolve("out"));
        } catch (IOException problem) {
            throw new UncheckedIOException(problem);
        }
    }

    Process parent() {
        return parent;
    }

    static void signal(long pid, String name) {
        try {
            new ProcessBuilder("kill", "-" + name, Long.toString(pid)).inheritIO().start().waitFor();
        } catch (IOException | InterruptedException problem) {
            throw new AssertionError(problem);
        }
    }

    void signal(String name) {
        signal(parent.pid(), name);
    }

    /** Waits for the end of the parent. */
    int exitCode() {
        try {
            if (parent.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)) return parent.exitValue();
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
        return fail("it does not end: " + output());
    }

    static void sleep(long millis) {
        try {
            Thread.sleep(millis);
        } catch (InterruptedException interrupted) {
            throw new AssertionError(interrupted);
        }
    }

    @Override
    public void close() {
        parent.destroyForcibly();
        allUp().forEach(up -> ProcessHandle.of(up.pid).ifPresent(ProcessHandle::destroyForcibly));
        parent.onExit().join();
        try (Stream<Path> files = Files.walk(folder)) {
            files.sorted(Comparator.reverseOrder()).map(Path::toFile).forEach(file -> file.delete());
        } catch (IOException problem) {
            throw new UncheckedIOException(problem);
        }
    }
}
