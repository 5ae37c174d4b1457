package typhoon.web;

import java.security.SecureRandom;

/** Bytes that nobody can guess. */
final class RandomBytes {
    private static final SecureRandom RANDOM = new SecureRandom();

    private RandomBytes() {}

    static byte[] of(int length) {
        var bytes = new byte[length];
        RANDOM.nextBytes(bytes);
        return bytes;
    }
}
