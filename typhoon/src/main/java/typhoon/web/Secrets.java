package typhoon.web;

import java.util.Comparator;
import java.util.TreeSet;
import java.util.regex.Pattern;

/**
 * What no page shows, not even one for a desk: it is known by the names of fields, and once it is known, by its value, wherever that turns
 * up again.
 */
final class Secrets {
    static final String MASK = "********";

    private static final String NAME = "auth(?!ors?\\b)|cookie|secret|passw|passphrase|pwd|token|key|credential|session|signature"
            + "|xsrf|csrf|private|(?<![a-z])(?:pin|otp|cvv)(?![a-z])";
    private static final Pattern NAMES = Pattern.compile(NAME, Pattern.CASE_INSENSITIVE);
    private static final Pattern PAIRS =
            Pattern.compile("((?:" + NAME + ")[\\w.-]{0,40}[\"']?\\s?[=:]\\s?[\"']?)[^\\s&;,\"'<>)]+", Pattern.CASE_INSENSITIVE);
    private static final Pattern LITERALS =
            Pattern.compile("((?:" + NAME + ")\\w{0,40}\"?\\s{0,3}[=(:,]\\s{0,3}\")[^\"]+", Pattern.CASE_INSENSITIVE);
    private static final Pattern USER_INFO = Pattern.compile("(://[^/\\s:@]{0,100}:)[^@/\\s]{1,200}@");
    private static final int SHORTEST = 4;          // what is shorter turns up by chance
    private static final int MOST = 200;
    private static final int READ = 4000;
    private static final int SHOWN = 2000;

    private final TreeSet<String> values =
            new TreeSet<>(Comparator.comparingInt(String::length).reversed().thenComparing(Comparator.naturalOrder()));

    /** Whether what is called so is nobody's business. */
    static boolean isOne(String name) {
        return NAMES.matcher(name).find();
    }

    /** {@code value} as it may be shown; if its name says that it is a secret, it is one from now on. */
    String field(String name, String value) {
        if (!isOne(name)) return text(value);
        remember(value);
        return MASK;
    }

    void remember(String value) {
        if (value.length() >= SHORTEST && values.size() < MOST) values.add(value);
    }

    /** Any text, without the secrets in it, and not without end. Cut only then, for half of a secret would not be known again. */
    String text(String text) {
        String read = text.length() > READ ? text.substring(0, READ) : text;
        return clip(USER_INFO.matcher(PAIRS.matcher(known(read)).replaceAll("$1" + MASK)).replaceAll("$1" + MASK + "@"), text.length());
    }

    /** A line of a program, in which only literals are secrets. */
    String source(String line) {
        String read = line.length() > READ ? line.substring(0, READ) : line;
        return clip(LITERALS.matcher(known(read)).replaceAll("$1" + MASK), line.length());
    }

    private String known(String text) {
        String left = text;
        for (String value : values) left = left.replace(value, MASK);
        return left;
    }

    private static String clip(String text, int length) {
        return text.length() <= SHOWN ? text : text.substring(0, SHOWN) + " … (" + length + " characters)";
    }
}
