package typhoon.web;

import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.Map;
import javax.crypto.SecretKey;
import org.jspecify.annotations.Nullable;

/**
 * What signs and encrypts cookies: one secret, or several by number, so that a new one can be taken while values made with an old one are
 * still accepted.
 *
 * {@snippet class="typhoon.snippets.CookieSnippets" region="secrets"}
 *
 * <p>A secret is as good as it is long and random: 32 bytes from a random generator, not a word. Whoever knows it can be anybody. It is
 * kept out of {@link #toString}. Immutable. Source: Tornado's settings {@code cookie_secret} and {@code key_version}.
 */
public final class CookieSecrets {
    private final Map<Integer, byte[]> keys;
    private final Map<Integer, SecretKey> roots;
    private final int current;
    private final boolean numbered;

    private CookieSecrets(Map<Integer, String> secrets, int current, boolean numbered) {
        this.keys = new HashMap<>();
        this.roots = new HashMap<>();
        this.current = current;
        this.numbered = numbered;
        secrets.forEach((number, secret) -> keys.put(number, bytes(secret)));
        keys.forEach((number, key) -> roots.put(number, EncryptedValue.root(key)));
    }

    /**
     * One secret.
     *
     * @throws IllegalArgumentException if it is empty
     */
    public static CookieSecrets of(String secret) {
        return new CookieSecrets(Map.of(0, secret), 0, false);
    }

    /**
     * Secrets by number, of which {@code current} signs and encrypts, and each verifies and decrypts. Signed values of version 1 carry no
     * number, so none is accepted.
     *
     * @throws IllegalArgumentException if one is empty, a number negative, or {@code current} not among them
     */
    public static CookieSecrets of(Map<Integer, String> secrets, int current) {
        if (!secrets.containsKey(current))
            throw new IllegalArgumentException("there is no cookie secret number " + current + ", only "
                    + secrets.keySet().stream().sorted().toList());
        for (int number : secrets.keySet()) {
            if (number < 0) throw new IllegalArgumentException("a cookie secret has a number from 0 on, got " + number);
        }
        return new CookieSecrets(secrets, current, true);
    }

    /** The secret that signs. */
    byte[] signing() {
        return keys.getOrDefault(current, new byte[0]);
    }

    /** The number of the secret that signs. */
    int current() {
        return current;
    }

    boolean isNumbered() {
        return numbered;
    }

    /** The secret that has signed what says to be signed with this number; null if there is none. A single one does not look at it. */
    byte @Nullable [] verifying(int number) {
        return numbered ? keys.get(number) : signing();
    }

    /** What the keys come from that encrypt, or that have encrypted what says to be made with this number; null if there is none. */
    @Nullable SecretKey root(int number) {
        return roots.get(numbered ? number : current);
    }

    /** All of them, for who has to keep them out of something. */
    Collection<byte[]> all() {
        return Collections.unmodifiableCollection(keys.values());
    }

    /** How many secrets there are; none of them. */
    @Override
    public String toString() {
        return keys.size() == 1 ? "1 cookie secret" : keys.size() + " cookie secrets";
    }

    private static byte[] bytes(String secret) {
        if (secret.isEmpty()) throw new IllegalArgumentException("a cookie secret is empty: take 32 random bytes, in hex");
        return secret.getBytes(StandardCharsets.UTF_8);
    }
}
