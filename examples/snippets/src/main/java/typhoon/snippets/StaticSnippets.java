package typhoon.snippets;

import static typhoon.web.URLSpec.url;

import java.nio.file.Path;
import typhoon.web.Application;
import typhoon.web.FallbackHandler;
import typhoon.web.RedirectHandler;
import typhoon.web.RequestHandler;
import typhoon.web.Settings;
import typhoon.web.StaticFileHandler;

/** Code of the Javadoc: files, and requests that are answered elsewhere. */
final class StaticSnippets {
    private StaticSnippets() {}

    // @start region="handler"
    static class Page extends RequestHandler {
        @Override
        public void get() {
            write("<link rel=stylesheet href='" + staticUrl("site.css") + "'>");        // /static/site.css?v=1f40fc92da24…
        }
    }

    static Application site() {
        return new Application(
            new Settings().staticPath(Path.of("static")),                               // /static/…, /favicon.ico, /robots.txt
            url("/", Page::new),
            url("/manual/(.*)", () -> new StaticFileHandler(Path.of("manual"), "index.html")));
    }
    // @end

    static Application moved() {
        // @start region="redirect"
        var app = new Application(
            url("/photo/{id}", () -> new RedirectHandler("/photos/{id}")),              // 301, with the query
            url("/shop/.*", () -> new RedirectHandler("https://shop.example.com/", false)));
        // @end
        return app;
    }

    static Application grown(Application old) {
        // @start region="fallback"
        var app = new Application(
            url("/", Page::new),
            url(".*", () -> new FallbackHandler(old)));                                 // what is not here is there
        // @end
        return app;
    }
}
