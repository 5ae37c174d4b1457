package typhoon.web;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static typhoon.web.URLSpec.url;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import typhoon.http.HttpDate;

/** What is sent for a file, and what is said about it. */
class StaticFileTest extends StaticTestCase {
    static class Says extends RequestHandler {
        @Override public void get() {
            write("not the file");
        }
    }

    @Override Settings settings() {
        return super.settings().staticUrlPrefix("/static/v.1/");
    }

    @Override Route[] routes() {
        return new Route[] {
            url("/robots.txt", Says::new),
            url("/other/(.*)", () -> new StaticFileHandler(root())),
            url("/maybe(?:/(.+))?", () -> new StaticFileHandler(root())),
            url("/static/vx1/robots.txt", Says::new)};
    }

    @Test void aFileIsSentWithWhatIsKnownOfIt() {
        var reply = getAndHead("/static/v.1/robots.txt");
        assertEquals(200, reply.code());
        assertEquals(ROBOTS, reply.bodyText());
        var expected = Map.of("Content-Type", "text/plain", "Content-Length", "26", "Accept-Ranges", "bytes", "Etag", tag(ROBOTS),
                "Last-Modified", "Mon, 03 Feb 2020 04:05:06 GMT");
        expected.forEach((name, value) -> assertEquals(value, reply.headers().get(name), name));
        for (String name : new String[] {"Expires", "Cache-Control", "Vary", "Content-Encoding", "Content-Range"})
            assertNull(reply.headers().get(name), name);
    }

    @Test void faviconAndRobotsAreAtTheTopToo() throws IOException {
        file("favicon.ico", "icon");
        assertEquals("icon", fetch("/favicon.ico").bodyText());
        assertEquals("image/vnd.microsoft.icon", fetch("/favicon.ico").headers().get("Content-Type"));
        assertEquals(ROBOTS, fetch("/robots.txt").bodyText(), "before the routes of the application");
    }

    @Test void thePrefixIsNoRegex() {
        assertEquals("not the file", fetch("/static/vx1/robots.txt").bodyText());
        assertThrows(IllegalArgumentException.class, () -> new Settings().staticUrlPrefix("static/"));
        assertThrows(IllegalArgumentException.class, () -> new Settings().staticUrlPrefix("/static"));
    }

    @Test void aHandlerOfOnesOwnServesAnyDirectory() {
        assertEquals(ROBOTS, getAndHead("/other/robots.txt").bodyText());
        assertEquals(ROBOTS, fetch("/maybe/robots.txt").bodyText());
        assertEquals(403, fetch("/maybe").code(), "what the url did not capture is the directory");
    }

    @Test void whatIsNotThereIsNotFound() throws IOException {
        file("a/b.txt", "b");
        for (String path : new String[] {"nothing.txt", "a/c.txt", "robots.txt/more", "x".repeat(300), "a/b.txt/"}) {
            assertEquals(path.equals("a/b.txt/") ? 200 : 404, getAndHead("/static/v.1/" + path).code(), path);
        }
        assertNull(fetch("/static/v.1/nothing.txt").headers().get("Etag"));
    }

    @Test void onlyGetAndHeadAreAnswered() {
        assertEquals(405, fetch(post("/static/v.1/robots.txt").body("x")).code());
        assertEquals("GET, HEAD", fetch(delete("/static/v.1/robots.txt")).headers().get("Allow"));
    }

    @Test void aUrlWithAVersionMayBeKeptForTenYears() {
        var reply = getAndHead("/static/v.1/robots.txt?v=of%20any%20kind");
        assertEquals(ROBOTS, reply.bodyText());
        assertEquals("max-age=315360000", reply.headers().get("Cache-Control"));
        Instant expires = HttpDate.parse(reply.headers().get("Expires", ""));
        Duration off = Duration.between(Instant.now().plus(StaticFileHandler.CACHE_MAX_AGE), expires).abs();
        assertTrue(off.toSeconds() < 60, "off by " + off);
        assertNull(fetch("/static/v.1/robots.txt?w=1").headers().get("Expires"));
    }

    @Test void theTypeGoesByTheEndOfTheName() throws IOException {
        var types = Map.of("sample.xml", "text/xml", "sample.xml.gz", "application/gzip", "sample.xml.bz2", "application/octet-stream",
                "a.b/none", "application/octet-stream", "PAGE.HTML", "text/html", "app.js", "text/javascript", "x.svgz", "application/gzip",
                "x.wasm", "application/wasm", ".txt", "text/plain", "odd.", "application/octet-stream");
        for (var type : types.entrySet()) {
            file(type.getKey(), "x");
            assertEquals(type.getValue(), fetch("/static/v.1/" + type.getKey()).headers().get("Content-Type"), type.getKey());
        }
    }

    @Test void aLargeFileComesWhole() throws IOException {
        for (int size : new int[] {0, 1, FileSlice.CHUNK - 1, FileSlice.CHUNK, FileSlice.CHUNK + 1, 1_000_000}) {
            var bytes = new byte[size];
            new Random(size).nextBytes(bytes);
            file("large.bin", bytes);
            var reply = getAndHead("/static/v.1/large.bin");
            assertArrayEquals(bytes, reply.body());
            assertEquals(String.valueOf(size), reply.headers().get("Content-Length"));
        }
    }

    @Test void namesAreDecodedOnce() throws IOException {
        file("a b+c%.txt", "odd");
        file("%2e", "dot");
        assertEquals("odd", fetch("/static/v.1/a%20b+c%25.txt").bodyText());
        assertEquals("dot", fetch("/static/v.1/%252e").bodyText());
        assertEquals(400, fetch("/static/v.1/%ff").code());
    }

    @Test void aFileThatHasChangedHasAnotherTag() throws IOException {
        assertEquals(tag("one"), tagOf(file("x.txt", "one")));
        assertEquals(tag("longer"), tagOf(file("x.txt", "longer")), "another size");
        Path same = file("x.txt", "mclaren".substring(1));
        Files.setLastModifiedTime(same, FileTime.from(MODIFIED.plusNanos(1000)));
        assertEquals(tag("claren"), tagOf(same), "another time");
        Path other = file("y.txt", "renaul");
        Files.setLastModifiedTime(other, Files.getLastModifiedTime(same));
        Files.move(other, same, java.nio.file.StandardCopyOption.REPLACE_EXISTING);
        assertEquals(tag("renaul"), tagOf(same), "another file of the same size and time");
    }

    @Test void aFileThatChangesAgainAtOnceHasAnotherTag() throws IOException {
        Instant now = Instant.now();
        for (String content : new String[] {"one", "two"}) {
            Path file = root().resolve("young.txt");
            Files.writeString(file, content);
            Files.setLastModifiedTime(file, FileTime.from(now));
            assertEquals(tag(content), tagOf(file), "the clock of the file system need not have moved");
        }
        assertNotEquals(tag("one"), tag("two"));
    }

    private String tagOf(Path file) {
        return fetch("/static/v.1/" + file.getFileName()).headers().get("Etag", "none");
    }
}
