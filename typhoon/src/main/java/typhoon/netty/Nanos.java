package typhoon.netty;

import java.time.Duration;

/** Durations as the loop counts them. */
public final class Nanos {
    /** 146 years. Farther away two moments of a clock that wraps could not be told apart. */
    static final long FAR = Long.MAX_VALUE / 2;

    private static final Duration FAR_OFF = Duration.ofNanos(FAR);
    private static final Duration FAR_BACK = FAR_OFF.negated();

    private Nanos() {}

    /** As many nanoseconds; at most 146 years either way, so that {@code Duration} of any length can be given where "for ever" is meant. */
    public static long of(Duration duration) {
        if (duration.compareTo(FAR_OFF) > 0) return FAR;
        return duration.compareTo(FAR_BACK) < 0 ? -FAR : duration.toNanos();
    }
}
