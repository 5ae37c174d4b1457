package typhoon.openid;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static typhoon.web.URLSpec.url;

import com.nimbusds.jwt.JWTClaimsSet;
import java.time.Instant;
import java.util.Date;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import typhoon.httpserver.RequestDelegate;
import typhoon.testing.AsyncHttpTestCase;
import typhoon.testing.ExpectLog;
import typhoon.testing.TestRequest;
import typhoon.testing.TestResponse;
import typhoon.web.Application;
import typhoon.web.RequestHandler;
import typhoon.web.Settings;

/** Log-in with a provider of OpenID Connect that the test starts, honest or not. */
class LoginTest extends AsyncHttpTestCase {
    private IdentityProvider provider;
    private OAuth2 oauth;
    private OAuth2 other;

    class Login extends RequestHandler {
        @Override public void get() {
            if (!(oauth.login(this) instanceof Identity who)) return;
            write(who.subject() + " " + who.verifiedEmail() + " " + who.refreshToken() + " " + who.next());
        }
    }

    class Other extends RequestHandler {
        @Override public void get() {
            if (other.login(this) instanceof Identity who) write(who.toString());
        }
    }

    class Info extends RequestHandler {
        @Override public void get() {
            if (oauth.login(this) instanceof Identity who) write(oauth.userInfo(who));
        }
    }

    @Override protected RequestDelegate getApp() {
        provider = new IdentityProvider();
        return new Application(new Settings().cookieSecret("a secret of thirty-two characters"), url("/login", Login::new),
                url("/other", Other::new), url("/info", Info::new));
    }

    private Browser browser() {
        if (oauth == null) oauth = OAuth2.openId(provider.issuer(), IdentityProvider.CLIENT, IdentityProvider.SECRET, getUrl("/login"));
        return new Browser(this::fetch);
    }

    @AfterEach void closeTheProvider() {
        provider.close();
    }

    /** What the provider sends the browser back with, as a path of the application. */
    private String begin(Browser browser, String path) {
        var away = browser.get(path);
        assertEquals(302, away.code(), away.toString());
        return fetch(Browser.location(away)).headers().get("Location").substring(getUrl("").length());
    }

    private TestResponse login() {
        var browser = browser();
        return browser.get(begin(browser, "/login"));
    }

    private void refuses(int status, String why) {
        try (var log = new ExpectLog("typhoon.general", status + " GET .*: " + why)) {
            var answer = login();
            assertEquals(status, answer.code(), answer.toString());
            assertFalse(answer.bodyText().contains("ada"), answer.bodyText());
            assertEquals(1, log.matched().size());
        }
    }

    private void claims(Consumer<JWTClaimsSet.Builder> change) {
        provider.claims = change;
    }

    // ---- an honest one

    @Test void whoLogsInIsWhoTheProviderSays() {
        var browser = browser();
        var answer = browser.get(begin(browser, "/login?next=/posts%3Fpage%3D2"));
        assertEquals("ada ada@example.com fresh /posts?page=2", answer.bodyText());
        assertEquals("no-store", answer.headers().get("Cache-Control"));
        assertEquals(List.of("configuration", "authorize", "token", "keys"), provider.asked);
        assertEquals(Map.of(), browser.cookies, "what tied it to the browser is gone");
    }

    @Test void theBrowserIsSentAwayWithAllThatIsNeeded() {
        oauth = OAuth2.openId(provider.issuer(), IdentityProvider.CLIENT, null, getUrl("/login")).scope("openid", "email")
                .parameter("prompt", "select_account");
        var away = browser().get("/login");
        String url = Browser.location(away);
        assertTrue(url.matches(Pattern.quote(provider.issuer()) + "/authorize\\?tenant=1&response_type=code"
                + "&client_id=client\\+4711&redirect_uri=http%3A%2F%2F127.0.0.1%3A\\d+%2Flogin&scope=openid\\+email"
                + "&prompt=select_account&state=[\\w-]{43}"
                + "&nonce=[\\w-]{43}&code_challenge=[\\w-]{43}&code_challenge_method=S256"), url);
        String cookie = away.headers().getList("Set-Cookie").get(0);
        assertTrue(cookie.matches("login-[\\w-]{12}=1\\.0\\.[\\w-]+; HttpOnly; Max-Age=600; Path=/; SameSite=Lax"), cookie);
        assertFalse(cookie.contains(url.replaceAll(".*state=([^&]+).*", "$1")));
    }

    @Test void stateNonceAndProofAreOthersEachTime() {
        String one = Browser.location(browser().get("/login"));
        String two = Browser.location(browser().get("/login"));
        for (String name : List.of("state", "nonce", "code_challenge")) {
            String value = ".*[?&]" + name + "=([^&]+).*";
            assertNotEquals(one.replaceAll(value, "$1"), two.replaceAll(value, "$1"));
        }
    }

    @Test void whatTheProviderSaysOfItselfAndItsKeysAreKept() {
        login();
        login();
        assertEquals(1, provider.asked.stream().filter("configuration"::equals).count());
        assertEquals(1, provider.asked.stream().filter("keys"::equals).count());
    }

    @Test void aKeyThatIsNewIsFetchedOnce() {
        login();
        var fresh = IdentityProvider.rsa("fresh", 2048);
        provider.published.add(fresh.toPublicJWK());
        provider.signing = claims -> IdentityProvider.signedWith(fresh, claims);
        assertEquals(200, login().code());
        assertEquals(200, login().code());
        assertEquals(2, provider.asked.stream().filter("keys"::equals).count());
    }

    @Test void ellipticCurvesAreRead() {
        provider.signing = IdentityProvider::signedWithEc;
        assertEquals(200, login().code());
    }

    @Test void theSecretMayGoIntoTheForm() {
        provider.metadata.put("token_endpoint_auth_methods_supported", List.of("client_secret_post"));
        assertEquals(200, login().code());
    }

    @Test void severalLoginsMayBeUnderWay() {
        var browser = browser();
        String first = begin(browser, "/login?next=/1");
        String second = begin(browser, "/login?next=/2");
        assertTrue(browser.get(first).bodyText().endsWith(" /1"));
        assertTrue(browser.get(second).bodyText().endsWith(" /2"));
    }

    @Test void aPageThatBeginsManyLoginsDoesNotFillTheBrowser() {
        var browser = browser();
        for (int i = 0; i < 20; i++) browser.get("/login");
        assertEquals(4, browser.cookies.size());
    }

    @Test void theEndpointForUsersSaysMore() {
        oauth = OAuth2.openId(provider.issuer(), IdentityProvider.CLIENT, IdentityProvider.SECRET, getUrl("/info"));
        var browser = browser();
        assertEquals("Ada Lovelace", browser.get(begin(browser, "/info")).json(Map.class).get("name"));
        provider.user = "{\"sub\":\"eve\"}";
        try (var _ = new ExpectLog("typhoon.general", "502 GET .*: the endpoint for users speaks of somebody else")) {
            assertEquals(502, browser.get(begin(browser, "/info")).code());
        }
    }

    // ---- the browser

    private void refusesWhatComesBack(Browser browser, String path, String why) {
        try (var log = new ExpectLog("typhoon.general", "40[03] GET .*: " + why)) {
            var answer = browser.get(path);
            assertTrue(answer.code() == 400 || answer.code() == 403, answer.toString());
            assertEquals(1, log.matched().size());
        }
        assertFalse(provider.asked.contains("token"));
    }

    @Test void whatThisBrowserHasNotBegunIsRefused() {
        String foreign = begin(browser(), "/login");
        String none = "a log-in that this browser has not begun, or has ended";
        refusesWhatComesBack(browser(), foreign, none);                                         // another browser: CSRF
        refusesWhatComesBack(browser(), "/login?code=x", none);
        refusesWhatComesBack(browser(), "/login?code=x&state=", none);
        refusesWhatComesBack(browser(), "/login?code=x&state=" + "a".repeat(43), none);
        refusesWhatComesBack(browser(), "/login?code=x&state=%00%0d%0a", none);
        var own = browser();
        begin(own, "/login");
        refusesWhatComesBack(own, foreign, none);                                               // with a log-in of its own under way
    }

    @Test void aStateIsGoodOnce() {
        var browser = browser();
        String back = begin(browser, "/login");
        assertEquals(200, browser.get(back).code());
        try (var _ = new ExpectLog("typhoon.general", "400 GET .*: a log-in that this browser has not begun, or has ended")) {
            assertEquals(400, browser.get(back).code());
        }
    }

    @Test void aStateThatFailedIsGone() {
        var browser = browser();
        String back = begin(browser, "/login");
        refusesWhatComesBack(browser, back.replaceAll("code=[^&]+", "error=access_denied"), "the provider said access_denied");
        refusesWhatComesBack(browser, back, "a log-in that this browser has not begun, or has ended");
    }

    @Test void aStateOfAnotherProviderIsNone() {
        other = OAuth2.openId(provider.issuer(), "other client", null, getUrl("/other"));
        var browser = browser();
        String back = begin(browser, "/login");
        refusesWhatComesBack(browser, back.replace("/login?", "/other?"), "a log-in that this browser has not begun");
    }

    @Test void anAnswerOfAnotherIssuerIsRefused() {
        var browser = browser();
        refusesWhatComesBack(browser, begin(browser, "/login").replaceAll("iss=[^&]+", "iss=https%3A%2F%2Fevil.example"),
                "an answer of another provider");
        provider.saysIssuer = false;
        refusesWhatComesBack(browser, begin(browser, "/login"), "an answer of another provider");
    }

    @Test void aParameterThatIsThereTwiceIsRefused() {
        var browser = browser();
        String back = begin(browser, "/login");
        refusesWhatComesBack(browser, back + "&" + back.replaceAll(".*(state=[^&]+).*", "$1"), "an answer with several state");
        refusesWhatComesBack(browser, back + "&code=y", "an answer with several code");
        refusesWhatComesBack(browser(), "/login?error=1&state=", "a log-in that this browser");
    }

    @Test void anAnswerWithoutACodeIsRefused() {
        var browser = browser();
        refusesWhatComesBack(browser, begin(browser, "/login").replaceAll("code=[^&]+&", ""), "an answer without a code");
    }

    @ParameterizedTest
    @ValueSource(strings = {"https://evil.example/", "//evil.example", "/\\evil.example", "\\\\evil.example", "/\t/evil.example", "/%0a",
        "javascript:alert(1)", "evil.example", "", "/ /x", "/\u00e9"})
    void nobodyIsSentToAnotherHost(String next) {
        var browser = browser();
        String path = TestRequest.get("/login").query("next", next).toString().substring(4);
        String words = browser.get(begin(browser, path)).bodyText();
        String where = words.substring(words.lastIndexOf(' ') + 1);
        assertEquals(next.equals("/%0a") ? "/%0a" : "/", where);
    }

    // ---- hostile ones

    @Test void anotherNonceIsRefused() {
        claims(claims -> claims.claim("nonce", "another"));
        refuses(502, "the ID token is of another log-in");
        claims(claims -> claims.claim("nonce", null));
        refuses(502, "the ID token is of another log-in");
    }

    @Test void aTokenForOthersIsRefused() {
        claims(claims -> claims.audience("others"));
        refuses(502, "the ID token is for others");
        claims(claims -> claims.audience(List.of(IdentityProvider.CLIENT, "others")));
        refuses(502, "the ID token was given to others");
        claims(claims -> claims.claim("azp", "others"));
        refuses(502, "the ID token was given to others");
        claims(claims -> claims.audience(List.of(IdentityProvider.CLIENT, "others")).claim("azp", IdentityProvider.CLIENT));
        assertEquals(200, login().code());
    }

    @Test void aTokenOfAnotherIssuerIsRefused() {
        claims(claims -> claims.issuer(provider.issuer() + "/"));
        refuses(502, "the ID token is of another issuer");
    }

    @Test void aTokenOfAnotherTimeIsRefused() {
        claims(claims -> claims.expirationTime(Date.from(Instant.now().minusSeconds(61))));
        refuses(502, "the ID token has come to its end");
        claims(claims -> claims.expirationTime(null));
        refuses(502, "the ID token has come to its end");
        claims(claims -> claims.issueTime(Date.from(Instant.now().plusSeconds(120))));
        refuses(502, "the ID token is of the future");
        claims(claims -> claims.issueTime(null));
        refuses(502, "the ID token says no time");
        claims(claims -> claims.subject(null));
        refuses(502, "the ID token says no subject");
    }

    @Test void aTokenThatIsNotSignedIsRefused() {
        provider.signing = IdentityProvider::unsigned;
        refuses(502, "the ID token is no signed token");
        provider.signing = claims -> IdentityProvider.signedWithRsa(claims).replaceFirst("\\.[^.]*$", ".");
        refuses(502, "the ID token is");
    }

    @Test void aTokenSignedWithTheKeyThatEverybodySeesIsRefused() {
        provider.signing = IdentityProvider::signedWithThePublicKey;
        refuses(502, "the ID token is signed with HS256");
    }

    @Test void anAlgorithmThatWasNotAnnouncedIsRefused() {
        provider.metadata.put("id_token_signing_alg_values_supported", List.of("RS256"));
        provider.signing = IdentityProvider::signedWithEc;
        refuses(502, "the ID token is signed with ES256");
    }

    @Test void aTokenOfAnotherKeyIsRefused() {
        provider.signing = claims -> IdentityProvider.signedWith(IdentityProvider.rsa("rsa", 2048), claims);        // of the same name
        refuses(502, "the ID token is signed by somebody else");
        provider.signing = claims -> IdentityProvider.signedWith(IdentityProvider.rsa("unknown", 2048), claims);
        refuses(502, "the ID token is signed by somebody else");
        assertEquals(2, provider.asked.stream().filter("keys"::equals).count(), "fetched once for the unknown one");
    }

    @Test void aTokenThatWasChangedIsRefused() {
        provider.signing = claims -> {
            String[] parts = IdentityProvider.signedWithRsa(claims).split("\\.");
            String[] others = IdentityProvider.signedWithRsa(new JWTClaimsSet.Builder(claims).subject("eve").build()).split("\\.");
            return parts[0] + "." + others[1] + "." + parts[2];
        };
        refuses(502, "the ID token is signed by somebody else");
    }

    @Test void aKeyThatIsTooSmallIsRefused() {
        var small = IdentityProvider.rsa("small", 1024);
        provider.published.add(small.toPublicJWK());
        provider.signing = claims -> IdentityProvider.signedWith(small, claims);
        refuses(502, "the ID token is signed by somebody else");
    }

    @Test void answersThatAreNoneAreRefused() {
        provider.tokens = answer -> Map.of("error", "invalid_grant");
        refuses(502, "http://127.0.0.1:\\d+/token answered invalid_grant");
        provider.tokens = answer -> Map.of("access_token", "x");
        refuses(502, "http://127.0.0.1:\\d+/token says no token_type");
        provider.tokens = answer -> Map.of("access_token", "x", "token_type", "mac");
        refuses(502, "a token of another type than Bearer");
        provider.tokens = answer -> {
            var less = new HashMap<>(answer);
            less.remove("id_token");
            return less;
        };
        refuses(502, "http://127.0.0.1:\\d+/token says no id_token");
        provider.tokens = answer -> answer;
        provider.keysAnswer = "{";
        refuses(502, "http://127.0.0.1:\\d+/keys answered no set of keys");
        provider.keysAnswer = "x".repeat(2_000_000);
        refuses(502, "no answer from http://127.0.0.1:\\d+/keys");
    }

    @Test void whoSpeaksForAnotherIssuerIsRefused() {
        provider.metadata.put("issuer", "https://accounts.google.com");
        try (var _ = new ExpectLog("typhoon.general", "502 GET /login .*is of another issuer than http://127.0.0.1:")) {
            assertEquals(502, browser().get("/login").code());
        }
    }

    @Test void endpointsInTheClearAreRefused() {
        provider.metadata.put("token_endpoint", "http://evil.example/token");
        String why = "a provider is asked at an https URL, got http://evil.example/token";
        try (var _ = new ExpectLog("typhoon.general", "502 GET /login .*" + why)) {
            assertEquals(502, browser().get("/login").code());
        }
    }

    @Test void whatAProviderRedirectsToIsNotFollowed() {
        provider.metadata.put("jwks_uri", provider.issuer() + "/elsewhere");
        refuses(502, "http://127.0.0.1:\\d+/elsewhere answered 302");
        assertEquals(1, provider.asked.stream().filter("configuration"::equals).count());
    }

    @Test void aProviderThatIsNotThereIsA502() {
        oauth = OAuth2.openId("http://127.0.0.1:1", "x", null, getUrl("/login"));
        String why = "no answer from http://127.0.0.1:1/.well-known/openid-configuration: ";
        try (var _ = new ExpectLog("typhoon.general", "502 GET /login .*" + why)) {
            assertEquals(502, browser().get("/login").code());
        }
    }
}
