package typhoon.web;

import java.security.MessageDigest;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;
import typhoon.netty.LoopLocal;

/** Entity tags: RFC 9110 sections 8.8.3 and 13.1.2. */
final class EtagCheck {
    /** Making one costs more than hashing a small page. */
    private static final LoopLocal<MessageDigest> SHA_1 = new LoopLocal<>(() -> Digests.of("SHA-1"));
    private static final HexFormat HEX = HexFormat.of();

    private EtagCheck() {}

    /** The SHA-1 of {@code body} in hex and quotes, as Tornado has it: a fingerprint against change, not against forgery. */
    static String of(byte[] body) {
        return '"' + HEX.formatHex(SHA_1.get().digest(body)) + '"';
    }

    /** The tag of a body that means the same and has other bytes: RFC 9110 section 8.8.1. */
    static String weak(String etag) {
        return etag.startsWith("W/") ? etag : "W/" + etag;
    }

    /**
     * Whether {@code etag} is in the list, by weak comparison. {@code *} counts only when it is all there is; what is no tag is passed
     * over.
     */
    static boolean matches(@Nullable String ifNoneMatch, @Nullable String etag) {
        if (ifNoneMatch == null || etag == null) return false;
        if (ifNoneMatch.strip().equals("*")) return true;
        String wanted = etag.startsWith("W/") ? etag.substring(2) : etag;
        for (int open = ifNoneMatch.indexOf('"'); open >= 0;) {
            int close = ifNoneMatch.indexOf('"', open + 1);
            if (close < 0) return false;
            if (close + 1 - open == wanted.length() && ifNoneMatch.startsWith(wanted, open)) return true;
            open = ifNoneMatch.indexOf('"', close + 1);
        }
        return false;
    }
}
