package typhoon.web;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Map;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Values that a client cannot change; the vectors come from Tornado. */
class SignedValueTest {
    private static final Instant PRESENT = Instant.ofEpochSecond(1_300_000_000);
    private static final CookieSecrets SECRET = CookieSecrets.of("secret");
    private static final Map<Integer, String> SEVERAL = Map.of(0, "s0", 3, "s3");
    private static final String SECOND =
            "2|1:0|10:1300000000|3:key|8:dmFsdWU=|58e508a37c3a0dba6e66b2a901009c013d93b2218b13a5aeba9bb6825561f201";
    private static final String FIRST = "dsOp|1300000000|a39b075774591acb6c84148917501842d618619f";

    @Test
    void whatIsSignedIsWhatTornadoSigns() {
        assertEquals(SECOND, SignedValue.create(SECRET, "key", "value".getBytes(UTF_8), 2, PRESENT));
        assertEquals(FIRST, SignedValue.create(SECRET, "key", "vé".getBytes(UTF_8), 1, PRESENT));
        assertEquals("2|1:3|10:1300000000|3:key|8:dmFsdWU=|3ba9dc611a3f32808217565642b2aef8288e7fde77966d47b04e68577a059899",
                SignedValue.create(CookieSecrets.of(SEVERAL, 3), "key", "value".getBytes(UTF_8), 2, PRESENT));
        assertEquals("2|1:0|10:1300000000|3:key|0:|a52a8482fbaec6f19d5c76634e622519677f7900686470bb3ff717b845c20a03",
                SignedValue.create(CookieSecrets.of(SEVERAL, 0), "key", new byte[0], 2, PRESENT));
    }

    @Test
    void whatTornadoSignedIsAccepted() {
        assertEquals("value", decoded("key", SECOND));
        assertEquals("vé", decoded("key", FIRST));
    }

    @Test
    void anyBytesComeBack() {
        var bytes = new byte[256];
        for (int i = 0; i < 256; i++) bytes[i] = (byte) i;
        for (int version = 1; version <= 2; version++)
            assertArrayEquals(bytes, decode(SECRET, "key", SignedValue.create(SECRET, "key", bytes, version, PRESENT)));
        String named = SignedValue.create(SECRET, "nämé", bytes, 2, PRESENT);
        assertArrayEquals(bytes, decode(SECRET, "nämé", named));
    }

    @Test
    void aValueIsOfOneNameOnly() {
        assertNull(decoded("other", SECOND));
        assertNull(decoded("other", FIRST));
    }

    @Test
    void aSecretOfAnotherOpensNothing() {
        assertNull(decode(CookieSecrets.of("another"), "key", SECOND));
        assertNull(decode(CookieSecrets.of("another"), "key", FIRST));
    }

    @Test
    void anOldValueIsNone() {
        Instant last = PRESENT.plus(Duration.ofDays(31));
        for (String value : new String[] {FIRST, SECOND}) {
            assertNotNull(SignedValue.decode(SECRET, "key", value, Duration.ofDays(31), 1, last));
            assertNull(SignedValue.decode(SECRET, "key", value, Duration.ofDays(31), 1, last.plusSeconds(1)));
            assertNull(SignedValue.decode(SECRET, "key", value, Duration.ofHours(1), 1, PRESENT.plusSeconds(3601)));
        }
    }

    @Test
    void inVersionOneDigitsCannotBeMovedFromTheValueToItsTime() {
        String signed = SignedValue.create(SECRET, "foo", Base64.getDecoder().decode("12345678"), 1, PRESENT);
        String[] parts = signed.split("\\|");
        assertEquals("12345678", parts[0]);
        for (int moved = 1; moved < 8; moved++) {
            String value = "12345678".substring(0, 8 - moved) + "|" + "12345678".substring(8 - moved) + parts[1] + "|" + parts[2];
            assertNull(decode(SECRET, "foo", value), value);
        }
        String zeros = SignedValue.create(SECRET, "foo", Base64.getDecoder().decode("abcd0000"), 1, PRESENT);
        assertNull(decode(SECRET, "foo", "abcd|0000" + zeros.substring("abcd0000|".length())));
    }

    @Test
    void noCharacterCanBeChanged() {
        var random = new Random(5);
        for (String value : new String[] {FIRST, SECOND}) {
            for (int at = 0; at < value.length(); at++) {
                for (int round = 0; round < 8; round++) {
                    char c = "0123456789abcdef|:=+".charAt(random.nextInt(20));
                    if (c == value.charAt(at)) continue;
                    String changed = value.substring(0, at) + c + value.substring(at + 1);
                    assertNull(decode(SECRET, "key", changed), changed);
                }
                assertNull(decode(SECRET, "key", value.substring(0, at)), "cut at " + at);
            }
        }
    }

    @Test
    void whatIsNoSignedValueIsNone() {
        for (String value : new String[] {"", "|", "||", "|||", "2|", "2||", "3|1:0|", "2|1:0", "2|-1:0|10:1300000000|3:key|0:|",
            "2|9:0|", "abc",
            "2|99999999999999999999:0|", "2|1:0|10:1300000000|3:key|999999999999:", "1|x", "01|x",
            "2|1:0|10:1300000000|3:key\u0100|", "é|é|é",
            "2|:0|", "999|x", "1000|x|y"}) {
            assertNull(decode(SECRET, "key", value), value);
            assertNull(decode(CookieSecrets.of(SEVERAL, 0), "key", value), value);
        }
        assertNull(decode(SECRET, "key", null));
    }

    /** A value of Tornado's own that begins like one of another version: Base64 may. */
    @Test
    void aNumberOfFourDigitsIsTheBeginningOfAFirstVersion() {
        String signed = SignedValue.create(SECRET, "key", Base64.getDecoder().decode("1234"), 1, PRESENT);
        assertEquals("1234", signed.substring(0, 4));
        assertNotNull(decode(SECRET, "key", signed));
    }

    @Test
    void anOldVersionCanBeRefused() {
        assertNull(SignedValue.decode(SECRET, "key", FIRST, Duration.ofDays(1), 2, PRESENT));
        assertNotNull(SignedValue.decode(SECRET, "key", SECOND, Duration.ofDays(1), 2, PRESENT));
        var error = assertThrows(IllegalArgumentException.class,
                () -> SignedValue.decode(SECRET, "key", SECOND, Duration.ofDays(1), 3, PRESENT));
        assertEquals("signed values have versions up to 2, got 3", error.getMessage());
    }

    @Test
    void aValueIsVerifiedWithTheSecretItNames() {
        String old = SignedValue.create(CookieSecrets.of(SEVERAL, 0), "key", "value".getBytes(UTF_8), 2, PRESENT);
        assertEquals(0, SignedValue.keyVersion(old));
        assertNotNull(decode(CookieSecrets.of(SEVERAL, 3), "key", old));
        assertNull(decode(CookieSecrets.of(Map.of(3, "s3"), 3), "key", old));
        assertNull(decode(CookieSecrets.of(Map.of(0, "s3", 3, "s0"), 3), "key", old));
        assertNull(SignedValue.keyVersion(FIRST));
        assertNull(SignedValue.keyVersion("2|x"));
        assertNull(SignedValue.keyVersion(null));
    }

    @Test
    void severalSecretsAndVersionOneDoNotGoTogether() {
        assertNull(decode(CookieSecrets.of(SEVERAL, 0), "key", FIRST));
        var error = assertThrows(IllegalArgumentException.class,
                () -> SignedValue.create(CookieSecrets.of(SEVERAL, 0), "key", new byte[0], 1, PRESENT));
        assertEquals("a signed value of version 1 cannot say which secret signed it: use version 2", error.getMessage());
    }

    @Test
    void secretsThatAreNoneAreRefused() {
        assertEquals("a cookie secret is empty: take 32 random bytes, in hex",
                assertThrows(IllegalArgumentException.class, () -> CookieSecrets.of("")).getMessage());
        assertEquals("there is no cookie secret number 2, only [0, 3]",
                assertThrows(IllegalArgumentException.class, () -> CookieSecrets.of(SEVERAL, 2)).getMessage());
        assertEquals("a cookie secret has a number from 0 on, got -1",
                assertThrows(IllegalArgumentException.class, () -> CookieSecrets.of(Map.of(-1, "a", 1, "b"), 1)).getMessage());
    }

    @Test
    void aSecretIsNotShown() {
        assertEquals("1 cookie secret", SECRET.toString());
        assertEquals("2 cookie secrets", CookieSecrets.of(SEVERAL, 3).toString());
    }

    private static byte @Nullable [] decode(CookieSecrets secrets, String name, @Nullable String value) {
        return SignedValue.decode(secrets, name, value, Duration.ofDays(31), 1, PRESENT);
    }

    private static @Nullable String decoded(String name, String value) {
        byte[] bytes = decode(SECRET, name, value);
        return bytes == null ? null : new String(bytes, UTF_8);
    }
}
