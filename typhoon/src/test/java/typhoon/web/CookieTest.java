package typhoon.web;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static typhoon.web.URLSpec.url;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import typhoon.http.Cookie;
import typhoon.httpserver.RequestDelegate;
import typhoon.testing.AsyncHttpTestCase;
import typhoon.testing.ExpectLog;

/** Cookies of handlers; their syntax is tested in room http. */
class CookieTest extends AsyncHttpTestCase {
    static class Sets extends RequestHandler {
        @Override public void get() {
            setCookie("a", "1");
            setCookie(Cookie.of("b", "2").maxAge(Duration.ofDays(1)).secure(true).httpOnly(true).sameSite("Lax").path("/x"));
            setCookie("a", "3");
            clearCookie("old");
            write(getCookie("a", "not sent"));
        }
    }

    static class Forgets extends RequestHandler {
        @Override public void get() {
            clearAllCookies();
        }
    }

    static class Echoes extends RequestHandler {
        @Override public void get() {
            write(String.valueOf(getCookie(getArgument("name"))));
        }
    }

    static class Bad extends RequestHandler {
        @Override public void get() {
            setCookie(getArgument("name"), getArgument("value"));
        }
    }

    @Override protected RequestDelegate getApp() {
        return new Application(url("/sets", Sets::new), url("/echoes", Echoes::new), url("/bad", Bad::new),
            url("/forgets", Forgets::new));
    }

    @Test void eachIsALineTheLastOfANameCounts() {
        var reply = fetch("/sets");
        assertEquals(List.of("b=2; HttpOnly; Max-Age=86400; Path=/x; SameSite=Lax; Secure", "a=3; Path=/",
                "old=\"\"; expires=Thu, 01 Jan 1970 00:00:00 GMT; Path=/"), reply.headers().getList("Set-Cookie"));
    }

    @Test void whatIsSetIsNotWhatWasSent() {
        assertEquals("not sent", fetch("/sets").bodyText());
        assertEquals("1", fetch(get("/sets").header("Cookie", "a=1")).bodyText());
    }

    @Test void allThatWereSentCanBeForgotten() {
        String gone = "=\"\"; expires=Thu, 01 Jan 1970 00:00:00 GMT; Path=/";
        assertEquals(List.of("a" + gone, "b" + gone),
                fetch(get("/forgets").header("Cookie", "a=1; b=2; path=3")).headers().getList("Set-Cookie"));
        assertEquals(List.of(), fetch("/forgets").headers().getList("Set-Cookie"));
    }

    @Test void whatWasSentIsUnquoted() {
        assertEquals("x\"y", fetch(get("/echoes?name=q").header("Cookie", "p=1; q=\"x\\\"y\"")).bodyText());
        assertEquals("null", fetch("/echoes?name=q").bodyText());
    }

    @Test void whatCannotBeACookieIsRefused() {
        for (String query : List.of("name=a%3Bb&value=1", "name=a&value=1%3B%202", "name=path&value=1", "name=a&value=%C4%80")) {
            try (var log = new ExpectLog("typhoon.application", "Uncaught exception GET /bad")) {
                assertEquals(500, fetch("/bad?" + query).code(), query);
                waitFor(() -> !log.matched().isEmpty());
                assertTrue(log.loggedStack());
            }
        }
    }
}
