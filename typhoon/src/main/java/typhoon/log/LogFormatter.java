package typhoon.log;

import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.ThrowableProxyUtil;
import ch.qos.logback.core.LayoutBase;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.slf4j.event.Level;
import typhoon.netty.Logs;

/**
 * Tornado's line: {@code [I 261123 13:00:00 Users:42] message}, its bracket coloured on a terminal. A layout of logback.
 *
 * {@snippet class="typhoon.snippets.LogSnippets" region="formatter"}
 *
 * <p>Or in its configuration file:
 *
 * {@snippet lang="xml" :
 * <encoder class="ch.qos.logback.core.encoder.LayoutWrappingEncoder">
 *     <layout class="typhoon.log.LogFormatter"/>
 * </encoder>
 * }
 *
 * <p>Further lines, of messages and stacks, are indented by four blanks, and control characters other than tab are written out: nothing
 * that a client sends can look like a line of ours, or move the cursor. A message that cannot be made is shown as {@code Bad message},
 * never thrown. Safe for all threads once it is set up. Source: Tornado's {@code log.LogFormatter}.
 */
@SuppressWarnings("exports") // who names this class in a configuration of logback has logback
public final class LogFormatter extends LayoutBase<ILoggingEvent> {
    /**
     * What a line is made of: {@code {color}}, {@code {endColor}}, {@code {level}} (its letter), {@code {levelName}}, {@code {time}},
     * {@code {source}} (file and line, or the last word of the logger's name where they are not known), {@code {logger}}, {@code {thread}},
     * {@code {message}}.
     */
    public static final String DEFAULT_FORMAT = "{color}[{level} {time} {source}]{endColor} {message}";

    /** Year to second in the default time zone, in the letters of {@link DateTimeFormatter}. */
    public static final String DEFAULT_DATE_FORMAT = "yyMMdd HH:mm:ss";

    /** Numbers of the terminal's colours: blue, green, yellow, red. */
    public static final Map<Level, Integer> DEFAULT_COLORS =
            Map.of(Level.TRACE, 4, Level.DEBUG, 4, Level.INFO, 2, Level.WARN, 3, Level.ERROR, 1);

    private static final Pattern PLACE = Pattern.compile("\\{(\\w+)\\}");
    private static final String NO_COLOR = "\u001b[0m";

    private List<BiConsumer<ILoggingEvent, StringBuilder>> parts = parts(DEFAULT_FORMAT);
    private DateTimeFormatter date = date(DEFAULT_DATE_FORMAT);
    private Map<Level, Integer> colors = DEFAULT_COLORS;
    private boolean color = Terminal.isStandardError();
    private Second latest = new Second(Long.MIN_VALUE, "");     // one of them, whichever thread has set it last

    /** The text of one second. */
    private record Second(long epoch, String text) {}

    /** With the defaults, in colours if standard error is a terminal and {@code NO_COLOR} is not set in the environment. */
    public LogFormatter() {}

    /** Whether to colour. */
    public void setColor(boolean color) {
        this.color = color;
    }

    /** The colour of each level; one that has none is not coloured. */
    public void setColors(Map<Level, Integer> colors) {
        this.colors = Map.copyOf(colors);
    }

    /** What a line is made of; {@link IllegalArgumentException} if it names something that is not in {@link #DEFAULT_FORMAT}'s list. */
    public void setFormat(String format) {
        parts = parts(format);
    }

    /** How a moment is written; {@link IllegalArgumentException} if that is no pattern of {@link DateTimeFormatter}. */
    public void setDateFormat(String pattern) {
        date = date(pattern);
        latest = new Second(Long.MIN_VALUE, "");
    }

    private static DateTimeFormatter date(String pattern) {
        return DateTimeFormatter.ofPattern(pattern, Locale.ROOT).withZone(ZoneId.systemDefault());
    }

    private List<BiConsumer<ILoggingEvent, StringBuilder>> parts(String format) {
        var found = new ArrayList<BiConsumer<ILoggingEvent, StringBuilder>>();
        Matcher place = PLACE.matcher(format);
        int end = 0;
        while (place.find()) {
            String between = format.substring(end, place.start());
            if (!between.isEmpty()) found.add((_, line) -> line.append(between));
            found.add(part(place.group(1)));
            end = place.end();
        }
        String rest = format.substring(end);
        if (!rest.isEmpty()) found.add((_, line) -> line.append(rest));
        return List.copyOf(found);
    }

    private BiConsumer<ILoggingEvent, StringBuilder> part(String name) {
        return switch (name) {
            case "color" -> this::begin;
            case "endColor" -> this::end;
            case "level" -> (event, line) -> line.append(event.getLevel().toString().charAt(0));
            case "levelName" -> (event, line) -> line.append(event.getLevel());
            case "time" -> (event, line) -> line.append(time(event));
            case "source" -> (event, line) -> line.append(source(event));
            case "logger" -> (event, line) -> line.append(event.getLoggerName());
            case "thread" -> (event, line) -> line.append(event.getThreadName());
            case "message" -> (event, line) -> line.append(message(event));
            default -> throw new IllegalArgumentException("a format may name color, endColor, level, levelName, time, source, logger, "
                    + "thread and message, not " + name);
        };
    }

    /** One record as text, with a line feed at its end. */
    @Override
    public String doLayout(ILoggingEvent event) {
        var line = new StringBuilder(160);
        for (BiConsumer<ILoggingEvent, StringBuilder> part : parts) part.accept(event, line);
        if (event.getThrowableProxy() != null)
            line.append(Logs.shown("\n" + ThrowableProxyUtil.asString(event.getThrowableProxy()).stripTrailing()));
        return line.append('\n').toString();
    }

    private void begin(ILoggingEvent event, StringBuilder line) {
        Integer number = color ? colors.get(Level.valueOf(event.getLevel().toString())) : null;
        if (number != null) line.append("\u001b[3").append(number).append('m');
    }

    private void end(ILoggingEvent event, StringBuilder line) {
        if (color && colors.containsKey(Level.valueOf(event.getLevel().toString()))) line.append(NO_COLOR);
    }

    private String time(ILoggingEvent event) {
        long second = Math.floorDiv(event.getTimeStamp(), 1000L);
        Second known = latest;
        if (known.epoch != second) latest = known = new Second(second, date.format(Instant.ofEpochMilli(event.getTimeStamp())));
        return known.text;
    }

    private static String source(ILoggingEvent event) {
        if (event.hasCallerData() && event.getCallerData().length > 0) {
            StackTraceElement caller = event.getCallerData()[0];
            if (caller.getFileName() instanceof String file) return file.replaceFirst("\\.java$", "") + ":" + caller.getLineNumber();
        }
        return event.getLoggerName().substring(event.getLoggerName().lastIndexOf('.') + 1);
    }

    private static String message(ILoggingEvent event) {
        try {
            return Logs.shown(event.getFormattedMessage());
        } catch (RuntimeException problem) {
            return Logs.shown("Bad message (" + problem + "): " + event.getMessage());
        }
    }
}
