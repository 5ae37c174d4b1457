package typhoon.http;

import org.jspecify.annotations.Nullable;

/**
 * The names of status codes, as RFC 9110 section 15 and the IANA registry have them (so 413 is "Content Too Large").
 *
 * {@snippet class="typhoon.snippets.HttpSnippets" region="status"}
 */
public final class HttpStatus {
    private static final @Nullable String[] REASONS = new String[600];

    private HttpStatus() {}

    static {
        name(100, "Continue", "Switching Protocols", "Processing", "Early Hints");
        name(200, "OK", "Created", "Accepted", "Non-Authoritative Information", "No Content", "Reset Content", "Partial Content",
                "Multi-Status", "Already Reported");
        name(226, "IM Used");
        name(300, "Multiple Choices", "Moved Permanently", "Found", "See Other", "Not Modified", "Use Proxy");
        name(307, "Temporary Redirect", "Permanent Redirect");
        name(400, "Bad Request", "Unauthorized", "Payment Required", "Forbidden", "Not Found", "Method Not Allowed", "Not Acceptable",
                "Proxy Authentication Required", "Request Timeout", "Conflict", "Gone", "Length Required", "Precondition Failed",
                "Content Too Large", "URI Too Long", "Unsupported Media Type", "Range Not Satisfiable", "Expectation Failed",
                "I'm a Teapot");
        name(421, "Misdirected Request", "Unprocessable Content", "Locked", "Failed Dependency", "Too Early", "Upgrade Required");
        name(428, "Precondition Required", "Too Many Requests");
        name(431, "Request Header Fields Too Large");
        name(451, "Unavailable For Legal Reasons");
        name(500, "Internal Server Error", "Not Implemented", "Bad Gateway", "Service Unavailable", "Gateway Timeout",
                "HTTP Version Not Supported", "Variant Also Negotiates", "Insufficient Storage", "Loop Detected");
        name(510, "Not Extended", "Network Authentication Required");
    }

    /** The name of {@code status}; "Unknown" when it has none. */
    public static String reason(int status) {
        String reason = status >= 0 && status < REASONS.length ? REASONS[status] : null;
        return reason == null ? "Unknown" : reason;
    }

    private static void name(int first, String... reasons) {
        System.arraycopy(reasons, 0, REASONS, first, reasons.length);
    }
}
