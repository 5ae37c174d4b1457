package typhoon.web;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Describes an application to programs and people: a document of OpenAPI 3.1 at {@code /openapi.json} and a page that shows it at {@code
 * /docs}. It is made from the routes and the verbs of their handlers: path arguments and their types, the record among a verb's parameters
 * with its constraints as JSON Schema, the problem documents of errors, names of urls; {@link Operation} adds what cannot be seen.
 *
 * {@snippet class="typhoon.snippets.OpenApiSnippets" region="openapi"}
 *
 * <p>Records are listed by their simple names, {@code Page_User} for a {@code Page<User>}; where two would have the same, by their full
 * ones. Of urls that are regular expressions only those are described that a path can be made of; files, redirects and WebSockets are not.
 *
 * <p>The page is our own: it asks no other host for anything and has no script or style of its own within, so that a
 * Content-Security-Policy of {@code 'self'} lets it pass. Who may see both is up to a filter. Immutable.
 */
public final class OpenApi {
    private final String title;
    private final String version;
    private String description = "";
    private String path = "/openapi.json";
    private String page = "/docs";
    private List<String> servers = List.of();

    /** A description of an application by its name and the version of what it offers. */
    public OpenApi(String title, String version) {
        this.title = title;
        this.version = version;
    }

    /** With a text on what it is for; CommonMark. */
    public OpenApi description(String text) {
        OpenApi changed = copy();
        changed.description = text;
        return changed;
    }

    /**
     * With the document at another path.
     *
     * @throws IllegalArgumentException if it does not begin with a slash
     */
    public OpenApi path(String path) {
        OpenApi changed = copy();
        changed.path = checked(path);
        return changed;
    }

    /**
     * With the page at another path.
     *
     * @throws IllegalArgumentException if it does not begin with a slash
     */
    public OpenApi page(String path) {
        OpenApi changed = copy();
        changed.page = checked(path);
        return changed;
    }

    /** With a url that the application is reached at, beside those named before; unless one is named, it is where the document is. */
    public OpenApi server(String url) {
        OpenApi changed = copy();
        changed.servers = new ArrayList<>(servers);
        changed.servers.add(url);
        return changed;
    }

    String path() {
        return path;
    }

    String page() {
        return page;
    }

    /** The head of the document. */
    Map<String, Object> head() {
        var info = new LinkedHashMap<String, Object>();
        info.put("title", title);
        info.put("version", version);
        if (!description.isEmpty()) info.put("description", description);
        var head = new LinkedHashMap<String, Object>();
        head.put("openapi", "3.1.0");
        head.put("info", info);
        if (!servers.isEmpty()) head.put("servers", servers.stream().map(url -> Map.of("url", url)).toList());
        return head;
    }

    /** What serves both. */
    List<Route> routes() {
        return List.of(URLSpec.url(path, OpenApiHandler.Document::new), URLSpec.url(page, () -> new OpenApiHandler.Page(path, page)),
                URLSpec.url(page + "/page.js", () -> new OpenApiHandler.Asset("page.js", "text/javascript; charset=UTF-8")),
                URLSpec.url(page + "/page.css", () -> new OpenApiHandler.Asset("page.css", "text/css; charset=UTF-8")));
    }

    private OpenApi copy() {
        var copy = new OpenApi(title, version);
        copy.description = description;
        copy.path = path;
        copy.page = page;
        copy.servers = servers;
        return copy;
    }

    private static String checked(String path) {
        if (path.startsWith("/") && !path.endsWith("/") && !path.contains("{") && !PathPattern.isRegex(path)) return path;
        throw new IllegalArgumentException("expected a path like /openapi.json, got " + path);
    }
}
