package typhoon.openid;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Who has logged in, as the provider says.
 *
 * {@snippet class="typhoon.snippets.OpenIdSnippets" region="identity"}
 *
 * @param provider the issuer, or for a provider without OpenID its authorization endpoint
 * @param subject who that is, for good: unlike names and addresses never given to somebody else by this provider
 * @param claims what else it says: of OpenID Connect the claims of the ID token, else the answer of the endpoint for users
 * @param accessToken what the provider lets us do in the user's name is asked for with it
 * @param refreshToken for new ones, if we were given it
 * @param next the path in this application where the user wanted to go; never one of another host
 */
public record Identity(String provider, String subject, Map<String, Object> claims, String accessToken, @Nullable String refreshToken,
        String next) {
    /** A claim that is text; null if it is not there, or none. */
    public @Nullable String claim(String name) {
        return claims.get(name) instanceof String text ? text : null;
    }

    /**
     * The address of the user, if the provider says that it is his ({@code email_verified}). Others may be anybody's: do not let one choose
     * an account.
     */
    public @Nullable String verifiedEmail() {
        return Boolean.TRUE.equals(claims.get("email_verified")) ? claim("email") : null;
    }

    /** Provider and subject; no token. */
    @Override
    public String toString() {
        return "Identity[" + subject + " of " + provider + "]";
    }
}
