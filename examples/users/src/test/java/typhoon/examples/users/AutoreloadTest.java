package typhoon.examples.users;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import typhoon.ioloop.IOLoop;
import typhoon.testing.AsyncTestCase;
import typhoon.testing.RawClient;

/** With {@code --autoreload} what one edits is what one gets. In a copy of this project, with processes as a user has them. */
@Timeout(240)
class AutoreloadTest {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final Duration SOON = Duration.ofSeconds(5);

    @TempDir
    Path folder = Path.of("");

    private int refused;

    @Test
    void aChangedHandlerAnswersWithinFiveSecondsAndAMistakeIsShownAndMended() throws Exception {
        copy("src/main");
        copy("target/classes");
        Path source = folder.resolve("src/main/java/typhoon/examples/users/Users.java");
        String text = Files.readString(source);
        String sentence = "\"no user \" + id";
        assertTrue(text.contains(sentence));
        int port = unusedPort();
        try (var users = UsersProcess.run(folder, command("--port=" + port, "--autoreload"))) {
            waitFor(port, "no user 7");
            refused = 0;
            Duration best = PATIENCE;
            for (String changed : List.of("nobody is", "who is", "there is no")) {
                Files.writeString(source, text.replace("no user ", changed + " "));
                Duration took = waitFor(port, changed + " 7");
                System.out.println("a changed handler was seen after " + took.toMillis() + " ms");
                best = took.compareTo(best) < 0 ? took : best;
            }
            assertTrue(best.compareTo(SOON) < 0, "the quickest of three took " + best);

            Files.writeString(source, text.replace(sentence, sentence + " +"));
            users.awaitLine("src/main/java/typhoon/examples/users/Users.java:\\d+: error: .*");
            users.awaitLine("\\[autoreload\\] the program from before this change goes on");
            assertEquals("there is no 7", detail(port));
            Files.writeString(source, text);
            waitFor(port, "no user 7");
            if (IOLoop.transport().equals("epoll")) assertEquals(0, refused, "connections refused while it started again");

            users.signal("TERM");
            assertEquals(143, users.exitCode());
            assertEquals(List.of(), users.errors());
        }
    }

    private static List<String> command(String... options) {
        String others = Stream.of(System.getProperty("java.class.path").split(File.pathSeparator))
                .filter(entry -> !entry.contains("users" + File.separator + "target")).collect(Collectors.joining(File.pathSeparator));
        var command = Stream.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--add-opens=java.base/java.lang=ALL-UNNAMED", "--enable-native-access=ALL-UNNAMED",
                "-cp", Path.of("target", "classes") + File.pathSeparator + others, Users.class.getName());
        return Stream.concat(command, Stream.of(options)).toList();
    }

    private Duration waitFor(int port, String expected) throws InterruptedException {
        long began = System.nanoTime();
        String got = "";
        while (System.nanoTime() - began < PATIENCE.toNanos()) {
            got = detail(port);
            if (got.equals(expected)) return Duration.ofNanos(System.nanoTime() - began);
            Thread.sleep(20);
        }
        throw new AssertionError("expected " + expected + ", got " + got);
    }

    /** Empty while nobody answers. */
    private String detail(int port) {
        try (var client = new RawClient(port)) {
            String body = client.send("GET /users/7 HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n").readResponse().bodyText();
            return body.replaceAll(".*\"detail\":\"(.*)\".*", "$1");
        } catch (UncheckedIOException nobodyListens) {
            refused++;
            return "";
        } catch (AssertionError cutOff) {
            return "";
        }
    }

    private void copy(String part) throws IOException {
        try (Stream<Path> files = Files.walk(Path.of(part))) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                Files.createDirectories(folder.resolve(file).getParent());
                Files.copy(file, folder.resolve(file), StandardCopyOption.COPY_ATTRIBUTES);
            }
        }
    }

    private static int unusedPort() throws IOException {
        try (var socket = AsyncTestCase.bindUnusedPort()) {
            return socket.getLocalPort();
        }
    }
}
