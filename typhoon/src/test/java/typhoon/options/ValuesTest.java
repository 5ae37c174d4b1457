package typhoon.options;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDateTime;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What options may be, and what a program may do with them. */
class ValuesTest {
    private enum Order { FIRST_IN, LAST_IN }

    private final OptionParser options = new OptionParser();

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            90           | PT1M30S
            1h30m        | PT1H30M
            1h 30m       | PT1H30M
            2.5 s        | PT2.5S
            250ms        | PT0.25S
            10us         | PT0.00001S
            2 days       | PT48H
            1 week 1 day | PT192H
            -5 min       | PT-5M
            1 hour       | PT1H""")
    void readsDurations(String text, Duration expected) {
        var wait = options.define("wait", Duration.ZERO);
        options.parseCommandLine("--wait=" + text);
        assertEquals(expected, wait.value());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "soon", "1 fortnight", "1h x", "99999999999999999999w"})
    void refusesWhatIsNoDuration(String text) {
        options.define("wait", Duration.ZERO);
        assertThrows(OptionsError.class, () -> options.parseCommandLine("--wait=" + text));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            2026-11-23              | 2026-11-23T00:00
            20261123                | 2026-11-23T00:00
            2026-11-23 13:05        | 2026-11-23T13:05
            2026-11-23T13:05:06     | 2026-11-23T13:05:06
            20261123 13:05          | 2026-11-23T13:05
            Mon Nov 23 13:05:06 2026| 2026-11-23T13:05:06
            13:05                   | 1900-01-01T13:05
            13:05:06                | 1900-01-01T13:05:06""")
    void readsMoments(String text, LocalDateTime expected) {
        var when = options.define("when", LocalDateTime.class);
        options.parseCommandLine("--when=" + text);
        assertEquals(expected, when.value());
    }

    @Test
    void readsTheOtherTypes() {
        var text = options.define("text", "");
        var whole = options.define("whole", 1L);
        var number = options.define("number", 1.5);
        var path = options.define("path", Path.of("."));
        var order = options.define("order", Order.FIRST_IN);
        options.parseCommandLine("--text=a=b", "--whole=-9000000000", "--number=5e-1", "--path=/tmp/x y", "--order=last-in");
        assertEquals("a=b", text.value());
        assertEquals(-9_000_000_000L, whole.value());
        assertEquals(0.5, number.value());
        assertEquals(Path.of("/tmp/x y"), path.value());
        assertEquals(Order.LAST_IN, order.value());
        assertEquals("--order: expected one of first-in, last-in, got none",
                assertThrows(OptionsError.class, () -> options.parseCommandLine("--order=none")).getMessage());
        assertThrows(OptionsError.class, () -> options.parseCommandLine("--number=NaN"));
        assertThrows(IllegalArgumentException.class, () -> options.define("thread", Thread.class));
    }

    @Test
    void settingByNameChecksTheType() {
        var number = options.define("number", 1.5);
        options.set("number", 2);
        assertEquals(2.0, number.value());
        assertEquals("--number: expected a number, got two",
                assertThrows(OptionsError.class, () -> options.set("number", "two")).getMessage());
        var names = options.defineMultiple("names", String.class, List.of("a"));
        options.set("names", List.of("b", "c"));
        assertEquals(List.of("b", "c"), names.value());
        assertThrows(OptionsError.class, () -> options.set("names", "b"));
        assertThrows(OptionsError.class, () -> options.set("names", List.of("b", 1)));
        assertThrows(OptionsError.class, () -> options.set("absent", 1));
        assertThrows(OptionsError.class, () -> options.get("absent"));
    }

    @Test
    void listsWhatThereIsInGroups() {
        options.define("port", 80).group("server");
        options.define("host", "h").group("server");
        options.define("name", "n");
        assertEquals(Set.of("", "ValuesTest", "server"), options.groups());
        assertEquals("{port=80, host=h}", options.groupMap("server").toString());
        assertEquals("{help=false, port=80, host=h, name=n}", options.asMap().toString());
        assertEquals(List.of(true, false), List.of(options.contains("port"), options.contains("prot")));
    }

    @Test
    void aTestMaySetAValueForAWhile() {
        var port = options.define("port", 80);
        try (var _ = options.override("port", 81)) {
            assertEquals(81, port.value());
        }
        assertEquals(80, port.value());
    }
}
