package typhoon.iostream;

/**
 * What a read looked for did not come within the {@code maxBytes} it was given. It closes the stream, so it is met as the {@code realError}
 * of a {@link StreamClosedError}. Tornado: {@code iostream.UnsatisfiableReadError}.
 */
public final class UnsatisfiableReadError extends RuntimeException {
    private static final long serialVersionUID = 1L;

    UnsatisfiableReadError(String message) {
        super(message);
    }
}
