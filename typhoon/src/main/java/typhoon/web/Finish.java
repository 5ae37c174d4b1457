package typhoon.web;

import org.jspecify.annotations.Nullable;

/**
 * Ends a request from anywhere, as it is: the status set so far is sent with what was written, nothing is logged as an error. Thrown in
 * {@code prepare}, it keeps the verb from being called. Source: Tornado's {@code web.Finish}.
 *
 * {@snippet class="typhoon.snippets.WebSnippets" region="finish"}
 */
public final class Finish extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final transient @Nullable Object chunk;

    /** Ends the response with what was written so far. */
    public Finish() {
        this(null);
    }

    /** Writes {@code chunk} as {@link RequestHandler#write(Object)} and its overloads do, and ends the response. */
    public Finish(@Nullable Object chunk) {
        super("finish", null, false, false);
        this.chunk = chunk;
    }

    @Nullable Object chunk() {
        return chunk;
    }
}
