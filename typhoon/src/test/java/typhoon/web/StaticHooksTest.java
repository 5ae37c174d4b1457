package typhoon.web;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static typhoon.web.URLSpec.url;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What a subclass may say otherwise, down to files that are none. */
class StaticHooksTest extends StaticTestCase {
    /** Has the version in the middle of the url, and content that lies nowhere. */
    static class Invented extends StaticFileHandler {
        Invented(Path root) {
            super(root);
        }

        @Override public String makeStaticUrl(Settings settings, String path, boolean includeVersion) {
            int dot = path.lastIndexOf('.');
            return "/static/" + path.substring(0, dot) + "." + getVersion(settings, path) + path.substring(dot);
        }

        @Override protected String parseUrlPath(String urlPath) {
            int dot = urlPath.lastIndexOf('.');
            return urlPath.substring(0, urlPath.lastIndexOf('.', dot - 1)) + urlPath.substring(dot);
        }

        @Override protected Path getAbsolutePath(Path root, String path) {
            return Path.of("invented-" + path);
        }

        @Override protected @Nullable Path validateAbsolutePath(Path root, Path absolute) {
            return absolute;
        }

        @Override protected InputStream getContent(Path absolute, long start) throws IOException {
            if (!absolute.toString().equals("invented-foo.txt")) throw new NoSuchFileException(absolute.toString());
            return new ByteArrayInputStream("bar".substring((int) start).getBytes(StandardCharsets.UTF_8));
        }

        @Override protected long getContentSize() {
            return 3;
        }

        @Override protected @Nullable Instant getModifiedTime() {
            return null;
        }

        @Override public String getVersion(Settings settings, String path) {
            return "42";
        }
    }

    class Told extends StaticFileHandler {
        Told() {
            super(StaticHooksTest.this.root(), "index.html");
        }

        @Override protected String getContentType() {
            return path().endsWith(".none") ? "" : "text/x-" + absolutePath().getFileName();
        }

        @Override protected Duration getCacheTime(String path, @Nullable Instant modified, String contentType) {
            return path.endsWith(".txt") ? Duration.ofMinutes(1) : Duration.ZERO;
        }

        @Override protected void setExtraHeaders(String path) {
            setHeader("X-Path", path);
            setHeader("Accept-Ranges", "none");
        }

        @Override protected @Nullable String getContentVersion(Path absolute) {
            return "of " + absolute.getFileName();
        }

        @Override protected boolean shouldReturn304() throws Exception {
            return super.shouldReturn304() || request().headers().contains("X-Known");
        }
    }

    static class Urls extends RequestHandler {
        public void get(String path) {
            write(staticUrl(path));
        }
    }

    @Override Settings settings() {
        return super.settings().staticHandler(Invented::new);
    }

    @Override Route[] routes() {
        return new Route[] {url("/url/(.*)", Urls::new), url("/told/(.*)", () -> new Told()), new Application(
                new Settings().staticPath(root()).staticUrlPrefix("/fresh/").staticHashCache(false), url("/fresh-url/(.*)", Urls::new))};
    }

    @Test void contentMayComeFromAnywhere() {
        var reply = getAndHead("/static/foo.42.txt");
        assertEquals("bar", reply.bodyText());
        assertEquals("text/plain", reply.headers().get("Content-Type"));
        assertEquals(tag("bar"), reply.headers().get("Etag"));
        assertNull(reply.headers().get("Last-Modified"));
        assertEquals("ar", fetch(get("/static/foo.42.txt").header("Range", "bytes=1-")).bodyText());
        assertEquals(404, fetch("/static/bar.42.txt").code());
    }

    @Test void theVersionMayStandAnywhereInTheUrl() {
        assertEquals("/static/foo.42.txt", fetch("/url/foo.txt").bodyText());
    }

    @Test void whatIsSaidOfAFileCanBeSaidOtherwise() throws IOException {
        file("x.none", "x");
        var reply = getAndHead("/told/robots.txt");
        assertEquals("text/x-robots.txt", reply.headers().get("Content-Type"));
        assertEquals("max-age=60", reply.headers().get("Cache-Control"));
        assertEquals("robots.txt", reply.headers().get("X-Path"));
        assertEquals("none", reply.headers().get("Accept-Ranges"));
        assertEquals("\"of robots.txt\"", reply.headers().get("Etag"));
        assertNull(fetch("/told/x.none").headers().get("Content-Type"));
        assertNull(fetch("/told/x.none").headers().get("Cache-Control"));
        assertEquals(304, getAndHead("/told/robots.txt", "X-Known", "1").code());
    }

    @Test void aHandlerSaysWhatItServes() {
        var handler = new StaticFileHandler(root(), "index.html");
        assertEquals(root(), handler.root());
        assertEquals("index.html", handler.defaultFilename());
        assertNull(new StaticFileHandler(root()).defaultFilename());
    }

    @Test void versionsNeedNotBeKept() throws IOException {
        assertEquals("/fresh/robots.txt?v=" + version(ROBOTS), fetch("/fresh-url/robots.txt").bodyText());
        file("robots.txt", "new");
        assertEquals("/fresh/robots.txt?v=" + version("new"), fetch("/fresh-url/robots.txt").bodyText());
        assertEquals(tag("new"), getAndHead("/fresh/robots.txt").headers().get("Etag"));
    }
}
