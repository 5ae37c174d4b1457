package typhoon.web;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A url with fields as Python's {@code format} has them: {@code {}}, {@code {0}}, {@code {name}}; braces of its own are doubled. */
final class UrlTemplate {
    private final String text;
    private final List<String> plain = new ArrayList<>();       // one more than there are fields, which stand between them
    private final List<String> fields = new ArrayList<>();

    private UrlTemplate(String text) {
        this.text = text;
    }

    /**
     * The template that {@code text} is.
     *
     * @throws IllegalArgumentException if it is none; the message says why
     */
    static UrlTemplate of(String text) {
        var template = new UrlTemplate(text);
        template.parse();
        return template;
    }

    private void parse() {
        var piece = new StringBuilder();
        int counted = 0;
        for (int at = 0; at < text.length(); at++) {
            char c = text.charAt(at);
            boolean brace = c == '{' || c == '}';
            if (!brace || text.startsWith(c == '{' ? "{{" : "}}", at)) {
                piece.append(c);
                if (brace) at++;
                continue;
            }
            int close = text.indexOf('}', at);
            String field = c == '{' && close > 0 ? text.substring(at + 1, close) : "?";
            if (!field.matches("\\d{0,3}|[A-Za-z_]\\w*"))
                throw new IllegalArgumentException(
                        "url " + text + " has a brace that is neither {}, {0} nor {name}: write {{ or }} for one");
            fields.add(field.isEmpty() ? String.valueOf(counted++) : field);
            plain.add(piece.toString());
            piece.setLength(0);
            at = close;
        }
        plain.add(piece.toString());
    }

    /** Whether the path of a url of this host is what it becomes, unless a value makes it something else. */
    boolean isLocal() {
        String first = plain.getFirst();
        return first.isEmpty() && !fields.isEmpty() || first.startsWith("/") && !first.startsWith("//");
    }

    /**
     * The url with {@code values}, which have these names if they have any; nothing stands for null.
     *
     * @throws IllegalStateException if there is no value for a field
     */
    String fill(List<String> names, @Nullable String... values) {
        var url = new StringBuilder(plain.getFirst());
        for (int i = 0; i < fields.size(); i++) {
            String field = fields.get(i);
            int index = Character.isDigit(field.charAt(0)) ? Integer.parseInt(field) : names.indexOf(field);
            if (index < 0 || index >= values.length)
                throw new IllegalStateException("url " + text + " has the field {" + field + "}, but the pattern captures "
                        + PathPattern.captures(values.length) + (names.isEmpty() ? "" : ", called " + names));
            if (values[index] instanceof String value) url.append(value);
            url.append(plain.get(i + 1));
        }
        return url.toString();
    }
}
