package typhoon.web;

/**
 * Answers every request with one error status, whatever its method: {@code url("/gone/.*", () -> new ErrorHandler(410))}. Source: Tornado's
 * {@code web.ErrorHandler}.
 *
 * {@snippet class="typhoon.snippets.WebSnippets" region="gone"}
 */
@Operation(hidden = true)
public final class ErrorHandler extends RequestHandler {
    private final Throwable problem;

    /** A handler that answers with {@code status}. */
    public ErrorHandler(int status) {
        this(new HttpError(status));
    }

    ErrorHandler(Throwable problem) {
        this.problem = problem;
    }

    /** A POST to a url that does not exist is a 404 and no 403. */
    @Override
    protected void checkXsrfCookie() {}

    @Override
    protected void prepare() throws Exception {
        if (problem instanceof Error error) throw error;
        throw (Exception) problem;
    }
}
