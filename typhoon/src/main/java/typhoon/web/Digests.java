package typhoon.web;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/** Hash functions that every JDK has. */
final class Digests {
    private Digests() {}

    static MessageDigest of(String algorithm) {
        try {
            return MessageDigest.getInstance(algorithm);
        } catch (NoSuchAlgorithmException impossible) {
            throw new AssertionError("every JDK has " + algorithm, impossible);
        }
    }
}
