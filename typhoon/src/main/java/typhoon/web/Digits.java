package typhoon.web;

/** Decimal digits of ASCII, and nothing else: the parsers of Java and Python take signs, and digits of any script. */
final class Digits {
    private Digits() {}

    /** Whether {@code text} is made of digits from {@code from} to before {@code to}; nothing is. */
    static boolean only(String text, int from, int to) {
        for (int i = from; i < to; i++) {
            if (text.charAt(i) < '0' || text.charAt(i) > '9') return false;
        }
        return true;
    }

    /** Whether {@code text} is one digit or more. */
    static boolean only(String text) {
        return !text.isEmpty() && only(text, 0, text.length());
    }
}
