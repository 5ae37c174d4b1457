package typhoon.web;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Takes a valid regex apart into the plain text outside its groups and the groups, as far as a url can be made from it. */
final class RegexPieces {
    private final String regex;
    private final List<@Nullable String> pieces = new ArrayList<>();
    private final StringBuilder plain = new StringBuilder();
    private int at;

    private RegexPieces(String regex) {
        this.regex = regex;
    }

    /** The pieces in order, null for a group; null as a whole when no url can be made. */
    static @Nullable List<@Nullable String> of(String regex) {
        String inner = regex.startsWith("^") ? regex.substring(1) : regex;
        boolean ends = inner.endsWith("$") && !inner.endsWith("\\$");
        var parser = new RegexPieces(ends ? inner.substring(0, inner.length() - 1) : inner);
        return parser.parse() ? parser.pieces : null;
    }

    private boolean parse() {
        while (at < regex.length()) {
            char c = regex.charAt(at++);
            switch (c) {
                case '(' -> {
                    if (!group()) return false;
                }
                case '\\' -> {
                    if (at == regex.length() || Character.isLetterOrDigit(regex.charAt(at))) return false;      // \d, \Q, \1
                    plain.append(regex.charAt(at++));
                }
                case '[', '*', '+', '?', '|', '{', '^', '$', ')' -> {
                    return false;
                }
                default -> plain.append(c);     // a lone dot matches itself too
            }
        }
        endPlain();
        return true;
    }

    /** One group, {@code at} behind its opening parenthesis. */
    private boolean group() {
        boolean isNamed = regex.startsWith("?<", at) && at + 2 < regex.length() && Character.isLetter(regex.charAt(at + 2));
        if (regex.startsWith("?", at) && !isNamed) return false;
        int depth = 1;
        boolean inClass = false;
        for (; depth > 0; at++) {
            char c = regex.charAt(at);
            if (c == '\\') at++;
            else if (c == '[') inClass = true;
            else if (c == ']') inClass = false;
            else if (c == '(' && !inClass && !regex.startsWith("(?:", at)) return false;      // a capture in a capture
            else if (c == '(' && !inClass) depth++;
            else if (c == ')' && !inClass) depth--;
        }
        if (at < regex.length() && "*+?{".indexOf(regex.charAt(at)) >= 0) return false;
        endPlain();
        pieces.add(null);
        return true;
    }

    private void endPlain() {
        if (!plain.isEmpty()) pieces.add(plain.toString());
        plain.setLength(0);
    }
}
