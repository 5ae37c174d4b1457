package typhoon.examples.tcpecho;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import typhoon.testing.RawClient;

/** The program as a user starts it, in a JVM of its own. */
@Timeout(60)
class TcpEchoTest {
    private static final Pattern BANNER = Pattern.compile("Echo at port (\\d+)");

    @TempDir
    Path folder = Path.of("");

    private Process start(String... options) throws IOException {
        var command = new ArrayList<>(List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--add-opens=java.base/java.lang=ALL-UNNAMED", "--enable-native-access=ALL-UNNAMED",
                "-Dlogback.configurationFile=" + TcpEcho.class.getResource("/logback.xml"),
                "-cp", System.getProperty("java.class.path"), TcpEcho.class.getName()));
        command.addAll(List.of(options));
        return new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(output().toFile()).start();
    }

    private Path output() {
        return folder.resolve("output");
    }

    private int port(Process process) throws IOException, InterruptedException {
        while (process.isAlive()) {
            Matcher banner = BANNER.matcher(Files.readString(output()));
            if (banner.find()) return Integer.parseInt(banner.group(1));
            process.waitFor(20, TimeUnit.MILLISECONDS);
        }
        throw new AssertionError("it does not serve: " + Files.readString(output()));
    }

    @Test
    void everyLineComesBackAndASignalEndsItInOrder() throws Exception {
        Process process = start("--port=0");
        try (var one = new RawClient(port(process)); var two = new RawClient(port(process))) {
            one.send("hello\nworld\n");
            two.send("somebody else\n");
            assertEquals("hello\n", one.readUntil("\n"));
            assertEquals("somebody else\n", two.readUntil("\n"));
            assertEquals("world\n", one.readUntil("\n"));
            process.destroy();                          // SIGTERM
            assertEquals(0, process.waitFor(), () -> "exit code; it said " + said());
            assertEquals("", one.readAll());
        } finally {
            process.destroyForcibly();
        }
    }

    @Test
    void helpListsTheOptionsAndAMistakeIsOneLine() throws Exception {
        assertEquals(0, start("--help").waitFor());
        assertTrue(said().contains("--port") && said().contains("--address"), this::said);
        assertEquals(2, start("--prot=1").waitFor());
        assertTrue(said().contains("--prot"), this::said);
    }

    private String said() {
        try {
            return Files.readString(output());
        } catch (IOException problem) {
            throw new AssertionError(problem);
        }
    }
}
