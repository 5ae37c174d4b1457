package typhoon.web;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static typhoon.web.URLSpec.url;

import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What is sent for a directory. */
class StaticDirectoryTest extends StaticTestCase {
    @Override Settings settings() {
        return super.settings().staticHandler(root -> new StaticFileHandler(root, "index.html"));
    }

    @Override Route[] routes() {
        return new Route[] {
            url("/bare/(.*)", () -> new StaticFileHandler(root())),
            url("/(.*)", () -> new StaticFileHandler(root(), "index.html"))};
    }

    @BeforeEach void writePages() throws IOException {
        file("index.html", "top");
        file("dir/index.html", "this is the index");
        file("evil.example/index.html", "evil");
        Files.createDirectories(root().resolve("odd/index.html"));
        Files.createDirectories(root().resolve("empty"));
    }

    @Test void theDefaultFileIsSent() {
        var reply = getAndHead("/static/dir/");
        assertEquals("this is the index", reply.bodyText());
        assertEquals("text/html", reply.headers().get("Content-Type"));
        assertEquals(tag("this is the index"), reply.headers().get("Etag"));
        assertEquals("top", fetch("/static/").bodyText());
        assertEquals("top", fetch("/").bodyText());
    }

    @Test void aUrlWithoutItsSlashIsSentThere() {
        var reply = getAndHead("/static/dir?a=b");
        assertEquals(301, reply.code());
        assertEquals("/static/dir/", reply.headers().get("Location"));
        assertEquals("/static/%64ir/", fetch("/static/%64ir").headers().get("Location"));
    }

    @Test void nobodyIsSentToAnotherHost() {
        for (String path : List.of("//evil.example", "//evil.example/..", "/%2fevil.example", "/\\evil.example", "/%5cevil.example",
                "//evil.example/%2e%2e", "///evil.example", "//dir")) {
            try (var client = connect()) {
                var reply = client.send("GET " + path + " HTTP/1.1\r\nHost: x\r\n\r\n").readResponse();
                assertFalse(reply.headers().contains("Location"), path + " led to " + reply.headers().get("Location"));
                assertEquals(path.contains("\\") || path.contains("%5c") ? 404 : 403, reply.code(), path);
            }
        }
    }

    @Test void whereThereIsNoDefaultFileThereIsNothing() {
        assertEquals(404, getAndHead("/static/empty/").code());
        assertEquals(403, getAndHead("/static/odd/").code(), "a directory of that name");
        for (String path : List.of("/bare/dir", "/bare/dir/", "/bare/")) assertEquals(403, getAndHead(path).code(), path);
        assertEquals("this is the index", fetch("/bare/dir/index.html").bodyText());
    }
}
