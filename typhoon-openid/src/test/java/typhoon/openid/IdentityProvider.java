package typhoon.openid;

import static typhoon.web.URLSpec.url;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.crypto.opts.AllowWeakRSAKey;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.PlainJWT;
import com.nimbusds.jwt.SignedJWT;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Date;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import typhoon.escape.Escape;
import typhoon.httpserver.HttpServer;
import typhoon.web.Application;
import typhoon.web.HttpError;
import typhoon.web.RequestHandler;

/** A provider of OpenID Connect as far as a log-in needs one, strict with who asks it, and as dishonest as a test wants. */
final class IdentityProvider implements AutoCloseable {
    static final String CLIENT = "client 4711";
    static final String SECRET = "s:cret &";
    static final RSAKey RSA = rsa("rsa", 2048);
    static final ECKey EC = ec("ec");

    // What it does otherwise than it should.
    Map<String, Object> metadata = new HashMap<>();
    Consumer<JWTClaimsSet.Builder> claims = _ -> {};
    UnaryOperator<Map<String, Object>> tokens = answer -> answer;
    final List<JWK> published = new ArrayList<>(List.of(RSA.toPublicJWK(), EC.toPublicJWK()));
    SigningStep signing = IdentityProvider::signedWithRsa;
    String user = "{\"sub\":\"ada\",\"name\":\"Ada Lovelace\"}";
    String keysAnswer;
    boolean saysIssuer = true;

    // What it was asked.
    final List<String> asked = new ArrayList<>();
    private final Map<String, Map<String, String>> codes = new HashMap<>();
    private final HttpServer server;

    interface SigningStep {
        String sign(JWTClaimsSet claims) throws JOSEException;
    }

    IdentityProvider() {
        var app = new Application(url("/.well-known/openid-configuration", Configuration::new), url("/authorize", Authorize::new),
                url("/token", Token::new), url("/users", Users::new), url("/keys", KeySet::new), url("/elsewhere", Elsewhere::new));
        server = new HttpServer(app);
        server.listen("127.0.0.1", 0);
    }

    String issuer() {
        return "http://127.0.0.1:" + server.port();
    }

    @Override
    public void close() {
        server.drain(Duration.ZERO);
    }

    static RSAKey rsa(String id, int bits) {
        try {
            return new RSAKeyGenerator(bits, true).keyID(id).generate();
        } catch (JOSEException impossible) {
            throw new AssertionError(impossible);
        }
    }

    static ECKey ec(String id) {
        try {
            return new ECKeyGenerator(Curve.P_256).keyID(id).generate();
        } catch (JOSEException impossible) {
            throw new AssertionError(impossible);
        }
    }

    static String signedWithRsa(JWTClaimsSet claims) throws JOSEException {
        return signedWith(RSA, claims);
    }

    static String signedWith(RSAKey key, JWTClaimsSet claims) throws JOSEException {
        var token = new SignedJWT(new JWSHeader.Builder(JWSAlgorithm.RS256).keyID(key.getKeyID()).build(), claims);
        token.sign(new RSASSASigner(key.toRSAPrivateKey(), Set.of(AllowWeakRSAKey.getInstance())));
        return token.serialize();
    }

    static String signedWithEc(JWTClaimsSet claims) throws JOSEException {
        var token = new SignedJWT(new JWSHeader.Builder(JWSAlgorithm.ES256).keyID("ec").build(), claims);
        token.sign(new ECDSASigner(EC));
        return token.serialize();
    }

    /** The oldest trick: the public key as the secret of an HMAC. */
    static String signedWithThePublicKey(JWTClaimsSet claims) throws JOSEException {
        var token = new SignedJWT(new JWSHeader.Builder(JWSAlgorithm.HS256).keyID("rsa").build(), claims);
        token.sign(new MACSigner(RSA.toRSAPublicKey().getEncoded()));
        return token.serialize();
    }

    static String unsigned(JWTClaimsSet claims) {
        return new PlainJWT(claims).serialize();
    }

    class Configuration extends RequestHandler {
        @Override
        public void get() {
            asked.add("configuration");
            var all = new LinkedHashMap<String, Object>();
            all.put("issuer", issuer());
            all.put("authorization_endpoint", issuer() + "/authorize?tenant=1");
            all.put("token_endpoint", issuer() + "/token");
            all.put("userinfo_endpoint", issuer() + "/users");
            all.put("jwks_uri", issuer() + "/keys");
            all.put("id_token_signing_alg_values_supported", List.of("RS256", "ES256", "HS256", "none"));
            all.put("authorization_response_iss_parameter_supported", true);
            all.putAll(metadata);
            write(all);
        }
    }

    /** The user is always willing. */
    class Authorize extends RequestHandler {
        @Override
        public void get() {
            asked.add("authorize");
            var asks = new HashMap<String, String>();
            request().queryArguments().forEach((name, values) -> asks.put(name, values.getLast()));
            if (!"code".equals(asks.get("response_type")) || !"S256".equals(asks.get("code_challenge_method"))) throw new HttpError(400);
            if (!CLIENT.equals(asks.get("client_id"))) throw new HttpError(400);
            String code = "code" + codes.size();
            codes.put(code, asks);
            String back = asks.get("redirect_uri") + "?code=" + code + "&state=" + asks.get("state");
            redirect(saysIssuer ? back + "&iss=" + Escape.urlEscape(issuer()) : back);
        }
    }

    class Token extends RequestHandler {
        @Override
        public void post() throws Exception {
            asked.add("token");
            Map<String, String> asks = codes.remove(getBodyArgument("code"));      // once
            if (asks == null || !isOurClient()) throw new HttpError(400);
            if (!getBodyArgument("redirect_uri").equals(asks.get("redirect_uri"))) throw new HttpError(400);
            byte[] verifier = getBodyArgument("code_verifier").getBytes(StandardCharsets.US_ASCII);
            byte[] proof = MessageDigest.getInstance("SHA-256").digest(verifier);
            if (!Base64.getUrlEncoder().withoutPadding().encodeToString(proof).equals(asks.get("code_challenge"))) throw new HttpError(400);
            var answer = new HashMap<String, Object>();
            answer.put("access_token", "access of ada");
            answer.put("token_type", "bearer");
            answer.put("refresh_token", "fresh");
            if (asks.containsKey("nonce")) answer.put("id_token", idToken(asks.get("nonce")));
            write(tokens.apply(answer));
        }

        private boolean isOurClient() {
            String pair = "client+4711:s%3Acret+%26";
            String basic = "Basic " + Base64.getEncoder().encodeToString(pair.getBytes(StandardCharsets.US_ASCII));
            boolean posted = getBodyArgument("client_id", "").equals(CLIENT) && getBodyArgument("client_secret", "").equals(SECRET);
            return posted || basic.equals(request().headers().get("Authorization"));
        }
    }

    private String idToken(String nonce) throws JOSEException {
        var now = Instant.now();
        var builder = new JWTClaimsSet.Builder().issuer(issuer()).subject("ada").audience(CLIENT).claim("nonce", nonce)
                .issueTime(Date.from(now)).expirationTime(Date.from(now.plusSeconds(300)))
                .claim("email", "ada@example.com").claim("email_verified", true);
        claims.accept(builder);
        return signing.sign(builder.build());
    }

    class Users extends RequestHandler {
        @Override
        public void get() {
            asked.add("users");
            if (!"Bearer access of ada".equals(request().headers().get("Authorization"))) throw new HttpError(401);
            setHeader("Content-Type", "application/json");
            write(user);
        }
    }

    class KeySet extends RequestHandler {
        @Override
        public void get() {
            asked.add("keys");
            if (keysAnswer != null) {
                write(keysAnswer);
                return;
            }
            write(new JWKSet(published).toString(true));
        }
    }

    class Elsewhere extends RequestHandler {
        @Override
        public void get() {
            asked.add("elsewhere");
            redirect(issuer() + "/.well-known/openid-configuration");
        }
    }
}
