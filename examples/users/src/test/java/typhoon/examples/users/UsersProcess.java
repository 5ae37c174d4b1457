package typhoon.examples.users;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The program as a user starts it: a JVM of its own, whose output and exit code can be looked at. */
final class UsersProcess implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final Pattern ADDRESS = Pattern.compile("http://[^ ]+:(\\d+) ");

    private final Path folder;
    private final Process process;

    private UsersProcess(Path folder, Process process) {
        this.folder = folder;
        this.process = process;
    }

    /** Starts it in an empty folder; options beginning with -X are the JVM's. */
    static UsersProcess start(Path folder, String... options) {
        var command = new ArrayList<>(List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString()));
        for (String option : options) if (option.startsWith("-X")) command.add(option);
        if (System.getProperty("users.jar") instanceof String jar) {
            command.addAll(List.of("-jar", jar));
        } else {
            command.addAll(List.of("--add-opens=java.base/java.lang=ALL-UNNAMED", "--enable-native-access=ALL-UNNAMED",
                    "-Dlogback.configurationFile=" + Users.class.getResource("/logback.xml"),
                    "-cp", System.getProperty("java.class.path"), Users.class.getName()));
        }
        for (String option : options) if (!option.startsWith("-X")) command.add(option);
        return run(folder, command);
    }

    /** Starts whatever the command says; its output goes to the files out and err of the folder. */
    static UsersProcess run(Path folder, List<String> command) {
        try {
            var process = new ProcessBuilder(command).directory(folder.toFile())
                    .redirectOutput(folder.resolve("out").toFile()).redirectError(folder.resolve("err").toFile()).start();
            return new UsersProcess(folder, process);
        } catch (IOException problem) {
            throw new UncheckedIOException(problem);
        }
    }

    /** Starts it on a free port and waits until it serves. */
    static UsersProcess serving(Path folder, String... options) {
        var all = new ArrayList<>(List.of(options));
        all.add("--port=0");
        var users = start(folder, all.toArray(String[]::new));
        users.port();
        return users;
    }

    /** The port its banner names; waits for the banner. */
    int port() {
        return Integer.parseInt(await(ADDRESS).group(1));
    }

    /** Waits until a line of what it says is as the regular expression tells. */
    void awaitLine(String regex) {
        await(Pattern.compile("^" + regex + "$", Pattern.MULTILINE));
    }

    private Matcher await(Pattern words) {
        for (long end = System.nanoTime() + PATIENCE.toNanos(); System.nanoTime() < end && process.isAlive(); sleep()) {
            Matcher found = words.matcher(err());
            if (found.find()) return found;
        }
        throw new AssertionError("it does not say " + words + ": " + err());
    }

    String out() {
        return read("out");
    }

    String err() {
        return read("err");
    }

    /** What it logged as an error, and what the JVM itself complained about. */
    List<String> errors() {
        return err().lines().filter(line -> line.matches("\\[E .*|.*(Exception in thread|OutOfMemoryError).*")).toList();
    }

    long pid() {
        return process.pid();
    }

    void signal(String name) {
        try {
            new ProcessBuilder("kill", "-" + name, Long.toString(pid())).inheritIO().start().waitFor();
        } catch (IOException | InterruptedException problem) {
            throw new AssertionError(problem);
        }
    }

    boolean isAlive() {
        return process.isAlive();
    }

    /** Waits for its end. */
    int exitCode() {
        try {
            if (process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)) return process.exitValue();
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
        throw new AssertionError("it does not end: " + err());
    }

    @Override
    public void close() {
        process.destroyForcibly();
        process.onExit().join();
    }

    private String read(String name) {
        try {
            return Files.readString(folder.resolve(name));
        } catch (IOException problem) {
            throw new UncheckedIOException(problem);
        }
    }

    private static void sleep() {
        try {
            Thread.sleep(20);
        } catch (InterruptedException interrupted) {
            throw new AssertionError(interrupted);
        }
    }
}
