package typhoon.web;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import typhoon.autoreload.Autoreload;
import typhoon.escape.Escape;
import typhoon.http.Urls.HostAndPort;
import typhoon.httpserver.HttpServer;
import typhoon.httpserver.HttpServerRequest;
import typhoon.httpserver.RequestDelegate;
import typhoon.httpserver.ServerOptions;
import typhoon.netty.Logs;
import typhoon.web.Router.Endpoint;
import typhoon.web.Router.Match;

/**
 * Routes and settings: what a server serves. Immutable, so one may be shared by servers and loops; handlers are made fresh for each
 * request.
 *
 * {@snippet class="typhoon.snippets.WebSnippets" region="application"}
 *
 * <p>When it is built, each factory is called once and the shape of its handler is read: a url that no verb can answer, a verb with
 * parameters that no url can fill, a name given twice are refused then and not when the first request comes. Source: Tornado's {@code
 * web.Application}.
 */
public final class Application implements RequestDelegate, Route {
    private static final Logger GENERAL = Logs.of("typhoon.general");
    private static final Duration AFTER_THE_START = Duration.ofSeconds(1);

    static {
        Thread.ofPlatform().daemon().name("typhoon-json").start(Application::loadJson);
    }

    private final Settings settings;
    private final List<Route> routes;
    private final Router router;
    private final Endpoint notFound;
    private final @Nullable Map<String, Object> description;

    /**
     * An application with settings as they come. The first url that matches a path is taken.
     *
     * @throws IllegalArgumentException if the urls and their handlers do not fit; the message says what was expected, what came and what
     *     helps
     */
    public Application(Route... routes) {
        this(new Settings(), routes);
    }

    /**
     * As {@link #Application(Route...)}, with settings.
     *
     * @throws IllegalStateException if they ask for {@link Settings#autoreload} where it is too late for that
     */
    public Application(Settings settings, Route... routes) {
        if (settings.autoreload()) Autoreload.start();
        if (settings.hasDebugFor())
            GENERAL.warn("Errors are shown with sources, requests and settings to whomever debugFor lets through: not for production");
        this.settings = settings;
        this.routes = withOurs(settings, routes);
        this.router = new Router(this, this.routes);
        this.description = settings.openApi() instanceof OpenApi api ? OpenApiDocument.of(api, router.endpoints()) : null;
        this.notFound = new Endpoint(this, URLSpec.url("/", notFound(settings)), settings.filters());
        VerbTable.of(notFound.url().newHandler().getClass());
    }

    /**
     * The JSON library is loaded before a request needs it, for that request would hold the loop for a tenth of a second; but not while the
     * program starts, whose first answer it would delay by as much. With a record that everybody sees, because as a module we are no more
     * open to it than an application is.
     */
    private static void loadJson() {
        try {
            Thread.sleep(AFTER_THE_START);
            Escape.jsonDecode(Escape.jsonEncode(new HostAndPort("", 0)), HostAndPort.class);
        } catch (InterruptedException ending) {
            Thread.currentThread().interrupt();
        }
    }

    /**
     * Serves this application on {@code port} of all addresses, on the current loop, until the server is closed; 0 takes a free port.
     *
     * @throws java.io.UncheckedIOException if the port cannot be had
     * @throws IllegalStateException if there is no current loop
     */
    public HttpServer listen(int port) {
        return listen(port, new ServerOptions());
    }

    /** As {@link #listen(int)}, with limits and waits of your own. */
    public HttpServer listen(int port, ServerOptions options) {
        var server = new HttpServer(this, options);
        server.listen(port);
        return server;
    }

    /**
     * Serves this application on a socket of the unix domain, a file at {@code path}; see {@link HttpServer#listen(Path)}.
     *
     * @throws java.io.UncheckedIOException if the file cannot be had
     * @throws IllegalStateException if there is no current loop
     */
    public HttpServer listen(Path path) {
        return listen(path, new ServerOptions());
    }

    /** As {@link #listen(Path)}, with limits and waits of your own. */
    public HttpServer listen(Path path, ServerOptions options) {
        var server = new HttpServer(this, options);
        server.listen(path);
        return server;
    }

    /** The settings. */
    public Settings settings() {
        return settings;
    }

    /** Its document of OpenAPI, if it shall have one. */
    @Nullable Map<String, Object> description() {
        return description;
    }

    List<Route> routes() {
        return routes;
    }

    /**
     * The path of the url with this name, {@code args} percent-encoded in place of what it captures.
     *
     * @throws IllegalArgumentException if there is no such name, the number of arguments is another, or the pattern would not match the
     *     outcome
     */
    public String reverseUrl(String name, Object... args) {
        URLSpec url = router.named(name);
        if (url == null) throw new IllegalArgumentException("no url is named " + name);
        return url.path().reverse(args);
    }

    /** The server's: finds the url, makes its handler and runs it to its end. */
    @Override
    public void handle(HttpServerRequest request) {
        Match match = router.find(request);
        if (match == null) match = new Match(notFound);
        newHandler(match.endpoint.url()).execute(match.endpoint, request, match.captured);
    }

    private static List<Route> withOurs(Settings settings, Route... routes) {
        var all = new ArrayList<Route>();
        if (settings.staticPath() != null) {
            String below = settings.staticUrlPrefix().replaceAll("([^A-Za-z0-9/_-])", "\\\\$1");
            for (String pattern : List.of(below + "(.*)", "/(favicon\\.ico)", "/(robots\\.txt)")) {
                all.add(URLSpec.url(pattern, settings::newStaticHandler));
            }
        }
        if (settings.openApi() instanceof OpenApi api) all.addAll(api.routes());
        all.addAll(List.of(routes));
        return List.copyOf(all);
    }

    private static RequestHandler newHandler(URLSpec url) {
        try {
            return url.newHandler().unused(url);
        } catch (Throwable broken) {
            return new ErrorHandler(broken);        // answers 500 and logs it, as if it had happened in prepare
        }
    }

    private static Supplier<? extends RequestHandler> notFound(Settings settings) {
        return settings.defaultHandler() instanceof Supplier<? extends RequestHandler> own ? own : () -> new ErrorHandler(404);
    }
}
