package typhoon.http;

/**
 * The application broke the framing of its own response, for example by more or fewer bytes than the Content-Length it had announced.
 * Nothing true can be sent after that, so the connection is aborted. Tornado: {@code httputil.HTTPOutputError}.
 *
 * {@snippet class="typhoon.snippets.HttpServerSnippets" region="announced"}
 */
public final class HttpOutputError extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** An error that says what was announced and what was written. */
    public HttpOutputError(String message) {
        super(message);
    }
}
