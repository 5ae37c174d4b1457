package typhoon.netty;

/** Text of a peer on its way into a log: one line, and no control characters that a terminal or a log viewer would obey. */
public final class LogText {
    private LogText() {}

    /** {@code text} with control characters as {@code \xNN} or, beyond U+00FF, as escapes of Java's. */
    public static String line(String text) {
        int clean = 0;
        while (clean < text.length() && isHarmless(text.charAt(clean))) clean++;
        if (clean == text.length()) return text;
        var escaped = new StringBuilder(text.length() + 16).append(text, 0, clean);
        for (int i = clean; i < text.length(); i++) {
            char c = text.charAt(i);
            if (isHarmless(c)) escaped.append(c);
            else escaped.append(c > 0xFF ? "\\u%04x".formatted((int) c) : "\\x%02x".formatted((int) c));
        }
        return escaped.toString();
    }

    private static boolean isHarmless(char c) {
        return c >= ' ' && c < 0x7F || c > 0x9F && !isUnseen(c);
    }

    /** Line and paragraph separators, and what turns the direction of text. */
    private static boolean isUnseen(char c) {
        return c >= '\u2028' && c <= '\u202E' || c >= '\u2066' && c <= '\u2069';
    }
}
