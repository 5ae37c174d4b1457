package typhoon.web;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import typhoon.netty.LogText;
import typhoon.netty.Logs;

/**
 * Text of a client that a pattern of the program is matched against, a bounded number of looks long: a pattern such as {@code (a+)+} tries
 * more ways than there are atoms, and the loop would stand still for one request. Two hundred thousand looks take about a millisecond,
 * and leave a path of 8 KiB two dozen for each character.
 */
final class BoundedText implements CharSequence {
    private static final Logger GENERAL = Logs.of("typhoon.general");
    private static final int LOOKS = 200_000;
    private static final int SHOWN = 100;

    private final String text;
    private int looks = LOOKS;

    private BoundedText(String text) {
        this.text = text;
    }

    /** What {@code pattern} finds in the whole of {@code text}; null if it does not match, or was given up, which is logged. */
    static @Nullable Matcher match(Pattern pattern, String text) {
        try {
            Matcher matcher = pattern.matcher(new BoundedText(text));
            return matcher.matches() ? matcher : null;
        } catch (TooMany | StackOverflowError _) {
            String shown = LogText.line(text.length() > SHOWN ? text.substring(0, SHOWN) + "…" : text);
            GENERAL.warn("pattern {} tries too many ways to match {} characters and was given up: {}", pattern, text.length(), shown);
            return null;
        }
    }

    @Override
    public int length() {
        return text.length();
    }

    @Override
    public char charAt(int index) {
        if (--looks < 0) throw new TooMany();
        return text.charAt(index);
    }

    @Override
    public CharSequence subSequence(int start, int end) {
        return text.substring(start, end);
    }

    @Override
    public String toString() {
        return text;
    }

    private static final class TooMany extends RuntimeException {
        private static final long serialVersionUID = 1;

        TooMany() {
            super(null, null, false, false);
        }
    }
}
