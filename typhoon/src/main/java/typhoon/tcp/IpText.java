package typhoon.tcp;

/**
 * Whether a text is an address as RFC 4291, section 2.2, and the dotted quad of RFC 3986, section 3.2.2, write it. The system's own parsers
 * take more: {@code "1"}, {@code "0x7f.1"}, {@code "010.0.0.1"} and the like, each of which another program may take for another address.
 */
final class IpText {
    private static final int LONGEST = "ffff:ffff:ffff:ffff:ffff:ffff:255.255.255.255".length();
    private static final int GROUPS = 8;
    private static final int MALFORMED = -1;

    private IpText() {}

    static boolean isAddress(String text) {
        if (text.length() > LONGEST) return false;
        return text.indexOf(':') < 0 ? isV4(text) : isV6(text);
    }

    /** Four numbers up to 255, without leading zeros: some take those for octal. */
    private static boolean isV4(String text) {
        int dots = 0;
        int number = -1;                                // none yet
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '.') {
                if (number < 0 || ++dots > 3) return false;
                number = -1;
            } else {
                if (c < '0' || c > '9' || number == 0) return false;
                number = Math.max(number, 0) * 10 + c - '0';
                if (number > 255) return false;
            }
        }
        return dots == 3 && number >= 0;
    }

    /** Eight groups; {@code ::} once stands for one or more of them. */
    private static boolean isV6(String text) {
        int gap = text.indexOf("::");
        if (gap < 0) return groups(text, true) == GROUPS;
        int before = gap == 0 ? 0 : groups(text.substring(0, gap), false);
        int after = gap + 2 == text.length() ? 0 : groups(text.substring(gap + 2), true);
        return before >= 0 && after >= 0 && before + after < GROUPS;
    }

    /** How many groups there are; the last two may be written as an IPv4 address. */
    private static int groups(String text, boolean mayEndInV4) {
        int count = 0;
        for (int start = 0;;) {
            int colon = text.indexOf(':', start);
            String group = text.substring(start, colon < 0 ? text.length() : colon);
            if (colon < 0 && mayEndInV4 && group.indexOf('.') > 0) return isV4(group) ? count + 2 : MALFORMED;
            if (!isGroup(group)) return MALFORMED;
            count++;
            if (colon < 0) return count;
            start = colon + 1;
        }
    }

    private static boolean isGroup(String group) {
        if (group.isEmpty() || group.length() > 4) return false;
        for (int i = 0; i < group.length(); i++) {
            char c = group.charAt(i);
            boolean hex = c >= '0' && c <= '9' || c >= 'a' && c <= 'f' || c >= 'A' && c <= 'F';
            if (!hex) return false;
        }
        return true;
    }
}
