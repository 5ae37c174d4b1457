package typhoon.escape;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * References to characters, read as browsers read them: HTML section 13.2.5.72. The names are those of the standard's table; about a
 * hundred of them, which are older, need no semicolon.
 */
final class Entities {
    private static final int LONGEST = 32;          // CounterClockwiseContourIntegral and its semicolon
    private static final int[] WINDOWS_1252 = {
        0x20AC, 0x81, 0x201A, 0x192, 0x201E, 0x2026, 0x2020, 0x2021, 0x2C6, 0x2030, 0x160, 0x2039, 0x152, 0x8D, 0x17D, 0x8F,
        0x90, 0x2018, 0x2019, 0x201C, 0x201D, 0x2022, 0x2013, 0x2014, 0x2DC, 0x2122, 0x161, 0x203A, 0x153, 0x9D, 0x17E, 0x178};
    private static final Map<String, String> NAMES = read();

    private final String text;
    private final StringBuilder plain;

    private Entities(String text) {
        this.text = text;
        this.plain = new StringBuilder(text.length());
    }

    static String unescape(String text) {
        int first = text.indexOf('&');
        return first < 0 ? text : new Entities(text).unescape(first);
    }

    private String unescape(int first) {
        int from = 0;
        for (int and = first; and >= 0; and = text.indexOf('&', from)) {
            plain.append(text, from, and);
            from = text.startsWith("#", and + 1) ? number(and) : name(and);
        }
        return plain.append(text, from, text.length()).toString();
    }

    /** Appends what a number stands for; where the text goes on. */
    private int number(int and) {
        boolean hex = text.startsWith("x", and + 2) || text.startsWith("X", and + 2);
        int radix = hex ? 16 : 10;
        int from = and + (hex ? 3 : 2);
        int to = from;
        int code = 0;
        for (; to < text.length() && digit(text.charAt(to), radix) >= 0; to++)
            code = Math.min(code * radix + digit(text.charAt(to), radix), Character.MAX_CODE_POINT + 1);       // never overflows
        if (to == from) return literally(and);
        append(code);
        return text.startsWith(";", to) ? to + 1 : to;
    }

    private void append(int code) {
        if (code >= 0x80 && code < 0xA0) plain.appendCodePoint(WINDOWS_1252[code - 0x80]);
        else if (code == 0 || code > Character.MAX_CODE_POINT || code >= 0xD800 && code < 0xE000) plain.append('\uFFFD');
        else if (!isNothing(code)) plain.appendCodePoint(code);
    }

    /** Controls, and the code points that are no characters: Python drops them, browsers complain. */
    private static boolean isNothing(int code) {
        return code < 0x20 && code != '\t' && code != '\n' && code != '\f' && code != '\r' || code == 0x7F
                || code >= 0xFDD0 && code <= 0xFDEF || (code & 0xFFFE) == 0xFFFE;
    }

    /** Appends what the longest name stands for; where the text goes on. */
    private int name(int and) {
        int end = and + 1;
        while (end < text.length() && end - and <= LONGEST && Character.isLetterOrDigit(text.charAt(end))) end++;
        if (text.startsWith(";", end)) end++;
        for (int to = end; to > and + 1; to--) {
            if (NAMES.get(text.substring(and + 1, to)) instanceof String meant) {
                plain.append(meant);
                return to;
            }
        }
        return literally(and);
    }

    private int literally(int and) {
        plain.append('&');
        return and + 1;
    }

    private static int digit(char c, int radix) {
        return c < 0x80 ? Character.digit(c, radix) : -1;
    }

    private static Map<String, String> read() {
        var names = new HashMap<String, String>(4000);
        var in = Objects.requireNonNull(Entities.class.getResourceAsStream("entities.txt"), "entities.txt is not beside its class");
        try (var lines = new BufferedReader(new InputStreamReader(in, UTF_8))) {
            while (lines.readLine() instanceof @Nullable String line) add(names, line);
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
        return names;
    }

    /** {@code amp* 26}: the star says that the name needs no semicolon. */
    private static void add(Map<String, String> names, String line) {
        String[] parts = line.split(" ", -1);
        var meant = new StringBuilder(2);
        for (int i = 1; i < parts.length; i++) meant.appendCodePoint(Integer.parseInt(parts[i], 16));
        boolean bare = parts[0].endsWith("*");
        String name = bare ? parts[0].substring(0, parts[0].length() - 1) : parts[0];
        names.put(name + ";", meant.toString());
        if (bare) names.put(name, meant.toString());
    }
}
