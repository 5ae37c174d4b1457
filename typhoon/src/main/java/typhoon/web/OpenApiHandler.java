package typhoon.web;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.Objects;
import typhoon.escape.Escape;

/** Serves what {@link OpenApi} describes. */
@Operation(hidden = true)
abstract class OpenApiHandler extends RequestHandler {
    private static final Map<String, byte[]> ASSETS = Map.of("page.js", asset("page.js"), "page.css", asset("page.css"));

    /** The document. */
    static final class Document extends OpenApiHandler {
        @Override
        public void get() {
            write(Objects.requireNonNull(application().description(), "an application without a description has no url for it"));
        }
    }

    /** The page that shows it. */
    static final class Page extends OpenApiHandler {
        private final String document;
        private final String page;

        Page(String document, String page) {
            this.document = document;
            this.page = page;
        }

        @Override
        public void get() {
            String base = Escape.xhtmlEscape(page);
            write("<!DOCTYPE html>\n<html lang=\"en\"><head><meta charset=\"UTF-8\"><title>API</title>"
                    + "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">"
                    + "<link rel=\"stylesheet\" href=\"" + base + "/page.css\"></head><body data-document=\"" + Escape.xhtmlEscape(document)
                    + "\"><main id=\"api\">Loading …</main><script src=\"" + base + "/page.js\"></script></body></html>\n");
        }
    }

    /** What the page is made of. */
    static final class Asset extends OpenApiHandler {
        private final String name;
        private final String type;

        Asset(String name, String type) {
            this.name = name;
            this.type = type;
        }

        @Override
        public void get() {
            setHeader("Content-Type", type);
            write(Objects.requireNonNull(ASSETS.get(name)));
        }
    }

    private static byte[] asset(String name) {
        try (InputStream bytes = OpenApiHandler.class.getResourceAsStream("openapi/" + name)) {
            return Objects.requireNonNull(bytes, name).readAllBytes();
        } catch (IOException problem) {
            throw new UncheckedIOException(problem);
        }
    }
}
