package typhoon.web;

import java.util.Arrays;
import java.util.IllegalFormatException;
import org.jspecify.annotations.Nullable;
import typhoon.http.HttpHeaders;
import typhoon.http.HttpStatus;

/**
 * Ends a request with an error response: {@code throw new HttpError(404, "no user %d", id)}.
 *
 * {@snippet class="typhoon.snippets.WebSnippets" region="error"}
 *
 * <p>The message is for you: it is logged, as one warning on {@code typhoon.general}, and not sent. Without a message nothing is logged but
 * the access line. What the client shall read is {@link #detail(String)}; what it shall find in the head, {@link #header}. Source:
 * Tornado's {@code web.HTTPError}.
 */
public class HttpError extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final int status;
    private final @Nullable String logMessage;
    private @Nullable String reason;
    private @Nullable String detail;
    private final transient HttpHeaders headers = new HttpHeaders();

    /** An error nobody needs to read about in the log. */
    public HttpError(int status) {
        this(status, null);
    }

    /**
     * An error with a line for the log.
     *
     * @param status 400 to 599 in all likelihood; 300 at least
     * @param logMessage the line; a pattern of {@link String#format} when {@code args} are given, else taken as it is, per cent signs too
     */
    public HttpError(int status, @Nullable String logMessage, Object... args) {
        if (status < 300 || status > 599) throw new IllegalArgumentException("an error has a status from 300 to 599, got " + status);
        this.status = status;
        this.logMessage = logMessage == null || args.length == 0 ? logMessage : format(logMessage, args);
    }

    /**
     * Another reason phrase than the status has; one that may not stand in a response becomes {@code Unknown}, as in {@link
     * RequestHandler#setStatus(int, String)}.
     */
    public final HttpError reason(String reason) {
        this.reason = reason;
        return this;
    }

    /** What the client shall read about it, in the body: nothing unless said here. */
    public final HttpError detail(String detail) {
        this.detail = detail;
        return this;
    }

    /** A header of the error response, {@code WWW-Authenticate} or {@code Retry-After} for instance. */
    public final HttpError header(String name, String value) {
        headers.set(name, value);
        return this;
    }

    /** The status to send. */
    public final int status() {
        return status;
    }

    /** The reason phrase if it is another than the status has. */
    public final @Nullable String reason() {
        return reason;
    }

    /** What is logged, formatted; null if nothing is. */
    public final @Nullable String logMessage() {
        return logMessage;
    }

    /** What the client reads about it. */
    public final @Nullable String detail() {
        return detail;
    }

    HttpHeaders headers() {
        return headers;
    }

    /** {@code HTTP 404: Not Found (no user 7)}. */
    @Override
    public final String getMessage() {
        String what = "HTTP " + status + ": " + (reason == null ? HttpStatus.reason(status) : reason);
        return logMessage == null ? what : what + " (" + logMessage + ")";
    }

    private static String format(String pattern, Object[] args) {
        try {
            return pattern.formatted(args);
        } catch (IllegalFormatException wrong) {
            return pattern + " " + Arrays.toString(args);      // a slip in a log line is no reason to lose the error it is about
        }
    }
}
