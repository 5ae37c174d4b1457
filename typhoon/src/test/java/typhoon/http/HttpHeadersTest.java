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
