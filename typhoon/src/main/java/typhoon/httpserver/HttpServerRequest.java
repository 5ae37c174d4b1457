package typhoon.httpserver;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.BiFunction;
import javax.net.ssl.SSLPeerUnverifiedException;
import org.jspecify.annotations.Nullable;
import typhoon.http.Cookies;
import typhoon.http.FormBody;
import typhoon.http.HttpHeaders;
import typhoon.http.HttpInputError;
import typhoon.http.Urls;
import typhoon.wire.Head;
import typhoon.wire.PartReader;

/**
 * What a client asks for. The head is complete and checked when a delegate sees it; the body is read when it is asked for, as a whole by
 * {@link #readBody}, piece by piece by {@link #readChunk}, or as a form in several parts by {@link #readForm} and {@link #multipart}. Text
 * of head and URL is ISO 8859-1: one character is one byte.
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
    private @Nullable Multipart multipart;
    private @Nullable Form form;

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
     * The fields of a form, once that was read; empty before, and for other types. The same map each time.
     *
     * @throws HttpInputError 400 as for {@link #queryArguments}, or when the form is encoded once more (compressed)
     */
    public Map<String, List<String>> bodyArguments() {
        if (form() instanceof Form parts) return parts.arguments();
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

    /**
     * The files of a form in several parts by the name of their field, once that was read; empty before, and for other types. A field with
     * a file name that is empty, as browsers send it where none was chosen, is an argument without text. The same map each time. Tornado:
     * {@code HTTPServerRequest.files}.
     */
    public Map<String, List<HttpFile>> files() {
        return form() instanceof Form parts ? parts.files() : Map.of();
    }

    /** The parts that were read; those of a body that was read as a whole are found in it now. */
    private @Nullable Form form() {
        boolean read = body != null && body.length > 0;
        if (form == null && read && PartReader.isForm(headers().get("Content-Type"))) form = new Form(multipart());
        return form;
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
        if (body != null || form != null) return;
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

    /**
     * Writes what is left of the body to a new file at {@code target} as it comes, and returns how many bytes that were; as {@link
     * Part#transferTo} does: the file is there when it is whole, and nothing of it if the client leaves.
     *
     * @throws java.nio.file.FileAlreadyExistsException if there is something at {@code target}
     * @throws IOException if it cannot be written there
     * @throws HttpInputError as for {@link #body}
     */
    public long transferTo(Path target) throws IOException {
        return Spool.receive(this::readChunk, target);
    }

    /**
     * Waits for the body and reads it as what it is: a form in several parts part by part, so that large files are on the disk and not in
     * memory, see {@link #files} and {@link #bodyArguments}; {@link #body} is empty then. Any other as {@link #readBody} does. Harmless
     * when it was read.
     *
     * @throws HttpInputError as for {@link #body}, {@link #multipart} and {@link Part}
     * @throws java.io.UncheckedIOException if a file cannot be written to the disk
     */
    public void readForm() {
        if (body != null || form != null) return;
        if (exchange.body().isNone() || !PartReader.isForm(headers().get("Content-Type"))) readBody();
        else form = new Form(multipart());
    }

    /**
     * The form in several parts that the body is, to be read part by part as it comes. The same each time.
     *
     * @throws HttpInputError 415 if the body is no such form; 400 if its boundary is missing or none, if it is encoded once more
     *     (compressed), or if the server does not {@linkplain MultipartOptions#enabled take} such forms
     */
    public Multipart multipart() {
        if (multipart != null) return multipart;
        if (form == null && body == null && exchange.body().begun())
            throw new IllegalStateException("the body is being read in pieces: multipart was called after readChunk");
        if (headers().contains("Content-Encoding")) throw new HttpInputError(400, "a form with a Content-Encoding");
        Multipart.Source source = body == null ? this::readChunk : once(body);
        var options = exchange.options();
        multipart = new Multipart(headers().get("Content-Type"), options.multipart(), options.memoryBudget(), source);
        return exchange.body().closing(multipart);
    }

    private static Multipart.Source once(byte[] whole) {
        var pieces = List.of(whole).iterator();
        return () -> pieces.hasNext() ? pieces.next() : null;
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

    /**
     * The certificate that the client has shown, which was verified: {@code null} without TLS, and where the server does not {@linkplain
     * typhoon.iostream.TlsOptions#clientCertificate ask} or the client has shown none. Tornado: {@code get_ssl_certificate}.
     */
    public @Nullable X509Certificate getSslCertificate() {
        if (!exchange.channel().isSecure()) return null;
        try {
            return exchange.channel().tlsSession().getPeerCertificates()[0] instanceof X509Certificate certificate ? certificate : null;
        } catch (SSLPeerUnverifiedException _) {
            return null;
        }
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
