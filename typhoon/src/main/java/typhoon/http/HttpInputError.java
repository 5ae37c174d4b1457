package typhoon.http;

/**
 * The peer sent something that is not HTTP, or more of it than we take. A server answers with {@link #status} and closes the connection.
 *
 * {@snippet class="typhoon.snippets.HttpServerSnippets" region="request"}
 *
 * <p>It carries no stack trace: the mistake is not in our code, and a flood of such input must stay cheap. Tornado:
 * {@code httputil.HTTPInputError}, which knows no status and always means 400.
 */
public final class HttpInputError extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final int status;

    /**
     * An error to be answered with {@code status}.
     *
     * @param status 400 to 599
     * @param message what was expected and what came, without text of the peer: it may be sent back to it
     */
    public HttpInputError(int status, String message) {
        super(message, null, false, false);
        this.status = status;
    }

    /** The status to answer with. */
    public int status() {
        return status;
    }
}
