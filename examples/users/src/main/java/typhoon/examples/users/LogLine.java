package typhoon.examples.users;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.ThrowableProxyUtil;
import ch.qos.logback.core.LayoutBase;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/**
 * Tornado's log line: {@code [I 261123 13:00:00 Users:42] message}, its bracket coloured on a terminal. Further lines are indented by four
 * blanks and control characters are written out, so that nothing a client sends can look like a line of ours.
 */
public final class LogLine extends LayoutBase<ILoggingEvent> {
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("yyMMdd HH:mm:ss", Locale.ROOT).withZone(ZoneId.systemDefault());
    private static final String PLAIN = "\u001b[0m";

    private boolean coloured = isTerminal();

    /** Whether to colour the bracket: for logback's configuration. By default if standard error is a terminal and NO_COLOR is not set. */
    public void setColoured(boolean coloured) {
        this.coloured = coloured;
    }

    @Override
    public String doLayout(ILoggingEvent event) {
        var line = new StringBuilder(120);
        if (coloured) line.append(colour(event.getLevel()));
        line.append('[').append(event.getLevel().toString().charAt(0));
        line.append(' ').append(TIME.format(Instant.ofEpochMilli(event.getTimeStamp())));
        line.append(' ').append(source(event)).append(']');
        if (coloured) line.append(PLAIN);
        line.append(' ');
        write(event.getFormattedMessage(), line);
        if (event.getThrowableProxy() != null) write("\n" + ThrowableProxyUtil.asString(event.getThrowableProxy()).stripTrailing(), line);
        return line.append('\n').toString();
    }

    /** File and line where they were asked for, else the last word of the logger's name. */
    private static String source(ILoggingEvent event) {
        if (event.hasCallerData() && event.getCallerData().length > 0) {
            StackTraceElement caller = event.getCallerData()[0];
            if (caller.getFileName() != null) return caller.getFileName().replaceFirst("\\.java$", "") + ":" + caller.getLineNumber();
        }
        return event.getLoggerName().substring(event.getLoggerName().lastIndexOf('.') + 1);
    }

    private static void write(String text, StringBuilder line) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '\n') line.append("\n    ");
            else if (c == '\t' || !Character.isISOControl(c)) line.append(c);
            else line.append(String.format("\\x%02x", (int) c));
        }
    }

    private static String colour(Level level) {
        int colour = switch (level.levelInt) {
            case Level.ERROR_INT -> 1;
            case Level.WARN_INT -> 3;
            case Level.INFO_INT -> 2;
            default -> 4;
        };
        return "\u001b[3" + colour + "m";
    }

    /** Java can ask this of standard input and output only, so Linux is asked where standard error leads. */
    @SuppressWarnings("SystemConsoleNull")           // the JDK no longer gives null here, but its signature says it may
    private static boolean isTerminal() {
        if (System.getenv("NO_COLOR") != null) return false;
        try {
            return Files.readSymbolicLink(Path.of("/proc/self/fd/2")).toString().matches("/dev/(pts/|tty).*");
        } catch (Exception _) {
            return System.console() != null && System.console().isTerminal();
        }
    }
}
