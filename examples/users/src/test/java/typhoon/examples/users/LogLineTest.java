package typhoon.examples.users;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.LoggingEvent;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

class LogLineTest {
    private final LogLine layout = new LogLine();

    @Test
    void aLineBeginsAsTornadosDoes() {
        layout.setColoured(false);
        assertTrue(line(Level.INFO, "hello", null).matches("\\[I \\d{6} \\d\\d:\\d\\d:\\d\\d access\\] hello\n"));
        assertTrue(line(Level.ERROR, "hello", null).startsWith("[E "));
    }

    @Test
    void fileAndLineAreShownWhereTheyAreKnown() {
        layout.setColoured(false);
        var event = event(Level.WARN, "hello", null);
        event.setCallerData(new StackTraceElement[] {new StackTraceElement("a.b.Users$Feed", "open", "Users.java", 42)});
        assertTrue(layout.doLayout(event).contains(" Users:42] hello"));
    }

    @Test
    void theBracketIsColouredOnATerminal() {
        layout.setColoured(true);
        assertTrue(line(Level.INFO, "hello", null).matches("\u001b\\[32m\\[I [^\u001b]*\\]\u001b\\[0m hello\n"));
        assertTrue(line(Level.WARN, "hello", null).startsWith("\u001b[33m"));
        assertTrue(line(Level.ERROR, "hello", null).startsWith("\u001b[31m"));
        assertTrue(line(Level.DEBUG, "hello", null).startsWith("\u001b[34m"));
    }

    @Test
    void nothingInAMessageCanLookLikeALineOfOurs() {
        layout.setColoured(false);
        String line = line(Level.INFO, "a\r\n[I 261123 00:00:00 Users:1] forged \u001b[2J\tb\u0000\u009b", null);
        assertEquals("a\\x0d\n    [I 261123 00:00:00 Users:1] forged \\x1b[2J\tb\\x00\\x9b\n", line.substring(line.indexOf("] ") + 2));
    }

    @Test
    void aStackTraceIsIndented() {
        layout.setColoured(false);
        var lines = line(Level.ERROR, "failed", new IllegalStateException("why\nindeed")).lines().toList();
        assertEquals("    java.lang.IllegalStateException: why", lines.get(1));
        assertTrue(lines.subList(1, lines.size()).stream().allMatch(line -> line.startsWith("    ")), lines.toString());
        assertTrue(lines.stream().anyMatch(line -> line.contains("LogLineTest")));
    }

    private String line(Level level, String message, @Nullable Throwable problem) {
        return layout.doLayout(event(level, message, problem));
    }

    private static LoggingEvent event(Level level, String message, @Nullable Throwable problem) {
        var logger = (Logger) LoggerFactory.getLogger("typhoon.access");
        var event = new LoggingEvent("", logger, level, message, problem, null);
        event.setCallerData(new StackTraceElement[0]);
        return event;
    }
}
