package typhoon.iostream;

import org.jspecify.annotations.Nullable;

/**
 * The other side is gone: nothing more can be read, or nothing written. Usually nobody is left to tell, so code that serves a peer lets it
 * pass. Tornado: {@code iostream.StreamClosedError}.
 */
public final class StreamClosedError extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** The end of a stream, with what broke it; null when the peer closed it in order, or we did. */
    public StreamClosedError(@Nullable Throwable realError) {
        super(realError == null ? "Stream is closed" : "Stream is closed: " + realError.getMessage(), realError);
    }

    /** What broke the stream; null when it ended in order. */
    public @Nullable Throwable realError() {
        return getCause();
    }
}
