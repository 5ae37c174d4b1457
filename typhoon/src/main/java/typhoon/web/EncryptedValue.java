package typhoon.web;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Instant;
import java.util.Base64;
import javax.crypto.AEADBadTagException;
import javax.crypto.Cipher;
import javax.crypto.KDF;
import javax.crypto.SecretKey;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.HKDFParameterSpec;
import org.jspecify.annotations.Nullable;

/**
 * Values that a client can keep, but neither read nor change: encrypted with a secret of ours, under a name, until a time. What may be seen
 * but not changed is a {@link SignedValue}.
 *
 * {@snippet class="typhoon.snippets.CookieSnippets" region="encrypted"}
 *
 * <p>AES-256-GCM, with a key of its own for each value: HKDF-SHA256 makes it from the secret and 16 random bytes, so that no number of
 * values wears a secret out. The name is authenticated with it, and the end stands inside. A third is added to the length by Base64, and 90
 * characters by the rest. What comes from a client is never an error: a value that is not ours, too old, changed, of another name or
 * encrypted with a secret that is no longer there is null. Somebody who has copied a value can use it until its end. Safe for all threads.
 * Sources: RFC 5869, NIST SP 800-38D.
 */
public final class EncryptedValue {
    private static final String VERSION = "1";
    private static final String CIPHER = "AES/GCM/NoPadding";
    private static final int KEY = 32;
    private static final int SALT = 16;
    private static final int NONCE = 12;
    private static final int TAG = 16;
    private static final int END = Long.BYTES;
    private static final int LONGEST_NUMBER = 9;            // digits of the number of a secret

    private EncryptedValue() {}

    /**
     * The value, encrypted.
     *
     * @param end until when it is accepted, in whole seconds
     */
    public static String create(CookieSecrets secrets, String name, byte[] value, Instant end) {
        String head = VERSION + "." + secrets.current() + ".";
        SecretKey root = secrets.root(secrets.current());
        if (root == null) throw new AssertionError("the current secret is among the secrets");
        byte[] random = RandomBytes.of(SALT + NONCE);
        byte[] plain = ByteBuffer.allocate(END + value.length).putLong(end.getEpochSecond()).put(value).array();
        try {
            byte[] secret = cipher(Cipher.ENCRYPT_MODE, root, random, head + name).doFinal(plain);
            byte[] all = ByteBuffer.allocate(random.length + secret.length).put(random).put(secret).array();
            return head + Base64.getUrlEncoder().withoutPadding().encodeToString(all);
        } catch (GeneralSecurityException impossible) {
            throw new AssertionError("every JDK has " + CIPHER, impossible);
        }
    }

    /** The value that was encrypted and has not come to its end; null if there is none. */
    public static byte @Nullable [] decode(CookieSecrets secrets, String name, @Nullable String value) {
        return decode(secrets, name, value, Instant.now());
    }

    /** As {@link #decode(CookieSecrets, String, String)}, at another time. */
    public static byte @Nullable [] decode(CookieSecrets secrets, String name, @Nullable String value, Instant now) {
        if (value == null || !value.startsWith(VERSION + ".")) return null;
        int dot = value.indexOf('.', 2);
        if (dot < 3 || dot > 2 + LONGEST_NUMBER || !Digits.only(value, 2, dot)) return null;
        SecretKey root = secrets.root(Integer.parseInt(value, 2, dot, 10));
        byte[] all = decoded(value.substring(dot + 1));
        if (root == null || all == null || all.length < SALT + NONCE + END + TAG) return null;
        try {
            Cipher cipher = cipher(Cipher.DECRYPT_MODE, root, all, value.substring(0, dot + 1) + name);
            var plain = ByteBuffer.wrap(cipher.doFinal(all, SALT + NONCE, all.length - SALT - NONCE));
            if (plain.getLong() <= now.getEpochSecond()) return null;
            var bytes = new byte[plain.remaining()];
            plain.get(bytes);
            return bytes;
        } catch (AEADBadTagException foreign) {
            return null;
        } catch (GeneralSecurityException impossible) {
            throw new AssertionError("every JDK has " + CIPHER, impossible);
        }
    }

    /** How long the text is that so many bytes become. */
    static int length(CookieSecrets secrets, int bytes) {
        int all = SALT + NONCE + END + bytes + TAG;
        return VERSION.length() + 2 + String.valueOf(secrets.current()).length() + (all * 4 + 2) / 3;
    }

    /** What the keys of a secret are expanded from. */
    static SecretKey root(byte[] secret) {
        byte[] salt = "typhoon.web.EncryptedValue".getBytes(StandardCharsets.UTF_8);
        try {
            return kdf().deriveKey("Generic", HKDFParameterSpec.ofExtract().addIKM(secret).addSalt(salt).extractOnly());
        } catch (GeneralSecurityException impossible) {
            throw new AssertionError("every JDK has HKDF-SHA256", impossible);
        }
    }

    /** {@code random} begins with salt and nonce; {@code about} is authenticated with what is encrypted. */
    private static Cipher cipher(int mode, SecretKey root, byte[] random, String about) throws GeneralSecurityException {
        byte[] salt = ByteBuffer.allocate(SALT).put(random, 0, SALT).array();
        SecretKey key = kdf().deriveKey("AES", HKDFParameterSpec.expandOnly(root, salt, KEY));
        Cipher cipher = Cipher.getInstance(CIPHER);
        cipher.init(mode, key, new GCMParameterSpec(TAG * 8, random, SALT, NONCE));
        cipher.updateAAD(about.getBytes(StandardCharsets.UTF_8));
        return cipher;
    }

    private static KDF kdf() throws GeneralSecurityException {
        return KDF.getInstance("HKDF-SHA256");
    }

    /** Null for what we would not have written so. */
    private static byte @Nullable [] decoded(String text) {
        try {
            byte[] bytes = Base64.getUrlDecoder().decode(text);
            return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes).equals(text) ? bytes : null;
        } catch (IllegalArgumentException malformed) {
            return null;
        }
    }
}
