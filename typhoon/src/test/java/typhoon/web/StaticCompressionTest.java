package typhoon.web;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import typhoon.http.GzipDecompressor;

/** Files of an application that compresses what it sends. */
class StaticCompressionTest extends StaticTestCase {
    @Override Settings settings() {
        return super.settings().compressResponse(true);
    }

    @Test void aFileOfTextIsPackedForWhoTakesIt() throws IOException {
        String text = "body { color: red }\n".repeat(200);
        file("style.css", text);
        var packed = fetch(get("/static/style.css").header("Accept-Encoding", "gzip"));
        assertEquals("gzip", packed.headers().get("Content-Encoding"));
        assertEquals("Accept-Encoding", packed.headers().get("Vary"));
        try (var gunzip = new GzipDecompressor()) {
            assertEquals(text, new String(gunzip.decompress(packed.body()), StandardCharsets.UTF_8));
        }
        var plain = fetch("/static/style.css");
        assertEquals(text, plain.bodyText());
        assertEquals("Accept-Encoding", plain.headers().get("Vary"));
    }

    @Test void aPartOfAFileIsSentAsItIs() throws IOException {
        file("style.css", "x".repeat(4000));
        var part = fetch(get("/static/style.css").header("Accept-Encoding", "gzip").header("Range", "bytes=0-2999"));
        assertEquals(206, part.code());
        assertNull(part.headers().get("Content-Encoding"));
        assertEquals(3000, part.body().length);
    }
}
