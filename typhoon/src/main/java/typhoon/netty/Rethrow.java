package typhoon.netty;

import java.util.concurrent.ExecutionException;

/** Throws a checked exception where the signature has none: what a body throws reaches its caller as it is. */
public final class Rethrow {
    private Rethrow() {}

    /** Throws {@code problem}; write {@code throw} before the call so that the compiler sees it. */
    public static RuntimeException unchecked(Throwable problem) {
        throw Rethrow.<RuntimeException>as(problem);
    }

    /** Throws what a future's work threw, instead of the wrapper. */
    public static RuntimeException cause(ExecutionException failed) {
        Throwable cause = failed.getCause();
        throw unchecked(cause == null ? failed : cause);
    }

    @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"})
    private static <E extends Throwable> E as(Throwable problem) throws E {
        throw (E) problem;
    }
}
