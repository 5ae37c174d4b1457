package typhoon.log;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.LoggingEvent;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

/** One record, one line. */
class LogFormatterTest {
    private final LogFormatter formatter = new LogFormatter();

    @BeforeEach
    void withoutColours() {
        formatter.setColor(false);
    }

    @Test
    void aLineBeginsAsTornadosDoes() {
        var event = event(Level.INFO, "hello", null);
        event.setTimeStamp(LocalDateTime.of(2026, 11, 23, 13, 0, 5).atZone(ZoneId.systemDefault()).toInstant().toEpochMilli());
        assertEquals("[I 261123 13:00:05 access] hello\n", formatter.doLayout(event));
        assertTrue(line(Level.ERROR, "hello", null).matches("\\[E \\d{6} \\d\\d:\\d\\d:\\d\\d access\\] hello\n"));
    }

    @Test
    void fileAndLineAreShownWhereTheyAreKnown() {
        var event = event(Level.WARN, "hello", null);
        event.setCallerData(new StackTraceElement[] {new StackTraceElement("a.b.Users$Feed", "open", "Users.java", 42)});
        assertTrue(formatter.doLayout(event).contains(" Users:42] hello"));
    }

    @Test
    void theBracketIsColouredByLevelWhenAsked() {
        formatter.setColor(true);
        assertTrue(line(Level.INFO, "hello", null).matches("\u001b\\[32m\\[I [^\u001b]*\\]\u001b\\[0m hello\n"));
        assertTrue(line(Level.WARN, "hello", null).startsWith("\u001b[33m"));
        assertTrue(line(Level.ERROR, "hello", null).startsWith("\u001b[31m"));
        assertTrue(line(Level.DEBUG, "hello", null).startsWith("\u001b[34m"));
        formatter.setColors(Map.of(org.slf4j.event.Level.ERROR, 5));
        assertTrue(line(Level.ERROR, "hello", null).startsWith("\u001b[35m"));
        assertTrue(line(Level.INFO, "hello", null).matches("\\[I [^\u001b]*\\] hello\n"));
    }

    @Test
    void nothingInAMessageCanLookLikeALineOfOurs() {
        String line = line(Level.INFO, "a\r\n[I 261123 00:00:00 Users:1] forged \u001b[2J\tb\u0000\u009b\u202e", null);
        assertEquals("a\\x0d\n    [I 261123 00:00:00 Users:1] forged \\x1b[2J\tb\\x00\\x9b\\u202e\n",
                line.substring(line.indexOf("] ") + 2));
    }

    @Test
    void lettersOfAllScriptsStayAsTheyAre() {
        String line = line(Level.INFO, "\u00e9 \u4e2d\u6587 \ud83c\udf00", null);
        assertEquals("\u00e9 \u4e2d\u6587 \ud83c\udf00\n", line.substring(line.indexOf("] ") + 2));
    }

    @Test
    void aStackTraceIsIndented() {
        var lines = line(Level.ERROR, "failed", new IllegalStateException("why\nindeed")).lines().toList();
        assertEquals("    java.lang.IllegalStateException: why", lines.get(1));
        assertTrue(lines.subList(1, lines.size()).stream().allMatch(line -> line.startsWith("    ")), lines.toString());
        assertTrue(lines.stream().anyMatch(line -> line.contains("LogFormatterTest")));
    }

    @Test
    void aMessageThatCannotBeMadeIsShownAsBadAndNotThrown() {
        var broken = new Object() {
            @Override
            public String toString() {
                throw new IllegalStateException("no name");
            }
        };
        assertTrue(line(Level.INFO, "one {} two {}", null, 1).endsWith("] one 1 two {}\n"));
        assertTrue(line(Level.INFO, "it is {}", null, broken).contains("] it is [FAILED toString()]"));
        var event = new LoggingEvent() {
            @Override
            public String getFormattedMessage() {
                throw new IllegalStateException("broken");
            }
        };
        event.setLoggerName("a.b");
        event.setLevel(Level.INFO);
        event.setMessage("it is {}");
        assertTrue(formatter.doLayout(event).endsWith("] Bad message (java.lang.IllegalStateException: broken): it is {}\n"));
    }

    @Test
    void theFormatAndTheDateCanBeYours() {
        formatter.setFormat("{levelName} {logger} {time}: {message} ({source})");
        formatter.setDateFormat("yyyy");
        assertTrue(line(Level.WARN, "hello", null).matches("WARN typhoon.access 20\\d\\d: hello \\(access\\)\n"));
        var unknown = assertThrows(IllegalArgumentException.class, () -> formatter.setFormat("{levle} {message}"));
        assertEquals("a format may name color, endColor, level, levelName, time, source, logger, thread and message, not levle",
                unknown.getMessage());
    }

    @Test
    void theDefaultsArePublicForWhoWantsToChangeAPartOfThem() {
        formatter.setFormat(LogFormatter.DEFAULT_FORMAT.replace("{source}", "{logger}"));
        formatter.setDateFormat(LogFormatter.DEFAULT_DATE_FORMAT.replace("yy", "yyyy"));
        assertTrue(line(Level.ERROR, "hello", null).matches("\\[E 20\\d{6} \\d\\d:\\d\\d:\\d\\d typhoon.access\\] hello\n"));
        assertEquals(1, LogFormatter.DEFAULT_COLORS.get(org.slf4j.event.Level.ERROR));
    }

    private String line(Level level, String message, @Nullable Throwable problem, Object... arguments) {
        return formatter.doLayout(event(level, message, problem, arguments));
    }

    private static LoggingEvent event(Level level, String message, @Nullable Throwable problem, Object... arguments) {
        var logger = (Logger) LoggerFactory.getLogger("typhoon.access");
        var event = new LoggingEvent("", logger, level, message, problem, arguments);
        event.setCallerData(new StackTraceElement[0]);
        return event;
    }
}
