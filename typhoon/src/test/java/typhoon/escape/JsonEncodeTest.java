package typhoon.escape;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class JsonEncodeTest {
    @Test void aRecordKeepsTheOrderOfItsComponents() {
        record User(String name, long id, @Nullable String email) {}
        assertEquals("{\"name\":\"Ada\",\"id\":1,\"email\":null}", Escape.jsonEncode(new User("Ada", 1, null)));
    }

    @Test void mapsCollectionsArraysAndScalars() {
        var map = new LinkedHashMap<String, Object>();
        map.put("b", List.of(1, 2L, 2.5));
        map.put("a", Map.of().values());
        assertEquals("{\"b\":[1,2,2.5],\"a\":[]}", Escape.jsonEncode(map));
        assertEquals("\"x\"", Escape.jsonEncode("x"));
        assertEquals("null", Escape.jsonEncode(null));
        assertEquals("[1,2]", Escape.jsonEncode(new int[] {1, 2}));
        assertEquals("\"AQI=\"", Escape.jsonEncode(new byte[] {1, 2}));
    }

    @Test void whatWasWrittenIsReadAgain() {
        for (String text : List.of("\u00e9", "\u0000\u001f\"\\/", "\u2028\uD83D\uDE00", ""))
            assertEquals(text, Escape.jsonDecode(Escape.jsonEncode(text)));
    }

    @Test void beansByTheirGetters() {
        class Bean {
            @SuppressWarnings("unused") public String getName() {
                return "n";
            }

            @SuppressWarnings("unused") public boolean isOpen() {
                return true;
            }
        }
        assertEquals("{\"name\":\"n\",\"open\":true}", Escape.jsonEncode(new Bean()));
    }

    @Test void timesAreIsoStrings() {
        assertEquals("[\"2024-02-29T12:00:00Z\",\"2024-02-29\",\"PT1.5S\"]",
                Escape.jsonEncode(List.of(Instant.parse("2024-02-29T12:00:00Z"), LocalDate.of(2024, 2, 29), Duration.ofMillis(1500))));
    }

    @Test void aScriptCannotBeClosed() {
        assertEquals("[\"<\\/script>\"]", Escape.jsonEncode(List.of("</script>")));
        assertEquals("[\"<\\/script>é\"]", Escape.toUnicode(Escape.jsonEncodeUtf8(List.of("</script>é"))));
        assertEquals("</script>", ((List<?>) Escape.jsonDecode(Escape.jsonEncode(List.of("</script>")), List.class)).getFirst());
    }

    @Test void bothWaysOfEncodingAgree() {
        var value = Map.of("é", List.of("a/b", "<", "\u2028", "\uD83D\uDE00"));
        assertArrayEquals(Escape.utf8(Escape.jsonEncode(value)), Escape.jsonEncodeUtf8(value));
    }

    @Test void aForgottenToStringIsAnErrorAndNotAnEmptyObject() {
        var error = assertThrows(IllegalArgumentException.class, () -> Escape.jsonEncode(new Object()));
        assertTrue(error.getMessage().startsWith("cannot write as JSON java.lang.Object: "), error.getMessage());
    }

    @Test void aCycleIsAnError() {
        var list = new ArrayList<Object>();
        list.add(List.of(list));
        assertThrows(IllegalArgumentException.class, () -> Escape.jsonEncode(list));
    }
}
