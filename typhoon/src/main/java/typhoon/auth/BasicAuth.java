package typhoon.auth;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.List;
import org.jspecify.annotations.Nullable;
import typhoon.web.Filter;
import typhoon.web.HttpError;
import typhoon.web.RequestHandler;

/**
 * Lets in who sends a name and a password that are known, by HTTP Basic: a {@link Filter} for an application or a group of routes. Who is
 * let in is the {@link RequestHandler#currentUser}; everybody else gets a 401, upon which a browser asks for both.
 *
 * {@snippet class="typhoon.snippets.AuthSnippets" region="basic"}
 *
 * <p>Name and password are UTF-8, which the 401 says too. A header that is missing, there twice, not in Base64, not UTF-8, without a colon
 * or with control characters in it is a 401 as well; the name ends at the first colon. Both come with each request, in the clear unless it
 * is https. Put a {@code Cors} around it: what browsers ask before a request has no password. Source: RFC 7617.
 */
public final class BasicAuth implements Filter {
    private final String challenge;
    private final Check check;

    /** Finds out whether a name and a password are known. It may wait, for a database and for {@link Passwords}. */
    @FunctionalInterface
    public interface Check {
        /** Who that is; null for nobody. */
        @Nullable Object user(String name, String password) throws Exception;
    }

    private BasicAuth(String realm, Check check) {
        this.challenge = "Basic realm=" + quoted(realm) + ", charset=\"UTF-8\"";
        this.check = check;
    }

    /**
     * For those whom {@code check} knows.
     *
     * @param realm what the browser shows of why it asks; one realm of a host has one password
     * @throws IllegalArgumentException if the realm has control characters, or others than those of ASCII
     */
    public static BasicAuth of(String realm, Check check) {
        return new BasicAuth(realm, check);
    }

    /** For one, whose {@code currentUser} is {@code name}. Both are compared in the same time, whatever differs. */
    public static BasicAuth of(String realm, String name, String password) {
        if (name.indexOf(':') >= 0) throw new IllegalArgumentException("a name cannot have a colon: it ends there");
        return of(realm, (given, secret) -> {
            boolean known = isSame(given, name);
            boolean right = isSame(secret, password);           // looked at in either case
            return known && right ? name : null;
        });
    }

    @Override
    public void handle(RequestHandler handler, Next next) throws Exception {
        String pair = pair(handler.request().headers().getList("Authorization"));
        int colon = pair == null ? -1 : pair.indexOf(':');
        Object user = pair == null || colon < 0 ? null : check.user(pair.substring(0, colon), pair.substring(colon + 1));
        if (user == null) throw new HttpError(401).header("WWW-Authenticate", challenge);
        handler.currentUser(user);
        next.handle();
    }

    /** Name, colon and password; null where the header says none. */
    private static @Nullable String pair(List<String> headers) {
        if (headers.size() != 1) return null;
        String header = headers.getFirst();
        if (!header.regionMatches(true, 0, "Basic ", 0, 6)) return null;
        try {
            byte[] bytes = Base64.getDecoder().decode(header.substring(6).strip());
            String pair = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
            return pair.chars().anyMatch(Character::isISOControl) ? null : pair;
        } catch (IllegalArgumentException | CharacterCodingException malformed) {
            return null;
        }
    }

    private static boolean isSame(String given, String expected) {
        return MessageDigest.isEqual(given.getBytes(StandardCharsets.UTF_8), expected.getBytes(StandardCharsets.UTF_8));
    }

    private static String quoted(String realm) {
        if (!realm.chars().allMatch(c -> c >= ' ' && c <= '~'))
            throw new IllegalArgumentException("a realm is printable ASCII, got " + realm);
        return "\"" + realm.replace("\\", "\\\\").replace("\"", "\\\"") + "\"";
    }
}
