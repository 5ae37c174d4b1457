package typhoon.process;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.HotSpotDiagnosticMXBean;
import java.lang.management.ManagementFactory;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JvmCommandTest {
    @ParameterizedTest
    @ValueSource(strings = {"-Xmx1g", "-Xms64m", "-XX:MaxRAMPercentage=50", "-XX:InitialRAMPercentage=5", "-XX:MaxHeapSize=1g",
        "-XX:SoftMaxHeapSize=1g", "-XX:NewSize=1m", "-Dtyphoon.task=1"})
    void whatSaysHowLargeTheHeapIsAndWhichTaskThisIsComesAnew(String option) {
        assertFalse(JvmCommand.isInherited(option));
    }

    @ParameterizedTest
    @ValueSource(strings = {"-Xss1m", "-javaagent:agent.jar", "-XX:+UseSerialGC", "-XX:AOTCache=app.aot", "-Dtyphoon.transport=nio",
        "--add-opens=java.base/java.lang=ALL-UNNAMED", "-XX:NewRatio=2", "-XX:MaxMetaspaceSize=64m", "-agentlib:hprof"})
    void theOthersAreInherited(String option) {
        assertTrue(JvmCommand.isInherited(option));
    }

    @Test
    void theHeapIsDividedWhateverSaidHowLargeItIs() {
        var jvm = ManagementFactory.getPlatformMXBean(HotSpotDiagnosticMXBean.class);
        long whole = Long.parseLong(jvm.getVMOption("MaxHeapSize").getValue());
        assertEquals("-XX:MaxHeapSize=" + whole / 4, JvmCommand.heap(jvm, 4).getFirst());
        assertEquals("-XX:MaxHeapSize=" + (16 << 20), JvmCommand.heap(jvm, 1_000_000).getFirst(), "but enough to start");
    }

    @Test
    void thePauseBeforeARestartDoublesUpToFiveSeconds() {
        assertEquals(List.of(100L, 200L, 400L, 5000L, 5000L),
                List.of(0, 1, 2, 6, 1000).stream().map(failures -> Supervisor.pause(failures).toMillis()).toList());
    }
}
