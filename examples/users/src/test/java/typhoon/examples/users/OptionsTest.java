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
        assertEquals(new Options(8888, "127.0.0.1", "users-db", 1, false), Options.parse(List.of()));
    }

    @Test
    void eachIsRead() {
        assertEquals(new Options(80, "0.0.0.0", "jdbc:postgresql://h/d?user=u&password=p=1", 4, false),
                Options.parse(List.of("--port=80", "--address=0.0.0.0", "--database=jdbc:postgresql://h/d?user=u&password=p=1",
                        "--processes=4")));
        assertEquals(new Options(8888, "127.0.0.1", "users-db", 1, true), Options.parse(List.of("--autoreload")));
    }

    @ParameterizedTest
    @ValueSource(strings = {"--prot=80", "8888", "-p", "--port", "--port=", "--port=http", "--port=65536", "--port=-1", "--address=",
            "--autoreload=1", "--processes=-1", "--processes=some"})
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
        assertTrue(Options.HELP.contains("--processes=" + Options.DEFAULT.processes()));
    }

    @Test
    void aDatabaseForOneProcessIsRefusedForSeveral() {
        for (String database : List.of("jdbc:h2:mem:users", "jdbc:h2:file:/tmp/users")) {
            var mistake = assertThrows(Options.Mistake.class, () -> Options.parse(List.of("--processes=2", "--database=" + database)));
            assertTrue(mistake.getMessage().contains("--processes=2 needs a database that several can open"), mistake.getMessage());
        }
        for (String database : List.of("users-db", "jdbc:h2:file:/tmp/users;AUTO_SERVER=TRUE", "jdbc:postgresql://h/d"))
            assertEquals(2, Options.parse(List.of("--processes=2", "--database=" + database)).processes());
    }

    @Test
    void severalProcessesAreNotReloaded() {
        var mistake = assertThrows(Options.Mistake.class, () -> Options.parse(List.of("--processes=2", "--autoreload")));
        assertTrue(mistake.getMessage().contains("--processes=2 and --autoreload do not go together"), mistake.getMessage());
    }
}
