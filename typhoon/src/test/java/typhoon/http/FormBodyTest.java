package typhoon.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class FormBodyTest {
    private static Map<String, List<String>> parse(String text) {
        return FormBody.parse(text, 10);
    }

    @Test
    void onlyAnAmpersandSeparates() {
        assertEquals(Map.of("a", List.of("1;b=2"), "c", List.of("3", "4")), parse("a=1;b=2&c=3&c=4"));
        assertEquals(List.of("z", "a"), List.copyOf(parse("z=1&a=2&z=3").keySet()));
    }

    @Test
    void aFieldMayBeEmptyOrNameless() {
        assertEquals(Map.of("a", List.of("", ""), "", List.of("b")), parse("a&&a=&=b&"));
        assertEquals(Map.of(), parse(""));
    }

    @Test
    void escapesArePercentAndPlus() {
        assertEquals(Map.of("a b", List.of("1+1 = 2")), parse("a+b=1%2b1+%3D+2"));
        assertEquals(Map.of("a", List.of("=b=")), parse("a==b="));
    }

    @Test
    void anEscapeThatIsNoneStays() {
        assertEquals(Map.of("a", List.of("%", "%4", "%zz", "%A", "%4")), parse("a=%&a=%4&a=%zz&a=%%41&a=%4"));
    }

    @Test
    void textIsUtf8() {
        assertEquals(Map.of("\u00fc", List.of("\u20ac")), parse("%C3%BC=%E2%82%AC"));
        assertEquals(Map.of("\u00fc", List.of("\u00fc")), parse("\u00c3\u00bc=\u00c3\u00bc"));
    }

    @Test
    void aNameThatIsNotUtf8IsLatin1() {
        assertEquals(Map.of("\u00fc", List.of("1")), parse("%FC=1"));
    }

    @Test
    void aValueThatIsNotUtf8IsRefused() {
        assertEquals(400, assertThrows(HttpInputError.class, () -> parse("a=%FC")).status());
        assertEquals(400, assertThrows(HttpInputError.class, () -> parse("a=%C0%80")).status());
    }

    @Test
    void thereMayBeTooMany() {
        assertEquals(10, parse("a=1&".repeat(10)).getOrDefault("a", List.of()).size());
        assertEquals(400, assertThrows(HttpInputError.class, () -> parse("a=1&".repeat(11))).status());
    }

    @Test
    void theTypeIsComparedWithoutCaseAndParameters() {
        assertTrue(FormBody.isForm("application/x-www-form-urlencoded"));
        assertTrue(FormBody.isForm("Application/X-WWW-Form-Urlencoded ; charset=utf-8"));
        assertFalse(FormBody.isForm("application/x-www-form-urlencodedx"));
        assertFalse(FormBody.isForm("application/json"));
        assertFalse(FormBody.isForm(null));
    }
}
