package typhoon.ioloop;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Each test is a JVM of its own: what is chosen is chosen once. */
class RefusalTest {
    private static final String PARALLELISM = "-Djdk.virtualThreadScheduler.parallelism=";
    private static final String POOL_SIZE = "-Djdk.virtualThreadScheduler.maxPoolSize=";

    /** What the child JVM runs. */
    static final class Program {
        public static void main(String[] args) throws InterruptedException {
            if (args.length > 0) Thread.startVirtualThread(() -> {}).join();
            if (args.length > 1) assertThrows(IllegalStateException.class, IOLoop::new);
            try (var loop = new IOLoop()) {
                loop.runSync(() -> {
                    System.out.println("runs on " + IOLoop.carrier() + ", " + IOLoop.transport());
                    return null;
                });
            }
        }
    }

    private record Outcome(int status, String output) {}

    @BeforeEach
    void onTheClassPath() {
        if (IOLoop.class.getModule().isNamed()) ThisRun.skip("the refusal is tested on the class path");
    }

    @Test
    void namesTheOptionForEveryWayToStartJava() throws Exception {
        String text = refusal(run("started before"));
        assertAll(Stream.of(
                "java             --add-opens java.base/java.lang=ALL-UNNAMED",
                "java -jar        a line in the jar's manifest: Add-Opens: java.base/java.lang",
                "Maven surefire   <argLine>--add-opens java.base/java.lang=ALL-UNNAMED</argLine>",
                "Maven exec       <argument>--add-opens</argument><argument>java.base/java.lang=ALL-UNNAMED</argument>",
                "Gradle           jvmArgs(\"--add-opens\", \"java.base/java.lang=ALL-UNNAMED\")",
                "IDE              the same option among the VM options",
                PARALLELISM + "1 " + POOL_SIZE + "1").map(line -> () -> assertTrue(text.contains(line), line + " is not in: " + text)));
    }

    @Test
    void saysThatAVirtualThreadCameFirst() throws Exception {
        assertContains("a virtual thread was started before the first IOLoop", refusal(run("started before")));
    }

    @Test
    void saysHowManyCarriersTheSchedulerHas() throws Exception {
        assertContains("has 2 carriers", refusal(run("started before", PARALLELISM + "2")));
    }

    @Test
    void aPoolThatMayGrowIsRefusedThoughItHasOneThreadNow() throws Exception {
        assertContains("may have more than one carrier", refusal(run("", PARALLELISM + "1", POOL_SIZE + "2")));
        assertContains("may have more than one carrier", refusal(run("started before", PARALLELISM + "1")));
    }

    @Test
    void whoTriesAgainIsRefusedAgain() throws Exception {
        assertContains("may have more than one carrier", refusal(run("started before,twice", "-XX:ActiveProcessorCount=1")));
    }

    @Test
    void privateAccessThatWasAskedForIsNotReplacedInSilence() throws Exception {
        assertContains("java.lang is not open to Typhoon", refusal(run("", "-Dtyphoon.carrier=private")));
    }

    @Test
    void anUnknownCarrierIsNamed() throws Exception {
        Outcome outcome = run("", "-Dtyphoon.carrier=pigeon");
        assertEquals(1, outcome.status);
        assertContains("typhoon.carrier is auto, private or supported, not pigeon", outcome.output);
    }

    @Test
    void aRingThatCannotBeHadIsOneLineAndAnotherTransport() throws Exception {
        String output = accepted(run("", "-Dtyphoon.transport=io_uring"));
        assertContains("runs on supported access, nio", output);
        assertEquals(1, output.lines().filter(line -> line.contains("io_uring")).count(), output);
        assertContains("io_uring was asked for, but no ring could be made (java.lang is not open to Typhoon); using nio", output);
    }

    @Test
    void otherTransportsThatWereAskedForAreNotReplacedInSilence() throws Exception {
        Outcome epoll = run("", "-Dtyphoon.transport=epoll");
        assertEquals(1, epoll.status, epoll.output);
        assertContains("IllegalStateException: -Dtyphoon.transport=epoll was asked for, but ", epoll.output);
        Outcome unknown = run("", "-Dtyphoon.transport=kqueue");
        assertEquals(1, unknown.status, unknown.output);
        assertContains("typhoon.transport is auto, nio, epoll or io_uring, not kqueue", unknown.output);
    }

    @Test
    void withNothingOpenedAndNothingStartedTheProgramSimplyRuns() throws Exception {
        assertContains("runs on supported access, nio", accepted(run("")));
    }

    @Test
    void whatTheRefusalAsksForHelps() throws Exception {
        assertContains("runs on private access", accepted(run("started before", "--add-opens", "java.base/java.lang=ALL-UNNAMED")));
        assertContains("runs on supported access", accepted(run("started before", PARALLELISM + "1", POOL_SIZE + "1")));
    }

    private static String refusal(Outcome outcome) {
        assertEquals(1, outcome.status, outcome.output);
        assertContains("IllegalStateException: Typhoon cannot run coroutines on a loop's own thread here", outcome.output);
        return outcome.output;
    }

    private static String accepted(Outcome outcome) {
        assertEquals(0, outcome.status, outcome.output);
        return outcome.output;
    }

    private static void assertContains(String part, String text) {
        assertTrue(text.contains(part), () -> "\"" + part + "\" is not in: " + text);
    }

    /** Runs {@link Program} in a JVM without the options of this one, and expects it to end by itself. */
    private static Outcome run(String argument, String... options) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of(options));
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), Program.class.getName()));
        if (!argument.isEmpty()) command.addAll(List.of(argument.split(",")));
        Path output = Files.createTempFile("refusal", ".txt");
        try {
            var builder = new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(output.toFile());
            builder.environment().keySet().removeAll(List.of("JAVA_TOOL_OPTIONS", "JDK_JAVA_OPTIONS"));
            Process child = builder.start();
            if (!child.waitFor(60, TimeUnit.SECONDS)) {
                child.destroyForcibly();
                fail("the program did not end: " + Files.readString(output, StandardCharsets.UTF_8));
            }
            return new Outcome(child.exitValue(), Files.readString(output, StandardCharsets.UTF_8));
        } finally {
            Files.delete(output);
        }
    }
}
