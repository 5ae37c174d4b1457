package typhoon.web;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import typhoon.testing.TestResponse;

/** Compressed copies of files that lie beside them. */
class StaticPrecompressedTest extends StaticTestCase {
    @Override Settings settings() {
        return super.settings().staticPrecompressed(true);
    }

    @Override Route[] routes() {
        return new Route[] {new Application(super.settings().staticUrlPrefix("/plain/"))};
    }

    @BeforeEach void writeCopies() throws IOException {
        file("app.js", "plain");
        file("app.js.gz", "as gzip");
        file("app.js.br", "as br");
        file("app.js.zst", "as zstd");
    }

    @Test void theClientChooses() {
        expect("as br", "br", "gzip, deflate, br, zstd");
        expect("as gzip", "gzip", "gzip");
        expect("as gzip", "gzip", "GZIP;q=0.5");
        expect("as zstd", "zstd", "gzip;q=0.8, zstd, br;q=0.9");
        expect("as br", "br", "*");
        expect("as gzip", "gzip", "br;q=0, zstd;q=0.0, *");
        expect("as gzip", "gzip", "gzip, identity");
    }

    @Test void whoDoesNotAcceptItGetsTheFile() {
        for (String accept : new String[] {"", "identity", "deflate", "gzip;q=0", "gzip;q=0.000", "*;q=0",
                "br;q=0, gzip;q=0, zstd;q=0, *;q=1", "gzip;q=0.5, identity", "gzip;q=high"}) {
            expect("plain", null, accept);
        }
        var reply = fetch("/static/app.js");
        assertEquals("plain", reply.bodyText());
        assertEquals("Accept-Encoding", reply.headers().get("Vary"));
    }

    @Test void aCopyIsTheSameFileInAnotherForm() {
        var reply = getAndHead("/static/app.js?v=1", "Accept-Encoding", "br");
        assertEquals("text/javascript", reply.headers().get("Content-Type"));
        assertEquals(tag("as br"), reply.headers().get("Etag"), "its bytes are others");
        assertEquals("5", reply.headers().get("Content-Length"));
        assertEquals("max-age=315360000", reply.headers().get("Cache-Control"));
        var known = getAndHead("/static/app.js", "Accept-Encoding", "br", "If-None-Match", tag("as br"));
        assertEquals(304, known.code());
        assertEquals("Accept-Encoding", known.headers().get("Vary"));
        assertEquals(200, getAndHead("/static/app.js", "Accept-Encoding", "gzip", "If-None-Match", tag("as br")).code());
    }

    @Test void aRangeIsOneOfTheCopy() {
        var reply = getAndHead("/static/app.js", "Accept-Encoding", "br", "Range", "bytes=3-", "If-Range", tag("as br"));
        assertEquals(206, reply.code());
        assertEquals("br", reply.bodyText());
        assertEquals("br", reply.headers().get("Content-Encoding"));
        assertEquals("bytes 3-4/5", reply.headers().get("Content-Range"));
    }

    @Test void aCopyThatIsOlderThanTheFileIsNone() throws IOException {
        Path old = root().resolve("app.js.br");
        Files.setLastModifiedTime(old, FileTime.from(MODIFIED.minusSeconds(1)));
        expect("as gzip", "gzip", "br;q=1, gzip;q=0.1");
    }

    @Test void onlyFilesOfTheRootAreCopies() throws IOException {
        file("page.html", "page");
        Files.createDirectory(root().resolve("page.html.gz"));
        Files.createSymbolicLink(root().resolve("page.html.br"), folder.resolve("secret.txt"));
        var reply = getAndHead("/static/page.html", "Accept-Encoding", "br, gzip");
        assertEquals("page", reply.bodyText());
        assertNull(reply.headers().get("Vary"), "there is no other");
    }

    @Test void aCopyHasAUrlOfItsOwnToo() {
        var reply = getAndHead("/static/app.js.gz", "Accept-Encoding", "gzip");
        assertEquals("as gzip", reply.bodyText());
        assertEquals("application/gzip", reply.headers().get("Content-Type"));
        assertNull(reply.headers().get("Content-Encoding"));
    }

    @Test void nobodyLooksForThemUnasked() {
        var reply = getAndHead("/plain/app.js", "Accept-Encoding", "br");
        assertEquals("plain", reply.bodyText());
        assertNull(reply.headers().get("Vary"));
    }

    private void expect(String content, @Nullable String coding, String accept) {
        TestResponse reply = getAndHead("/static/app.js", "Accept-Encoding", accept);
        assertEquals(content, reply.bodyText(), accept);
        assertEquals(coding, reply.headers().get("Content-Encoding"), accept);
        assertEquals("Accept-Encoding", reply.headers().get("Vary"), accept);
    }
}
