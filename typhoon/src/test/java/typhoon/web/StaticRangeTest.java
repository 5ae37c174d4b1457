package typhoon.web;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import typhoon.http.HttpDate;
import typhoon.testing.TestResponse;

/** Parts of a file: RFC 9110 section 14. */
class StaticRangeTest extends StaticTestCase {
    private static final String PATH = "/static/robots.txt";

    @Test void aRangeIsAPartialAnswer() {
        expectPart("bytes=0-9", "User-agent", "bytes 0-9/26");
        expectPart("bytes=1-10000000", ROBOTS.substring(1), "bytes 1-25/26");
        expectPart("bytes=22-", ": /\n", "bytes 22-25/26");
        expectPart("bytes=-4", ": /\n", "bytes 22-25/26");
        expectPart("bytes=25-25", "\n", "bytes 25-25/26");
        expectPart(" bytes = 0 - 0 ", "U", "bytes 0-0/26");
        expectPart("bytes=5", ROBOTS.substring(5), "bytes 5-25/26");
    }

    @Test void aRangeOfEverythingIsAWholeAnswer() {
        for (String range : List.of("bytes=0-", "bytes=0-25", "bytes=0-10000000", "bytes=-26", "bytes=-1000000", "bytes=", "bytes=-",
                "bytes=0-99999999999999999999999")) {
            expectWhole(range);
        }
    }

    @Test void whatCannotBeReadIsIgnored() {
        for (String range : List.of("asdf", "bytes", "items=0-1", "BYTES=0-1", "bytes=a-b", "bytes=+1-2", "bytes=1_0-", "bytes=--5",
                "bytes=0x1-2", "bytes=1-2-3", "bytes=1.5-2", "bytes=\u00B9-2", "bytes=0-1,a", "bytes=0-1;2-3")) {
            expectWhole(range);
        }
    }

    @Test void whatIsNotThereIsRefused() throws IOException {
        for (String range : List.of("bytes=-0", "bytes=26", "bytes=26-", "bytes=26-30", "bytes=5-2", "bytes=99999999999999999999999-",
                "bytes=26-,-0")) {
            expectUnsatisfiable(PATH, range, 26);
        }
        file("empty.txt", "");
        for (String range : List.of("bytes=0-", "bytes=0-0", "bytes=-5")) expectUnsatisfiable("/static/empty.txt", range, 0);
    }

    @Test void whoHasTheFileGetsNoPartOfIt() {
        assertEquals(304, getAndHead(PATH, "Range", "bytes=0-9", "If-None-Match", tag(ROBOTS)).code());
    }

    @Test void severalRangesAreOneAnswerOfSeveralParts() {
        var reply = fetch(get(PATH).header("Range", "bytes=0-3, 20-21,-1"));
        assertEquals(206, reply.code());
        assertNull(reply.headers().get("Content-Range"));
        String type = reply.headers().get("Content-Type", "");
        assertTrue(type.matches("multipart/byteranges; boundary=[0-9a-f]{32}"), type);
        String line = "--" + type.substring(type.indexOf('=') + 1);
        assertEquals(line + "\r\nContent-Type: text/plain\r\nContent-Range: bytes 0-3/26\r\n\r\nUser\r\n"
                + line + "\r\nContent-Type: text/plain\r\nContent-Range: bytes 20-21/26\r\n\r\now\r\n"
                + line + "\r\nContent-Type: text/plain\r\nContent-Range: bytes 25-25/26\r\n\r\n\n\r\n"
                + line + "--\r\n", reply.bodyText());
        assertEquals(String.valueOf(reply.body().length), reply.headers().get("Content-Length"));
        var head = fetch(head(PATH).header("Range", "bytes=0-3, 20-21,-1"));
        assertEquals(reply.headers().get("Content-Length"), head.headers().get("Content-Length"));
        assertEquals(206, head.code());
    }

    @Test void everyAnswerHasABoundaryOfItsOwn() {
        assertTrue(!severalOf(PATH, "bytes=0-1,4-5").head().equals(severalOf(PATH, "bytes=0-1,4-5").head()));
    }

    @Test void rangesThatMeetAreOne() {
        expectPart("bytes=0-3,2-5", "User-a", "bytes 0-5/26");
        expectPart("bytes=4-5,0-3", "User-a", "bytes 0-5/26");
        expectPart("bytes=0-5,26-,1-2", "User-a", "bytes 0-5/26");
        expectWhole("bytes=0-,0-,0-,0-");
        expectWhole("bytes=13-,0-12");
        assertTrue(severalOf(PATH, "bytes=20-21,0-1,0-3").bodyText().contains("bytes 0-3/26"));
    }

    @Test void noNumberOfRangesIsMoreThanTheWhole() {
        String most = IntStream.range(0, ByteRanges.MOST).mapToObj(_ -> "0-").collect(Collectors.joining(","));
        expectWhole("bytes=" + most);
        file100();
        String spread = IntStream.range(0, ByteRanges.MOST).mapToObj(i -> 3 * i + "-" + 3 * i).collect(Collectors.joining(","));
        assertEquals(206, fetch(get("/static/hundred.bin").header("Range", "bytes=" + spread)).code());
        var more = fetch(get("/static/hundred.bin").header("Range", "bytes=" + spread + ",99-99"));
        assertEquals(200, more.code());
        assertEquals(100, more.body().length);
    }

    @Test void largePartsComeWhole() throws IOException {
        var bytes = new byte[1_000_000];
        new Random(7).nextBytes(bytes);
        file("large.bin", bytes);
        var one = fetch(get("/static/large.bin").header("Range", "bytes=100-500000"));
        assertTrue(Arrays.equals(bytes, 100, 500_001, one.body(), 0, 499_901));
        var several = severalOf("/static/large.bin", "bytes=1-200000,300000-999998");
        byte[] body = several.body();
        String text = new String(body, StandardCharsets.ISO_8859_1);
        int first = text.indexOf("\r\n\r\n") + 4;
        int second = text.indexOf("bytes 300000-999998/1000000\r\n\r\n") + 31;
        assertTrue(Arrays.equals(bytes, 1, 200_001, body, first, first + 200_000));
        assertTrue(Arrays.equals(bytes, 300_000, 999_999, body, second, second + 699_999));
        assertEquals(String.valueOf(body.length), several.headers().get("Content-Length"));
    }

    @Test void aRangeOfWhatTheClientHasIsAnsweredInPart() {
        assertEquals(206, getAndHead(PATH, "Range", "bytes=0-9", "If-Range", tag(ROBOTS)).code());
        assertEquals(206, getAndHead(PATH, "Range", "bytes=0-9", "If-Range", HttpDate.format(MODIFIED)).code());
    }

    @Test void aRangeOfWhatWasThereBeforeIsAnsweredWithTheWhole() throws IOException {
        for (String condition : List.of("\"old\"", "W/" + tag(ROBOTS), HttpDate.format(MODIFIED.minusSeconds(1)),
                HttpDate.format(MODIFIED.plusSeconds(1)), "nonsense", "*")) {
            var reply = getAndHead(PATH, "Range", "bytes=0-9", "If-Range", condition);
            assertEquals(200, reply.code(), condition);
            assertEquals(ROBOTS, reply.bodyText(), condition);
        }
        Instant now = Instant.now();
        Files.setLastModifiedTime(root().resolve("robots.txt"), FileTime.from(now));
        var young = getAndHead(PATH, "Range", "bytes=0-9", "If-Range", HttpDate.format(now.plusSeconds(5)));
        assertEquals(200, young.code());
    }

    @Test void aDateOfThisSecondMayBeThatOfTwoFiles() throws IOException {
        Instant soon = Instant.now().plusSeconds(60);
        Files.setLastModifiedTime(root().resolve("robots.txt"), FileTime.from(soon));
        assertEquals(200, getAndHead(PATH, "Range", "bytes=0-9", "If-Range", HttpDate.format(soon)).code());
    }

    private TestResponse severalOf(String path, String range) {
        var reply = fetch(get(path).header("Range", range));
        assertEquals(206, reply.code());
        assertTrue(reply.headers().get("Content-Type", "").startsWith("multipart/byteranges"));
        return reply;
    }

    private void file100() {
        try {
            file("hundred.bin", new byte[100]);
        } catch (IOException broken) {
            throw new AssertionError(broken);
        }
    }

    private void expectPart(String range, String content, String contentRange) {
        var reply = getAndHead(PATH, "Range", range);
        assertEquals(206, reply.code(), range);
        assertEquals(content, reply.bodyText(), range);
        assertEquals(contentRange, reply.headers().get("Content-Range"), range);
        assertEquals(String.valueOf(content.length()), reply.headers().get("Content-Length"), range);
        assertEquals(tag(ROBOTS), reply.headers().get("Etag"));
        assertEquals("text/plain", reply.headers().get("Content-Type"));
    }

    private void expectWhole(String range) {
        var reply = getAndHead(PATH, "Range", range);
        assertEquals(200, reply.code(), range);
        assertEquals(ROBOTS, reply.bodyText(), range);
        assertNull(reply.headers().get("Content-Range"), range);
    }

    private void expectUnsatisfiable(String path, String range, int size) {
        var reply = getAndHead(path, "Range", range);
        assertEquals(416, reply.code(), range);
        assertEquals("bytes */" + size, reply.headers().get("Content-Range"), range);
        assertEquals("", reply.bodyText());
        assertEquals("text/plain", reply.headers().get("Content-Type"));
        assertTrue(reply.headers().contains("Etag") && reply.headers().contains("Last-Modified"));
    }
}
