package typhoon.http;

/** What may stand in names and values, RFC 9110 section 5. */
final class Tokens {
    private static final boolean[] TOKEN = new boolean[128];

    private Tokens() {}

    static {
        String allowed = "!#$%&'*+-.^_`|~0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ";
        for (int i = 0; i < allowed.length(); i++) TOKEN[allowed.charAt(i)] = true;
    }

    static boolean isTokenChar(char c) {
        return c < 128 && TOKEN[c];
    }

    static boolean isToken(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (!isTokenChar(text.charAt(i))) return false;
        }
        return !text.isEmpty();
    }

    /** The only white space that HTTP knows within a line. */
    static boolean isBlank(char c) {
        return c == ' ' || c == '\t';
    }

    /** {@code text} without blanks at its ends; other white space stays, and is refused. */
    static String trim(String text) {
        int from = 0;
        int to = text.length();
        while (from < to && isBlank(text.charAt(from))) from++;
        while (from < to && isBlank(text.charAt(to - 1))) to--;
        return text.substring(from, to);
    }

    static boolean isFieldValue(String text) {
        if (text.isEmpty()) return true;
        if (text.charAt(0) <= ' ' || text.charAt(text.length() - 1) <= ' ') return false;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c < ' ' && c != '\t' || c == 0x7F || c > 0xFF) return false;
        }
        return true;
    }

    /** {@code text} in quotes, safe to be shown in a log: controls and what is beyond ASCII escaped, at most 100 characters. */
    static String quoted(String text) {
        var shown = new StringBuilder("\"");
        for (int i = 0; i < Math.min(text.length(), 100); i++) {
            char c = text.charAt(i);
            if (c < ' ' || c > '~') shown.append(String.format("\\u%04x", (int) c));
            else shown.append(c);
        }
        return shown.append(text.length() > 100 ? "…\"" : "\"").toString();
    }
}
