package typhoon.web;

import static org.junit.jupiter.api.Assertions.assertTrue;
import static typhoon.web.URLSpec.url;

import org.junit.jupiter.api.Test;
import typhoon.httpserver.RequestDelegate;
import typhoon.testing.AsyncHttpTestCase;
import typhoon.testing.ExpectLog;

/** An application that says that one must log in, but not where. */
class NoLoginTest extends AsyncHttpTestCase {
    @Override protected RequestDelegate getApp() {
        return new Application(new Settings().debug(true), url("/account", GuardTest.Account::new));
    }

    @Test void whereOneLogsInMustBeSaid() {
        try (var _ = new ExpectLog("typhoon.application", "Uncaught exception GET /account")) {
            String told = fetch("/account").bodyText();
            assertTrue(told.contains("@Authenticated needs to know where one logs in: new Settings().loginUrl("), told);
        }
    }
}
