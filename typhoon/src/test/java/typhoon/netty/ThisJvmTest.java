package typhoon.netty;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ThisJvmTest {
    @Test
    void argumentsAreKeptApartAsTheyWereGiven() {
        assertEquals(List.of("app.Main", "two words", "", "three"),
                ThisJvm.words("app.Main two words  three", List.of("java", "-cp", "x", "app.Main", "two words", "", "three")));
        assertEquals(List.of("a b.jar", "1"), ThisJvm.words("a b.jar 1", List.of("java", "-jar", "a b.jar", "1")));
    }

    @Test
    void ofASourceFileTheLauncherComesFirst() {
        String launcher = "jdk.compiler/com.sun.tools.javac.launcher.SourceLauncher";
        assertEquals(List.of(launcher, "Hello.java", "two words"),
                ThisJvm.words(launcher + " Hello.java two words", List.of("java", "Hello.java", "two words")));
    }

    @Test
    void whatCameFromAFileOfArgumentsIsSplitAtSpaces() {
        assertEquals(List.of("app.Main", "a", "b"), ThisJvm.words("app.Main a b", List.of("java", "@arguments", "b")));
    }

    @ParameterizedTest
    @ValueSource(strings = {"-agentlib:jdwp=transport=dt_socket,server=y,address=5005", "-Xrunjdwp:server=y", "-Xdebug",
        "-Dcom.sun.management.jmxremote.port=9010", "-Dcom.sun.management.config.file=x", "-XX:AOTCacheOutput=app.aot"})
    void someOptionsAreForOneJvmOnly(String option) {
        assertFalse(ThisJvm.isForMany(option));
    }

    @ParameterizedTest
    @ValueSource(strings = {"-Xss1m", "-Xmx1g", "-javaagent:agent.jar", "-XX:AOTCache=app.aot", "-agentlib:hprof"})
    void othersAreForAsManyAsThereAre(String option) {
        assertTrue(ThisJvm.isForMany(option));
    }
}
