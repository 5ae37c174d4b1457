package typhoon.web;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static typhoon.web.URLSpec.url;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import typhoon.http.Cookie;
import typhoon.httpserver.RequestDelegate;
import typhoon.testing.AsyncHttpTestCase;
import typhoon.testing.ExpectLog;
import typhoon.testing.TestResponse;
import typhoon.websocket.WebSocketHandler;

/** What is remembered of a browser. */
class SessionTest extends AsyncHttpTestCase {
    record Visit(String user, int seen) {}

    record Other(boolean something) {}

    private static final CookieSecrets SECRETS = CookieSecrets.of("a secret of thirty-two characters");

    static class Counter extends RequestHandler {
        @Override public void get() {
            var visit = session(Visit.class).get(new Visit("nobody", 0));
            session(Visit.class).set(new Visit(visit.user(), visit.seen() + 1));
            write(visit.user() + " " + visit.seen());
        }
    }

    static class Reads extends RequestHandler {
        @Override public void get() {
            var session = session(Visit.class);
            write(session.get() + " " + session.id());
        }
    }

    static class Login extends RequestHandler {
        @Override public void post() {
            session(Visit.class).begin(new Visit("ada", 0));
        }

        @Override public void delete() {
            session(Visit.class).clear();
        }
    }

    static class Unconcerned extends RequestHandler {
        @Override public void get() {
            write("hello");
        }
    }

    static class Misuses extends RequestHandler {
        @Override public void get() {
            switch (getArgument("how")) {
                case "large" -> session(Visit.class).set(new Visit("x".repeat(3_000), 0));
                case "late" -> {
                    write("begun");
                    flush();
                    session(Visit.class).set(new Visit("late", 0));
                }
                case "other" -> {
                    session(Visit.class).get();
                    session(Other.class);
                }
                default -> throw new HttpError(418);
            }
        }
    }

    static class Fails extends RequestHandler {
        @Override public void get() {
            session(Visit.class).begin(new Visit("ada", 0));
            throw new HttpError(409);
        }
    }

    static class Sent extends RequestHandler {
        @Override public void get() {
            session(Visit.class).set(new Visit("ada", 0));
            write("piece");
            flush();
        }
    }

    static class Feed extends WebSocketHandler {
        @Override public void open() {}

        @Override public void onMessage(String message) {}

        @Override protected void prepare() {
            session(Visit.class).set(new Visit("feed", 0));
        }
    }

    @Override protected RequestDelegate getApp() {
        return new Application(new Settings().cookieSecrets(SECRETS).debug(true), url("/", Counter::new), url("/reads", Reads::new),
                url("/login", Login::new), url("/plain", Unconcerned::new), url("/misuses", Misuses::new), url("/fails", Fails::new),
                url("/sent", Sent::new), url("/feed", Feed::new));
    }

    private static List<String> cookies(TestResponse response) {
        return response.headers().getList("Set-Cookie");
    }

    private static String value(TestResponse response) {
        assertEquals(1, cookies(response).size(), response.head());
        String cookie = cookies(response).get(0);
        return cookie.substring("session=".length(), cookie.indexOf(';'));
    }

    private String read(String cookie) {
        return fetch(get("/reads").cookie("session", cookie)).bodyText();
    }

    private static String sealed(String id, String json, Instant end) {
        return Session.sealed(SECRETS, "session", id.getBytes(UTF_8), json.getBytes(UTF_8), end);
    }

    @Test void itIsThereAgainInTheNextRequest() {
        String first = value(fetch("/"));
        var second = fetch(get("/").cookie("session", first));
        assertEquals("nobody 1", second.bodyText());
        assertEquals("nobody 2", fetch(get("/").cookie("session", value(second))).bodyText());
    }

    @Test void itsCookieIsKeptFromScriptsAndOtherSites() {
        String cookie = cookies(fetch("/")).get(0);
        assertTrue(cookie.matches("session=[^;\"]+; HttpOnly; Max-Age=1209600; Path=/; SameSite=Lax"), cookie);
    }

    @Test void onlyAChangeIsSent() {
        String session = value(fetch("/"));
        var read = fetch(get("/reads").cookie("session", session));
        assertEquals(List.of(), cookies(read));
        assertEquals("Cookie", read.headers().get("Vary"));
        var unconcerned = fetch(get("/plain").cookie("session", session));
        assertEquals(List.of(), cookies(unconcerned));
        assertFalse(unconcerned.headers().contains("Vary"));
    }

    @Test void aLoginKeepsNothingOfWhatWasThere() {
        String planted = value(fetch("/"));
        String before = read(planted);
        var login = fetch(post("/login").cookie("session", planted).form());
        String after = read(value(login));
        assertTrue(before.startsWith("Visit[user=nobody, seen=1] "), before);
        assertTrue(after.startsWith("Visit[user=ada, seen=0] "), after);
        assertNotEquals(before.substring(before.lastIndexOf(' ')), after.substring(after.lastIndexOf(' ')));
        assertEquals(before, read(planted), "the planted one has not become ada's");
    }

    @Test void theIdStaysUntilTheNextLogin() {
        String first = value(fetch("/"));
        String second = value(fetch(get("/").cookie("session", first)));
        assertNotEquals(first, second);
        assertEquals(read(first).replaceAll(".* ", ""), read(second).replaceAll(".* ", ""));
    }

    @Test void aLogoutMakesTheBrowserForget() {
        var logout = fetch(delete("/login").cookie("session", value(fetch("/"))));
        assertEquals(List.of("session=\"\"; expires=Thu, 01 Jan 1970 00:00:00 GMT; HttpOnly; Path=/; SameSite=Lax"), cookies(logout));
        assertEquals(List.of(), cookies(fetch(delete("/login"))));
    }

    @Test void whatIsNotOursIsNoSession() {
        var later = Instant.now().plusSeconds(60);
        String good = "{\"user\":\"ada\",\"seen\":7}";
        assertEquals("Visit[user=ada, seen=7] " + "30".repeat(16), read(sealed("0".repeat(16), good, later)));
        for (String other : new String[] {"", "x", value(fetch("/")) + "A", "1.0." + "A".repeat(4000),
            sealed("0".repeat(16), good, Instant.now().minusSeconds(1)), sealed("0".repeat(16), "{\"user\":\"ada\"}", later),
            sealed("0".repeat(16), "null", later), sealed("0".repeat(16), "{", later), sealed("0".repeat(16), "", later),
            EncryptedValue.create(SECRETS, "session", new byte[3], later),
            EncryptedValue.create(SECRETS, "other", ("0".repeat(16) + good).getBytes(UTF_8), later)}) {
            assertEquals("null null", read(other), other);
        }
    }

    @Test void oneThatNoBrowserKeepsIsRefusedWhereItIsSet() {
        try (var log = new ExpectLog("typhoon.application", "Uncaught exception GET /misuses")) {
            var response = fetch("/misuses?how=large");
            assertEquals(500, response.code());
            assertTrue(response.bodyText().contains("makes a cookie of 41") && response.bodyText().contains("keep less in it"),
                    response.bodyText());
            assertEquals(List.of(), cookies(response));
            assertEquals(1, log.matched().size());
        }
    }

    @Test void afterTheHeadItIsTooLate() {
        try (var _ = new ExpectLog("typhoon.application", "Uncaught exception GET /misuses")) {
            assertThrows(AssertionError.class, () -> fetch("/misuses?how=late"));
        }
    }

    @Test void aRequestHasOne() {
        try (var _ = new ExpectLog("typhoon.application", "Uncaught exception GET /misuses")) {
            String told = fetch("/misuses?how=other").bodyText();
            assertTrue(told.contains("this request has a session(Visit.class), not a session of"), told);
        }
    }

    @Test void itGoesOutWithAnErrorAStreamAndAHandshakeToo() {
        assertTrue(read(value(fetch("/fails"))).startsWith("Visit[user=ada, seen=0]"));
        assertTrue(read(value(fetch("/sent"))).startsWith("Visit[user=ada, seen=0]"));
        try (var socket = connect()) {
            socket.send("GET /feed HTTP/1.1\r\nHost: x\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                    + "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n\r\n");
            String head = socket.readUntil("\r\n\r\n");
            assertTrue(head.contains("\r\nSet-Cookie: session=1.0."), head);
        }
    }

    @Test void nameLifeAndAttributesAreSettings() {
        var settings = new Settings().sessionName("s").sessionMaxAge(Duration.ofHours(1)).sessionCookie(cookie -> cookie.path("/app"));
        assertEquals("s", settings.sessionName());
        assertEquals(Duration.ofHours(1), settings.with("other", 1).sessionMaxAge());
        assertThrows(IllegalArgumentException.class, () -> settings.sessionMaxAge(Duration.ZERO));
        assertThrows(IllegalArgumentException.class, () -> settings.sessionName("two words"));
        assertEquals("/app", Objects.requireNonNull(settings.sessionCookie().apply(Cookie.of("s", ""))).path());
    }
}
