package typhoon.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HttpHeadersTest {
    private final HttpHeaders headers = new HttpHeaders();

    @Test
    void namesIgnoreCase() {
        headers.set("Content-Type", "a");
        assertEquals("a", headers.get("content-TYPE"));
        assertTrue(headers.contains("CONTENT-TYPE"));
        assertEquals("none", headers.get("Content-Typ", "none"));
        assertNull(headers.get("Content_Type"));
        assertTrue(headers.remove("content-type"));
        assertTrue(headers.isEmpty());
    }

    @Test
    void repeatsAreJoinedByGetAndKeptByGetList() {
        headers.add("A", "1");
        headers.add("B", "x");
        headers.add("a", "2");
        assertEquals("1,2", headers.get("A"));
        assertEquals(List.of("1", "2"), headers.getList("A"));
        assertEquals(List.of("A", "B"), List.copyOf(headers.names()));
        assertEquals("A: 1\nB: x\na: 2\n", headers.toString());
        assertEquals(3, headers.size());
    }

    @Test
    void setReplacesAllInThePlaceOfTheFirst() {
        headers.add("A", "1");
        headers.add("B", "x");
        headers.add("a", "2");
        headers.set("a", "3");
        assertEquals("a: 3\nB: x\n", headers.toString());
    }

    @Test
    void removeRemovesEveryLine() {
        headers.add("Cookie", "1");
        headers.add("B", "x");
        headers.add("cookie", "2");
        headers.add("C", "y");
        assertTrue(headers.remove("COOKIE"));
        assertEquals("B: x\nC: y\n", headers.toString());
        assertFalse(headers.remove("COOKIE"));
    }

    @Test
    void setCookieStaysSeveralLines() {
        headers.add("Set-Cookie", "a=1, 2");
        headers.add("Set-Cookie", "b");
        assertEquals(List.of("a=1, 2", "b"), headers.getList("Set-Cookie"));
    }

    @Test
    void manyLinesFit() {
        for (int i = 0; i < 1000; i++) headers.add("Name-" + i, "v" + i);
        assertEquals("v999", headers.get("name-999"));
        headers.clear();
        assertEquals(0, headers.size());
    }

    @Test
    void aCopyIsIndependent() {
        headers.add("A", "1");
        HttpHeaders copy = headers.copy();
        copy.add("A", "2");
        headers.set("A", "3");
        assertEquals("1,2", copy.get("A"));
        headers.addAll(copy);
        assertEquals("3,1,2", headers.get("A"));
    }

    @Test
    void aTextHasAFieldALine() {
        var parsed = HttpHeaders.parse("A: 1\r\nb:2\n\r\nC:\t x  y \t\r\na: 3");
        assertEquals("A: 1\nb: 2\nC: x  y\na: 3\n", parsed.toString());
        assertEquals("", HttpHeaders.parse("").toString());
        assertEquals("A: \nB: \n", HttpHeaders.parse("A:\nB:  \n").toString());
        assertEquals(parsed.toString(), HttpHeaders.parse(parsed.toString()).toString());
    }

    @Test
    void aLineThatBeginsWithABlankGoesOnWithTheOneBefore() {
        var parsed = HttpHeaders.parse("A: one\r\n two\r\nB: x\r\n\t y\r\nA: three\r\n      four \r\n\tfive\r\n");
        assertEquals("A: one two\nB: x y\nA: three four five\n", parsed.toString());
        assertEquals("one two,three four five", parsed.get("a"));
        assertThrows(HttpInputError.class, () -> HttpHeaders.parse(" A: 1\r\nB: 2"));
    }

    @ParameterizedTest
    @ValueSource(strings = {
        "A", ": 1", "A : 1", "A B: 1", "\u00e4: 1", "A\t: 1", "(A): 1", "A: 1\u0000", "A: \u007f1", "A: 1\rB: 2", "A: 1\r\r\n", "A: \u2028",
        "A: 1\r\n \u0001", "\u00a0A: 1", "A: \u000b"})
    void aTextThatHasNoFieldsIsRefused(String text) {
        assertEquals(400, assertThrows(HttpInputError.class, () -> HttpHeaders.parse(text)).status());
    }

    /** Not U+0085 or U+2028, which end a line elsewhere, nor U+00A0, which is a blank elsewhere. */
    @Test
    void onlyCrlfAndLfEndALineAndOnlySpaceAndTabAreBlanks() {
        assertEquals("\u0085b", HttpHeaders.parse("A: \u0085b").get("A"));
        assertEquals("\u00a0b\u00a0", HttpHeaders.parse("A: \u00a0b\u00a0\r\n").get("A"));
        assertEquals(1, HttpHeaders.parse("A: 1\u0085B: 2").size());
    }

    @Test
    void aTextCostsLinearTime() {
        var parsed = HttpHeaders.parse("A: 1\r\n" + " x\r\n".repeat(200_000) + "B: 2\r\n".repeat(200_000) + "\n".repeat(200_000));
        assertEquals(400_001, parsed.get("A", "").length());
        assertEquals(200_000, parsed.getList("B").size());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a b", "a:", "a\r\nB", "\u00e4", "\u212a", "a\0", "(a)"})
    void aNameIsAToken(String name) {
        assertThrows(IllegalArgumentException.class, () -> headers.set(name, "v"));
        assertThrows(IllegalArgumentException.class, () -> headers.add(name, "v"));
        assertTrue(headers.isEmpty());
    }

    @ParameterizedTest
    @ValueSource(strings = {"a\r\nB: c", "a\nb", "a\rb", "\0", "\u007f", "\u0100", " a", "a ", "\ta", "a\t"})
    void aValueCannotEndTheLineNorHideBlanks(String value) {
        var problem = assertThrows(IllegalArgumentException.class, () -> headers.set("A", value));
        assertThrows(IllegalArgumentException.class, () -> headers.add("A", value));
        assertTrue(problem.getMessage().startsWith("header A cannot have the value \""), problem.getMessage());
        assertFalse(problem.getMessage().contains("\n"), problem.getMessage());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a b\tc", "\u0080\u00ff", "!\"$%&/()=?"})
    void otherValuesPass(String value) {
        headers.add("A", value);
        assertEquals(value, headers.get("A"));
    }

    @Test
    void aValueThatWasJoinedCostsLinearTime() {
        for (int i = 0; i < 100_000; i++) headers.add("A", "v");
        assertEquals(199_999, headers.get("A", "").length());
    }
}
