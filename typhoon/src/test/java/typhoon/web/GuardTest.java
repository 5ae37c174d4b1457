package typhoon.web;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static typhoon.web.URLSpec.url;

import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import typhoon.httpserver.RequestDelegate;
import typhoon.testing.AsyncHttpTestCase;
import typhoon.testing.TestResponse;

/** What stands before a verb: a login, a slash. */
class GuardTest extends AsyncHttpTestCase {
    static class Base extends RequestHandler {
        static int asked;

        @Override protected @Nullable Object getCurrentUser() {
            asked++;
            return getCookie("user");
        }
    }

    static class Account extends Base {
        @Override @Authenticated public void get() throws Exception {
            write("Hello, " + currentUser() + ", " + currentUser());
        }

        @Override @Authenticated public void post() {
            write("changed");
        }

        @Override public void options() {
            write("open");
        }
    }

    @Authenticated
    static class Closed extends Base {
        public void get(int id) {
            write("number " + id);
        }
    }

    static class Elsewhere extends Account {
        @Override protected String getLoginUrl() {
            return getArgument("at");
        }

        @Override @Authenticated public void get() {
            write("in");
        }
    }

    static class Slash extends RequestHandler {
        @Override @AddSlash public void get() {
            write("added");
        }

        @Override @AddSlash public void post() {
            write("posted");
        }
    }

    static class NoSlash extends RequestHandler {
        @Override @RemoveSlash public void get() {
            write("removed");
        }
    }

    static class Both extends RequestHandler {
        @Override @AddSlash @RemoveSlash public void get() {}
    }

    @Override protected RequestDelegate getApp() {
        return new Application(new Settings().loginUrl("/login"), url("/account", Account::new), url("/closed/{id}", Closed::new),
            url("/elsewhere", Elsewhere::new), url("/add/?", Slash::new), url("/remove/*", NoSlash::new),
            url("/+evil.com/rs/*", NoSlash::new), url("/.evil.org/rs/*", NoSlash::new), url("/caf../*", NoSlash::new),
            url("/+evil.com/as/?", Slash::new), url("/", NoSlash::new));
    }

    private String location(String path) {
        TestResponse reply = fetch(path);
        return reply.code() + " " + reply.headers().get("Location");
    }

    @Test void whoIsNotLoggedInIsSentToTheLogin() {
        assertEquals("302 /login?next=%2Faccount%3Fa%3D1%26b%3D2", location("/account?a=1&b=2"));
        assertEquals("302 /login?next=%2Fclosed%2F7", location("/closed/7"));
    }

    @Test void whoWantsToChangeSomethingIsRefused() {
        assertEquals(403, fetch(post("/account")).code());
    }

    @Test void whoIsLoggedInComesIn() {
        Base.asked = 0;
        assertEquals("Hello, ada, ada", fetch(get("/account").header("Cookie", "user=ada")).bodyText());
        assertEquals(1, Base.asked);
        assertEquals("changed", fetch(post("/account").header("Cookie", "user=ada")).bodyText());
        assertEquals("number 7", fetch(get("/closed/7").header("Cookie", "user=ada")).bodyText());
    }

    @Test void anOpenVerbAsksNobody() {
        Base.asked = 0;
        assertEquals("open", fetch(options("/account")).bodyText());
        assertEquals(0, Base.asked);
    }

    @Test void aLoginElsewhereLearnsTheWholeUrl() {
        assertEquals("302 https://login.example/?next=http%3A%2F%2F127.0.0.1%3A" + port()
                + "%2Felsewhere%3Fat%3Dhttps%3A%2F%2Flogin.example%2F", location("/elsewhere?at=https://login.example/"));
        assertEquals("302 /in?then=back", location("/elsewhere?at=/in%3Fthen=back"));
    }

    @Test void aSlashIsAdded() {
        assertEquals("301 /add/", location("/add"));
        assertEquals("301 /add/?a=%2F", location("/add?a=%2F"));
        assertEquals("added", fetch("/add/").bodyText());
        assertEquals(404, fetch(post("/add")).code());
        assertEquals("posted", fetch(post("/add/")).bodyText());
    }

    @Test void slashesAreRemoved() {
        assertEquals("301 /remove", location("/remove/"));
        assertEquals("301 /remove?a=1", location("/remove///?a=1"));
        assertEquals("removed", fetch("/remove").bodyText());
        assertEquals("removed", fetch("/").bodyText());
    }

    /** Tornado's leads to evil.com. */
    @Test void nobodyIsSentToAnotherHost() {
        assertEquals(403, fetch("//evil.com/rs/").code());
        assertEquals(403, fetch("//evil.com/as").code());
        assertEquals("301 /%5Cevil.org/rs", location("/\\evil.org/rs/"));      // browsers take it for a slash
    }

    @Test void bytesBeyondAsciiAreTheSameInTheLocation() {
        assertEquals("301 /caf%C3%A9?a=%E9", location("/caf\u00c3\u00a9/?a=\u00e9"));
        assertEquals("302 /login?next=%2Faccount%3Fa%3D%25E9", location("/account?a=\u00e9"));
    }

    @Test void oneCannotHaveBoth() {
        var error = assertThrows(IllegalArgumentException.class, () -> new Application(url("/", Both::new)));
        assertTrue(Objects.requireNonNull(error.getMessage()).endsWith(" has both @AddSlash and @RemoveSlash"), error.getMessage());
    }
}
