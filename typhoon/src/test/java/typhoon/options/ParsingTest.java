package typhoon.options;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Command lines and files. */
class ParsingTest {
    private final OptionParser options = new OptionParser();
    private final Option<Integer> port = options.define("port", 80);

    @TempDir Path folder;

    private String mistake(String... arguments) {
        return assertThrows(OptionsError.class, () -> options.parseCommandLine(arguments)).getMessage();
    }

    private void parseFile(String text) throws IOException {
        options.parseConfigFile(Files.writeString(folder.resolve("options.conf"), text));
    }

    @Test
    void aCommandLineSetsOptionsAndReturnsTheRest() {
        assertEquals(List.of("build", "--port=1"), options.parseCommandLine("--port=443", "build", "--port=1"));
        assertEquals(443, port.value());
        assertEquals(List.of("-x"), options.parseCommandLine("-port=444", "--", "-x"));
        assertEquals(444, port.value());
        assertEquals(List.of(), options.parseCommandLine());
    }

    @Test
    void whatComesLaterReplacesWhatWasBefore() throws IOException {
        options.parseCommandLine("--port=1", "--port=2");
        assertEquals(2, port.value());
        parseFile("port = 3\n");
        assertEquals(3, port.value());
    }

    @Test
    void aMistakeIsOneLineThatSaysWhatWasExpected() {
        assertEquals("unknown option --prot=1 (--help lists the options)", mistake("--prot=1"));
        assertEquals("unknown option - (--help lists the options)", mistake("-"));
        assertEquals("--port: expected a whole number, got eighty", mistake("--port=eighty"));
        assertEquals("--port: expected a whole number, got nothing", mistake("--port="));
        assertEquals("--port: expected a whole number, got 99999999999", mistake("--port=99999999999"));
        assertEquals("--port needs a value: --port=INTEGER", mistake("--port"));
    }

    @Test
    void aMistakeIsShownInOneShortLineThatNoTerminalObeys() throws IOException {
        assertEquals("--port: expected a whole number, got \\x1b[2J\\x0aerror: all", mistake("--port=\u001b[2J\nerror: all"));
        assertEquals("unknown option --\\x07 (--help lists the options)", mistake("--\u0007"));
        assertTrue(mistake("--port=" + "9".repeat(1_000_000)).length() < 300);
        Path file = Files.writeString(folder.resolve("hostile.conf"), "\u001b]0;x\u0007" + "x".repeat(1_000_000));
        String said = String.valueOf(assertThrows(OptionsError.class, () -> options.parseConfigFile(file)).getMessage());
        assertTrue(said.contains(":1: expected name = value, got \\x1b]0;x\\x07xxx") && said.length() < 600, said);
    }

    @Test
    void aFlagNeedsNoValue() {
        var verbose = options.define("verbose", false);
        options.parseCommandLine("--verbose");
        assertTrue(verbose.value());
        options.parseCommandLine("--verbose=off");
        assertEquals(false, verbose.value());
        assertEquals("--verbose: expected true or false, got perhaps", mistake("--verbose=perhaps"));
    }

    @Test
    void dashesAndUnderscoresAreTheSame() throws IOException {
        var first = options.define("first-name", "");
        var last = options.define("last_name", "");
        options.parseCommandLine("--first_name=Ada", "--last-name=Lovelace");
        assertEquals("Ada Lovelace", first.value() + " " + last.value());
        parseFile("first_name = Grace\nlast-name = Hopper\n");
        assertEquals("Grace Hopper", first.value() + " " + last.value());
        assertEquals("Grace", options.get("first_name"));
        assertTrue(options.asMap().containsKey("last_name"));
        assertEquals("--first-name is defined already, in ParsingTest",
                assertThrows(OptionsError.class, () -> options.define("first_name", "")).getMessage());
    }

    @Test
    void callbacksAreToldNewValuesAndTheirEnd() {
        var told = new ArrayList<Object>();
        port.callback(told::add);
        options.addParseCallback(() -> told.add("parsed"));
        options.parseCommandLine(List.of("--port=1"), false);
        assertEquals(List.of(1), told);
        options.parseCommandLine("--port=2");
        port.set(3);
        assertEquals(List.of(1, 2, "parsed", 3), told);
    }

    @Test
    void aFileIsDataWithCommentsAndQuotes() throws IOException {
        var name = options.define("name", "");
        var wait = options.define("wait", Duration.ZERO);
        parseFile("# comment\n\n port=443 \nname = \"  Ada \"\nwait = 1h 30m\nnobody-has-defined-this = 7\n");
        assertEquals(443, port.value());
        assertEquals("  Ada ", name.value());
        assertEquals(Duration.ofMinutes(90), wait.value());
    }

    @Test
    void aByteOrderMarkIsNoPartOfTheFirstName() throws IOException {
        parseFile("\ufeffport = 81\n");
        assertEquals(81, port.value());
    }

    @Test
    void aMistakeInAFileIsNamedWithItsLine() throws IOException {
        String bad = assertThrows(OptionsError.class, () -> parseFile("\nport = x\n")).getMessage();
        assertEquals(folder.resolve("options.conf") + ":2: --port: expected a whole number, got x", bad);
        String worse = assertThrows(OptionsError.class, () -> parseFile("import os\n")).getMessage();
        assertEquals(folder.resolve("options.conf") + ":1: expected name = value, got import os", worse);
        assertThrows(UncheckedIOException.class, () -> options.parseConfigFile(folder.resolve("absent")));
        Path latin = Files.write(folder.resolve("latin.conf"), new byte[] {'a', '=', (byte) 0xe9});
        assertEquals(latin + ": expected a text in UTF-8",
                assertThrows(OptionsError.class, () -> options.parseConfigFile(latin)).getMessage());
    }

    @Test
    void callbacksOfAllSourcesMayBeRunByHand() {
        var told = new ArrayList<Integer>();
        options.addParseCallback(() -> told.add(port.value()));
        options.parseCommandLine(List.of("--port=1"), false);
        port.set(2);
        options.runParseCallbacks();
        assertEquals(List.of(2), told);
    }

    @Test
    void aCallbackMayReadAFileWhoseValuesTheCommandLineThenReplaces() throws IOException {
        Path file = Files.writeString(folder.resolve("more.conf"), "port = 1\nhost = here\n");
        var host = options.define("host", "");
        options.define("config", "").callback(path -> options.parseConfigFile(Path.of(path), false));
        options.parseCommandLine("--config=" + file, "--port=2");
        assertEquals("2 here", port.value() + " " + host.value());
    }

    @Test
    void severalValuesAreSeparatedByCommas() {
        var names = options.defineMultiple("names", String.class);
        var numbers = options.defineMultiple("numbers", Integer.class);
        var large = options.defineMultiple("large", Long.class);
        assertEquals(List.of(), names.value());
        options.parseCommandLine("--names=a,b,c", "--numbers=1,3:5,-2:-1");
        assertEquals(List.of("a", "b", "c"), names.value());
        assertEquals(List.of(1, 3, 4, 5, -2, -1), numbers.value());
        options.parseCommandLine("--large=99999999999,7:8");
        assertEquals(List.of(99_999_999_999L, 7L, 8L), large.value());
        options.parseCommandLine("--names=d");
        assertEquals(List.of("d"), names.value());
        assertEquals("--numbers: expected a whole number, got b", mistake("--numbers=1,b"));
        assertEquals("--numbers: expected a range of 100000 numbers at most, got 1:999999999", mistake("--numbers=1:999999999"));
    }

    @Test
    void anOptionWithoutADefaultIsNullUntilItIsSet() {
        var path = options.define("path", Path.class);
        assertNull(path.value());
        options.parseCommandLine("--path=/tmp");
        assertEquals(Path.of("/tmp"), path.value());
    }

    @Test
    void aSubcommandsOptionsAreItsOwn() {
        List<String> rest = options.parseCommandLine("--port=1", "subcommand", "--foo=7");
        var sub = new OptionParser();
        var foo = sub.define("foo", 0);
        sub.parseCommandLine(rest.subList(1, rest.size()), true);
        assertEquals(7, foo.value());
    }
}
