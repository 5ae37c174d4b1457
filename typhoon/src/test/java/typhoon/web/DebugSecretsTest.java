package typhoon.web;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static typhoon.web.URLSpec.url;

import java.util.List;
import org.junit.jupiter.api.Test;
import typhoon.httpserver.RequestDelegate;
import typhoon.testing.AsyncHttpTestCase;
import typhoon.testing.ExpectLog;

/** What the page of {@code debug} must not show, wherever it comes from. */
class DebugSecretsTest extends AsyncHttpTestCase {
    private static final String COOKIE_SECRET = "cookie" + "-signing-" + 1;

    static class Broken extends RequestHandler {
        public void post(String resetToken) {
            throw new IllegalStateException("cannot connect to jdbc:h2://sa:db" + "word@host/x?password=db" + "word2 for "
                    + request().cookies().get("sid") + " " + getBodyArgument("password") + " " + resetToken);
        }
    }

    @Override protected RequestDelegate getApp() {
        return new Application(new Settings().debug(true).cookieSecret(COOKIE_SECRET).with("apiKey", "api" + "-key-value")
                .with("database", "jdbc:postgresql://u:pg" + "word@h/d"), url("/reset/{reset_token}", Broken::new));
    }

    @Test void secretsAreMaskedByNameAndWhereverTheirValuesTurnUpAgain() {
        List<String> secrets = List.of("bearer-value", "sid-value", "form-value", "query-value", "path-value", "escaped-value",
                "header-value", "dbword", "pgword", COOKIE_SECRET, "api-key-value");
        for (String accept : List.of("text/html", "text/plain", "*/*")) {
            String page;
            try (var _ = new ExpectLog("typhoon.application", "Uncaught exception POST /reset")) {
                page = fetch(post("/reset/path-value?access_token=query-value&%74oken=escaped-value&day=monday")
                        .form("password", "form-value", "author", "ada").header("Authorization", "Bearer bearer-value")
                        .header("Cookie", "sid=sid-value").header("X-Api-Key", "header-value").header("Accept", accept)).bodyText();
            }
            for (String secret : secrets) assertFalse(page.contains(secret), accept + ": " + secret + " in " + page);
            assertTrue(page.contains(Secrets.MASK) && page.contains("monday") && page.contains("ada") && page.contains("sid"), page);
        }
    }

    @Test void namesOfSecretsAreKnownByAPart() {
        for (String name : List.of("Authorization", "Proxy-Authorization", "Cookie", "Set-Cookie", "api_key", "X-Api-Key", "userPassword",
                "passwd", "csrfmiddlewaretoken", "_xsrf", "client_secret", "PIN", "card-cvv", "sessionId"))
            assertTrue(Secrets.isOne(name), name);
        for (String name : List.of("author", "authors", "shipping", "name", "Host", "colour", "spinner"))
            assertFalse(Secrets.isOne(name), name);
    }

    @Test void inASourceOnlyLiteralsAreMasked() {
        var secrets = new Secrets();
        assertEquals("var token = getArgument(\"token\", \"" + Secrets.MASK + "\");",
                secrets.source("var token = getArgument(\"token\", \"swordfish\");"));
        assertEquals("settings.cookieSecret(\"" + Secrets.MASK + "\")", secrets.source("settings.cookieSecret(\"swordfish\")"));
        assertEquals("return token;", secrets.source("return token;"));
    }

    @Test void aSecretThatIsCutInTwoIsNotHalfShown() {
        var secrets = new Secrets();
        secrets.remember("swordfish");
        assertFalse(secrets.text("x".repeat(1996) + "swordfish").contains("swor"));
    }

    @Test void maskingTakesLinearTime() {
        var secrets = new Secrets();
        long begin = System.nanoTime();
        for (String evil : List.of("token".repeat(100_000), "://".repeat(100_000), "a".repeat(500_000), "key=\"".repeat(100_000))) {
            secrets.text(evil);
            secrets.source(evil);
        }
        assertTrue(System.nanoTime() - begin < 2_000_000_000L);
    }
}
