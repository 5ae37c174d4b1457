package typhoon.ioloop;

import org.jspecify.annotations.Nullable;

/**
 * A wait took longer than it was allowed to. Tornado: {@code ioloop.TimeoutError}, which is also {@code gen.TimeoutError}.
 *
 * {@snippet class="typhoon.snippets.IOLoopSnippets" region="late"}
 */
public final class TimeoutError extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** An error that says what was waited for and how long. */
    public TimeoutError(String message) {
        super(message);
    }

    /** An error that says what was waited for and how long, and how the wait ended. */
    public TimeoutError(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
