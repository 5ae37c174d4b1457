package typhoon.web;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Map;
import org.junit.jupiter.api.Test;
import typhoon.httpserver.RequestDelegate;
import typhoon.testing.AsyncHttpTestCase;

/** A secret that is replaced by a new one. */
class SeveralCookieSecretsTest extends AsyncHttpTestCase {
    @Override protected RequestDelegate getApp() {
        return SignedCookieTest.app(new Settings().cookieSecrets(CookieSecrets.of(Map.of(0, "s0", 3, "s3"), 3)));
    }

    @Test void aNewSecretSignsAndTheOldOneStillVerifies() {
        assertTrue(fetch("/login").headers().getList("Set-Cookie").get(0).startsWith("user=\"2|1:3|"));
        String old = SignedValue.create(CookieSecrets.of("s0"), "user", "ada".getBytes(UTF_8));
        assertEquals("ada", fetch(get("/whoami").header("Cookie", "user=\"" + old + "\"")).bodyText());
    }

    /** In Tornado this is a 500. */
    @Test void aValueOfTheFirstVersionIsNobody() {
        assertEquals("null", fetch(get("/whoami").header("Cookie", "user=abc")).bodyText());
        assertNull(SignedValue.keyVersion("abc"));
    }
}
