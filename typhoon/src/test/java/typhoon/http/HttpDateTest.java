package typhoon.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import java.time.Instant;
import java.time.ZoneOffset;
import org.junit.jupiter.api.Test;

class HttpDateTest {
    private static final Instant MOMENT = Instant.parse("1994-11-06T08:49:37Z");

    @Test
    void aDateIsWrittenInOneWay() {
        assertEquals("Sun, 06 Nov 1994 08:49:37 GMT", HttpDate.format(MOMENT.plusMillis(999)));
        assertEquals("Sun, 06 Nov 1994 08:49:37 GMT", HttpDate.format(MOMENT.atOffset(ZoneOffset.ofHours(-5)).toInstant()));
        assertEquals("Wed, 31 Dec 1969 23:59:59 GMT", HttpDate.format(Instant.EPOCH.minusMillis(1)));
    }

    @Test
    void threeFormsAreRead() {
        assertEquals(MOMENT, HttpDate.parse("Sun, 06 Nov 1994 08:49:37 GMT"));
        assertEquals(MOMENT, HttpDate.parse("Sunday, 06-Nov-94 08:49:37 GMT"));
        assertEquals(MOMENT, HttpDate.parse("Sun Nov  6 08:49:37 1994"));
    }

    @Test
    void anythingElseIsNoDate() {
        assertNull(HttpDate.parse(""));
        assertNull(HttpDate.parse("Sun, 06 Nov 1994 08:49:37 CET"));
        assertNull(HttpDate.parse("Mon, 06 Nov 1994 08:49:37 GMT"));
        assertNull(HttpDate.parse("Sun, 31 Feb 1994 08:49:37 GMT"));
    }
}
