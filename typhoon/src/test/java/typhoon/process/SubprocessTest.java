package typhoon.process;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static typhoon.process.Subprocess.STREAM;

import java.io.File;
import java.io.UncheckedIOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.Future;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;
import typhoon.gen.Gen;
import typhoon.ioloop.IOLoop;
import typhoon.iostream.PipeIOStream;
import typhoon.iostream.StreamClosedError;
import typhoon.testing.AsyncTestCase;

@Timeout(30)
class SubprocessTest extends AsyncTestCase {
    @TempDir
    Path folder = Path.of("");

    private static String text(PipeIOStream stream) {
        try (stream) {
            return new String(stream.readUntilClose(), StandardCharsets.UTF_8);
        }
    }

    private static void assertNoStream(Executable call) {
        var refused = assertThrows(IllegalStateException.class, call);
        assertTrue(String.valueOf(refused.getMessage()).contains("is not a stream of this program"), refused.getMessage());
    }

    @Test
    void talksToAProgramOverStreams() {
        var cat = new Subprocess(new ProcessBuilder("cat").redirectError(Redirect.INHERIT));
        cat.stdin().write("hello\n");
        assertEquals("hello\n", new String(cat.stdout().readUntil("\n"), StandardCharsets.UTF_8));
        assertNull(cat.returncode());
        assertNoStream(cat::stderr);
        cat.stdin().write("again\n");
        cat.stdin().close();
        assertEquals("again\n", text(cat.stdout()));
        cat.waitForExit();
        assertEquals(0, cat.returncode());
    }

    @Test
    void closingItsInputIsTheEndOfIt() {
        var wc = new Subprocess(new ProcessBuilder("wc", "-c").redirectError(Redirect.INHERIT));
        wc.stdin().close();
        assertEquals("0", text(wc.stdout()).strip());
        wc.waitForExit();
    }

    @Test
    void standardErrorIsAStreamOfItsOwnOrJoinedWithTheOutput() {
        String both = "echo out; echo err >&2";
        var apart = new Subprocess(new ProcessBuilder("sh", "-c", both).redirectInput(Redirect.INHERIT));
        assertEquals("err\n", text(apart.stderr()));
        assertEquals("out\n", text(apart.stdout()));
        var joined = new Subprocess(new ProcessBuilder("sh", "-c", both).redirectInput(Redirect.INHERIT).redirectErrorStream(true));
        assertNoStream(joined::stderr);
        assertEquals("out\nerr\n", text(joined.stdout()));
    }

    @Test
    void takesFolderEnvironmentAndFilesFromTheBuilder() throws Exception {
        File output = folder.resolve("output").toFile();
        var builder = new ProcessBuilder("sh", "-c", "pwd; echo $GREETING").directory(folder.toFile()).redirectOutput(output)
                .redirectInput(Redirect.INHERIT).redirectError(Redirect.DISCARD);
        builder.environment().put("GREETING", "hello");
        var shell = new Subprocess(builder);
        assertNoStream(shell::stdin);
        assertNoStream(shell::stdout);
        assertNoStream(shell::stderr);
        shell.waitForExit();
        assertEquals(List.of(folder.toRealPath().toString(), "hello"), Files.readAllLines(output.toPath()));
    }

    @Test
    void byItselfItHasThisProgramsStreams() {
        var program = new Subprocess("true");
        assertNoStream(program::stdin);
        assertNoStream(program::stdout);
        assertNoStream(program::stderr);
        assertEquals(0, program.waitForExit(true));
        assertSame(loop(), program.ioLoop());
        assertEquals(program.process().pid(), program.pid());
        assertEquals("true (pid " + program.pid() + ")", program.toString());
    }

    @Test
    void theExitCallbackIsCalledOnceOnTheLoop() {
        var sleep = new Subprocess("sleep", "60");
        List<Integer> codes = new ArrayList<>();
        sleep.setExitCallback(code -> {
            assertSame(loop(), IOLoop.currentOrNull());
            codes.add(code);
        });
        sleep.process().destroy();
        waitFor(() -> !codes.isEmpty());
        Gen.moment();
        assertEquals(List.of(-15), codes);
    }

    @Test
    void aCallbackThatIsSetAfterTheEndIsCalledToo() {
        var done = new Subprocess("true");
        done.waitForExit();
        List<Integer> codes = new ArrayList<>();
        done.setExitCallback(codes::add);
        assertEquals(List.of(), codes, "not at once");
        waitFor(() -> !codes.isEmpty());
        assertEquals(List.of(0), codes);
    }

    @Test
    void aSecondCallbackReplacesTheFirst() {
        var cat = new Subprocess(new ProcessBuilder("cat"));
        List<String> called = new ArrayList<>();
        cat.setExitCallback(_ -> called.add("first"));
        cat.setExitCallback(_ -> called.add("second"));
        cat.stdin().close();
        waitFor(() -> !called.isEmpty());
        Gen.sleep(Duration.ofMillis(20));
        assertEquals(List.of("second"), called);
    }

    @Test
    void anyNumberOfCoroutinesMayWait() {
        var cat = new Subprocess(new ProcessBuilder("cat"));
        List<Future<Integer>> waiters = new ArrayList<>();
        for (int i = 0; i < 5; i++) waiters.add(Gen.spawn(() -> cat.waitForExit(false)));
        Gen.moment();
        waiters.getFirst().cancel(true);
        cat.stdin().close();
        assertThrows(CancellationException.class, () -> Gen.await(waiters.getFirst()));
        for (var waiter : waiters.subList(1, 5)) assertEquals(0, Gen.await(waiter));
    }

    @Test
    void whoIsKilledHasMinusTheSignalAsItsCode() {
        var sleep = new Subprocess("sleep", "60");
        sleep.process().destroyForcibly();
        assertEquals(-9, sleep.waitForExit(false));
        assertEquals(-9, sleep.returncode());
        var killed = assertThrows(CalledProcessError.class, sleep::waitForExit);
        assertEquals(-9, killed.returncode());
        assertEquals("[sleep, 60] was killed by signal 9", killed.getMessage());
    }

    @Test
    void anotherStatusThanZeroIsThrown() {
        var failing = new Subprocess("sh", "-c", "exit 3");
        var thrown = assertThrows(CalledProcessError.class, failing::waitForExit);
        assertEquals(3, thrown.returncode());
        assertEquals(List.of("sh", "-c", "exit 3"), thrown.command());
        assertEquals("[sh, -c, exit 3] returned exit status 3", thrown.getMessage());
    }

    @Test
    void orReturnedWhenThatIsAskedFor() {
        assertEquals(3, new Subprocess("sh", "-c", "exit 3").waitForExit(false));
    }

    @Test
    void aProgramThatIsNotThereLeavesNothingOpen() {
        var refused = assertThrows(UncheckedIOException.class, () -> new Subprocess(new ProcessBuilder("no-such-program")));
        assertTrue(String.valueOf(refused.getMessage()).contains("no-such-program"), refused.getMessage());
        if (!Files.exists(Path.of("/proc/self/fd"))) return;
        long before = openFiles();
        for (int i = 0; i < 20; i++) assertThrows(UncheckedIOException.class, () -> new Subprocess(new ProcessBuilder("no-such-program")));
        assertTrue(openFiles() < before + 20, () -> before + " files were open, now " + openFiles());
    }

    private static long openFiles() {
        return Objects.requireNonNull(new File("/proc/self/fd").list()).length;
    }

    @Test
    void theLoopGoesOnWhileAProgramStartsAndRuns() {
        var ticks = new ArrayList<Integer>();
        var ticker = Gen.spawn(() -> {
            for (int i = 0; i < 5; i++) {
                Gen.sleep(Duration.ofMillis(10));
                ticks.add(i);
            }
        });
        var program = new Subprocess("sleep", "0.2");
        program.waitForExit();
        assertTrue(ticker.isDone() || ticks.size() > 1, ticks::toString);
        Gen.await(ticker);
    }

    @Test
    void inputThatNobodyClosedIsClosedWithTheProgramAndHoldsNoThread() {
        Set<Thread> before = writers();
        Subprocess untouched = quiet("true");
        Subprocess written = quiet("read line");
        assertEquals(before, writers());
        written.stdin().write("line\n");
        for (Subprocess one : List.of(untouched, written)) {
            one.waitForExit();
            waitFor(() -> one.stdin().closed());
            assertThrows(StreamClosedError.class, () -> one.stdin().write("more"));
        }
        waitFor(() -> before.containsAll(writers()));
    }

    private static Subprocess quiet(String command) {
        return new Subprocess(new ProcessBuilder("sh", "-c", command).redirectOutput(Redirect.DISCARD).redirectError(Redirect.DISCARD));
    }

    private static Set<Thread> writers() {
        return Thread.getAllStackTraces().keySet().stream().filter(thread -> thread.getName().equals("typhoon-pipe-writer"))
                .collect(Collectors.toSet());
    }

    @Test
    void belongsInACoroutine() throws Exception {
        var thread = new Throwable[1];
        Thread.ofPlatform().start(() -> thread[0] = assertThrows(IllegalStateException.class, () -> new Subprocess("true"))).join();
        assertTrue(String.valueOf(thread[0].getMessage()).contains("belongs in a coroutine of an IOLoop"));
    }

    @Test
    void streamIsWhatABuilderMeansByDefault() {
        assertSame(STREAM, new ProcessBuilder("cat").redirectInput());
        assertNotNull(new Subprocess(new ProcessBuilder("true")).stdin());
        assertFalse(Redirect.INHERIT.equals(STREAM));
    }
}
