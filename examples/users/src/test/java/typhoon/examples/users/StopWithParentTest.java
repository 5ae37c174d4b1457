package typhoon.examples.users;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Started by something that dies without a word, as Maven does, the program does not stay behind. */
@Timeout(60)
class StopWithParentTest {
    @TempDir
    Path folder = Path.of("");

    @Test
    void theEndOfTheParentEndsItInOrder() throws Exception {
        Path log = folder.resolve("err");
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        Process shell = new ProcessBuilder("sh", "-c", "\"$@\" & wait", "sh", java, "--add-opens=java.base/java.lang=ALL-UNNAMED",
                "--enable-native-access=ALL-UNNAMED", "-Dtyphoon.stopWithParent=true",
                "-Dlogback.configurationFile=" + Users.class.getResource("/logback.xml"),
                "-cp", System.getProperty("java.class.path"), Users.class.getName(), "--port=0")
                .directory(folder.toFile()).redirectErrorStream(true).redirectOutput(log.toFile()).start();
        while (!Files.readString(log).contains("started in") && shell.isAlive()) Thread.sleep(20);
        ProcessHandle program = shell.children().findFirst().orElseThrow(() -> new AssertionError(read(log)));
        try {
            shell.destroyForcibly();
            program.onExit().get(30, TimeUnit.SECONDS);
            assertTrue(read(log).contains("Stopping when all requests are answered"), () -> read(log));
        } finally {
            program.destroyForcibly();
        }
    }

    private static String read(Path log) {
        try {
            return Files.readString(log);
        } catch (IOException problem) {
            throw new UncheckedIOException(problem);
        }
    }
}
