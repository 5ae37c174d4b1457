package typhoon.escape;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ReUnescapeTest {
    @ParameterizedTest
    @ValueSource(strings = {"", "favicon.ico", "index.html", "Hello, World!", "!$@#%;", "a\\Eb\\Qc", "\\", "\\Q"})
    void undoesWhatPatternQuotes(String text) {
        assertEquals(text, Escape.reUnescape(Pattern.quote(text)));
    }

    @Test
    void undoesBackslashes() {
        assertEquals("/a.b\\c\n", Escape.reUnescape("/a\\.b\\\\c\\\n"));
        assertEquals("a\\", Escape.reUnescape("a\\"));
        assertEquals("a.b", Escape.reUnescape("\\Qa.b"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"\\d", "\\b", "\\1", "a\\E"})
    void refusesWhatStandsForSomethingElse(String regex) {
        assertThrows(IllegalArgumentException.class, () -> Escape.reUnescape(regex));
    }
}
