package typhoon.web;

import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import typhoon.http.Accept;
import typhoon.http.HttpHeaders;

/** Which responses are compressed: RFC 9110 sections 8.4 and 12.5.3. Source: Tornado's {@code web.GZipContentEncoding}. */
final class Compression {
    /** Beside {@code text/*}; an event stream is not among them, for a deflater for each of thousands of streams is too dear. */
    private static final Set<String> TYPES = Set.of("application/javascript", "application/x-javascript", "application/xml",
            "application/atom+xml", "application/json", "application/xhtml+xml", "application/problem+json", "image/svg+xml");

    private Compression() {}

    /**
     * Whether the response is to be compressed as far as it is known before its head is sent; says in Vary that it was asked.
     *
     * @param whole whether all of the body was written
     */
    static boolean applies(RequestHandler handler, boolean whole) {
        if (!handler.settings().compressResponse() || !isCompressible(handler, whole)) return false;
        handler.vary("Accept-Encoding");
        return Accept.prefersCoding(handler.request().headers().get("Accept-Encoding"), "gzip");
    }

    private static boolean isCompressible(RequestHandler handler, boolean whole) {
        ResponseState response = handler.response();
        HttpHeaders headers = response.headers();
        // a range is counted in bytes of what was asked for, and must be sent as it is
        boolean partial = response.status() == 206 || headers.contains("Content-Range");
        if (partial || response.isBodiless() || headers.contains("Content-Encoding")) return false;
        if (!isWorthIt(headers.get("Content-Type")) || isKept(headers.get("Cache-Control"))) return false;
        long length = response.length(whole);
        return (length < 0 || length >= handler.settings().compressMinLength()) && handler.mayCompress();
    }

    private static boolean isWorthIt(@Nullable String contentType) {
        if (contentType == null) return false;
        String type = Accept.mediaType(contentType);
        return type.startsWith("text/") && !type.equals(EventStream.TYPE) || TYPES.contains(type);
    }

    private static boolean isKept(@Nullable String cacheControl) {
        return cacheControl != null && cacheControl.toLowerCase(Locale.ROOT).contains("no-transform");
    }
}
