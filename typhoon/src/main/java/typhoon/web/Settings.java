// Longer than 400 lines because it is a list: each setting is a field, a method that changes it and one that tells it.
package typhoon.web;

import java.lang.reflect.Field;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.ObjIntConsumer;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import typhoon.http.Cookie;
import typhoon.httpserver.HttpServerRequest;

/**
 * What an application can be told; immutable, each method returns changed ones: {@code new Settings().debug(true).with("db", database)}.
 * Limits and waits of the connection are {@link typhoon.httpserver.ServerOptions}. Source: Tornado's settings dictionary.
 *
 * {@snippet class="typhoon.snippets.WebSnippets" region="settings"}
 */
public final class Settings {
    private boolean debug;
    private @Nullable Predicate<HttpServerRequest> debugFor;
    private List<Path> debugSources = List.of();
    private boolean autoreload;
    private boolean accessLog = true;
    private @Nullable Supplier<? extends RequestHandler> defaultHandler;
    private @Nullable String defaultHost;
    private List<Filter> filters = List.of();
    private @Nullable CookieSecrets cookieSecrets;
    private @Nullable String loginUrl;
    private String sessionName = "session";
    private Duration sessionMaxAge = Duration.ofDays(14);
    private UnaryOperator<Cookie> sessionCookie = cookie -> cookie;
    private boolean xsrfCookies;
    private int xsrfCookieVersion = 2;
    private String xsrfCookieName = "_xsrf";
    private UnaryOperator<Cookie> xsrfCookie = cookie -> cookie;
    private Set<String> xsrfOrigins = Set.of();
    private @Nullable Path staticPath;
    private String staticUrlPrefix = "/static/";
    private Function<Path, ? extends StaticFileHandler> staticHandler = StaticFileHandler::new;
    private boolean staticHashCache = true;
    private boolean staticPrecompressed;
    private boolean staticLinks;
    private boolean compressResponse;
    private int compressMinLength = 1024;
    private Duration eventHeartbeat = Duration.ofSeconds(15);
    private int inputErrorStatus = 400;
    private boolean ignoreUnknownFields;
    private @Nullable OpenApi openApi;
    private @Nullable ObjIntConsumer<RequestHandler> logFunction;
    private Map<String, Object> values = Map.of();

    /** Settings as they come. */
    public Settings() {}

    /**
     * Shows whoever sits at this machine what went wrong: for an uncaught exception the stack with the {@linkplain #debugSources sources}
     * around it, the request, these settings, and what each coroutine of the loop waits for. A browser gets a page; others get
     * problem+json with members {@code trace} and {@code debug}, or plain text if they ask for it. Off by default.
     *
     * <p>At this machine is who connects from a loopback address to a host of such a name, {@code localhost} say, with no proxy in
     * between that says so; all others get what they would without debug, wherever the server listens. {@link #debugFor} has another
     * opinion. Values of fields that are called like secrets (authorization, cookie, password, token, key …) are masked, also where they
     * turn up again; what an exception's message gives away beyond that is shown.
     *
     * <p>Source: Tornado's {@code serve_traceback}, which {@code debug} sets there.
     */
    public Settings debug(boolean debug) {
        return with(s -> s.debug = debug);
    }

    /**
     * Who may see what {@link #debug} shows, in place of who sits at this machine, and switches it on: for containers and virtual machines,
     * whose host has another address. Not for the world: an application that is made with it says so in the log.
     */
    public Settings debugFor(Predicate<HttpServerRequest> whom) {
        return with(s -> {
            s.debug = true;
            s.debugFor = whom;
        });
    }

    /**
     * The directories that sources lie in, by package, of which {@link #debug} shows pieces; nothing outside of them is read. Unless set
     * they are looked for below the working directory: {@code src/main/java}, {@code src/test/java} and {@code src}, there and in modules
     * up to three levels deep.
     */
    public Settings debugSources(Path... roots) {
        return with(s -> s.debugSources = List.of(roots));
    }

    /**
     * Restarts the program when one of its files changes, see {@link typhoon.autoreload.Autoreload}: the first application that is made
     * with it runs the program in a JVM of its own, if nothing else has done so yet. Off by default; unlike in Tornado, {@link #debug}
     * leaves it off.
     */
    public Settings autoreload(boolean autoreload) {
        return with(s -> s.autoreload = autoreload);
    }

    /** Whether each request is a line on {@code typhoon.access}. On by default. */
    public Settings accessLog(boolean accessLog) {
        return with(s -> s.accessLog = accessLog);
    }

    /** What answers when no url matches; by default a handler that says 404. Source: Tornado's {@code default_handler_class}. */
    public Settings defaultHandler(Supplier<? extends RequestHandler> defaultHandler) {
        return with(s -> s.defaultHandler = defaultHandler);
    }

    /**
     * The host whose routes are tried last for requests to a host for which there are none, unless a proxy says {@code X-Real-Ip}: so that
     * a server can be asked by its address. Source: Tornado's {@code default_host}.
     */
    public Settings defaultHost(String host) {
        return with(s -> s.defaultHost = host.toLowerCase(Locale.ROOT));
    }

    /** A filter around all handlers, that of {@link #defaultHandler} too; inside of those that were named before. See {@link Filter}. */
    public Settings filter(Filter filter) {
        return with(s -> {
            s.filters = new ArrayList<>(filters);
            s.filters.add(filter);
        });
    }

    /**
     * The secret that signs and encrypts cookies; without one {@link RequestHandler#setSignedCookie} and its like are refused. See {@link
     * CookieSecrets}.
     */
    public Settings cookieSecret(String secret) {
        return cookieSecrets(CookieSecrets.of(secret));
    }

    /**
     * The secrets of cookies, of which one signs and encrypts and all are accepted. Source: Tornado's {@code cookie_secret}, {@code
     * key_version}.
     */
    public Settings cookieSecrets(CookieSecrets secrets) {
        return with(s -> s.cookieSecrets = secrets);
    }

    /** Where {@link Authenticated} sends who is not logged in. Source: Tornado's {@code login_url}. */
    public Settings loginUrl(String loginUrl) {
        return with(s -> s.loginUrl = loginUrl);
    }

    /**
     * The cookie of {@link RequestHandler#session}, {@code session} unless set. With {@code __Host-session}, browsers see to it that nobody
     * but this host has set it, over https only.
     */
    public Settings sessionName(String name) {
        Cookie.of(name, "");
        return with(s -> s.sessionName = name);
    }

    /** How long a session lives after it was set: 14 days unless set. */
    public Settings sessionMaxAge(Duration maxAge) {
        if (!maxAge.isPositive()) throw new IllegalArgumentException("a session lives longer than " + maxAge);
        return with(s -> s.sessionMaxAge = maxAge);
    }

    /**
     * What the session's cookie has beside name and value, over HttpOnly, SameSite=Lax and Secure: {@code cookie -> cookie.maxAge(null)}
     * has the browser forget it when it closes.
     */
    public Settings sessionCookie(UnaryOperator<Cookie> attributes) {
        return with(s -> s.sessionCookie = attributes);
    }

    /**
     * Whether a request that may change something (any but GET, HEAD, OPTIONS) needs a token that only pages of ours know, see {@link
     * RequestHandler#xsrfFormHtml}, and must not say that a page of another site sent it. Off by default. Source: Tornado's {@code
     * xsrf_cookies}.
     */
    public Settings xsrfCookies(boolean xsrfCookies) {
        return with(s -> s.xsrfCookies = xsrfCookies);
    }

    /**
     * The version of the tokens that are made: 2, masked anew for each request, or 1. Both are accepted.
     *
     * @throws IllegalArgumentException if it is another
     */
    public Settings xsrfCookieVersion(int version) {
        if (version != 1 && version != 2) throw new IllegalArgumentException("XSRF tokens have version 1 or 2, got " + version);
        return with(s -> s.xsrfCookieVersion = version);
    }

    /** The cookie that holds the token, {@code _xsrf} unless set; the field of a form is always called {@code _xsrf}. */
    public Settings xsrfCookieName(String name) {
        return with(s -> s.xsrfCookieName = name);
    }

    /** What the cookie of the token has beside name and value: {@code cookie -> cookie.httpOnly(true).sameSite("Lax")}. */
    public Settings xsrfCookie(UnaryOperator<Cookie> attributes) {
        return with(s -> s.xsrfCookie = attributes);
    }

    /**
     * Other sites whose pages may send what {@link #xsrfCookies} guards, with a token: {@code https://admin.example.com}. None unless set.
     */
    public Settings xsrfOrigins(String... origins) {
        return with(s -> s.xsrfOrigins = Set.of(origins));
    }

    /**
     * The directory of the site's files, which are served below {@link #staticUrlPrefix} and, for the two that are asked for unasked, at
     * {@code /favicon.ico} and {@code /robots.txt}: before all routes of the application. {@link RequestHandler#staticUrl} makes urls of
     * them. See {@link StaticFileHandler}. Source: Tornado's {@code static_path}.
     */
    public Settings staticPath(Path directory) {
        return with(s -> s.staticPath = directory);
    }

    /**
     * The path below which the files of {@link #staticPath} are served, {@code /static/} unless set.
     *
     * @throws IllegalArgumentException if it does not begin and end with a slash
     */
    public Settings staticUrlPrefix(String prefix) {
        if (!prefix.startsWith("/") || !prefix.endsWith("/"))
            throw new IllegalArgumentException("files are served below a path like /static/, with slashes at both ends, got " + prefix);
        return with(s -> s.staticUrlPrefix = prefix);
    }

    /**
     * What makes the handler for {@link #staticPath}, a {@link StaticFileHandler} unless set: {@code root -> new StaticFileHandler(root,
     * "index.html")}. Source: Tornado's {@code static_handler_class} and {@code static_handler_args}.
     */
    public Settings staticHandler(Function<Path, ? extends StaticFileHandler> factory) {
        return with(s -> s.staticHandler = factory);
    }

    /**
     * Whether the version of a file is kept until the file has another size or time, or is another; if not, each request computes it. On
     * by default, and {@link #debug} leaves it on: unlike in Tornado a change is seen. Source: Tornado's {@code static_hash_cache}.
     */
    public Settings staticHashCache(boolean staticHashCache) {
        return with(s -> s.staticHashCache = staticHashCache);
    }

    /**
     * Whether {@link StaticFileHandler} looks beside a file for copies of it that end in {@code .br}, {@code .zst} or {@code .gz} and are
     * not older, and sends the first of them that the client accepts. Off by default.
     */
    public Settings staticPrecompressed(boolean staticPrecompressed) {
        return with(s -> s.staticPrecompressed = staticPrecompressed);
    }

    /** Whether symbolic links may lead {@link StaticFileHandler} out of its root. Off by default: what they lead to there is a 403. */
    public Settings staticLinks(boolean staticLinks) {
        return with(s -> s.staticLinks = staticLinks);
    }

    /**
     * Whether responses are sent as gzip to clients that say in Accept-Encoding that they take it. Off by default. Compressed is what has a
     * type of text ({@code text/*}, JSON, JavaScript, XML, SVG) and is long enough, see {@link #compressMinLength}, or is flushed in
     * pieces; each piece can be unpacked when it has come. What is partial, encoded already, marked {@code Cache-Control: no-transform}, or
     * an {@link EventStream} stays as it is, and so does what {@link RequestHandler#mayCompress} says. The ETag of a compressed response is
     * weak.
     *
     * <p>Beware of BREACH: who can make a browser send requests and sees how long the answers are can guess a secret that stands in a page
     * together with text of the request. Tokens of {@link RequestHandler#xsrfToken} are masked against that; for other secrets override
     * {@code mayCompress}.
     *
     * <p>It costs about two milliseconds of the loop for each 64 KiB of text; after each of these others get their turn. Source: Tornado's
     * {@code compress_response}.
     */
    public Settings compressResponse(boolean compressResponse) {
        return with(s -> s.compressResponse = compressResponse);
    }

    /** How many bytes a body must have to be compressed: 1,024 unless set, for with fewer nothing is won. 0 compresses all. */
    public Settings compressMinLength(int bytes) {
        if (bytes < 0) throw new IllegalArgumentException("a length is 0 or more, not " + bytes);
        return with(s -> s.compressMinLength = bytes);
    }

    /**
     * How long an {@link EventStream} may be silent before a comment is sent to keep the connection alive: 15 seconds unless set. Proxies
     * cut off what is silent for a minute, most of them. Zero sends none.
     */
    public Settings eventHeartbeat(Duration interval) {
        if (interval.isNegative()) throw new IllegalArgumentException("an interval is not negative: " + interval);
        return with(s -> s.eventHeartbeat = interval);
    }

    /**
     * The status of the {@link InputError} for a record among a verb's parameters: 400 unless set, or 422. JSON that is none stays a 400.
     *
     * @throws IllegalArgumentException if it is another
     */
    public Settings inputErrorStatus(int status) {
        if (status != 400 && status != 422) throw new IllegalArgumentException("bad input has status 400 or 422, got " + status);
        return with(s -> s.inputErrorStatus = status);
    }

    /**
     * Whether fields of JSON and forms that the record among a verb's parameters has not are passed over. Off by default: each is an error,
     * for it is likely one misspelt. Those of a query always are, because others add to links what they like.
     */
    public Settings ignoreUnknownFields(boolean ignore) {
        return with(s -> s.ignoreUnknownFields = ignore);
    }

    /** Describes the application at {@code /openapi.json}, and to people at {@code /docs}: see {@link OpenApi}. Off unless set. */
    public Settings openApi(OpenApi api) {
        return with(s -> s.openApi = api);
    }

    /**
     * What is called at the end of each request in place of the line on {@code typhoon.access}, with its handler and the status it ended
     * with; that is 499 for a client that left before its answer. It must not wait. Source: Tornado's {@code log_function}.
     */
    public Settings logFunction(ObjIntConsumer<RequestHandler> logFunction) {
        return with(s -> s.logFunction = logFunction);
    }

    /** A value of your own, for handlers to {@link #get}. */
    public Settings with(String name, Object value) {
        return with(s -> {
            s.values = new HashMap<>(values);
            s.values.put(name, value);
        });
    }

    /** Whether errors are shown in detail to those who may see them. */
    public boolean debug() {
        return debug;
    }

    /** Whether others than who sits at this machine may see them. */
    boolean hasDebugFor() {
        return debugFor != null;
    }

    boolean showsDebug(HttpServerRequest request) {
        return debug && (debugFor == null ? AtDesk.is(request) : debugFor.test(request));
    }

    /** The directories of the sources; empty where they are looked for. */
    public List<Path> debugSources() {
        return debugSources;
    }

    /** Whether the program is restarted when one of its files changes. */
    public boolean autoreload() {
        return autoreload;
    }

    /** Whether requests are logged. */
    public boolean accessLog() {
        return accessLog;
    }

    /** What answers when no url matches, unless it is the one it comes with. */
    public @Nullable Supplier<? extends RequestHandler> defaultHandler() {
        return defaultHandler;
    }

    /** The host that is tried last, if there is one. */
    public @Nullable String defaultHost() {
        return defaultHost;
    }

    /** The filters around all handlers, the outermost first. */
    public List<Filter> filters() {
        return Collections.unmodifiableList(filters);
    }

    /** What signs and encrypts cookies; null if nothing does. */
    public @Nullable CookieSecrets cookieSecrets() {
        return cookieSecrets;
    }

    /** Where one logs in, if that was said. */
    public @Nullable String loginUrl() {
        return loginUrl;
    }

    /** The name of the session's cookie. */
    public String sessionName() {
        return sessionName;
    }

    /** How long a session lives. */
    public Duration sessionMaxAge() {
        return sessionMaxAge;
    }

    UnaryOperator<Cookie> sessionCookie() {
        return sessionCookie;
    }

    /** Whether requests that may change something need a token. */
    public boolean xsrfCookies() {
        return xsrfCookies;
    }

    /** The version of the tokens that are made. */
    public int xsrfCookieVersion() {
        return xsrfCookieVersion;
    }

    /** The name of the cookie that holds the token. */
    public String xsrfCookieName() {
        return xsrfCookieName;
    }

    UnaryOperator<Cookie> xsrfCookie() {
        return xsrfCookie;
    }

    Set<String> xsrfOrigins() {
        return xsrfOrigins;
    }

    /** The directory of the site's files, if there is one. */
    public @Nullable Path staticPath() {
        return staticPath;
    }

    /** The path below which the site's files are served. */
    public String staticUrlPrefix() {
        return staticUrlPrefix;
    }

    /** Whether versions of files are kept. */
    public boolean staticHashCache() {
        return staticHashCache;
    }

    /** Whether compressed copies of files are looked for. */
    public boolean staticPrecompressed() {
        return staticPrecompressed;
    }

    /** Whether links may lead out of the root of files. */
    public boolean staticLinks() {
        return staticLinks;
    }

    StaticFileHandler newStaticHandler() {
        if (staticPath != null) return staticHandler.apply(staticPath);
        throw new IllegalStateException("staticUrl() needs to know where the files lie: new Settings().staticPath(Path.of(\"static\"))");
    }

    /** Whether responses are compressed. */
    public boolean compressResponse() {
        return compressResponse;
    }

    /** How many bytes a body must have to be compressed. */
    public int compressMinLength() {
        return compressMinLength;
    }

    /** How long an event stream may be silent; zero for ever. */
    public Duration eventHeartbeat() {
        return eventHeartbeat;
    }

    /** The status of bad input. */
    public int inputErrorStatus() {
        return inputErrorStatus;
    }

    /** Whether unknown fields are passed over. */
    public boolean ignoreUnknownFields() {
        return ignoreUnknownFields;
    }

    /** What describes the application, if something does. */
    public @Nullable OpenApi openApi() {
        return openApi;
    }

    /** What logs requests, unless it is the one it comes with. */
    public @Nullable ObjIntConsumer<RequestHandler> logFunction() {
        return logFunction;
    }

    /** Whether there is a value of your own of that name. */
    public boolean has(String name) {
        return values.containsKey(name);
    }

    /**
     * A value of your own.
     *
     * @throws IllegalArgumentException if there is none of that name, or it is not a {@code type}; the message lists the names there are
     */
    public <T> T get(String name, Class<T> type) {
        Object value = values.get(name);
        if (type.isInstance(value)) return type.cast(value);
        throw new IllegalArgumentException(value == null ? "no setting " + name + ", only " + values.keySet().stream().sorted().toList()
                : "setting " + name + " is a " + value.getClass().getTypeName() + ", not a " + type.getTypeName());
    }

    /** Values of the user. */
    Map<String, Object> values() {
        return values;
    }

    /** What is set of everything else, by its field, so that none is forgotten when there are more of them. */
    Map<String, Object> all() {
        var all = new HashMap<String, Object>();
        for (Field field : Settings.class.getDeclaredFields()) {
            if (field.getName().equals("values") || field.isSynthetic()) continue;
            try {
                if (field.get(this) instanceof Object value) all.put(field.getName(), value);
            } catch (IllegalAccessException notOurs) {
                throw new AssertionError(notOurs);
            }
        }
        return all;
    }

    private Settings with(Consumer<Settings> change) {
        var changed = new Settings();
        changed.debug = debug;
        changed.debugFor = debugFor;
        changed.debugSources = debugSources;
        changed.autoreload = autoreload;
        changed.accessLog = accessLog;
        changed.defaultHandler = defaultHandler;
        changed.defaultHost = defaultHost;
        changed.filters = filters;
        changed.cookieSecrets = cookieSecrets;
        changed.loginUrl = loginUrl;
        changed.sessionName = sessionName;
        changed.sessionMaxAge = sessionMaxAge;
        changed.sessionCookie = sessionCookie;
        changed.xsrfCookies = xsrfCookies;
        changed.xsrfCookieVersion = xsrfCookieVersion;
        changed.xsrfCookieName = xsrfCookieName;
        changed.xsrfCookie = xsrfCookie;
        changed.xsrfOrigins = xsrfOrigins;
        changed.staticPath = staticPath;
        changed.staticUrlPrefix = staticUrlPrefix;
        changed.staticHandler = staticHandler;
        changed.staticHashCache = staticHashCache;
        changed.staticPrecompressed = staticPrecompressed;
        changed.staticLinks = staticLinks;
        changed.compressResponse = compressResponse;
        changed.compressMinLength = compressMinLength;
        changed.eventHeartbeat = eventHeartbeat;
        changed.inputErrorStatus = inputErrorStatus;
        changed.ignoreUnknownFields = ignoreUnknownFields;
        changed.openApi = openApi;
        changed.logFunction = logFunction;
        changed.values = values;
        change.accept(changed);
        return changed;
    }
}
