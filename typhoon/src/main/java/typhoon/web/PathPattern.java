package typhoon.web;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import typhoon.escape.Escape;

/**
 * {@code /users/{id}} or a regex: {@link #match} takes a path apart, {@link #reverse} puts one together. Both kinds become a regex for
 * matching and a list of pieces for the way back, in which null stands for a capture.
 */
final class PathPattern {
    private static final String REGEX_SIGNS = "\\()[]*+?^$|";
    private static final Pattern NAME = Pattern.compile("\\{(\\w+)}");
    private static final String[] NONE = {};

    private final String text;
    private final @Nullable Pattern regex;                  // null: a literal
    private final String prefix;                            // what every match begins with, for a cheap no
    private final @Nullable List<@Nullable String> pieces;  // null: cannot be reversed
    private final boolean isRegex;
    private final int captures;

    private PathPattern(String text, @Nullable Pattern regex, @Nullable List<@Nullable String> pieces, boolean isRegex) {
        this.text = text;
        this.regex = regex;
        this.pieces = pieces;
        this.isRegex = isRegex;
        this.prefix = !isRegex && pieces != null && pieces.getFirst() instanceof String first ? first : "";
        this.captures = regex == null ? 0 : regex.matcher("").groupCount();
    }

    static PathPattern of(String text) {
        if (isRegex(text)) return ofRegex(text);
        if (!text.startsWith("/")) throw wrong(text, "can match nothing: a path begins with a slash");
        return ofTemplate(text);
    }

    static boolean isRegex(String text) {
        return text.chars().anyMatch(c -> REGEX_SIGNS.indexOf(c) >= 0);
    }

    /** This pattern below a path, which is plain or has names in braces. */
    PathPattern under(String path) {
        return path.isEmpty() ? this : of(isRegex ? path.replaceAll("([^A-Za-z0-9/_{}-])", "\\\\$1") + text : path + text);
    }

    /** How many groups or names there are. */
    int captures() {
        return captures;
    }

    /** The names of what is captured, in order; none if it has none. */
    List<String> names() {
        if (regex == null) return List.of();
        if (!isRegex) return NAME.matcher(text).results().map(found -> found.group(1)).toList();
        return regex.namedGroups().entrySet().stream().sorted(Map.Entry.comparingByValue()).map(Map.Entry::getKey).toList();
    }

    /** As {@link #names}, with one for each capture that has none. */
    List<String> namesForAll() {
        List<String> names = names();
        return names.size() == captures ? names : IntStream.rangeClosed(1, captures).mapToObj(number -> "arg" + number).toList();
    }

    /** The path with names in braces, {@code /users/{id}}; null if no path can be made of it. */
    @Nullable String template(List<String> names) {
        if (pieces == null) return null;
        var path = new StringBuilder();
        int next = 0;
        for (String piece : pieces) path.append(piece == null ? "{" + names.get(next++) + "}" : piece);
        return path.toString();
    }

    /** The path it is the pattern of, if it is that of one path only. */
    @Nullable String literal() {
        return regex == null ? text : null;
    }

    /** What was captured, not yet decoded, null for a group that took no part; null when {@code path} does not match. */
    @Nullable String @Nullable [] match(String path) {
        if (regex == null) return path.equals(text) ? NONE : null;
        if (!path.startsWith(prefix)) return null;
        Matcher matcher = BoundedText.match(regex, path);
        if (matcher == null) return null;
        var groups = new @Nullable String[captures];
        for (int i = 0; i < captures; i++) groups[i] = matcher.group(i + 1);
        return groups;
    }

    /** The path with {@code args} in place of the captures. */
    String reverse(Object... args) {
        checkReversible();
        if (args.length != captures) throw wrong(text, "captures " + captures(captures) + ", but got " + args.length);
        var path = new StringBuilder();
        int next = 0;
        for (String piece : Objects.requireNonNull(pieces)) path.append(piece == null ? escaped(args[next++]) : piece);
        String reversed = path.toString();
        if (match(reversed) == null) throw wrong(text, "would not match " + reversed + ", made from " + List.of(args));
        return reversed;
    }

    void checkReversible() {
        if (pieces == null) {
            throw wrong(text, "cannot have a name: outside its groups only plain or escaped characters can be turned into a url,"
                    + " no operators, and no group may be optional or stand in another");
        }
    }

    static String captures(int count) {
        return count == 1 ? "1 argument" : count + " arguments";
    }

    @Override
    public String toString() {
        return text;
    }

    private String escaped(Object arg) {
        String plain = arg instanceof Enum<?> constant ? constant.name() : String.valueOf(arg);
        String escaped = Escape.urlEscape(plain, false);
        return isRegex ? escaped : escaped.replace("/", "%2F");     // a name in braces captures no slash
    }

    private static PathPattern ofTemplate(String text) {
        var pieces = new ArrayList<@Nullable String>();
        var names = new HashSet<String>();
        var regex = new StringBuilder();
        for (int at = 0; at < text.length();) {
            int open = text.indexOf('{', at);
            String plain = text.substring(at, open < 0 ? text.length() : open);
            if (plain.indexOf('}') >= 0) throw wrong(text, "has a } without its {");
            if (open > at || open < 0) {
                pieces.add(plain);
                regex.append(Pattern.quote(plain));
            } else if (at > 0) {
                throw wrong(text, "has two names with nothing between: no telling where the first ends");
            }
            if (open < 0) break;
            int close = text.indexOf('}', open);
            String name = text.substring(open + 1, close < 0 ? text.length() : close);
            if (close < 0 || !name.matches("[A-Za-z_]\\w*")) {
                String found = text.substring(open, close < 0 ? text.length() : close + 1);
                throw wrong(text, "has " + found + " where a name like {id} was expected; for anything else write a regex");
            }
            if (!names.add(name)) throw wrong(text, "has the name {" + name + "} twice");
            pieces.add(null);
            regex.append("([^/]+)");
            at = close + 1;
        }
        return new PathPattern(text, names.isEmpty() ? null : Pattern.compile(regex.toString()), pieces, false);
    }

    private static PathPattern ofRegex(String text) {
        try {
            var regex = Pattern.compile(text);
            int named = regex.namedGroups().size();
            if (named != 0 && named != regex.matcher("").groupCount()) {
                throw wrong(text, "has groups with and without names: name all or none, or write (?:…) where nothing is to be captured");
            }
            return new PathPattern(text, regex, RegexPieces.of(text), true);
        } catch (PatternSyntaxException broken) {
            String help = text.matches(".*\\{[A-Za-z_]\\w*}.*") ? "; in a regex a name is written (?<name>[^/]+), not {name}" : "";
            throw wrong(text, "is not a regex: " + broken.getDescription() + " at " + broken.getIndex() + help);
        }
    }

    private static IllegalArgumentException wrong(String pattern, String problem) {
        return new IllegalArgumentException("url " + pattern + " " + problem);
    }
}
