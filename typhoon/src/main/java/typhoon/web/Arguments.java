package typhoon.web;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import typhoon.httpserver.HttpServerRequest;

/** Values from query and form: cleaned, and read as the type of their default. */
final class Arguments {
    private Arguments() {}

    /** The values of {@code name}, each without control characters and, if {@code strip}, without white space at its ends. */
    static List<String> all(Map<String, List<String>> from, String name, boolean strip) {
        return from.getOrDefault(name, List.of()).stream().map(value -> clean(value, strip)).toList();
    }

    /** The last value of {@code name}: of a field sent twice Tornado takes that. Null if there is none. */
    static @Nullable String last(Map<String, List<String>> from, String name) {
        List<String> values = from.getOrDefault(name, List.of());
        return values.isEmpty() ? null : clean(values.getLast(), true);
    }

    /** As {@link #last}, of form and query, the form's before the query's. */
    static @Nullable String find(HttpServerRequest request, String name) {
        String sent = last(request.bodyArguments(), name);
        return sent == null ? last(request.queryArguments(), name) : sent;
    }

    static String required(String name, @Nullable String value) {
        if (value == null) throw new MissingArgumentError(name);
        return value;
    }

    static int toInt(String name, String value) {
        try {
            return Integer.parseInt(value);
        } catch (NumberFormatException _) {
            throw mistyped(name, "int", value);
        }
    }

    static long toLong(String name, String value) {
        try {
            return Long.parseLong(value);
        } catch (NumberFormatException _) {
            throw mistyped(name, "long", value);
        }
    }

    /** Decimal notation only: no NaN, no infinity, no hexadecimal, no trailing f or d, all of which Java would take. */
    static double toDouble(String name, String value) {
        double number = value.matches("[-+]?(\\d+\\.?\\d*|\\.\\d+)([eE][-+]?\\d+)?") ? Double.parseDouble(value) : Double.NaN;
        if (!Double.isFinite(number)) throw mistyped(name, "double", value);
        return number;
    }

    static boolean toBoolean(String name, String value) {
        return switch (value) {
            case "true", "1", "on" -> true;
            case "false", "0", "off" -> false;
            default -> throw mistyped(name, "true or false", value);
        };
    }

    private static HttpError mistyped(String name, String expected, String value) {
        String shown = value.length() > 40 ? value.substring(0, 40) + "…" : value;
        String problem = "argument " + name + ": expected " + expected + ", got \"" + shown + "\"";
        return new HttpError(400).detail(problem);
    }

    /** U+0000 to 0008 and U+000E to 001F become a space each. */
    private static String clean(String value, boolean strip) {
        var clean = new StringBuilder(value.length());
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            clean.append(c <= 8 || c >= 0x0E && c < ' ' ? ' ' : c);
        }
        int from = 0;
        int to = clean.length();
        while (strip && from < to && isSpace(clean.charAt(from))) from++;
        while (strip && from < to && isSpace(clean.charAt(to - 1))) to--;
        return clean.substring(from, to);
    }

    /** White space as Python's strip() sees it; Java's leaves the four kinds of no-break space and U+0085. */
    private static boolean isSpace(char c) {
        return Character.isWhitespace(c) || Character.isSpaceChar(c) || c == 0x85;
    }
}
