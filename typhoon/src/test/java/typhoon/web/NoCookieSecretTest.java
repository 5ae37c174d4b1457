package typhoon.web;

import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import typhoon.httpserver.RequestDelegate;
import typhoon.testing.AsyncHttpTestCase;
import typhoon.testing.ExpectLog;

/** Signed cookies without a secret. */
class NoCookieSecretTest extends AsyncHttpTestCase {
    @Override protected RequestDelegate getApp() {
        return SignedCookieTest.app(new Settings().debug(true));
    }

    @Test void withoutASecretNothingIsSigned() {
        try (var _ = new ExpectLog("typhoon.application", "Uncaught exception GET /login")) {
            String told = fetch("/login").bodyText();
            String expected = "signed and encrypted cookies need new Settings().cookieSecret(…), 32 random bytes in hex";
            assertTrue(told.contains(expected), told);
        }
    }
}
