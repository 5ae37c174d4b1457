package typhoon.web;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static typhoon.web.URLSpec.url;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import typhoon.httpserver.RequestDelegate;
import typhoon.testing.AsyncHttpTestCase;
import typhoon.testing.ExpectLog;
import typhoon.testing.TestRequest;
import typhoon.testing.TestResponse;

/** A page of another site can make a browser send a request with our cookies, but it does not know the token. */
class XsrfTest extends AsyncHttpTestCase {
    static class Form extends RequestHandler {
        @Override protected @Nullable Object getCurrentUser() {
            return getQueryArgument("user", "").isEmpty() ? null : "ada";
        }

        @Override public void get() throws Exception {
            write(getQueryArgument("html", "").isEmpty() ? xsrfToken() : xsrfFormHtml());
        }

        @Override public void head() {}

        @Override public void options() {}

        @Override public void post() {
            write("changed");
        }
    }

    static class Api extends Form {
        @Override protected void checkXsrfCookie() {}
    }

    @Override protected RequestDelegate getApp() {
        var settings = new Settings().xsrfCookies(true).xsrfOrigins("https://admin.example.com");
        return new Application(settings, url("/form", Form::new), url("/api", Api::new), url("/gone", () -> new ErrorHandler(410)));
    }

    private String token() {
        return fetch("/form").bodyText();
    }

    private TestRequest submit(String token) {
        return submit(token, token);
    }

    private TestRequest submit(String token, String cookie) {
        return post("/form").query("_xsrf", token).header("Cookie", "_xsrf=" + cookie);
    }

    private void refused(String why, TestRequest request) {
        try (var _ = new ExpectLog("typhoon.general", "403 POST .*: " + why + "$")) {
            TestResponse reply = fetch(request);
            assertEquals(403, reply.code());
            assertTrue(reply.bodyText().contains(why.replace("\\", "")), reply.bodyText());
        }
    }

    @Test void theTokenIsInTheCookieAndMaskedAnewEachTime() {
        var reply = fetch("/form");
        assertEquals("_xsrf=" + reply.bodyText() + "; Path=/", reply.headers().get("Set-Cookie"));
        assertTrue(reply.bodyText().matches("2\\|[0-9a-f]{8}\\|[0-9a-f]{32}\\|\\d+"), reply.bodyText());
        var again = fetch(get("/form").header("Cookie", "_xsrf=" + reply.bodyText()));
        assertNotEquals(reply.bodyText(), again.bodyText());
        assertNull(again.headers().get("Set-Cookie"));
        assertEquals("changed", fetch(submit(again.bodyText(), reply.bodyText())).bodyText());
    }

    @Test void itComesAsAnArgumentOrInAHeader() {
        String token = token();
        assertEquals("changed", fetch(submit(token)).bodyText());
        assertEquals("changed", fetch(post("/form").form("_xsrf", token).header("Cookie", "_xsrf=" + token)).bodyText());
        for (String header : new String[] {"X-Xsrftoken", "x-csrftoken"})
            assertEquals("changed", fetch(post("/form").header("Cookie", "_xsrf=" + token).header(header, token)).bodyText());
    }

    @Test void withoutItNothingIsChanged() {
        String token = token();
        refused("'_xsrf' argument missing from POST", post("/form"));
        refused("'_xsrf' argument missing from POST", post("/form").header("Cookie", "_xsrf=" + token));
        refused("XSRF cookie does not match POST argument", post("/form").header("X-Xsrftoken", token));
        refused("XSRF cookie does not match POST argument", submit(token, token()));
    }

    @Test void whatIsNoTokenIsRefused() {
        String token = token();
        refused("'_xsrf' argument has invalid format", submit("3|abc", token));
        refused("'_xsrf' argument has invalid format", submit("2|00|00|1", token));
        refused("XSRF cookie does not match POST argument", submit("abc", token));
        refused("XSRF cookie does not match POST argument", post("/form").header("X-Xsrftoken", token).header("Cookie", "_xsrf=2|x|y|z"));
    }

    @Test void tokensOfOldSitesAreAccepted() {
        for (String old : new String[] {"0123456789abcdef0123456789abcdef", "00", "zzz"})
            assertEquals("changed", fetch(submit(old)).bodyText());
    }

    @Test void whatChangesNothingNeedsNone() {
        assertEquals(200, fetch("/form").code());
        assertEquals(200, fetch(new TestRequest("HEAD", "/form")).code());
        assertEquals(200, fetch(new TestRequest("OPTIONS", "/form")).code());
    }

    @Test void aHandlerForProgramsNeedsNone() {
        assertEquals("changed", fetch(post("/api")).bodyText());
    }

    @Test void aUrlThatDoesNotExistIsNoSecret() {
        assertEquals(404, fetch(post("/nowhere")).code());
        assertEquals(410, fetch(post("/gone")).code());
    }

    @Test void aPageOfAnotherSiteIsRefusedTokenOrNot() {
        String token = token();
        refused("Origin is another site", submit(token).header("Origin", "https://evil.example"));
        refused("Origin is another site", submit(token).header("Origin", "null"));
        refused("Sec-Fetch-Site is cross-site", submit(token).header("Sec-Fetch-Site", "cross-site"));
        assertEquals("changed", fetch(submit(token).header("Origin", "http://127.0.0.1:" + port())).bodyText());
        assertEquals("changed", fetch(submit(token).header("Sec-Fetch-Site", "same-origin")).bodyText());
        assertEquals("changed", fetch(submit(token).header("Origin", "https://admin.example.com")
                .header("Sec-Fetch-Site", "cross-site")).bodyText());
    }

    @Test void theFieldOfAFormIsHidden() {
        String html = fetch("/form?html=1").bodyText();
        assertTrue(html.matches("<input type=\"hidden\" name=\"_xsrf\" value=\"2\\|[0-9a-f]{8}\\|[0-9a-f]{32}\\|\\d+\"/>"), html);
    }

    @Test void theTokenOfSomebodyWhoIsLoggedInLivesAMonth() {
        assertTrue(fetch("/form?user=1").headers().get("Set-Cookie", "").contains("; expires="));
        assertFalse(fetch("/form").headers().get("Set-Cookie", "").contains("; expires="));
    }
}
