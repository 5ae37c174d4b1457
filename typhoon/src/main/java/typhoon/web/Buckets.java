package typhoon.web;

import java.util.Map;

/**
 * A bucket of tokens for each key. All that is kept of one is the moment at which it will be full again: so it needs no timer, and a full
 * one need not be kept. When there are too many keys, the one that was not asked for longest goes.
 */
final class Buckets {
    private final long perToken;            // nanoseconds
    private final long whole;               // from empty to full
    private final Map<String, Long> fullAt;

    Buckets(long perToken, int burst, int maxKeys) {
        this.perToken = perToken;
        this.whole = Math.multiplyExact(perToken, burst);
        this.fullAt = new Recent<>(maxKeys);
    }

    /** Takes a token: returns the nanoseconds until the bucket is full again, or, negative, those until there will be one. */
    long take(String key, long now) {
        Long known = fullAt.get(key);
        long missing = known == null ? 0 : Math.max(0, known - now);
        if (missing + perToken > whole) return whole - missing - perToken;
        fullAt.put(key, now + missing + perToken);
        return missing + perToken;
    }

    /** How many tokens are in a bucket that will be full in so many nanoseconds. */
    long left(long untilFull) {
        return (whole - untilFull) / perToken;
    }

    /** The nanoseconds from an empty bucket to a full one. */
    long whole() {
        return whole;
    }

    int size() {
        return fullAt.size();
    }
}
