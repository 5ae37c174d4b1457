package typhoon.web;

import typhoon.httpserver.RequestDelegate;

/**
 * Hands its requests to something else that answers requests, another application for instance: {@code url("/old/.*", () -> new
 * FallbackHandler(old))}.
 *
 * {@snippet class="typhoon.snippets.StaticSnippets" region="fallback"}
 *
 * <p>All methods go there, with the body unread. Filters of this application are around it; the check of XSRF tokens, the answer, and
 * its line in the access log are the other's. Source: Tornado's {@code web.FallbackHandler}.
 */
@StreamRequestBody
public final class FallbackHandler extends RequestHandler {
    private final RequestDelegate fallback;

    /** A handler that gives all it gets to {@code fallback}. */
    public FallbackHandler(RequestDelegate fallback) {
        this.fallback = fallback;
    }

    /** Does nothing: the token may be in the body, which is not read here. */
    @Override
    protected void checkXsrfCookie() {}

    /** Calls the other one, and when that returns, {@link #onFinish}. */
    @Override
    protected void prepare() throws Exception {
        fallback.handle(request());
        endWithoutAnswer();
    }

    /** Is not called: the other one reads the body. */
    @Override
    protected void dataReceived(byte[] chunk) {}
}
