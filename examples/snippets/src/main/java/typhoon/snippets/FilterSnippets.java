package typhoon.snippets;

import static typhoon.web.Routes.routes;
import static typhoon.web.URLSpec.url;

import java.time.Duration;
import typhoon.web.Application;
import typhoon.web.ConcurrencyLimit;
import typhoon.web.Cors;
import typhoon.web.RateLimit;
import typhoon.web.RequestHandler;
import typhoon.web.SecurityHeaders;
import typhoon.web.Settings;

/** Code of the Javadoc: the filters that come with Typhoon. */
final class FilterSnippets {
    private FilterSnippets() {}

    static class Api extends RequestHandler {}

    static class Login extends RequestHandler {}

    static class Report extends RequestHandler {}

    static Application cors() {
        // @start region="cors"
        var cors = Cors.of("https://app.example.com").methods("GET", "PUT").headers("Content-Type").credentials(true);
        var app = new Application(routes(url("/notes/{id}", Api::new)).under("/api").filter(cors));
        // @end
        return app;
    }

    // @start region="security"
    static class Page extends RequestHandler {
        @Override
        public void get() {
            write("<script nonce=\"" + cspNonce() + "\">start()</script>");
        }
    }

    static Application secured() {
        return new Application(new Settings().filter(new SecurityHeaders()), url("/", Page::new));
    }
    // @end

    static Application limited() {
        // @start region="rate"
        var fiveAMinute = RateLimit.of(5, Duration.ofMinutes(1));
        var app = new Application(url("/", Page::new), routes(url("/login", Login::new)).filter(fiveAMinute));
        // @end
        return app;
    }

    static Application bounded() {
        // @start region="concurrency"
        var app = new Application(routes(url("/report", Report::new)).filter(ConcurrencyLimit.of(4)));
        // @end
        return app;
    }
}
