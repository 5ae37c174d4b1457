package typhoon.openid;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.factories.DefaultJWSVerifierFactory;
import com.nimbusds.jose.jwk.AsymmetricJWK;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKMatcher;
import com.nimbusds.jose.jwk.JWKSelector;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.text.ParseException;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Reads ID tokens of one provider, and believes none but those that it has signed, for us, just now: OpenID Connect Core 1.0 section
 * 3.1.3.7. Its keys are kept; when a token names one that is not among them they are fetched anew, once.
 */
final class IdTokens {
    /** With a pair of keys: for HS256 it would be a key that the provider shows to everybody, and {@code none} is no signature. */
    private static final Set<String> SAFE = Set.of("RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512");

    private static final int SMALLEST_RSA = 2048;
    private static final Duration SKEW = Duration.ofMinutes(1);
    private static final Duration KEEP = Duration.ofHours(6);

    private final Http http;
    private @Nullable Keys keys;            // immutable: of two loops that write it one wins, and either is right

    private record Keys(JWKSet set, Instant fetched) {}

    IdTokens(Http http) {
        this.http = http;
    }

    /**
     * The claims of {@code token}.
     *
     * @throws AuthError 502 if it is not to be believed, whyever
     */
    Map<String, Object> check(String token, Endpoints of, String clientId, String nonce, Instant now) {
        SignedJWT signed = parse(token);
        String algorithm = signed.getHeader().getAlgorithm().getName();
        if (!SAFE.contains(algorithm) || !of.algorithms().contains(algorithm)) throw refused("is signed with " + algorithm);
        if (!isSigned(signed, of, now)) throw refused("is signed by somebody else");
        try {
            JWTClaimsSet claims = signed.getJWTClaimsSet();
            checkClaims(claims, String.valueOf(of.issuer()), clientId, nonce, now);
            return claims.toJSONObject();
        } catch (ParseException malformed) {
            throw refused("has malformed claims");
        }
    }

    private static SignedJWT parse(String token) {
        try {
            return SignedJWT.parse(token);          // what is not signed at all is none
        } catch (ParseException malformed) {
            throw refused("is no signed token");
        }
    }

    private static void checkClaims(JWTClaimsSet claims, String issuer, String clientId, String nonce, Instant now) throws ParseException {
        if (!issuer.equals(claims.getIssuer())) throw refused("is of another issuer");
        List<String> audience = claims.getAudience();
        String party = claims.getStringClaim("azp");
        if (!audience.contains(clientId)) throw refused("is for others");
        if (party == null ? audience.size() > 1 : !party.equals(clientId)) throw refused("was given to others");
        Date end = claims.getExpirationTime();
        if (end == null || !now.minus(SKEW).isBefore(end.toInstant())) throw refused("has come to its end");
        for (Date begin : new Date[] {claims.getIssueTime(), claims.getNotBeforeTime()}) {
            if (begin != null && begin.toInstant().isAfter(now.plus(SKEW))) throw refused("is of the future");
        }
        if (claims.getIssueTime() == null) throw refused("says no time");
        if (claims.getSubject() == null || claims.getSubject().isEmpty()) throw refused("says no subject");
        String said = claims.getStringClaim("nonce");
        if (said == null || !MessageDigest.isEqual(said.getBytes(StandardCharsets.UTF_8), nonce.getBytes(StandardCharsets.UTF_8)))
            throw refused("is of another log-in");
    }

    private boolean isSigned(SignedJWT token, Endpoints of, Instant now) {
        Keys kept = keys;
        if (kept != null && kept.fetched.plus(KEEP).isBefore(now)) kept = null;
        List<JWK> fitting = kept == null ? List.of() : fitting(kept.set, token.getHeader());
        if (fitting.isEmpty()) fitting = fitting(fetch(of, now).set, token.getHeader());
        return fitting.stream().anyMatch(key -> verifies(key, token));
    }

    private static List<JWK> fitting(JWKSet set, JWSHeader header) {
        JWKMatcher matcher = JWKMatcher.forJWSHeader(header);
        return matcher == null ? List.of() : new JWKSelector(matcher).select(set);
    }

    private static boolean verifies(JWK key, SignedJWT token) {
        try {
            if (key instanceof RSAKey rsa && rsa.size() < SMALLEST_RSA || !(key instanceof AsymmetricJWK pair)) return false;
            return token.verify(new DefaultJWSVerifierFactory().createJWSVerifier(token.getHeader(), pair.toPublicKey()));
        } catch (JOSEException | IllegalStateException unfit) {
            return false;
        }
    }

    private Keys fetch(Endpoints of, Instant now) {
        String url = of.keys();
        if (url == null) throw new IllegalStateException(of.name() + " has no keys");
        Http.Reply reply = http.send(url, Map.of(), null);
        if (reply.status() != 200) throw AuthError.provider(url + " answered " + reply.status());
        try {
            var fetched = new Keys(JWKSet.parse(new String(reply.body(), StandardCharsets.UTF_8)), now);
            keys = fetched;
            return fetched;
        } catch (ParseException malformed) {
            throw AuthError.provider(url + " answered no set of keys");
        }
    }

    private static AuthError refused(String why) {
        return AuthError.provider("the ID token " + why);
    }
}
