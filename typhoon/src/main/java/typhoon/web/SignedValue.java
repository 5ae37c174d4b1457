package typhoon.web;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.HexFormat;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/**
 * Values that a client can read and keep, but not change: signed with a secret of ours, under a name, at a time. What a running Tornado
 * site has signed is accepted here, and the other way round.
 *
 * {@snippet class="typhoon.snippets.CookieSnippets" region="signed"}
 *
 * <p>Version 2, the default, is signed with HMAC-SHA256 and says which secret did it; version 1, HMAC-SHA1, is written only when asked for.
 * What comes from a client is never an error: a value that does not verify, of whatever shape, is null. Safe for all threads. Source:
 * Tornado's {@code web.create_signed_value}, {@code decode_signed_value}, {@code get_signature_key_version}.
 */
public final class SignedValue {
    /** The version that is written. */
    public static final int DEFAULT_VERSION = 2;

    /** The oldest version that is accepted unless told otherwise. */
    public static final int DEFAULT_MIN_VERSION = 1;

    /** The oldest version there is. */
    public static final int MIN_SUPPORTED_VERSION = 1;

    /** The newest version there is. */
    public static final int MAX_SUPPORTED_VERSION = 2;

    /** How long a value is accepted unless told otherwise. */
    public static final Duration DEFAULT_MAX_AGE = Duration.ofDays(31);

    private static final HexFormat HEX = HexFormat.of();
    private static final int LONGEST_VERSION = 3;            // digits: what looks like a longer one is Base64 of version 1
    private static final int LONGEST_NUMBER = 12;            // digits of a length or a time

    private SignedValue() {}

    /** The value of version 2, signed now. */
    public static String create(CookieSecrets secrets, String name, byte[] value) {
        return create(secrets, name, value, DEFAULT_VERSION, Instant.now());
    }

    /**
     * The value, signed.
     *
     * @param version 1 or 2
     * @param now when it is signed, in whole seconds
     * @throws IllegalArgumentException if the version is another, or 1 with numbered secrets
     */
    public static String create(CookieSecrets secrets, String name, byte[] value, int version, Instant now) {
        String text = Base64.getEncoder().encodeToString(value);
        String time = String.valueOf(now.getEpochSecond());
        return switch (version) {
            case 1 -> createFirst(secrets, name, text, time);
            case 2 -> {
                String signed = "2|" + field(String.valueOf(secrets.current())) + field(time) + field(name) + field(text);
                yield signed + sign("HmacSHA256", secrets.signing(), signed);
            }
            default -> throw new IllegalArgumentException("signed values have version 1 or 2, got " + version);
        };
    }

    private static String createFirst(CookieSecrets secrets, String name, String text, String time) {
        if (secrets.isNumbered())
            throw new IllegalArgumentException("a signed value of version 1 cannot say which secret signed it: use version 2");
        return text + "|" + time + "|" + sign("HmacSHA1", secrets.signing(), name + text + time);
    }

    /** The value that was signed, at most 31 days old, of any version; null if there is none that verifies. */
    public static byte @Nullable [] decode(CookieSecrets secrets, String name, @Nullable String value) {
        return decode(secrets, name, value, DEFAULT_MAX_AGE, DEFAULT_MIN_VERSION, Instant.now());
    }

    /**
     * The value that was signed; null if there is none that verifies.
     *
     * @param maxAge how old it may be
     * @param minVersion the oldest version to accept: 2 refuses those of old sites
     * @throws IllegalArgumentException if no version is as new as {@code minVersion}
     */
    public static byte @Nullable [] decode(CookieSecrets secrets, String name, @Nullable String value, Duration maxAge, int minVersion,
            Instant now) {
        if (minVersion > MAX_SUPPORTED_VERSION)
            throw new IllegalArgumentException("signed values have versions up to " + MAX_SUPPORTED_VERSION + ", got " + minVersion);
        if (value == null || value.isEmpty()) return null;
        int version = version(value);
        if (version < minVersion) return null;
        Instant oldest = now.minus(maxAge);
        return switch (version) {
            case 1 -> decodeFirst(secrets, name, value, oldest, now.plus(DEFAULT_MAX_AGE));
            case 2 -> decodeSecond(secrets, name, value, oldest);
            default -> null;
        };
    }

    /** The number of the secret that a value of version 2 says it was signed with, not verified; null for any other value. */
    public static @Nullable Integer keyVersion(@Nullable String value) {
        if (value == null || version(value) != 2) return null;
        Second fields = Second.read(value);
        return fields == null ? null : fields.key;
    }

    /** The number before the first bar; 1 where there is none. */
    private static int version(String value) {
        int bar = value.indexOf('|');
        if (bar < 1 || bar > LONGEST_VERSION || value.charAt(0) == '0' || value.indexOf('\n', bar) >= 0) return 1;
        return Digits.only(value, 0, bar) ? Integer.parseInt(value, 0, bar, 10) : 1;
    }

    private static byte @Nullable [] decodeFirst(CookieSecrets secrets, String name, String value, Instant oldest, Instant newest) {
        String[] parts = value.split("\\|", -1);
        if (parts.length != 3 || secrets.isNumbered()) return null;
        if (!isSigned("HmacSHA1", secrets.signing(), name + parts[0] + parts[1], parts[2])) return null;
        // nothing stands between value and time in what is signed: digits could be moved from one to the other
        if (parts[1].startsWith("0")) return null;
        long time = number(parts[1]);
        if (time < 0 || Instant.ofEpochSecond(time).isBefore(oldest) || Instant.ofEpochSecond(time).isAfter(newest)) return null;
        return decoded(parts[0]);
    }

    private static byte @Nullable [] decodeSecond(CookieSecrets secrets, String name, String value, Instant oldest) {
        Second fields = Second.read(value);
        if (fields == null) return null;
        byte[] secret = secrets.verifying(fields.key);
        if (secret == null || !isSigned("HmacSHA256", secret, fields.signed, fields.signature)) return null;
        if (!fields.name.equals(name) || Instant.ofEpochSecond(fields.time).isBefore(oldest)) return null;
        return decoded(fields.text);
    }

    private static byte @Nullable [] decoded(String text) {
        try {
            return Base64.getDecoder().decode(text);
        } catch (IllegalArgumentException malformed) {
            return null;
        }
    }

    private static String field(String text) {
        return text.getBytes(StandardCharsets.UTF_8).length + ":" + text + "|";
    }

    private static boolean isSigned(String algorithm, byte[] secret, String signed, String signature) {
        return MessageDigest.isEqual(sign(algorithm, secret, signed).getBytes(StandardCharsets.UTF_8),
                signature.getBytes(StandardCharsets.UTF_8));
    }

    private static String sign(String algorithm, byte[] secret, String text) {
        try {
            var mac = Mac.getInstance(algorithm);
            mac.init(new SecretKeySpec(secret, algorithm));
            return HEX.formatHex(mac.doFinal(text.getBytes(StandardCharsets.UTF_8)));
        } catch (GeneralSecurityException impossible) {
            throw new AssertionError("every JDK has " + algorithm, impossible);
        }
    }

    /** A number of digits only; -1 for anything else. */
    private static long number(String text) {
        return text.length() <= LONGEST_NUMBER && Digits.only(text) ? Long.parseLong(text) : -1;
    }

    /** What a value of version 2 is made of. */
    private record Second(int key, long time, String name, String text, String signed, String signature) {
        /** Each field is its length in bytes, a colon, itself and a bar; null where that does not hold. */
        static @Nullable Second read(String value) {
            byte[] bytes = value.getBytes(StandardCharsets.UTF_8);
            var fields = new String[4];
            int at = 2;
            for (int i = 0; i < fields.length; i++) {
                int colon = at;
                while (colon < bytes.length && bytes[colon] != ':') colon++;
                long length = number(new String(bytes, at, colon - at, StandardCharsets.UTF_8));
                long end = colon + 1 + length;
                if (length < 0 || end >= bytes.length || bytes[(int) end] != '|') return null;
                fields[i] = new String(bytes, colon + 1, (int) length, StandardCharsets.UTF_8);
                at = (int) end + 1;
            }
            long key = number(fields[0]);
            long time = number(fields[1]);
            if (key < 0 || key > Integer.MAX_VALUE || time < 0) return null;
            return new Second((int) key, time, fields[2], fields[3], new String(bytes, 0, at, StandardCharsets.UTF_8),
                    new String(bytes, at, bytes.length - at, StandardCharsets.UTF_8));
        }
    }
}
