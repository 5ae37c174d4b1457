package typhoon.websocket;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class Utf8Test {
    @ParameterizedTest
    @ValueSource(strings = {"", "plain", "é", "κόσμε", "\u0800\uFFFF", "\uD7FF\uE000", "🌀\uD800\uDC00\uDBFF\uDFFF", "a€b𝄞c"})
    void validTextPassesHoweverItIsCut(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        for (int cut = 0; cut <= bytes.length; cut++) {
            var utf8 = new Utf8();
            assertTrue(utf8.accepts(bytes, 0, cut) && utf8.accepts(bytes, cut, bytes.length) && utf8.complete(), text + " cut at " + cut);
        }
    }

    /** The bytes up to the last are the beginning of some text; with the last they are not. */
    @ParameterizedTest
    @ValueSource(strings = {"80", "BF", "C0", "C1", "F5", "FF", "6180", "C320", "E080", "E09F", "EDA0", "EDBF", "F080", "F08F", "F490",
            "E28020",
        "F0908020", "F4BF", "E2C2"})
    void whatCannotBecomeTextIsRefusedAtItsFirstWrongByte(String hex) {
        byte[] bytes = HexFormat.of().parseHex(hex);
        var utf8 = new Utf8();
        assertTrue(utf8.accepts(bytes, 0, bytes.length - 1));
        assertFalse(utf8.accepts(bytes, bytes.length - 1, bytes.length));
    }

    @Test
    void oneWrongByteIsFoundWhereverItStandsInPlainText() {
        for (int length = 1; length < 40; length++) {
            for (int at = 0; at < length; at++) {
                byte[] bytes = "x".repeat(length).getBytes(StandardCharsets.US_ASCII);
                bytes[at] = (byte) 0xFF;
                var utf8 = new Utf8();
                assertTrue(utf8.accepts(bytes, 0, at));
                assertFalse(utf8.accepts(bytes, at, length), at + " of " + length);
                assertFalse(new Utf8().accepts(bytes, 0, length), at + " of " + length);
            }
        }
    }

    @Test
    void textMayNotEndInsideACharacter() {
        var utf8 = new Utf8();
        assertTrue(utf8.accepts(HexFormat.of().parseHex("61E282"), 0, 3));
        assertFalse(utf8.complete());
    }

    @Test
    void everyCodePointIsJudgedAsTheJdkJudgesIt() {
        for (int point = 0; point <= Character.MAX_CODE_POINT; point += 7) {
            if (point >= 0xD800 && point <= 0xDFFF) continue;
            byte[] bytes = Character.toString(point).getBytes(StandardCharsets.UTF_8);
            var utf8 = new Utf8();
            assertTrue(utf8.accepts(bytes, 0, bytes.length) && utf8.complete(), Integer.toHexString(point));
        }
    }

    @Test
    void aReasonIsCutAtACharacter() {
        assertArrayEquals("aé".getBytes(StandardCharsets.UTF_8), Utf8.truncated("aéé", 4));
        assertEquals(123, Utf8.truncated("x".repeat(200), 123).length);
        assertEquals(120, Utf8.truncated("𝄞".repeat(40), 123).length);
    }
}
