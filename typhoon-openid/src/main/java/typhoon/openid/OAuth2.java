package typhoon.openid;

import java.time.Instant;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import typhoon.escape.Escape;
import typhoon.http.Urls;
import typhoon.web.RequestHandler;

/**
 * Log-in by way of a provider that knows the user: OAuth 2 with a code (RFC 6749), and OpenID Connect where the provider speaks it. Make
 * one when the program starts; it is immutable but for what it keeps of the provider, and may be shared.
 *
 * {@snippet class="typhoon.snippets.OpenIdSnippets" region="login"}
 *
 * <p>{@link #login} is all a handler needs. The first request is sent to the provider, who sends the browser back to the same url; then it
 * returns who that is. In between the browser keeps an encrypted cookie ({@link typhoon.web.Settings#cookieSecret} is needed) with what
 * ties the answer to it: state, nonce and the proof of RFC 7636 (PKCE, S256). It is good for ten minutes, and for one answer. The ID token
 * has to be signed by a key that the provider shows, for us, now, in this log-in; the signature is checked by Nimbus. At the end begin a
 * session ({@link typhoon.web.Session#begin}).
 *
 * <p>The provider is asked over TLS, for ten seconds and a mebibyte at most, and what it redirects to is not followed. The coroutine waits,
 * the loop goes on. What goes wrong is an {@link AuthError}. Sources: Tornado's {@code auth.OAuth2Mixin}, which makes and checks no state,
 * RFC 6749, 7636, 9207 and 9700, OpenID Connect Core and Discovery 1.0.
 */
public final class OAuth2 {
    private static final int LONGEST_NEXT = 1000;

    private final Provider provider;
    private final String clientId;
    private final @Nullable String clientSecret;
    private final String redirectUri;
    private final List<String> scope;
    private final Map<String, String> parameters;

    private OAuth2(Provider provider, String clientId, @Nullable String clientSecret, String redirectUri, List<String> scope,
            Map<String, String> parameters) {
        this.provider = provider;
        this.clientId = clientId;
        this.clientSecret = clientSecret;
        this.redirectUri = redirectUri;
        this.scope = scope;
        this.parameters = parameters;
    }

    /**
     * A provider of OpenID Connect, which says of itself where it is asked for what.
     *
     * @param issuer its name, as it stands in its tokens: {@code https://accounts.google.com}
     * @param clientId what it calls us
     * @param clientSecret what it knows us by; null if it gave us none
     * @param redirectUri the url of the handler that calls {@link #login}, as it was told to the provider
     * @throws IllegalArgumentException if issuer or url are not https, or http within this machine
     */
    public static OAuth2 openId(String issuer, String clientId, @Nullable String clientSecret, String redirectUri) {
        Endpoints.checkUrl(issuer);
        return new OAuth2(Provider.discovered(issuer, JdkHttp.SHARED), clientId, clientSecret, checked(redirectUri),
                List.of("openid", "email", "profile"), Map.of());
    }

    /** Google, by OpenID Connect. Source: Tornado's {@code GoogleOAuth2Mixin}. */
    public static OAuth2 google(String clientId, String clientSecret, String redirectUri) {
        return openId("https://accounts.google.com", clientId, clientSecret, redirectUri);
    }

    /** GitHub: the subject is the number of the account, {@code login} its name. */
    public static OAuth2 github(String clientId, String clientSecret, String redirectUri) {
        return of("https://github.com/login/oauth/authorize", "https://github.com/login/oauth/access_token", "https://api.github.com/user",
                clientId, clientSecret, redirectUri).scope("read:user");
    }

    /**
     * A provider that knows OAuth 2 only. Who has logged in is said by {@code userUrl}, which is asked with the access token: its {@code
     * sub} or else {@code id} is the subject.
     *
     * @throws IllegalArgumentException if a url is not https, or http within this machine
     */
    public static OAuth2 of(String authorizeUrl, String tokenUrl, String userUrl, String clientId, @Nullable String clientSecret,
            String redirectUri) {
        return new OAuth2(Provider.fixed(Endpoints.plain(authorizeUrl, tokenUrl, userUrl), JdkHttp.SHARED), clientId, clientSecret,
                checked(redirectUri), List.of(), Map.of());
    }

    /** What we want to be allowed: {@code openid email profile} unless set, and nothing without OpenID. */
    public OAuth2 scope(String... scope) {
        return new OAuth2(provider, clientId, clientSecret, redirectUri, List.of(scope), parameters);
    }

    /** One more parameter for the provider's page: {@code prompt}, {@code login_hint}, {@code access_type}. */
    public OAuth2 parameter(String name, String value) {
        var more = new TreeMap<>(parameters);
        more.put(name, value);
        return new OAuth2(provider, clientId, clientSecret, redirectUri, scope, more);
    }

    // ---- the flow

    /**
     * Both halves of a log-in: sends a browser that comes for the first time to the provider, and returns who it is when it comes back.
     * Where the user wants to go afterwards is the argument {@code next}, if that is a path of ours.
     *
     * @return null when the response is finished, since the browser was sent away
     * @throws AuthError when it comes back with something else
     */
    public @Nullable Identity login(RequestHandler handler) {
        Map<String, List<String>> query = handler.request().queryArguments();
        if (query.containsKey("state") || query.containsKey("code") || query.containsKey("error")) return getAuthenticatedUser(handler);
        authorizeRedirect(handler, handler.getQueryArgument("next", "/"));
        return null;
    }

    /**
     * Sends the browser to the provider. Source: Tornado's {@code authorize_redirect}.
     *
     * @param next the path in this application where the user wants to go; {@code /} in place of whatever else it is
     */
    public void authorizeRedirect(RequestHandler handler, String next) {
        Endpoints at = provider.endpoints();
        LoginState login = LoginState.begin(name(at), isLocal(next) ? next : "/");
        var query = new LinkedHashMap<String, String>();
        query.put("response_type", "code");
        query.put("client_id", clientId);
        query.put("redirect_uri", redirectUri);
        if (!scope.isEmpty()) query.put("scope", String.join(" ", scope));
        query.putAll(parameters);
        query.put("state", login.state());
        if (at.issuer() != null) query.put("nonce", login.nonce());
        query.put("code_challenge", login.challenge());
        query.put("code_challenge_method", "S256");
        login.save(handler);
        handler.setHeader("Cache-Control", "no-store");
        handler.redirect(Urls.concat(at.authorize(), query));
    }

    /**
     * Who has logged in, from what the provider has sent the browser back with. Source: Tornado's {@code get_authenticated_user}.
     *
     * @throws AuthError 400 if this browser has not begun that, with this provider, within ten minutes, or has ended it; 403 if the
     *     provider or the user said no; 502 if what the provider says cannot be believed
     */
    public Identity getAuthenticatedUser(RequestHandler handler) {
        handler.setHeader("Cache-Control", "no-store");
        Endpoints at = provider.endpoints();
        String state = one(handler, "state");
        LoginState login = state == null ? null : LoginState.take(handler, name(at), state);
        if (login == null) throw new AuthError(400, "a log-in that this browser has not begun, or has ended");
        String issuer = one(handler, "iss");
        if (issuer == null ? at.saysIssuer() : !issuer.equals(at.issuer())) throw new AuthError(400, "an answer of another provider");
        if (one(handler, "error") instanceof String error) throw new AuthError(403, "the provider said " + error);
        String code = one(handler, "code");
        if (code == null) throw new AuthError(400, "an answer without a code");
        Json tokens = redeem(at, code, login);
        if (!"bearer".equalsIgnoreCase(tokens.needed("token_type"))) throw AuthError.provider("a token of another type than Bearer");
        String access = tokens.needed("access_token");
        Map<String, Object> claims = at.issuer() == null ? oauth2Request(users(at), access)
                : provider.tokens().check(tokens.needed("id_token"), at, clientId, login.nonce(), Instant.now());
        return new Identity(at.name(), subject(claims, at), claims, access, tokens.text("refresh_token"), login.next());
    }

    /**
     * What the provider's endpoint for users says of who has logged in, beside the ID token.
     *
     * @throws AuthError 502 if it speaks of somebody else, or says nothing
     * @throws IllegalStateException if the provider has none
     */
    public Map<String, Object> userInfo(Identity who) {
        Endpoints at = provider.endpoints();
        Map<String, Object> claims = oauth2Request(users(at), who.accessToken());
        if (!who.subject().equals(subject(claims, at))) throw AuthError.provider("the endpoint for users speaks of somebody else");
        return claims;
    }

    /**
     * Gets a JSON object from the provider in the user's name. Source: Tornado's {@code oauth2_request}; the token goes into a header and
     * not into the url, where it would be logged.
     *
     * @throws IllegalArgumentException if {@code url} is not https, or http within this machine
     * @throws AuthError 502 if no object comes
     */
    public Map<String, Object> oauth2Request(String url, String accessToken) {
        return oauth2Request(url, accessToken, Map.of(), null);
    }

    /**
     * As {@link #oauth2Request(String, String)}, with arguments.
     *
     * @param query what is added to the url
     * @param form what is posted; null to get
     */
    public Map<String, Object> oauth2Request(String url, String accessToken, Map<String, String> query,
            @Nullable Map<String, String> form) {
        Endpoints.checkUrl(url);
        var headers = Map.of("Authorization", "Bearer " + accessToken);
        return Json.read(url, provider.http().send(Urls.concat(url, query), headers, form == null ? null : encoded(form))).members();
    }

    private Json redeem(Endpoints at, String code, LoginState login) {
        var form = new LinkedHashMap<String, String>();
        form.put("grant_type", "authorization_code");
        form.put("code", code);
        form.put("redirect_uri", redirectUri);
        form.put("code_verifier", login.verifier());
        var headers = new LinkedHashMap<String, String>();
        if (clientSecret != null && at.basic()) {
            byte[] pair = Escape.utf8(Escape.urlEscape(clientId) + ":" + Escape.urlEscape(clientSecret));      // RFC 6749 section 2.3.1
            headers.put("Authorization", "Basic " + Base64.getEncoder().encodeToString(pair));
        } else {
            form.put("client_id", clientId);
            if (clientSecret != null) form.put("client_secret", clientSecret);
        }
        Json answer = Json.read(at.token(), provider.http().send(at.token(), headers, encoded(form)));
        if (answer.text("error") instanceof String error) throw AuthError.provider(at.token() + " answered " + error);
        return answer;
    }

    /** {@code OAuth2 as 4711 with https://accounts.google.com}; no secret. */
    @Override
    public String toString() {
        return "OAuth2 as " + clientId + " with " + provider;
    }

    /** What a log-in is tied to: this provider, who calls us so. */
    private String name(Endpoints at) {
        return at.name() + " " + clientId;
    }

    private static String users(Endpoints at) {
        if (at.users() instanceof String url) return url;
        throw new IllegalStateException(at.name() + " has no endpoint for users");
    }

    private static String subject(Map<String, Object> claims, Endpoints at) {
        Object subject = claims.containsKey("sub") ? claims.get("sub") : claims.get("id");
        boolean known = subject instanceof String text ? !text.isEmpty() : subject instanceof Integer || subject instanceof Long;
        if (!known) throw AuthError.provider(at.name() + " does not say who that is");
        return String.valueOf(subject);
    }

    /** RFC 6749 section 3.1: a parameter that is there twice is none. */
    private static @Nullable String one(RequestHandler handler, String name) {
        List<String> values = handler.request().queryArguments().getOrDefault(name, List.of());
        if (values.size() > 1) throw new AuthError(400, "an answer with several " + name);
        return values.isEmpty() || values.getFirst().isEmpty() ? null : values.getFirst();
    }

    /** Browsers read a backslash as a slash, and two slashes as another host. */
    static boolean isLocal(String path) {
        boolean rooted = path.startsWith("/") && !path.startsWith("//") && path.length() <= LONGEST_NEXT;
        return rooted && path.chars().allMatch(c -> c > ' ' && c < 0x7F && c != '\\');
    }

    private static String encoded(Map<String, String> form) {
        return form.entrySet().stream().map(pair -> Escape.urlEscape(pair.getKey()) + "=" + Escape.urlEscape(pair.getValue()))
                .collect(Collectors.joining("&"));
    }

    private static String checked(String url) {
        Endpoints.checkUrl(url);
        return url;
    }
}
