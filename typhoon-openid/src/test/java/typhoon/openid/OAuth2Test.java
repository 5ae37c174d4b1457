package typhoon.openid;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static typhoon.web.URLSpec.url;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import typhoon.gen.Gen;
import typhoon.httpserver.HttpServer;
import typhoon.httpserver.RequestDelegate;
import typhoon.testing.AsyncHttpTestCase;
import typhoon.testing.ExpectLog;
import typhoon.web.Application;
import typhoon.web.RequestHandler;
import typhoon.web.Settings;

/** Providers that know OAuth 2 and no OpenID, as GitHub does, and how providers are asked. */
class OAuth2Test extends AsyncHttpTestCase {
    private IdentityProvider provider;
    private OAuth2 oauth;

    class Login extends RequestHandler {
        @Override public void get() {
            if (oauth.login(this) instanceof Identity who) write(who + " " + who.claim("login") + " " + who.verifiedEmail());
        }
    }

    @Override protected RequestDelegate getApp() {
        provider = new IdentityProvider();
        provider.user = "{\"id\":583231,\"login\":\"octocat\",\"email\":\"o@example.com\"}";
        provider.saysIssuer = false;
        return new Application(new Settings().cookieSecret("a secret of thirty-two characters"), url("/login", Login::new));
    }

    @AfterEach void closeTheProvider() {
        provider.close();
    }

    private Browser browser() {
        String at = provider.issuer();
        oauth = OAuth2.of(at + "/authorize", at + "/token", at + "/users", IdentityProvider.CLIENT, IdentityProvider.SECRET,
                getUrl("/login")).scope("read:user");
        return new Browser(this::fetch);
    }

    @Test void whoLogsInIsAskedOfTheEndpointForUsers() {
        var browser = browser();
        String away = Browser.location(browser.get("/login"));
        assertFalse(away.contains("nonce"), away);
        String back = fetch(away).headers().get("Location").substring(getUrl("").length());
        assertEquals("Identity[583231 of " + provider.issuer() + "/authorize] octocat null", browser.get(back).bodyText());
        assertEquals(List.of("authorize", "token", "users"), provider.asked);
    }

    @Test void whoDoesNotSayWhoThatIsIsRefused() {
        for (String user : new String[] {"{}", "{\"id\":null}", "{\"sub\":\"\"}", "{\"id\":{}}", "[]", "x", ""}) {
            provider.user = user;
            var browser = browser();
            String back = fetch(Browser.location(browser.get("/login"))).headers().get("Location").substring(getUrl("").length());
            try (var _ = new ExpectLog("typhoon.general", "502 GET ")) {
                assertEquals(502, browser.get(back).code(), user);
            }
        }
    }

    @Test void aRequestInTheUsersNameHasTheTokenInAHeader() {
        browser();
        assertEquals("octocat", oauth.oauth2Request(provider.issuer() + "/users", "access of ada", Map.of("a", "b c"), null).get("login"));
        var refused = assertThrows(AuthError.class, () -> oauth.oauth2Request(provider.issuer() + "/users", "another"));
        assertTrue(refused.getMessage().contains("/users answered 401"), refused.getMessage());
        var form = assertThrows(AuthError.class, () -> oauth.oauth2Request(provider.issuer() + "/users", "x", Map.of(), Map.of("a", "b")));
        assertTrue(form.getMessage().contains("/users answered 405"), form.getMessage());
    }

    @Test void theLoopGoesOnWhileAProviderIsSlow() {
        var slow = new HttpServer(request -> Gen.sleep(Duration.ofMillis(200)));
        slow.listen("127.0.0.1", 0);
        browser();
        try (var _ = new ExpectLog("typhoon.application", "Uncaught exception").optional()) {
            var asked = Gen.spawn(() -> oauth.oauth2Request("http://127.0.0.1:" + slow.port() + "/", "x"));
            int turns = 0;
            while (!asked.isDone()) {
                Gen.sleep(Duration.ofMillis(5));
                turns++;
            }
            assertTrue(turns > 10, turns + " turns");
            assertThrows(AuthError.class, () -> Gen.await(asked));
        }
        slow.drain(Duration.ZERO);
    }

    @Test void whoDoesNotAnswerIsGivenUp() {
        var silent = new HttpServer(request -> Gen.sleep(Duration.ofMinutes(1)));
        silent.listen("127.0.0.1", 0);
        browser();
        var asked = Gen.spawn(() -> oauth.oauth2Request("http://127.0.0.1:" + silent.port() + "/", "x"));
        waitFor(() -> silent.connections() == 1);
        clock().advance(Duration.ofMillis(10_100));
        var late = assertThrows(AuthError.class, () -> Gen.await(asked));
        assertTrue(late.getMessage().endsWith("within 10 s)"), late.getMessage());
        silent.drain(Duration.ZERO);
    }

    @ParameterizedTest
    @ValueSource(strings = {"http://example.com/", "ftp://example.com/", "//example.com", "/x", "", "https://", "https://user@example.com/",
        "https://example.com/#x", "http://127.0.0.1.evil.example/", "http://localhost@evil.example/", "https://a b/"})
    void secretsGoOverTlsOnly(String url) {
        browser();
        assertThrows(IllegalArgumentException.class, () -> oauth.oauth2Request(url, "x"));
        assertThrows(IllegalArgumentException.class, () -> OAuth2.openId(url, "x", null, "https://example.com/"));
        assertThrows(IllegalArgumentException.class, () -> OAuth2.openId("https://example.com", "x", null, url));
        String good = "https://a.example/";
        assertThrows(IllegalArgumentException.class, () -> OAuth2.of(good, url, good, "x", null, good));
    }

    @Test void theProvidersThatComeWithItSaySo() {
        String back = "https://x.example/";
        assertEquals("OAuth2 as id with https://accounts.google.com", OAuth2.google("id", "secret", back).toString());
        assertEquals("OAuth2 as id with https://github.com/login/oauth/authorize", OAuth2.github("id", "secret", back).toString());
    }
}
