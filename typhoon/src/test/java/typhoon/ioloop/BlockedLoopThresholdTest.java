package typhoon.ioloop;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import typhoon.examples.stalls.UserCode;
import typhoon.gen.Gen;

class BlockedLoopThresholdTest {
    private static final String JDWP = "-agentlib:jdwp=transport=dt_socket,server=y,suspend=n,address=127.0.0.1:0";
    private static final String PROPERTY = "-Dtyphoon.blockedLoopThreshold=";

    /** Says what this JVM's loops begin with. */
    static final class Program {
        public static void main(String[] args) {
            try (var loop = new IOLoop()) {
                System.out.println("threshold " + loop.blockedLoopThreshold().toMillis());
            }
        }
    }

    @Test
    void isATenthOfASecondAtFirst() {
        try (var loop = new IOLoop()) {
            assertEquals(Duration.ofMillis(100), loop.blockedLoopThreshold());
        }
    }

    @Test
    void zeroSwitchesTheWatchdogOff() {
        try (var loop = new IOLoop(); var lines = new StallLines(loop)) {
            loop.blockedLoopThreshold(Duration.ZERO);
            compute(loop, 500);
            assertEquals(0, loop.stalls());
            assertEquals(List.of(), lines.all());
        }
    }

    @Test
    void whatIsShorterIsNotSaid() {
        try (var loop = new IOLoop()) {
            loop.blockedLoopThreshold(Duration.ofSeconds(2));
            compute(loop, 600);
            assertEquals(0, loop.stalls());
        }
    }

    @Test
    void canBeChangedWhileTheLoopRuns() {
        try (var loop = new IOLoop(); var lines = new StallLines(loop)) {
            loop.blockedLoopThreshold(Duration.ZERO);
            loop.runSync(() -> {
                loop.blockedLoopThreshold(Duration.ofMillis(30));
                Gen.sleep(Duration.ofMillis(1_100));
                UserCode.compute(() -> lines.count() > 0);
                return null;
            });
            assertEquals(1, loop.stalls());
        }
    }

    @Test
    void isNeverNegative() {
        try (var loop = new IOLoop()) {
            var refused = assertThrows(IllegalArgumentException.class, () -> loop.blockedLoopThreshold(Duration.ofMillis(-1)));
            assertEquals("blockedLoopThreshold is zero (off) or more, not PT-0.001S", refused.getMessage());
        }
    }

    @Test
    void aDebuggerIsKnownByItsAgent() {
        assertTrue(Watchdog.isDebugged(List.of("-Xmx1g", JDWP)));
        assertTrue(Watchdog.isDebugged(List.of("-Xrunjdwp:transport=dt_socket")));
        assertFalse(Watchdog.isDebugged(List.of("-Xmx1g", "-javaagent:jdwp.jar")));
    }

    @Test
    void aJvmThatCanBeDebuggedHasItOffUnlessTheUserSaysOtherwise() throws Exception {
        assertContains("threshold 0\n", ChildJvm.run(Program.class, List.of(JDWP)));
        assertContains("threshold 250\n", ChildJvm.run(Program.class, List.of(JDWP, PROPERTY + 250)));
        assertContains("threshold 0\n", ChildJvm.run(Program.class, List.of(PROPERTY + 0)));
    }

    private static void compute(IOLoop loop, long millis) {
        loop.runSync(() -> {
            Gen.sleep(Duration.ofMillis(300));
            UserCode.computeMillis(millis);
            Gen.sleep(Duration.ofMillis(300));
            return null;
        });
    }

    private static void assertContains(String part, String text) {
        assertTrue(text.contains(part), () -> "\"" + part + "\" is not in: " + text);
    }
}
