package typhoon.options;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The options of the program, which all classes share. */
class FacadeTest {
    private static final Option<Integer> LEVEL = Options.define("facade-level", 1).help("for this test");
    private static final Option<List<String>> NAMES = Options.defineMultiple("facade-names", String.class);

    @Test
    void aClassDefinesWhatItNeedsAndMainParses(@TempDir Path folder) throws IOException {
        var told = new ArrayList<String>();
        Options.addParseCallback(() -> told.add("parsed"));
        assertEquals(List.of("rest"), Options.parseCommandLine("--facade-level=2", "--facade-names=a,b", "rest"));
        assertEquals(2, LEVEL.value());
        assertEquals(List.of("a", "b"), NAMES.value());
        Options.parseConfigFile(Files.writeString(folder.resolve("program.conf"), "facade_level = 3\n"));
        assertEquals(3, LEVEL.value());
        assertEquals(List.of("parsed", "parsed"), told);
        assertEquals(List.of("x"), Options.parseOrExit("--facade-level=4", "x"));
    }

    @Test
    void helpGoesToStandardOutput() {
        PrintStream before = System.out;
        var printed = new ByteArrayOutputStream();
        System.setOut(new PrintStream(printed, true, StandardCharsets.UTF_8));
        try {
            Options.printHelp();
        } finally {
            System.setOut(before);
        }
        String help = printed.toString(StandardCharsets.UTF_8);
        assertTrue(help.startsWith("Usage: ") && help.contains("  --facade-level=INTEGER          for this test (default 1)\n"), help);
    }

    @Test
    void theyBelongToTheClassThatDefinedThem() {
        assertTrue(Options.OPTIONS.groups().contains("FacadeTest"));
        assertThrows(OptionsError.class, () -> Options.define("facade_level", 1));
    }
}
