package typhoon.iostream;

/**
 * A stream holds as many bytes as it may. {@link BaseIOStream#write} throws it before anything is queued, and the stream lives on; when too
 * much was received it is what closed the stream, the {@code realError} of a {@link StreamClosedError}. Tornado: {@code
 * iostream.StreamBufferFullError}.
 */
public final class StreamBufferFullError extends RuntimeException {
    private static final long serialVersionUID = 1L;

    StreamBufferFullError(String message) {
        super(message);
    }
}
