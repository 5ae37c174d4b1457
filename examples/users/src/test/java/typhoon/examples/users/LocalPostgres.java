package typhoon.examples.users;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import typhoon.testing.AsyncTestCase;

/** A PostgreSQL of this machine's own, started in an empty folder for a test and thrown away after it. It refuses to run as root. */
final class LocalPostgres {
    private final Path folder;
    private final Path programs;
    private final int port;

    private LocalPostgres(Path folder, Path programs, int port) {
        this.folder = folder;
        this.programs = programs;
        this.port = port;
    }

    /** The folder of PostgreSQL's programs, or null where there is none. */
    static @Nullable Path programs() {
        var debian = Path.of("/usr/lib/postgresql");
        try (var versions = Files.isDirectory(debian) ? Files.list(debian) : Stream.<Path>of()) {
            var places = new ArrayList<>(versions.map(version -> version.resolve("bin")).sorted().toList().reversed());
            for (String place : Objects.requireNonNullElse(System.getenv("PATH"), "").split(":")) places.add(Path.of(place));
            return places.stream().filter(place -> Files.isExecutable(place.resolve("initdb"))).findFirst().orElse(null);
        } catch (IOException unreadable) {
            return null;
        }
    }

    static LocalPostgres start(Path programs) throws IOException, InterruptedException {
        var folder = Files.createTempDirectory("users-postgres");
        int port;
        try (var unused = AsyncTestCase.bindUnusedPort()) {
            port = unused.getLocalPort();
        }
        if (isRoot()) run(List.of("chown", "nobody", folder.toString()));
        var postgres = new LocalPostgres(folder, programs, port);
        postgres.program("initdb", "-A", "trust", "-U", "users", "-D", postgres.data(), "--no-sync");
        postgres.program("pg_ctl", "-D", postgres.data(), "-w", "-l", folder.resolve("log").toString(), "-o",
                "-p " + port + " -c listen_addresses=127.0.0.1 -c unix_socket_directories=" + folder + " -c fsync=off", "start");
        return postgres;
    }

    String url() {
        return "jdbc:postgresql://127.0.0.1:" + port + "/postgres?user=users";
    }

    void stop() throws IOException, InterruptedException {
        program("pg_ctl", "-D", data(), "-m", "immediate", "stop");
        try (var files = Files.walk(folder)) {
            for (Path file : files.toList().reversed()) Files.delete(file);
        }
    }

    private String data() {
        return folder.resolve("data").toString();
    }

    private void program(String name, String... arguments) throws IOException, InterruptedException {
        var command = new ArrayList<String>();
        if (isRoot()) command.addAll(List.of("setpriv", "--reuid=nobody", "--clear-groups"));
        command.add(programs.resolve(name).toString());
        command.addAll(List.of(arguments));
        run(command);
    }

    private static boolean isRoot() {
        return System.getProperty("user.name").equals("root");
    }

    private static void run(List<String> command) throws IOException, InterruptedException {
        var output = Files.createTempFile("users-postgres", ".out");
        var process = new ProcessBuilder(command).directory(new File("/"))
                .redirectErrorStream(true).redirectOutput(output.toFile()).start();
        boolean ended = process.waitFor(60, TimeUnit.SECONDS);
        String text = Files.readString(output);
        Files.delete(output);
        if (!ended || process.exitValue() != 0) throw new IOException(command + " failed: " + text);
    }
}
