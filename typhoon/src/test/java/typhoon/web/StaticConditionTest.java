package typhoon.web;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import typhoon.http.HttpDate;

/** Who has a file already does not get it again: RFC 9110 section 13. */
class StaticConditionTest extends StaticTestCase {
    private static final String PATH = "/static/robots.txt";

    @Test void whoHasItByItsTagGetsNothing() {
        var reply = getAndHead(PATH + "?v=1", "If-None-Match", "\"a\", W/" + tag(ROBOTS));
        assertEquals(304, reply.code());
        assertEquals("", reply.bodyText());
        assertEquals(tag(ROBOTS), reply.headers().get("Etag"));
        assertEquals("max-age=315360000", reply.headers().get("Cache-Control"));
        for (String name : List.of("Content-Length", "Content-Type")) assertNull(reply.headers().get(name), name);
        assertEquals(200, getAndHead(PATH, "If-None-Match", "\"a\"").code());
    }

    @Test void whoHasItByItsDateGetsNothing() {
        assertEquals(304, getAndHead(PATH, "If-Modified-Since", HttpDate.format(MODIFIED)).code());
        assertEquals(304, getAndHead(PATH, "If-Modified-Since", HttpDate.format(MODIFIED.plusSeconds(1))).code());
        assertEquals(200, getAndHead(PATH, "If-Modified-Since", HttpDate.format(MODIFIED.minusSeconds(1))).code());
    }

    @Test void lessThanASecondDoesNotCount() throws IOException {
        Files.setLastModifiedTime(root().resolve("robots.txt"), FileTime.from(MODIFIED.plusMillis(999)));
        assertEquals(304, getAndHead(PATH, "If-Modified-Since", HttpDate.format(MODIFIED)).code());
    }

    @Test void aTagCountsMoreThanADate() {
        String later = HttpDate.format(MODIFIED.plusSeconds(60));
        assertEquals(200, getAndHead(PATH, "If-None-Match", "\"a\"", "If-Modified-Since", later).code());
        assertEquals(304, getAndHead(PATH, "If-None-Match", tag(ROBOTS), "If-Modified-Since", HttpDate.format(Instant.EPOCH)).code());
    }

    @Test void aDateThatIsNoneIsIgnored() {
        for (String date : List.of("!nv@l!d", "2020-02-03", "Mon, 99 Feb 2020 04:05:06 GMT")) {
            assertEquals(200, getAndHead(PATH, "If-Modified-Since", date).code(), date);
        }
    }

    @Test void thereWereDatesBefore1970() {
        assertEquals(200, getAndHead(PATH, "If-Modified-Since", "Fri, 01 Jan 1960 00:00:00 GMT").code());
    }

    @Test void anEmptyFileHasATagToo() throws IOException {
        file("empty.txt", "");
        assertEquals(tag(""), getAndHead("/static/empty.txt").headers().get("Etag"));
        assertEquals(304, getAndHead("/static/empty.txt", "If-None-Match", tag("")).code());
    }
}
