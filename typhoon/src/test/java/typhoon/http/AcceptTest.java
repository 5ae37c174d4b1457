package typhoon.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;

class AcceptTest {
    @Test
    void browsersPreferAPage() {
        assertTrue(Accept.prefersHtml("text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,*/*;q=0.8"));
        assertTrue(Accept.prefersHtml("text/html"));
        assertTrue(Accept.prefersHtml("TEXT/*;Q=0.3, application/json;q=0.2"));
    }

    @Test
    void programsDoNot() {
        assertFalse(Accept.prefersHtml(null));
        assertFalse(Accept.prefersHtml(""));
        assertFalse(Accept.prefersHtml("*/*"));
        assertFalse(Accept.prefersHtml("application/json, text/html"));
        assertFalse(Accept.prefersHtml("text/html;q=0.5, application/problem+json"));
        assertFalse(Accept.prefersHtml("text/html;q=0, */*"));
    }

    @Test
    void theMostSpecificRangeDecides() {
        String accept = "text/*;q=0.3, text/html;q=0.7, */*;q=0.5";
        assertEquals(0.7, Accept.quality(accept, "text/html"));
        assertEquals(0.3, Accept.quality(accept, "text/plain"));
        assertEquals(0.5, Accept.quality(accept, "image/png"));
        assertEquals(0, Accept.quality("text/html", "image/png"));
    }

    @Test
    void aWeightThatIsNoneIsZero() {
        for (String weight : new String[] {"2", "-1", "0.1234", "x", "NaN"}) assertEquals(0, Accept.quality("a/b;q=" + weight, "a/b"));
        assertEquals(1, Accept.quality("a/b;level=1", "a/b"));
    }

    @Test
    void aCodingIsValuedByItsNameOrByTheAsterisk() {
        assertEquals(1, Accept.codingQuality("deflate, GZIP", "gzip"));
        assertEquals(0.5, Accept.codingQuality("*;q=0.5, br", "gzip"));
        assertEquals(0, Accept.codingQuality("*, gzip;q=0", "gzip"));
        assertEquals(0, Accept.codingQuality("gzip2, x", "gzip"));
        assertEquals(0, Accept.codingQuality("", "gzip"));
        assertEquals(0, Accept.codingQuality(null, "gzip"));
    }

    @Test
    void ofWhatIsOfferedTheBestIsChosen() {
        var offered = List.of("application/json", "Text/HTML; charset=utf-8", "text/plain");
        assertEquals("application/json", Accept.choose(null, offered));
        assertEquals("application/json", Accept.choose(" ", offered));
        assertEquals("application/json", Accept.choose("*/*", offered));
        assertEquals("Text/HTML; charset=utf-8", Accept.choose("text/*", offered));
        assertEquals("text/plain", Accept.choose("text/plain, text/html;q=0.9, */*;q=0.1", offered));
        assertNull(Accept.choose("image/*", offered));
        assertNull(Accept.choose("*/*;q=0", offered));
        assertThrows(IllegalArgumentException.class, () -> Accept.choose("*/*", List.of()));
    }

    @Test
    void aCodingIsTakenOnlyByWhoSaysSo() {
        for (String accept : List.of("gzip", "GZip", "a,gzip;q=0.1", "*", "identity;q=0.5,*;q=0.6", "gzip;q=1, identity;q=1"))
            assertTrue(Accept.prefersCoding(accept, "gzip"), accept);
        for (String accept : List.of("", "gzip;q=0", "gzip;q=0.0, *;q=1", "identity, gzip;q=0.9", "*;q=0", "zip", "gzip;q=2", "gzip;q=-1"))
            assertFalse(Accept.prefersCoding(accept, "gzip"), accept);
        assertFalse(Accept.prefersCoding(null, "gzip"));
    }
}
