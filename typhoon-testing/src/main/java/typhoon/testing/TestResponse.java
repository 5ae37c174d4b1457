package typhoon.testing;

import java.nio.charset.StandardCharsets;
import typhoon.escape.Escape;
import typhoon.http.HttpHeaders;

/**
 * A whole response, as it came. Any status is a response: none is thrown.
 *
 * {@snippet class="typhoon.snippets.TestingSnippets" region="request"}
 */
public final class TestResponse {
    private final String head;
    private final String version;
    private final int code;
    private final String reason;
    private final HttpHeaders headers;
    private final byte[] body;
    private final HttpHeaders trailers;

    TestResponse(String head, String statusLine, HttpHeaders headers, byte[] body, HttpHeaders trailers) {
        String[] parts = statusLine.split(" ", 3);
        if (parts.length < 2 || !parts[0].startsWith("HTTP/") || !parts[1].matches("\\d{3}")) {
            throw new AssertionError("not a status line: \"" + statusLine + "\"");
        }
        this.head = head;
        this.version = parts[0];
        this.code = Integer.parseInt(parts[1]);
        this.reason = parts.length > 2 ? parts[2] : "";
        this.headers = headers;
        this.body = body;
        this.trailers = trailers;
    }

    /** The status. */
    public int code() {
        return code;
    }

    /** The words after the status, empty when there are none. */
    public String reason() {
        return reason;
    }

    /** {@code HTTP/1.1} or {@code HTTP/1.0}. */
    public String version() {
        return version;
    }

    /** Status line and header lines exactly as they came, with the empty line at their end; one character a byte. */
    public String head() {
        return head;
    }

    /** The headers. */
    public HttpHeaders headers() {
        return headers;
    }

    /** What came after the last chunk, mostly nothing. */
    public HttpHeaders trailers() {
        return trailers;
    }

    /** The body without chunk framing; not decompressed. */
    public byte[] body() {
        return body.clone();
    }

    /** The body as UTF-8. */
    public String bodyText() {
        return new String(body, StandardCharsets.UTF_8);
    }

    /** The body read as JSON. */
    public <T> T json(Class<T> type) {
        return Escape.jsonDecode(bodyText(), type);
    }

    /** Status line, headers and body, for the message of a failed test. */
    @Override
    public String toString() {
        return head + bodyText();
    }
}
