package typhoon.web;

import java.util.Locale;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import org.jspecify.annotations.Nullable;

/** The hosts some routes are for: a name, or a regex that a whole name must match. Case does not count, nor does the port. */
final class HostPattern {
    private final String text;
    private final @Nullable Pattern regex;          // null: a name

    private HostPattern(String text, @Nullable Pattern regex) {
        this.text = text;
        this.regex = regex;
    }

    static HostPattern of(String text) {
        if (text.isEmpty()) throw new IllegalArgumentException("the pattern of a host is empty");
        if (!PathPattern.isRegex(text)) return new HostPattern(text.toLowerCase(Locale.ROOT), null);
        try {
            return new HostPattern(text, Pattern.compile(text, Pattern.CASE_INSENSITIVE));
        } catch (PatternSyntaxException broken) {
            throw new IllegalArgumentException("host " + text + " is not a regex: " + broken.getDescription(), broken);
        }
    }

    /** Whether a host is meant, in lower case and without port. */
    boolean matches(String hostName) {
        return regex == null ? hostName.equals(text) : BoundedText.match(regex, hostName) != null;
    }

    @Override
    public String toString() {
        return text;
    }
}
