package typhoon.httpserver;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;
import typhoon.http.Cookies;
import typhoon.http.FormBody;
import typhoon.http.HttpHeaders;
import typhoon.http.HttpInputError;
import typhoon.http.Urls;
import typhoon.wire.Head;

/**
 * What a client asks for. The head is complete and checked when a delegate sees it; the body is read when it is asked for, as a whole by
 * {@link #readBody} or piece by piece by {@link #readChunk}. Text of head and URL is ISO 8859-1: one character is one byte.
 *
 * {@snippet class="typhoon.snippets.HttpServerSnippets" region="request"}
 *
 * <p>Coroutines of the server's loop only. Tornado: {@code httputil.HTTPServerRequest}.
 */
public final class HttpServerRequest {
    private static final byte[] EMPTY = {};

    private final Head head;
    private final Http1Exchange exchange;
    private @Nullable Map<String, String> cookies;
    private @Nullable Map<String, List<String>> queryArguments;
    private @Nullable Map<String, List<String>> bodyArguments;
    private byte @Nullable [] body;

    HttpServerRequest(Head head, Http1Exchange exchange) {
        this.head = head;
        this.exchange = exchange;
    }

    // ---- the head

    /** The method as it was sent; its case counts. */
    public String method() {
        return head.method();
    }

    /** Path and query, still escaped; what came before them in a target that was a whole URL is in {@link #host}. */
    public String uri() {
        if (head.target().startsWith("/")) return head.target();
        return head.query().isEmpty() ? head.path() : head.path() + "?" + head.query();
    }

    /** The path, still escaped; {@code *} for OPTIONS of the whole server. */
    public String path() {
        return head.path();
    }

    /** The query without its question mark, still escaped; empty when there is none. */
    public String query() {
        return head.query();
    }

    /** {@code HTTP/1.1} or {@code HTTP/1.0}. */
    public String version() {
        return head.minorVersion() == 0 ? "HTTP/1.0" : "HTTP/1.1";
    }

    /**
     * Host, and port if it was said, that the client meant: from Host or from the URL in the request line; the latter counts more. Or as
     * {@linkplain ServerOptions#trustedProxies trusted proxies} say.
     */
    public String host() {
        return exchange.host();
    }

    /** The host without its port, in lower case. */
    public String hostName() {
        return Urls.split(host()).host().toLowerCase(Locale.ROOT);
    }

    /** {@code https} where the connection is in TLS, else {@code http}; or as {@linkplain ServerOptions#trustedProxies proxies} say. */
    public String protocol() {
        return exchange.protocol();
    }

    /** The whole URL as the client would say it. Made from what the client claims: not to be trusted. */
    public String fullUrl() {
        return protocol() + "://" + host() + uri();
    }

    /**
     * The address of the peer: of the client, or of a proxy before us, unless that is one of the {@linkplain ServerOptions#trustedProxies
     * trusted} ones and says who the client is. {@code 0.0.0.0} for a peer without one.
     */
    public String remoteIp() {
        return exchange.remoteIp();
    }

    /** The header lines. */
    public HttpHeaders headers() {
        return head.headers();
    }

    /** The cookies by name; see {@link Cookies#parse}. The same map each time. */
    public Map<String, String> cookies() {
        if (cookies == null) cookies = Cookies.parse(String.join(";", head.headers().getList("Cookie")));
        return cookies;
    }

    // ---- arguments

    /**
     * The arguments of the query, those of a form in the body appended to them once it was read. A new map each time, which may be changed.
     *
     * @throws HttpInputError 400 as for {@link #queryArguments} and {@link #bodyArguments}
     */
    public Map<String, List<String>> arguments() {
        var all = new LinkedHashMap<String, List<String>>();
        queryArguments().forEach((name, values) -> all.put(name, new ArrayList<>(values)));
        bodyArguments().forEach((name, values) -> all.computeIfAbsent(name, _ -> new ArrayList<>()).addAll(values));
        return all;
    }

    /**
     * The arguments of the query by name, each with its values in order. The same map each time.
     *
     * @throws HttpInputError 400 when a value is not UTF-8, or when there are more than {@link ServerOptions#maxFields}
     */
    public Map<String, List<String>> queryArguments() {
        if (queryArguments == null) queryArguments = FormBody.parse(head.query(), exchange.options().maxFields());
        return queryArguments;
    }

    /** As {@link #queryArguments()}, values made by {@code decoder} of their bytes and their name, not as UTF-8. A new map each time. */
    public Map<String, List<String>> queryArguments(BiFunction<byte[], String, String> decoder) {
        return FormBody.parse(head.query().getBytes(StandardCharsets.ISO_8859_1), exchange.options().maxFields(), decoder);
    }

    /**
     * The fields of a urlencoded form, once the body was read as a whole; empty before, and for other types. The same map each time.
     *
     * @throws HttpInputError 400 as for {@link #queryArguments}, or when the form is encoded once more (compressed)
     */
    public Map<String, List<String>> bodyArguments() {
        if (body == null) return Map.of();
        if (bodyArguments == null) bodyArguments = parseForm(body, null);
        return bodyArguments;
    }

    /** As {@link #bodyArguments()}, values made by {@code decoder} of their bytes and their name, not as UTF-8. A new map each time. */
    public Map<String, List<String>> bodyArguments(BiFunction<byte[], String, String> decoder) {
        return body == null ? Map.of() : parseForm(body, decoder);
    }

    private Map<String, List<String>> parseForm(byte[] form, @Nullable BiFunction<byte[], String, String> decoder) {
        if (!FormBody.isForm(headers().get("Content-Type"))) return Map.of();
        if (headers().contains("Content-Encoding")) throw new HttpInputError(400, "a form with a Content-Encoding");
        return FormBody.parse(form, exchange.options().maxFields(), decoder);
    }

    // ---- the body

    /**
     * The whole body; waits for it if it was not read yet. Empty when the request has none. The same array each time.
     *
     * @throws HttpInputError 413 when it is above {@link ServerOptions#maxBody}, 503 above the {@link ServerOptions#memoryBudget}, 408
     *     when it stalls, 400 when it is malformed or the client finishes before its end
     * @throws typhoon.iostream.StreamClosedError when the client resets the connection
     * @throws IllegalStateException when a piece was taken by {@link #readChunk} before
     */
    public byte[] body() {
        readBody();
        return body == null ? EMPTY : body;
    }

    /** Waits for the whole body, which {@link #body} then has; errors as there. Harmless when it was read. */
    public void readBody() {
        if (body != null) return;
        if (exchange.body().begun())
            throw new IllegalStateException("the body is being read in pieces: readBody was called after readChunk");
        body = exchange.body().readAll();
    }

    /**
     * The next piece of the body as it arrives, at most 64 KiB; waits for it. Null at the end. While nobody asks the client has to wait, so
     * a body of any size needs little memory. Errors as for {@link #body}.
     */
    public byte @Nullable [] readChunk() {
        if (body != null) throw new IllegalStateException("the body was read as a whole: readChunk was called after readBody");
        return exchange.body().readChunk();
    }

    /** The trailers that came behind the body, once it was read to its end; empty before. */
    public HttpHeaders trailers() {
        return exchange.body().trailers();
    }

    // ---- the rest

    /** Where to answer. */
    public HttpConnection connection() {
        return exchange;
    }

    /** The time since the head was read. */
    public Duration requestTime() {
        return Duration.ofNanos(exchange.nanosSinceBegin());
    }

    /** {@code GET /users/7 (127.0.0.1)}. */
    @Override
    public String toString() {
        return exchange.toString();
    }
}
