package typhoon.examples.users;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import typhoon.testing.AsyncTestCase;
import typhoon.testing.RawClient;
import typhoon.testing.WebSocketProbe;

/** How the program starts, complains and ends. */
@Timeout(60)
class ProcessTest {
    private static final String POST = "POST /users HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: ";
    private static final String BODY = "{\"email\": \"ada@example.org\"}";

    @TempDir
    Path folder = Path.of("");

    @Test
    void helpAndVersionGoToStandardOutput() {
        try (var users = UsersProcess.start(folder, "--help")) {
            assertEquals(0, users.exitCode());
            assertEquals(Options.HELP, users.out());
            assertEquals("", users.err());
        }
        try (var users = UsersProcess.start(folder, "--version")) {
            assertEquals(0, users.exitCode());
            assertTrue(users.out().matches("users .+, Java .+\n"), users.out());
        }
    }

    @Test
    void anUnknownOptionOrABadValueIsOneLineAndExitCode2() {
        for (String option : new String[] {"--prot=80", "--port=eighty"}) {
            try (var users = UsersProcess.start(folder, option)) {
                assertEquals(2, users.exitCode());
                assertTrue(users.err().matches("users: .*" + option.substring(2, 6) + ".* \\(--help lists the options\\)\n"), users.err());
                assertEquals("", users.out());
            }
        }
    }

    @Test
    void aPortInUseIsOneLineThatNamesItAndTheOption() throws IOException {
        try (var other = AsyncTestCase.bindUnusedPort(); var users = UsersProcess.start(folder, "--port=" + other.getLocalPort())) {
            assertEquals(1, users.exitCode());
            assertEquals(1, users.err().lines().count(), users.err());
            assertTrue(users.err().strip().matches("users: port " + other.getLocalPort() + " .* in use.* --port=.*"), users.err());
        }
    }

    @Test
    void aDatabaseThatIsNotThereIsOneLineWithoutThePassword() throws IOException {
        int unused;
        try (var port = AsyncTestCase.bindUnusedPort()) {
            unused = port.getLocalPort();
        }
        String url = "jdbc:postgresql://127.0.0.1:" + unused + "/users";
        try (var users = UsersProcess.start(folder, "--database=" + url + "?user=u&password=secret")) {
            assertEquals(1, users.exitCode());
            assertEquals(1, users.err().lines().count(), users.err());
            assertTrue(users.err().startsWith("users: --database=" + url + ": could not open the database: "), users.err());
            assertFalse(users.err().contains("secret"));
        }
    }

    @Test
    void theBannerSaysWhereAndHowItRuns() {
        try (var users = UsersProcess.serving(folder)) {
            assertTrue(users.err().contains(" http://127.0.0.1:" + users.port() + " "), users.err());
            String time = "\\[I \\d{6} \\d\\d:\\d\\d:\\d\\d ";
            users.awaitLine(time + "Users:\\d+\\] Database users-db, started in \\d+ ms");
            users.awaitLine(time + "IOLoop:\\d+\\] Coroutines by (private|supported) access, sockets by (epoll|nio|io_uring)");
            assertTrue(Files.exists(folder.resolve("users-db.mv.db")));
        }
    }

    @Test
    void sigtermEndsItInOrder() {
        endsInOrder("TERM");
    }

    @Test
    void ctrlCEndsItInOrder() {
        endsInOrder("INT");
    }

    private void endsInOrder(String signal) {
        try (var users = UsersProcess.serving(folder); var feed = new WebSocketProbe(users.port(), "/ws"); var idle = idle(users.port())) {
            assumeFalse(signal.equals("INT") && ignoresInterrupts(users.pid()), "this machine started us deaf to Ctrl-C");
            users.signal(signal);
            assertEquals(1001, feed.readClose().closeCode());
            assertTrue(idle.closed());
            assertEquals(0, users.exitCode(), users.err());
            assertEquals(List.of(), users.errors());
        }
    }

    @Test
    void aRequestThatHasBegunIsAnsweredBeforeTheEnd() throws InterruptedException {
        try (var users = UsersProcess.serving(folder); var client = new RawClient(users.port())) {
            client.send(POST + BODY.length() + "\r\n\r\n" + BODY.substring(0, 9));
            Thread.sleep(200);
            users.signal("TERM");
            refusesOthers(users.port());
            assertTrue(users.isAlive());
            client.send(BODY.substring(9));
            assertEquals(201, client.readResponse().code());
            assertTrue(client.closed());
            assertEquals(0, users.exitCode(), users.err());
        }
    }

    @Test
    void aSecondSignalEndsItAtOnce() throws InterruptedException {
        try (var users = UsersProcess.serving(folder); var client = new RawClient(users.port())) {
            client.send(POST + "100\r\n\r\n{");
            Thread.sleep(200);
            users.signal("TERM");
            refusesOthers(users.port());
            assertTrue(users.isAlive());
            long began = System.nanoTime();
            users.signal("TERM");
            assertEquals(143, users.exitCode());
            assertTrue(System.nanoTime() - began < Duration.ofSeconds(5).toNanos());
        }
    }

    private static RawClient idle(int port) {
        var client = new RawClient(port).send("GET /users HTTP/1.1\r\nHost: x\r\n\r\n");
        assertEquals(200, client.readResponse().code());
        return client;
    }

    private static void refusesOthers(int port) throws InterruptedException {
        for (int i = 0; i < 100; i++) {
            try (var _ = new RawClient(port)) {
                Thread.sleep(20);
            } catch (UncheckedIOException refused) {
                return;
            }
        }
        assertThrows(UncheckedIOException.class, () -> new RawClient(port).close());
    }

    /** A process started in the background of a shell without job control inherits that SIGINT is ignored, and the JVM keeps to it. */
    private static boolean ignoresInterrupts(long pid) {
        try (var status = Files.lines(Path.of("/proc/" + pid + "/status"))) {
            return status.filter(line -> line.startsWith("SigIgn:"))
                    .anyMatch(line -> (Long.parseUnsignedLong(line.substring(7).strip(), 16) & 2) != 0);
        } catch (IOException unknown) {
            return false;
        }
    }
}
