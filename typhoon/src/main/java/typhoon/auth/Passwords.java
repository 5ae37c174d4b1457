package typhoon.auth;

import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.text.Normalizer;
import java.util.Base64;
import java.util.concurrent.Callable;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.PBEKeySpec;
import org.jspecify.annotations.Nullable;
import typhoon.ioloop.IOLoop;

/**
 * Hashes passwords, to be kept in their place, and tells whether one fits. Immutable, safe for all threads.
 *
 * {@snippet class="typhoon.snippets.AuthSnippets" region="passwords"}
 *
 * <p>PBKDF2 with HMAC-SHA512, a salt of 128 random bits and 210,000 rounds unless set: about a tenth of a second, which is the point. In a
 * coroutine it is done by a thread aside and the loop goes on; there are few of these, so that log-ins do not take the processors from all
 * else. Put a {@code RateLimit} before a log-in: who sends many makes the others wait.
 *
 * <p>The text says how it was made, {@code $pbkdf2-sha512$i=210000$salt$hash} in Base64, about 90 characters; so the rounds can be raised
 * at any time, and {@link #isWeak} tells whom to hash anew when he next logs in. Composed and decomposed accents are the same password
 * (NFC). Sources: RFC 8018, OWASP's Password Storage Cheat Sheet, RFC 8265.
 */
public final class Passwords {
    /** Characters of the longest password. */
    public static final int MAX_LENGTH = 1024;

    private static final int ROUNDS = 210_000;
    private static final int MAX_ROUNDS = 100_000_000;
    private static final int SALT = 16;
    private static final int HASH = 32;
    private static final String NAME = "PBKDF2WithHmacSHA512";
    private static final Pattern TEXT =
            Pattern.compile("\\$pbkdf2-sha512\\$i=([1-9][0-9]{0,8})\\$([A-Za-z0-9+/]{22,86})\\$([A-Za-z0-9+/]{43})");
    private static final SecureRandom RANDOM = new SecureRandom();
    private static final ThreadPoolExecutor WORK = work();

    private final int rounds;

    /** With 210,000 rounds. */
    public Passwords() {
        this(ROUNDS);
    }

    private Passwords(int rounds) {
        this.rounds = rounds;
    }

    /**
     * With other rounds: more as machines get faster, few in tests.
     *
     * @throws IllegalArgumentException if there are none, or more than 100 million
     */
    public Passwords rounds(int rounds) {
        if (rounds < 1 || rounds > MAX_ROUNDS) throw new IllegalArgumentException("rounds are 1 to " + MAX_ROUNDS + ", not " + rounds);
        return new Passwords(rounds);
    }

    /**
     * What to keep of {@code password}. Waits in a coroutine; elsewhere it computes.
     *
     * @throws IllegalArgumentException if it has more than {@link #MAX_LENGTH} characters
     */
    public String hash(String password) {
        if (password.length() > MAX_LENGTH)
            throw new IllegalArgumentException("a password has at most " + MAX_LENGTH + " characters, not " + password.length());
        var salt = new byte[SALT];
        RANDOM.nextBytes(salt);
        byte[] hash = aside(() -> compute(password, salt, rounds));
        var base64 = Base64.getEncoder().withoutPadding();
        return "$pbkdf2-sha512$i=" + rounds + "$" + base64.encodeToString(salt) + "$" + base64.encodeToString(hash);
    }

    /**
     * Whether {@code password} is the one that {@code hash} was made of, found out in the same time whatever differs. Waits in a coroutine;
     * elsewhere it computes.
     *
     * @param hash what {@link #hash} has returned, whatever its rounds; any other text fits no password; null, for an account that there is
     *     not, takes as long as one that there is
     */
    public boolean verify(String password, @Nullable String hash) {
        if (password.length() > MAX_LENGTH) return false;
        Parts parts = hash == null ? null : Parts.read(hash);
        if (hash != null && parts == null) return false;
        int turns = parts == null ? rounds : parts.rounds;
        byte[] salt = parts == null ? new byte[SALT] : parts.salt;
        byte[] computed = aside(() -> compute(password, salt, turns));
        return parts != null && MessageDigest.isEqual(computed, parts.hash);
    }

    /** Whether {@code hash} was made with fewer rounds than these, or is none of ours: to be replaced when the password is known. */
    public boolean isWeak(String hash) {
        Parts parts = Parts.read(hash);
        return parts == null || parts.rounds < rounds;
    }

    /** {@code Passwords with 210000 rounds}. */
    @Override
    public String toString() {
        return "Passwords with " + rounds + " rounds";
    }

    private record Parts(int rounds, byte[] salt, byte[] hash) {
        static @Nullable Parts read(String text) {
            var found = TEXT.matcher(text);
            if (!found.matches()) return null;
            int rounds = Integer.parseInt(found.group(1));
            try {
                return rounds > MAX_ROUNDS ? null
                        : new Parts(rounds, Base64.getDecoder().decode(found.group(2)), Base64.getDecoder().decode(found.group(3)));
            } catch (IllegalArgumentException malformed) {
                return null;
            }
        }
    }

    private static byte[] compute(String password, byte[] salt, int rounds) {
        char[] normal = Normalizer.normalize(password, Normalizer.Form.NFC).toCharArray();
        var spec = new PBEKeySpec(normal, salt, rounds, HASH * 8);
        try {
            return SecretKeyFactory.getInstance(NAME).generateSecret(spec).getEncoded();
        } catch (GeneralSecurityException impossible) {
            throw new AssertionError("every JDK has " + NAME, impossible);
        } finally {
            spec.clearPassword();
        }
    }

    private static byte[] aside(Callable<byte[]> work) {
        IOLoop loop = Thread.currentThread().isVirtual() ? IOLoop.currentOrNull() : null;
        try {
            return loop == null ? work.call() : loop.runInExecutor(WORK, work);
        } catch (RuntimeException | Error problem) {
            throw problem;
        } catch (Exception checked) {
            throw new AssertionError("it throws none", checked);
        }
    }

    private static ThreadPoolExecutor work() {
        int threads = Math.clamp(Runtime.getRuntime().availableProcessors() / 2, 1, 8);
        var pool = new ThreadPoolExecutor(threads, threads, 10, TimeUnit.SECONDS, new LinkedBlockingQueue<>(),
                Thread.ofPlatform().daemon().name("typhoon-passwords-", 0).factory());
        pool.allowCoreThreadTimeOut(true);
        return pool;
    }
}
