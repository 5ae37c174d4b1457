package typhoon.netty;

/** Throws a checked exception where the signature has none: what a body throws reaches its caller as it is. */
public final class Rethrow {
    private Rethrow() {}

    /** Throws {@code problem}; write {@code throw} before the call so that the compiler sees it. */
    public static RuntimeException unchecked(Throwable problem) {
        throw Rethrow.<RuntimeException>as(problem);
    }

    @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"})
    private static <E extends Throwable> E as(Throwable problem) throws E {
        throw (E) problem;
    }
}
