package typhoon.web;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static typhoon.web.URLSpec.url;

import org.junit.jupiter.api.Test;
import typhoon.httpserver.RequestDelegate;
import typhoon.testing.AsyncHttpTestCase;
import typhoon.testing.ExpectLog;

/** The cookie of the token as settings have it. */
class XsrfCookieTest extends AsyncHttpTestCase {
    @Override protected RequestDelegate getApp() {
        var settings = new Settings().xsrfCookies(true).xsrfCookieName("__Host-token").xsrfCookieVersion(1)
                .xsrfCookie(cookie -> cookie.httpOnly(true).secure(true).sameSite("Lax"));
        return new Application(settings, url("/form", XsrfTest.Form::new));
    }

    @Test void theFieldKeepsItsNameAndIsAskedForWithTheCookieOfTheOther() {
        String token = fetch("/form").bodyText();
        try (var _ = new ExpectLog("typhoon.general", "403 POST /form .*")) {
            assertEquals(403, fetch(post("/form").body("")).code());
            assertEquals(403, fetch(post("/form").form("_xsrf", token)).code());
            assertEquals(403, fetch(post("/form").form("_xsrf", token).header("Cookie", "_xsrf=" + token)).code());
        }
    }

    @Test void nameVersionAndAttributesAreSettings() {
        var reply = fetch("/form");
        String token = reply.bodyText();
        assertTrue(token.matches("[0-9a-f]{32}"), token);
        assertEquals("__Host-token=" + token + "; HttpOnly; Path=/; SameSite=Lax; Secure", reply.headers().get("Set-Cookie"));
        assertEquals("changed", fetch(post("/form").form("_xsrf", token).header("Cookie", "__Host-token=" + token)).bodyText());
    }
}
