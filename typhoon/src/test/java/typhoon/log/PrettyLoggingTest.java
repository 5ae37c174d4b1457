package typhoon.log;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ch.qos.logback.classic.BasicConfigurator;
import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.util.LogbackMDCAdapter;
import ch.qos.logback.core.Appender;
import ch.qos.logback.core.read.ListAppender;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;
import typhoon.ioloop.ChildJvm;
import typhoon.netty.Task;
import typhoon.options.OptionParser;
import typhoon.options.Options;
import typhoon.options.OptionsError;

/** What the options of logging do to logback. */
class PrettyLoggingTest {
    private final LoggerContext context = new LoggerContext();
    private final OptionParser options = new OptionParser();

    @TempDir Path folder = Path.of("");

    @BeforeEach
    void asAProgramWithoutConfigurationFinds() {
        Log.defineLoggingOptions(options);
        context.setMDCAdapter(new LogbackMDCAdapter());
        var defaults = new BasicConfigurator();
        defaults.setContext(context);
        defaults.configure(context);
    }

    @AfterEach
    void end() {
        context.stop();
    }

    private void parse(String... arguments) {
        options.parseCommandLine(List.of(arguments), false);
        var settings = LogSettings.of(options);
        if (settings.level() != Log.Level.NONE) PrettyLogging.enable(settings, context, Logger.ROOT_LOGGER_NAME);
    }

    private Logger root() {
        return context.getLogger(Logger.ROOT_LOGGER_NAME);
    }

    private List<String> appenders() {
        var names = new ArrayList<String>();
        root().iteratorForAppenders().forEachRemaining(appender -> names.add(appender.getName()));
        return names;
    }

    @Test
    void withoutAnyOptionInfoGoesToStandardErrorInPlaceOfLogbacksDefault() {
        assertEquals(List.of("console"), appenders());
        assertEquals(Level.DEBUG, root().getLevel());
        parse();
        assertEquals(Level.INFO, root().getLevel());
        assertEquals(List.of("typhoon-stderr"), appenders());
        assertTrue(root().getAppender("typhoon-stderr") instanceof LogQueue);
    }

    @Test
    void theLevelIsTheOneThatIsAskedFor() {
        for (var level : List.of(Log.Level.DEBUG, Log.Level.INFO, Log.Level.ERROR)) {
            parse("--logging=" + level);
            assertEquals(level.name(), root().getLevel().toString());
        }
        parse("--logging=warning");
        assertEquals(Level.WARN, root().getLevel());
        assertEquals(List.of("typhoon-stderr"), appenders(), "a second call replaces what the first did");
    }

    @Test
    void withNoneNothingIsTouchedHoweverItIsSaid() {
        parse("--logging=none");
        assertEquals(List.of("console"), appenders());
        parse("--logging=NONE");
        assertEquals(Level.DEBUG, root().getLevel());
        options.set("logging", Log.Level.NONE);
        parse();
        assertEquals(List.of("console"), appenders());
    }

    @Test
    void whatComesLaterOverridesNone() {
        parse("--logging=none", "--logging=warning");
        assertEquals(Level.WARN, root().getLevel());
    }

    @Test
    void anUnknownLevelOrModeIsAMistakeOfTheCommandLine() {
        assertEquals("--logging: expected one of debug, info, warning, error, none, got loud",
                assertThrows(OptionsError.class, () -> parse("--logging=loud")).getMessage());
        assertEquals("--log-rotate-mode: expected one of size, time, got never",
                assertThrows(OptionsError.class, () -> parse("--log-rotate-mode=never")).getMessage());
        assertEquals("--log-rotate-interval: expected 1 or more, got 0",
                assertThrows(OptionsError.class, () -> parse("--log-rotate-interval=0")).getMessage());
    }

    @Test
    void linesOfAFileAreUtf8WithoutColours() throws IOException {
        Path file = folder.resolve("deep/app-{pid}.log");
        parse("--log-file-prefix=" + file);
        assertEquals(List.of("typhoon-file"), appenders(), "a file is enough");
        context.getLogger("a.b").info("gr\u00fc\u00dfe\nnext");
        context.stop();
        String text = Files.readString(folder.resolve("deep/app-" + ProcessHandle.current().pid() + ".log"));
        assertTrue(text.matches("\\[I \\d{6} [\\d:]{8} PrettyLoggingTest:\\d+\\] gr\u00fc\u00dfe\n {4}next\n"), text);
    }

    @Test
    void aChildOfSeveralProcessesHasAFileOfItsOwn() {
        parse("--log-file-prefix=" + folder.resolve("{task}.log"));
        assertTrue(Files.exists(folder.resolve("main.log")));
        System.setProperty(Task.PROPERTY, "3");
        try {
            for (String name : List.of("app.log", "app", ".app", "{task}-x.log", "own-{pid}.log"))
                parse("--log-file-prefix=" + folder.resolve(name));
            for (String name : List.of("app-3.log", "app-3", ".app-3", "3-x.log", "own-" + ProcessHandle.current().pid() + ".log"))
                assertTrue(Files.exists(folder.resolve(name)), name);
        } finally {
            System.clearProperty(Task.PROPERTY);
        }
    }

    @Test
    void aFileAndStandardErrorWhenBothAreAskedFor() {
        parse("--log-file-prefix=" + folder.resolve("app.log"), "--log-to-stderr");
        assertEquals(List.of("typhoon-file", "typhoon-stderr"), appenders());
    }

    @Test
    void standardErrorCanBeDeclined() {
        parse("--log-to-stderr=false");
        assertEquals(List.of(), appenders());
    }

    @Test
    void appendersOfTheProgramStayAndAreEnough() {
        var ours = new ListAppender<ILoggingEvent>();
        ours.setName("ours");
        ours.setContext(context);
        ours.start();
        context.getStatusManager().clear();
        root().detachAndStopAllAppenders();
        root().addAppender(ours);
        parse();
        assertEquals(List.of("ours"), appenders());
    }

    @Test
    void aFileThatCannotBeWrittenIsAMistakeOfTheCommandLine() throws IOException {
        Path inTheWay = Files.writeString(folder.resolve("file"), "");
        String line = assertThrows(OptionsError.class, () -> parse("--log-file-prefix=" + inTheWay.resolve("app.log"))).getMessage();
        assertTrue(line.startsWith("--log-file-prefix: cannot write to " + inTheWay.resolve("app.log") + ": "), line);
    }

    @Test
    void aLargeFileIsPutAside() throws IOException {
        Path file = folder.resolve("app.log");
        parse("--log-file-prefix=" + file, "--log-file-max-size=1", "--log-file-num-backups=2");
        for (int i = 1; i <= 5; i++) context.getLogger("a").info("line {}", i);
        context.stop();
        assertTrue(Files.readString(file).endsWith("line 5\n"));
        assertTrue(Files.readString(folder.resolve("app.log.1")).endsWith("line 4\n"));
        assertTrue(Files.readString(folder.resolve("app.log.2")).endsWith("line 3\n"));
        assertFalse(Files.exists(folder.resolve("app.log.3")));
    }

    @Test
    void anOldFileIsPutAside() throws IOException {
        Path file = Files.writeString(folder.resolve("app.log"), "old\n");
        Files.setLastModifiedTime(file, FileTime.fromMillis(0));
        parse("--log-file-prefix=" + file, "--log-rotate-mode=time", "--log-rotate-when=d", "--log-rotate-interval=2");
        context.getLogger("a").info("new");
        context.stop();
        assertTrue(Files.readString(file).endsWith("] new\n"));
        try (var files = Files.list(folder)) {
            Path aside = files.filter(one -> !one.equals(file)).findFirst().orElseThrow();
            assertEquals("old\n", Files.readString(aside));
            assertTrue(aside.getFileName().toString().matches("app\\.log\\.(1969-12-31|1970-01-01)"), aside.toString());
        }
    }

    @Test
    void aLoggerMayBeSetUpAlone() {
        var alone = (Logger) LoggerFactory.getLogger("test.pretty.alone");
        alone.setAdditive(false);
        options.parseCommandLine(List.of("--log-file-prefix=" + folder.resolve("alone.log"), "--logging=debug"), false);
        Log.enablePrettyLogging(options, alone);
        Appender<ILoggingEvent> queue = alone.getAppender("typhoon-file");
        assertTrue(queue instanceof LogQueue && queue.isStarted());
        assertEquals(Level.DEBUG, alone.getLevel());
        assertNotEquals(Level.DEBUG, ((Logger) LoggerFactory.getLogger(Logger.ROOT_LOGGER_NAME)).getLevel());
        alone.detachAndStopAllAppenders();
        assertFalse(queue.isStarted());
    }

    @Test
    void aParserWithoutTheseOptionsIsToldWhatToCall() {
        assertEquals("the parser has no options of logging: call Log.defineLoggingOptions before it parses",
                assertThrows(IllegalStateException.class, () -> Log.enablePrettyLogging(new OptionParser())).getMessage());
    }

    static final class Program {
        public static void main(String[] args) {
            Log.defineLoggingOptions(Options.OPTIONS);
            Options.parseOrExit(args);
            Log.GENERAL.info("going on");
            System.out.println("ended");
        }
    }

    @Test
    void withoutLogbackOneLineSaysWhatToAddAndTheProgramGoesOn() throws Exception {
        String output = ChildJvm.run(Program.class, List.of("-Dslf4j.provider=org.slf4j.helpers.NOP_FallbackServiceProvider"));
        assertEquals(1, output.lines().filter(line -> line.contains("add ch.qos.logback:logback-classic")).count(), output);
        assertTrue(output.endsWith("ended\n"), output);
    }

    @Test
    void aMistakeOfTheCommandLineIsOneLine() throws Exception {
        assertEquals("PrettyLoggingTest$Program: --logging: expected one of debug, info, warning, error, none, got loud\n",
                ChildJvm.run(Program.class, List.of(), "--logging=loud"));
    }
}
