package typhoon.examples.users;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OptionsTest {
    @Test
    void withoutAnyOnlyThisMachineIsServed() {
        assertEquals(new Options(8888, "127.0.0.1", "users-db", false), Options.parse(List.of()));
    }

    @Test
    void eachIsRead() {
        assertEquals(new Options(80, "0.0.0.0", "jdbc:postgresql://h/d?user=u&password=p=1", true),
                Options.parse(List.of("--autoreload", "--port=80", "--address=0.0.0.0",
                        "--database=jdbc:postgresql://h/d?user=u&password=p=1")));
    }

    @ParameterizedTest
    @ValueSource(strings = {"--prot=80", "8888", "-p", "--port", "--port=", "--port=http", "--port=65536", "--port=-1", "--address=",
            "--autoreload=1"})
    void aMistakeIsOneLineThatPointsToHelp(String argument) {
        var mistake = assertThrows(Options.Mistake.class, () -> Options.parse(List.of(argument)));
        assertTrue(mistake.getMessage().contains(argument.replaceFirst("=.*", "")), mistake.getMessage());
        assertTrue(mistake.getMessage().contains("--help"));
        assertFalse(mistake.getMessage().contains("\n"));
    }

    @Test
    void theHelpNamesEveryOptionAndItsDefault() {
        assertTrue(Options.HELP.contains("--port=" + Options.DEFAULT.port()));
        assertTrue(Options.HELP.contains("--address=" + Options.DEFAULT.address()));
        assertTrue(Options.HELP.contains("--database=" + Options.DEFAULT.database()));
    }
}
