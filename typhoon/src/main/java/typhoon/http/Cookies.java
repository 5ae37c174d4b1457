package typhoon.http;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The syntax of Cookie lines, read as browsers write them. Time is linear in the length, whatever the peer sends (CVE-2024-7592).
 *
 * {@snippet class="typhoon.snippets.HttpSnippets" region="cookies"}
 */
public final class Cookies {
    private Cookies() {}

    /**
     * The cookies of a Cookie line by name, in the order of the line. The last of several with one name counts. Values in double quotes are
     * unquoted. Pieces whose name cannot be a cookie's are left out: nothing in this line is worth refusing a request.
     */
    public static Map<String, String> parse(String header) {
        var cookies = new LinkedHashMap<String, String>();
        int from = 0;
        while (from < header.length()) {
            int end = header.indexOf(';', from);
            if (end < 0) end = header.length();
            int equals = header.indexOf('=', from, end);        // a search to the end of all would be made again for each piece
            if (equals >= 0) {
                String name = header.substring(from, equals).strip();
                if (Cookie.isName(name)) cookies.put(name, unquote(header.substring(equals + 1, end).strip()));
            }
            from = end + 1;
        }
        return cookies;
    }

    static boolean isLegal(char c) {
        return Tokens.isTokenChar(c) || c == ':';
    }

    /** {@code value} as it is when each character is harmless, else in quotes with escapes. */
    static String quote(String value) {
        boolean legal = !value.isEmpty();
        for (int i = 0; i < value.length() && legal; i++) legal = isLegal(value.charAt(i));
        if (legal) return value;
        var quoted = new StringBuilder("\"");
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            if (c == '"' || c == '\\') quoted.append('\\').append(c);
            else if (isLegal(c) || "()/<=>?@[]{}".indexOf(c) >= 0) quoted.append(c);
            else quoted.append('\\').append((char) ('0' + (c >> 6))).append((char) ('0' + (c >> 3 & 7))).append((char) ('0' + (c & 7)));
        }
        return quoted.append('"').toString();
    }

    /** The content of a quoted value: {@code \ooo} is the character of that octal number, {@code \x} is x. */
    static String unquote(String value) {
        int last = value.length() - 1;
        if (last < 1 || value.charAt(0) != '"' || value.charAt(last) != '"') return value;
        var text = new StringBuilder(last);
        for (int i = 1; i < last; i++) {
            char c = value.charAt(i);
            if (c != '\\' || i + 1 == last) {
                text.append(c);
            } else if (i + 3 < last && isOctal(value, i + 1)) {
                text.append((char) Integer.parseInt(value, i + 1, i + 4, 8));
                i += 3;
            } else {
                text.append(value.charAt(++i));
            }
        }
        return text.toString();
    }

    private static boolean isOctal(String text, int at) {
        return text.charAt(at) >= '0' && text.charAt(at) <= '3' && isOctalDigit(text.charAt(at + 1)) && isOctalDigit(text.charAt(at + 2));
    }

    private static boolean isOctalDigit(char c) {
        return c >= '0' && c <= '7';
    }
}
