package typhoon.ioloop;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Reads the JSON that the JVM writes about itself, without a library: the watchdog looks when a class loader may be what is stuck. Numbers
 * and literals stay text; what is malformed is an {@link IllegalStateException}.
 */
final class JsonText {
    private static final Pattern TOKEN = Pattern.compile("\\s*+(?:\"([^\"\\\\]*+(?:\\\\.[^\"\\\\]*+)*+)\"|([\\[\\]{},:])|([\\w.+-]++))");
    private static final Pattern ESCAPE = Pattern.compile("\\\\(?:u([0-9a-fA-F]{4})|(.))");

    private final Matcher tokens;

    JsonText(String text) {
        tokens = TOKEN.matcher(text);
    }

    /** The next value: a Map, a List, a String, or null. */
    @Nullable Object value() {
        next();
        return afterNext();
    }

    private @Nullable Object afterNext() {
        if (tokens.group(1) instanceof String text) return text.indexOf('\\') < 0 ? text : unescape(text);
        if (tokens.group(3) instanceof String literal) return literal.equals("null") ? null : literal;
        return isSign("{") ? object() : array();
    }

    private Map<String, @Nullable Object> object() {
        var members = new LinkedHashMap<String, @Nullable Object>();
        for (next(); !isSign("}"); next()) {
            if (isSign(",")) continue;
            String name = String.valueOf(afterNext());
            next();                             // the colon
            members.put(name, value());
        }
        return members;
    }

    private List<@Nullable Object> array() {
        var elements = new ArrayList<@Nullable Object>();
        for (next(); !isSign("]"); next()) {
            if (!isSign(",")) elements.add(afterNext());
        }
        return elements;
    }

    private boolean isSign(String sign) {
        return sign.equals(tokens.group(2));
    }

    private void next() {
        if (!tokens.find()) throw new IllegalStateException("the text ended within a value");
    }

    private static String unescape(String text) {
        return ESCAPE.matcher(text).replaceAll(found -> Matcher.quoteReplacement(
                found.group(1) != null ? Character.toString(Integer.parseInt(found.group(1), 16)) : letter(found.group(2))));
    }

    private static String letter(String escaped) {
        return switch (escaped) {
            case "n" -> "\n";
            case "t" -> "\t";
            case "r" -> "\r";
            case "b" -> "\b";
            case "f" -> "\f";
            default -> escaped;
        };
    }
}
