package typhoon.web;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.Map;
import javax.crypto.Cipher;
import javax.crypto.Mac;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Test;

/** Values that are encrypted under a name until a time. */
class EncryptedValueTest {
    private static final CookieSecrets SECRETS = CookieSecrets.of("a secret of thirty-two characters");
    private static final Instant NOW = Instant.ofEpochSecond(1_300_000_000);
    private static final Instant END = NOW.plusSeconds(60);
    private static final byte[] VALUE = "Ada Lovelace; é".getBytes(UTF_8);

    private final String text = EncryptedValue.create(SECRETS, "user", VALUE, END);

    private static byte[] decode(String name, String text) {
        return EncryptedValue.decode(SECRETS, name, text, NOW);
    }

    @Test void whatWasEncryptedComesBack() {
        assertArrayEquals(VALUE, decode("user", text));
        assertArrayEquals(new byte[0], decode("user", EncryptedValue.create(SECRETS, "user", new byte[0], END)));
        assertTrue(text.matches("1\\.0\\.[A-Za-z0-9_-]+"), text);
    }

    @Test void itCannotBeRead() {
        byte[] all = Base64.getUrlDecoder().decode(text.substring(4));
        assertFalse(new String(all, UTF_8).contains("Ada"));
    }

    @Test void theSameValueIsAnotherTextEachTime() {
        assertNotEquals(text, EncryptedValue.create(SECRETS, "user", VALUE, END));
    }

    @Test void itEndsOnTheSecond() {
        assertNotNull(EncryptedValue.decode(SECRETS, "user", text, END.minusSeconds(1)));
        assertNull(EncryptedValue.decode(SECRETS, "user", text, END));
    }

    @Test void anotherNameDoesNotGetIt() {
        for (String name : new String[] {"use", "user2", "", "USER"}) assertNull(decode(name, text), name);
    }

    @Test void aChangeOfAnyCharacterIsSeen() {
        for (int i = 0; i < text.length(); i++) {
            for (char c : "A0._=é".toCharArray()) {
                if (text.charAt(i) != c) assertNull(decode("user", text.substring(0, i) + c + text.substring(i + 1)), i + " " + c);
            }
            assertNull(decode("user", text.substring(0, i)));
        }
    }

    /** Of the last character of Base64 some bits count for nothing. */
    @Test void theSameBytesInAnotherSpellingAreNotOurs() {
        String begin = text.substring(0, text.length() - 1);
        for (char c : "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_".toCharArray()) {
            if (!text.endsWith(String.valueOf(c))) assertNull(decode("user", begin + c), "…" + c);
        }
        assertNull(decode("user", text + "="));
    }

    @Test void whatIsNoneIsNull() {
        for (String other : new String[] {null, "", "1", "1.", "1.0", "1.0.", "1..x", "2.0.x", "1.-1.x", "1.4294967296.x", "1.0.====",
            "1.0." + "A".repeat(70), "x".repeat(65_536), "1.0." + "A".repeat(65_536), SignedValue.create(SECRETS, "user", VALUE)}) {
            assertNull(decode("user", other), other);
        }
    }

    @Test void aNewSecretEncryptsAndTheOldOneStillDecrypts() {
        var before = CookieSecrets.of("s0");
        var after = CookieSecrets.of(Map.of(0, "s0", 3, "s3"), 3);
        String old = EncryptedValue.create(before, "user", VALUE, END);
        String fresh = EncryptedValue.create(after, "user", VALUE, END);
        assertArrayEquals(VALUE, EncryptedValue.decode(after, "user", old, NOW));
        assertTrue(fresh.startsWith("1.3."), fresh);
        assertArrayEquals(VALUE, EncryptedValue.decode(after, "user", fresh, NOW));
        assertNull(EncryptedValue.decode(before, "user", fresh, NOW));
        assertNull(EncryptedValue.decode(after, "user", "1.0." + fresh.substring(4), NOW), "the number is authenticated too");
        assertNull(EncryptedValue.decode(CookieSecrets.of(Map.of(3, "s3"), 3), "user", old, NOW));
    }

    /** RFC 5869 written out, so that what is written today can be read tomorrow. */
    @Test void theFormatIsWhatItWas() throws Exception {
        byte[] all = Base64.getUrlDecoder().decode(text.substring(4));
        byte[] root = hmac("typhoon.web.EncryptedValue".getBytes(UTF_8), "a secret of thirty-two characters".getBytes(UTF_8));
        byte[] key = hmac(root, ByteBuffer.allocate(17).put(all, 0, 16).put((byte) 1).array());
        var cipher = Cipher.getInstance("AES/GCM/NoPadding");
        cipher.init(Cipher.DECRYPT_MODE, new SecretKeySpec(key, "AES"), new GCMParameterSpec(128, Arrays.copyOfRange(all, 16, 28)));
        cipher.updateAAD("1.0.user".getBytes(UTF_8));
        var plain = ByteBuffer.wrap(cipher.doFinal(all, 28, all.length - 28));
        assertEquals(END.getEpochSecond(), plain.getLong());
        assertEquals(ByteBuffer.wrap(VALUE), plain);
    }

    @Test void itsLengthIsKnownBefore() {
        for (int size = 0; size < 10; size++)
            assertEquals(EncryptedValue.length(SECRETS, size), EncryptedValue.create(SECRETS, "n", new byte[size], END).length());
    }

    private static byte[] hmac(byte[] key, byte[] text) throws Exception {
        var mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec(key, "HmacSHA256"));
        return mac.doFinal(text);
    }
}
