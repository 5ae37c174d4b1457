package typhoon.web;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Values from query and form: cleaned, and read as the type of their default. */
final class Arguments {
    private static final int SHOWN = 40;        // characters of a value

    private Arguments() {}

    /** The values of {@code name}, each without control characters and, if {@code strip}, without white space at its ends. */
    static List<String> all(Map<String, List<String>> from, String name, boolean strip) {
        return from.getOrDefault(name, List.of()).stream().map(value -> clean(value, strip)).toList();
    }

    /** As {@link #all}, of the query and then of the form. */
    static List<String> all(RequestHandler handler, String name, boolean strip) {
        var all = new ArrayList<>(all(handler.queryArguments(), name, strip));
        all.addAll(all(handler.bodyArguments(), name, strip));
        return List.copyOf(all);
    }

    /** The values as {@code type}. */
    static <T> List<T> typed(String name, List<String> values, Class<T> type) {
        Scalar.required(type);
        var typed = new ArrayList<T>(values.size());
        for (String value : values) typed.add(read(name, value, type));
        return List.copyOf(typed);
    }

    /** The last value of {@code name}: of a field sent twice Tornado takes that. Null if there is none. */
    static @Nullable String last(Map<String, List<String>> from, String name) {
        return last(from, name, true);
    }

    static @Nullable String last(Map<String, List<String>> from, String name, boolean strip) {
        List<String> values = from.getOrDefault(name, List.of());
        return values.isEmpty() ? null : clean(values.getLast(), strip);
    }

    /** As {@link #last(Map, String)}, of form and query, the form's before the query's. */
    static @Nullable String find(RequestHandler handler, String name) {
        return find(handler, name, true);
    }

    static @Nullable String find(RequestHandler handler, String name, boolean strip) {
        String sent = last(handler.bodyArguments(), name, strip);
        return sent == null ? last(handler.queryArguments(), name, strip) : sent;
    }

    static String required(String name, @Nullable String value) {
        if (value == null) throw new MissingArgumentError(name);
        return value;
    }

    static <T> T required(String name, @Nullable String value, Class<T> type) {
        return read(name, required(name, value), type);
    }

    /** The value as what {@code absent} is, or that. */
    @SuppressWarnings("unchecked")
    static <T> T or(String name, @Nullable String value, T absent) {
        Class<?> type = absent instanceof Enum<?> constant ? constant.getDeclaringClass() : absent.getClass();
        return value == null ? absent : read(name, value, (Class<T>) type);
    }

    /** Strict UTF-8. */
    static String decoded(byte[] value, @Nullable String name) {
        try {
            return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(value)).toString();
        } catch (CharacterCodingException _) {
            throw new HttpError(400).detail(name == null ? "the path is not UTF-8" : "argument " + shown(name) + " is not UTF-8");
        }
    }

    static String shown(String text) {
        return text.length() > SHOWN ? text.substring(0, SHOWN) + "…" : text;
    }

    @SuppressWarnings("unchecked")      // what is read as int is an Integer
    private static <T> T read(String name, String value, Class<T> type) {
        Scalar scalar = Scalar.required(type);
        if (scalar.read(value) instanceof Object read) return (T) read;
        String problem = "argument " + name + ": expected " + scalar.expected() + ", got \"" + shown(value) + "\"";
        throw new HttpError(400).detail(problem);
    }

    /** U+0000 to 0008 and U+000E to 001F become a space each. */
    static String clean(String value, boolean strip) {
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
