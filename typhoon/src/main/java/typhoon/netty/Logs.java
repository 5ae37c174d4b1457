package typhoon.netty;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.helpers.NOPLoggerFactory;

/** The loggers of Typhoon: SLF4J's, or where no backend of SLF4J is present one that still says on standard error what went wrong. */
public final class Logs {
    private Logs() {}

    /** The logger {@code name}: {@code typhoon.access}, {@code typhoon.application}, {@code typhoon.general} or {@code typhoon.stall}. */
    public static Logger of(String name) {
        return LoggerFactory.getILoggerFactory() instanceof NOPLoggerFactory ? new StandardError(name) : LoggerFactory.getLogger(name);
    }

    /**
     * Text that may come from a peer, made fit for a log: lines after the first are indented, so that none can pass for a line of ours, and
     * other control characters than tab, and what turns the direction of text, are written out.
     */
    public static String shown(String text) {
        int clean = 0;
        while (clean < text.length() && isHarmless(text.charAt(clean))) clean++;
        if (clean == text.length()) return text;
        var shown = new StringBuilder(text.length() + 16).append(text, 0, clean);
        for (int i = clean; i < text.length(); i++) {
            char c = text.charAt(i);
            if (isHarmless(c)) shown.append(c);
            else if (c == '\n') shown.append("\n    ");
            else shown.append(c > 0xFF ? "\\u%04x".formatted((int) c) : "\\x%02x".formatted((int) c));
        }
        return shown.toString();
    }

    private static boolean isHarmless(char c) {
        boolean turnsText = c >= '\u2028' && c <= '\u202E' || c >= '\u2066' && c <= '\u2069';
        return c >= ' ' && c < 0x7F || c == '\t' || c > 0x9F && !turnsText;
    }
}
