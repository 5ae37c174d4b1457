package typhoon.openid;

import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Where a provider is asked for what.
 *
 * @param issuer its name in ID tokens; null without OpenID
 * @param users who answers with what is known of a user
 * @param keys where the keys are that sign ID tokens
 * @param algorithms what they may be signed with
 * @param basic whether it takes our secret by HTTP Basic, else in the form
 * @param saysIssuer whether it names itself when it sends the browser back (RFC 9207)
 */
record Endpoints(@Nullable String issuer, String authorize, String token, @Nullable String users, @Nullable String keys,
        List<String> algorithms, boolean basic, boolean saysIssuer) {
    private static final Set<String> HERE = Set.of("localhost", "127.0.0.1", "[::1]");

    Endpoints {
        for (String url : new String[] {authorize, token, users, keys}) {
            if (url != null) checkUrl(url);
        }
    }

    /** Those of a provider that knows no OpenID. */
    static Endpoints plain(String authorize, String token, String users) {
        return new Endpoints(null, authorize, token, users, null, List.of(), false, false);
    }

    /**
     * What the provider says of itself: OpenID Connect Discovery 1.0 section 4.
     *
     * @throws AuthError 502 if it says nothing that can be used
     */
    static Endpoints discover(String issuer, Http http) {
        String url = issuer.replaceFirst("/$", "") + "/.well-known/openid-configuration";
        Json said = Json.read(url, http.send(url, Map.of(), null));
        if (!issuer.equals(said.text("issuer"))) throw AuthError.provider(url + " is of another issuer than " + issuer);
        List<String> ways = said.texts("token_endpoint_auth_methods_supported", List.of("client_secret_basic"));
        try {
            return new Endpoints(issuer, said.needed("authorization_endpoint"), said.needed("token_endpoint"),
                    said.text("userinfo_endpoint"), said.needed("jwks_uri"),
                    said.texts("id_token_signing_alg_values_supported", List.of("RS256")),
                    ways.contains("client_secret_basic") || !ways.contains("client_secret_post"),
                    said.isTrue("authorization_response_iss_parameter_supported"));
        } catch (IllegalArgumentException unsafe) {
            throw AuthError.provider(url + ": " + unsafe.getMessage());
        }
    }

    /** The issuer, or who stands for it where there is none. */
    String name() {
        return issuer == null ? authorize : issuer;
    }

    /**
     * Secrets go there: over TLS only, or within this machine.
     *
     * @throws IllegalArgumentException if it is anything else
     */
    static void checkUrl(String url) {
        try {
            URI uri = URI.create(url);
            String host = uri.getHost();
            boolean whole = host != null && uri.getRawUserInfo() == null && uri.getRawFragment() == null;
            if (whole && ("https".equals(uri.getScheme()) || "http".equals(uri.getScheme()) && HERE.contains(host))) return;
        } catch (IllegalArgumentException none) {
            // said below
        }
        throw new IllegalArgumentException("a provider is asked at an https URL, got " + url);
    }
}
