package typhoon.options;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What a user of the program gets to see. */
class HelpTest {
    private enum Order { FIRST_IN, LAST_IN }

    private final OptionParser options = new OptionParser();
    private final List<Integer> exits = new ArrayList<>();

    @Test
    void helpListsOptionsByGroupAndName() throws IOException {
        options.define("port", 8888).help("TCP port to listen on").group("server");
        options.define("address", "127.0.0.1").group("server").metavar("HOST").help(
                "address to listen on; only this machine can reach the default, and nobody needs a password there");
        options.define("a-name-that-is-longer-than-its-column", Duration.ZERO).group("server").help("how long");
        options.define("verbose", false).group("more").help("say more");
        options.define("order", Order.LAST_IN).group("server");
        options.defineMultiple("pauses", Duration.class, List.of(Duration.ofMillis(1500), Duration.ofMinutes(-90))).group("server");
        var text = new StringBuilder();
        options.printHelp(text);
        assertEquals("""
                Options:

                  --help                          show this help information

                more options:

                  --verbose                       say more

                server options:

                  --a-name-that-is-longer-than-its-column=DURATION
                                                  how long (default 0s)
                  --address=HOST                  address to listen on; only this machine can
                                                  reach the default, and nobody needs a
                                                  password there (default 127.0.0.1)
                  --order=first-in|last-in        (default last-in)
                  --pauses=DURATION               (default 1s500ms,-1h-30m)
                  --port=INTEGER                  TCP port to listen on (default 8888)

                """, text.substring(text.indexOf("Options:")));
    }

    @Test
    void askingForHelpPrintsItAndExitsWithZero() {
        options.onExit(exits::add);
        String printed = capture(() -> options.parseCommandLine("--help"));
        assertEquals("Usage: ", printed.substring(0, 7));
        assertEquals(List.of(0), exits);
    }

    @Test
    void aMistakeIsOneLineAndTwo() {
        options.onExit(exits::add);
        options.define("port", 80);
        assertEquals(": --port: expected a whole number, got x\n", complaint("--port=x"));
        options.define("config", Path.class).callback(file -> options.parseConfigFile(file, false));
        assertEquals(": cannot read the options of /nowhere/at-all: no such file\n", complaint("--config=/nowhere/at-all"));
        options.addParseCallback(() -> {
            throw new OptionsError("--port: 80 is taken");
        });
        assertEquals(": --port: 80 is taken\n", complaint("--port=80"));
        assertEquals(List.of(2, 2, 2), exits);
    }

    private String complaint(String argument) {
        PrintStream before = System.err;
        var bytes = new ByteArrayOutputStream();
        System.setErr(new PrintStream(bytes, true, StandardCharsets.UTF_8));
        try {
            assertEquals(List.of(), options.parseOrExit(argument));
        } finally {
            System.setErr(before);
        }
        String line = bytes.toString(StandardCharsets.UTF_8);
        return line.substring(line.indexOf(':'));
    }

    private static String capture(Runnable what) {
        PrintStream before = System.out;
        var bytes = new ByteArrayOutputStream();
        System.setOut(new PrintStream(bytes, true, StandardCharsets.UTF_8));
        try {
            what.run();
        } finally {
            System.setOut(before);
        }
        return bytes.toString(StandardCharsets.UTF_8);
    }
}
