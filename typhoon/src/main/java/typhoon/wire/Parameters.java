package typhoon.wire;

import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import typhoon.http.HttpInputError;

/**
 * A header value and its parameters, {@code form-data; name="a"; filename="b;c"}: RFC 9110 section 5.6.6. In quotes a backslash protects a
 * quote and a backslash and stands for itself before all others, for browsers do not double it. What could be read in two ways, a name
 * twice for instance, is refused. One pass.
 */
final class Parameters {
    private final String text;
    private final String value;
    private final Map<String, String> byName = new HashMap<>();
    private int at;

    /**
     * Reads {@code text}, of which one character is one byte.
     *
     * @throws HttpInputError 400 if it is malformed
     */
    Parameters(String text) {
        this.text = text;
        at = end();
        value = text.substring(0, at).strip().toLowerCase(Locale.ROOT);
        while (at < text.length()) parameter();
    }

    /** What stands before the first parameter, in lower case. */
    String value() {
        return value;
    }

    /** The parameter of that name, which is in lower case; null if there is none. */
    @Nullable String get(String name) {
        return byName.get(name);
    }

    /** At the semicolon before it. */
    private void parameter() {
        at++;
        skipBlanks();
        if (at == text.length() || text.charAt(at) == ';') return;
        String name = name();
        String itsValue = at < text.length() && text.charAt(at) == '"' ? quoted() : plain();
        skipBlanks();
        if (at < text.length() && text.charAt(at) != ';') throw new HttpInputError(400, "text behind the quotes of a parameter");
        if (byName.put(name, itsValue) != null) throw new HttpInputError(400, "a parameter that is there twice");
    }

    private String name() {
        int from = at;
        while (at < text.length() && text.charAt(at) < 256 && Octets.TOKEN[text.charAt(at)]) at++;
        if (at == from || at == text.length() || text.charAt(at) != '=') throw new HttpInputError(400, "a parameter that is no name=value");
        return text.substring(from, at++).toLowerCase(Locale.ROOT);
    }

    private String plain() {
        int from = at;
        at = end();
        String plain = text.substring(from, at).strip();
        if (plain.indexOf('"') >= 0) throw new HttpInputError(400, "a quote within a parameter");
        return plain;
    }

    private String quoted() {
        var plain = new StringBuilder();
        for (at++; at < text.length(); at++) {
            char c = text.charAt(at);
            if (c == '"') {
                at++;
                return plain.toString();
            }
            if (c == '\\' && at + 1 < text.length() && isProtected(text.charAt(at + 1))) c = text.charAt(++at);
            plain.append(c);
        }
        throw new HttpInputError(400, "a quoted parameter that does not end");
    }

    private static boolean isProtected(char c) {
        return c == '"' || c == '\\';
    }

    private void skipBlanks() {
        while (at < text.length() && (text.charAt(at) == ' ' || text.charAt(at) == '\t')) at++;
    }

    /** The next semicolon, or the end. */
    private int end() {
        int semicolon = text.indexOf(';', at);
        return semicolon < 0 ? text.length() : semicolon;
    }
}
