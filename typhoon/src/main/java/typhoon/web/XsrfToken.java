package typhoon.web;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/**
 * Sixteen random bytes that a page of ours knows and a page of others does not. Its text is masked anew each time (version 2), so that what
 * compresses it together with something an attacker chooses tells him nothing (BREACH). Source: Tornado's {@code _get_raw_xsrf_token}.
 */
record XsrfToken(byte[] token, long created) {
    private static final HexFormat HEX = HexFormat.of();
    private static final int LENGTH = 16;
    private static final int MASK = 4;

    static XsrfToken create(long now) {
        return new XsrfToken(RandomBytes.of(LENGTH), now);
    }

    /** The token that a text stands for; null if it stands for none. */
    static @Nullable XsrfToken read(@Nullable String text) {
        if (text == null || text.isEmpty()) return null;
        int bar = text.indexOf('|');
        if (bar < 1 || text.charAt(0) == '0' || !Digits.only(text, 0, bar)) return new XsrfToken(first(text), 0);
        String[] parts = text.split("\\|", -1);
        if (parts.length != 4 || !parts[0].equals("2") || parts[3].length() > 12 || !Digits.only(parts[3])) return null;
        byte[] mask = hex(parts[1]);
        byte[] masked = hex(parts[2]);
        if (mask == null || masked == null || mask.length != MASK) return null;
        return new XsrfToken(masked(masked, mask), Long.parseLong(parts[3]));
    }

    /** Its text in a version, 1 or 2. */
    String text(int version) {
        if (version == 1) return HEX.formatHex(token);
        byte[] mask = RandomBytes.of(MASK);
        return "2|" + HEX.formatHex(mask) + "|" + HEX.formatHex(masked(token, mask)) + "|" + created;
    }

    /** Whether it is the same, found out in the same time whatever differs. */
    boolean matches(XsrfToken other) {
        return token.length > 0 && MessageDigest.isEqual(token, other.token);
    }

    private static byte[] first(String text) {
        byte[] plain = hex(text);
        return plain == null ? text.getBytes(StandardCharsets.UTF_8) : plain;
    }

    private static byte[] masked(byte[] bytes, byte[] mask) {
        byte[] result = bytes.clone();
        for (int i = 0; i < result.length; i++) result[i] ^= mask[i % MASK];
        return result;
    }

    private static byte @Nullable [] hex(String text) {
        try {
            return HEX.parseHex(text);
        } catch (IllegalArgumentException none) {
            return null;
        }
    }
}
