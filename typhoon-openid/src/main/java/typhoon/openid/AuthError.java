package typhoon.openid;

import typhoon.web.HttpError;

/**
 * A log-in that failed: a 400 where the browser brought back what does not belong to it, a 403 where the user or the provider said no, a
 * 502 where the provider gave no answer that can be believed. The message is logged as one warning, and not sent. Source: Tornado's {@code
 * auth.AuthError}.
 */
public final class AuthError extends HttpError {
    private static final long serialVersionUID = 1L;

    AuthError(int status, String message) {
        super(status, message);
    }

    /** The provider's fault. */
    static AuthError provider(String message) {
        return new AuthError(502, message);
    }
}
