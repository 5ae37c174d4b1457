package typhoon.web;

import java.net.URI;
import java.net.URISyntaxException;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import typhoon.http.HttpHeaders;

/**
 * Lets pages of other sites read what the handlers within answer: a {@link Filter} for {@link Routes} or for a whole application.
 * Immutable, each method returns a changed one.
 *
 * {@snippet class="typhoon.snippets.FilterSnippets" region="cors"}
 *
 * <p>Nothing is allowed that was not said: the origins as they are written, GET, HEAD and POST, no header that needs leave, no cookies, no
 * way into private networks. A preflight (OPTIONS with {@code Access-Control-Request-Method}) is answered here: 204 without a body, or a
 * 403 that says what is not allowed; any other request goes on to the handler, whose answers, errors too, pages of other origins cannot
 * read. It is no protection of the server, which such pages can still send forms to: that is what {@link Settings#xsrfCookies} is for.
 * Source: the Fetch standard, section 3.3.
 */
public final class Cors implements Filter {
    private static final String ALLOW_ORIGIN = "Access-Control-Allow-Origin";

    private final Set<String> origins;          // empty: any
    private Set<String> methods = Set.of("GET", "HEAD", "POST");
    private Set<String> headers = Set.of();
    private String exposed = "";
    private boolean credentials;
    private Duration maxAge = Duration.ofMinutes(10);
    private boolean privateNetwork;

    private Cors(Set<String> origins) {
        this.origins = origins;
    }

    /**
     * For pages of these origins, as browsers write them: {@code https://app.example.com}, with the port if it is not the usual one.
     *
     * @throws IllegalArgumentException if one is none, {@code *} or {@code null} for instance
     */
    public static Cors of(String... origins) {
        if (origins.length == 0) throw new IllegalArgumentException("Cors needs an origin, https://app.example.com for instance");
        for (String origin : origins) checkOrigin(origin);
        return new Cors(Set.of(origins));
    }

    /** For pages of anybody: for what is public and the same for everyone. */
    public static Cors anyOrigin() {
        return new Cors(Set.of());
    }

    /** The methods they may use: GET, HEAD and POST unless set. */
    public Cors methods(String... methods) {
        return with(c -> c.methods = Stream.of(methods).map(Cors::field).collect(Collectors.toUnmodifiableSet()));
    }

    /**
     * The request headers they may set beside those that any page may: none unless set. {@code Content-Type} is needed to send JSON, {@code
     * X-Xsrftoken} to send the token.
     */
    public Cors headers(String... names) {
        return with(c -> c.headers = Stream.of(names).map(name -> field(name).toLowerCase(Locale.ROOT))
                .collect(Collectors.toUnmodifiableSet()));
    }

    /** The response headers they may read beside those that any page may: none unless set. */
    public Cors exposed(String... names) {
        return with(c -> c.exposed = Stream.of(names).map(Cors::field).collect(Collectors.joining(", ")));
    }

    /**
     * Whether they may send and be sent cookies. Off unless set.
     *
     * @throws IllegalArgumentException for {@link #anyOrigin}: every page of the world could act in the name of who looks at it
     */
    public Cors credentials(boolean credentials) {
        if (credentials && origins.isEmpty())
            throw new IllegalArgumentException("credentials are for origins that are named: Cors.of(…)");
        return with(c -> c.credentials = credentials);
    }

    /** How long a browser may remember what a preflight said: ten minutes unless set. Browsers have limits of their own, of two hours. */
    public Cors maxAge(Duration maxAge) {
        if (maxAge.isNegative()) throw new IllegalArgumentException("an age is not negative: " + maxAge);
        return with(c -> c.maxAge = maxAge);
    }

    /** Whether pages from the internet may reach us where we serve within a private network. Off unless set. */
    public Cors privateNetwork(boolean privateNetwork) {
        return with(c -> c.privateNetwork = privateNetwork);
    }

    @Override
    public void handle(RequestHandler handler, Next next) throws Exception {
        HttpHeaders asked = handler.request().headers();
        String origin = asked.get("Origin");
        boolean allowed = allow(handler, origin);
        String method = asked.get("Access-Control-Request-Method");
        if (origin == null || method == null || !handler.request().method().equals("OPTIONS")) {
            next.handle();
            return;
        }
        if (!allowed) throw refused("origin " + origin);
        answerPreflight(handler, method, asked.get("Access-Control-Request-Headers"));
    }

    /** Sets what a response of any kind has; whether {@code origin} may see it. */
    private boolean allow(RequestHandler handler, @Nullable String origin) {
        if (!origins.isEmpty()) handler.vary("Origin");
        boolean allowed = origins.isEmpty() || origin != null && origins.contains(origin);
        if (!allowed) return false;
        handler.setHeaderAlways(ALLOW_ORIGIN, origins.isEmpty() || origin == null ? "*" : origin);
        if (credentials) handler.setHeaderAlways("Access-Control-Allow-Credentials", "true");
        if (!exposed.isEmpty()) handler.setHeaderAlways("Access-Control-Expose-Headers", exposed);
        return true;
    }

    private void answerPreflight(RequestHandler handler, String method, @Nullable String wanted) {
        if (!methods.contains(method)) throw refused("method " + method);
        if (wanted != null) {
            for (String name : wanted.split(",", -1)) {
                String one = name.strip().toLowerCase(Locale.ROOT);
                if (!one.isEmpty() && !headers.contains(one)) throw refused("header " + one);
            }
        }
        handler.setStatus(204);
        handler.setHeader("Access-Control-Allow-Methods", String.join(", ", new TreeSet<>(methods)));
        if (!headers.isEmpty()) handler.setHeader("Access-Control-Allow-Headers", String.join(", ", new TreeSet<>(headers)));
        handler.setHeader("Access-Control-Max-Age", maxAge.toSeconds());
        boolean asksForPrivate = "true".equals(handler.request().headers().get("Access-Control-Request-Private-Network"));
        if (privateNetwork && asksForPrivate) handler.setHeader("Access-Control-Allow-Private-Network", "true");
    }

    private static HttpError refused(String what) {
        return new HttpError(403).detail("CORS: " + what + " is not allowed here");
    }

    private static void checkOrigin(String origin) {
        try {
            var uri = new URI(origin);
            boolean bare = uri.getHost() != null && uri.getUserInfo() == null && uri.getRawPath().isEmpty() && uri.getQuery() == null
                    && uri.getFragment() == null;
            if (bare && origin.equals(origin.toLowerCase(Locale.ROOT)) && !isUsual(uri)) return;
        } catch (URISyntaxException none) {
            // said below
        }
        throw new IllegalArgumentException("an origin is written as browsers do, https://app.example.com or http://localhost:8080, got "
                + origin);
    }

    /** Browsers leave it out. */
    private static boolean isUsual(URI uri) {
        return uri.getPort() == 443 && "https".equals(uri.getScheme()) || uri.getPort() == 80 && "http".equals(uri.getScheme());
    }

    private static String field(String text) {
        new HttpHeaders().set(text, "");        // methods and names are tokens
        return text;
    }

    private Cors with(Consumer<Cors> change) {
        var changed = new Cors(origins);
        changed.methods = methods;
        changed.headers = headers;
        changed.exposed = exposed;
        changed.credentials = credentials;
        changed.maxAge = maxAge;
        changed.privateNetwork = privateNetwork;
        change.accept(changed);
        return changed;
    }

    /** {@code Cors [https://app.example.com]}. */
    @Override
    public String toString() {
        return "Cors " + (origins.isEmpty() ? "for any origin" : List.copyOf(new TreeSet<>(origins)));
    }
}
