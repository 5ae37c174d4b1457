package typhoon.openid;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import org.jspecify.annotations.Nullable;
import typhoon.escape.Escape;
import typhoon.escape.JsonDecodeError;
import typhoon.http.Cookie;
import typhoon.web.RequestHandler;

/**
 * What ties a log-in to the browser that began it, for ten minutes: in an encrypted cookie of its own, so that several may be under way in
 * several windows. It is taken back with the first answer, right or wrong.
 *
 * @param provider who was asked, and for which of his clients
 * @param state what the browser has to bring back, so that nobody can bring his own log-in into another's browser (CSRF)
 * @param nonce what the ID token has to repeat
 * @param verifier what we prove to have begun with when the code is redeemed (PKCE, RFC 7636)
 * @param next where the user wanted to go
 */
record LoginState(String provider, String state, String nonce, String verifier, String next) {
    static final String COOKIE = "login-";

    private static final Duration LIFE = Duration.ofMinutes(10);
    private static final int RANDOM_BYTES = 32;
    private static final int NAMED_BY = 12;                 // characters of the state that tell its cookie from others
    private static final int AT_ONCE = 4;
    private static final SecureRandom RANDOM = new SecureRandom();

    static LoginState begin(String provider, String next) {
        return new LoginState(provider, random(), random(), random(), next);
    }

    /** Has the browser keep it. Of those it has already some are dropped if they are many: a page of others may begin log-ins too. */
    void save(RequestHandler handler) {
        List<String> kept = handler.request().cookies().keySet().stream().filter(name -> name.startsWith(COOKIE)).toList();
        for (int i = 0; i <= kept.size() - AT_ONCE; i++) handler.setCookie(Cookie.expired(kept.get(i)));
        byte[] json = Escape.jsonEncodeUtf8(List.of(provider, state, nonce, verifier, next));
        handler.setEncryptedCookie(cookie(state), json, LIFE, cookie -> cookie.maxAge(LIFE));
    }

    /** The one that {@code state} names, if this browser has begun it with {@code provider}; the browser forgets it. */
    static @Nullable LoginState take(RequestHandler handler, String provider, String state) {
        if (!state.matches("[A-Za-z0-9_-]{43}")) return null;
        String name = cookie(state);
        if (handler.getCookie(name) == null) return null;
        handler.clearCookie(name);
        byte[] json = handler.getEncryptedCookieBytes(name);
        LoginState saved = json == null ? null : read(json);
        return saved != null && isSame(saved.state, state) && saved.provider.equals(provider) ? saved : null;
    }

    private static @Nullable LoginState read(byte[] json) {
        try {
            String[] parts = Escape.jsonDecode(json, String[].class);
            return parts.length == 5 ? new LoginState(parts[0], parts[1], parts[2], parts[3], parts[4]) : null;
        } catch (JsonDecodeError older) {
            return null;
        }
    }

    /** What is said at the beginning of what is proved at the end: S256. */
    String challenge() {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(verifier.getBytes(StandardCharsets.US_ASCII));
            return Base64.getUrlEncoder().withoutPadding().encodeToString(digest);
        } catch (GeneralSecurityException impossible) {
            throw new AssertionError("every JDK has SHA-256", impossible);
        }
    }

    /** No secret of it. */
    @Override
    public String toString() {
        return "LoginState[" + provider + "]";
    }

    private static String cookie(String state) {
        return COOKIE + state.substring(0, NAMED_BY);
    }

    private static String random() {
        var bytes = new byte[RANDOM_BYTES];
        RANDOM.nextBytes(bytes);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    private static boolean isSame(String one, String other) {
        return MessageDigest.isEqual(one.getBytes(StandardCharsets.UTF_8), other.getBytes(StandardCharsets.UTF_8));
    }
}
