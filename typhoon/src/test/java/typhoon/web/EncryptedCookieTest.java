package typhoon.web;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static typhoon.web.URLSpec.url;

import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import typhoon.httpserver.RequestDelegate;
import typhoon.httpserver.ServerOptions;
import typhoon.testing.AsyncHttpTestCase;

/** Encrypted cookies of handlers. */
class EncryptedCookieTest extends AsyncHttpTestCase {
    private static final CookieSecrets SECRETS = CookieSecrets.of("a secret of thirty-two characters");

    static class Sets extends RequestHandler {
        @Override public void get() {
            setEncryptedCookie("user", "Ada é");
            setEncryptedCookie("short", new byte[] {-1, 0}, Duration.ofMinutes(1), cookie -> cookie.path("/x").httpOnly(false));
        }
    }

    static class Echoes extends RequestHandler {
        @Override public void get() {
            write(String.valueOf(getEncryptedCookie("user")));
        }
    }

    @Override protected RequestDelegate getApp() {
        return new Application(new Settings().cookieSecrets(SECRETS), url("/set", Sets::new), url("/", Echoes::new));
    }

    @Override protected ServerOptions serverOptions() {
        return new ServerOptions().headerBlock(256 * 1024);
    }

    private String echo(String value) {
        var response = fetch(get("/").cookie("user", value));
        assertEquals(200, response.code());
        return response.bodyText();
    }

    private String set(int index) {
        return Objects.requireNonNull(fetch("/set").headers().getList("Set-Cookie").get(index));
    }

    @Test void whatWasSetComesBack() {
        String cookie = set(0);
        assertTrue(cookie.matches("user=1\\.0\\.[A-Za-z0-9_-]+; HttpOnly; Max-Age=2592000; Path=/; SameSite=Lax"), cookie);
        assertEquals("Ada é", echo(cookie.substring(5, cookie.indexOf(';'))));
    }

    @Test void theAttributesAreOursToChange() {
        String cookie = set(1);
        assertTrue(cookie.matches("short=1\\.0\\.[A-Za-z0-9_-]+; Path=/x; SameSite=Lax"), cookie);
    }

    @Test void whatIsNotOursIsNobody() {
        String value = EncryptedValue.create(SECRETS, "user", "x".getBytes(UTF_8), Instant.now().plusSeconds(60));
        assertEquals("x", echo(value));
        for (String other : new String[] {value + "A", value.substring(1), "ada", "1.0.x", "1.7.", "y".repeat(65_536),
            "1.0." + "y".repeat(65_536), EncryptedValue.create(SECRETS, "other", "x".getBytes(UTF_8), Instant.now().plusSeconds(60)),
            EncryptedValue.create(CookieSecrets.of("?"), "user", "x".getBytes(UTF_8), Instant.now().plusSeconds(60)),
            EncryptedValue.create(SECRETS, "user", "x".getBytes(UTF_8), Instant.now().minusSeconds(1))}) {
            assertEquals("null", echo(other), other);
        }
    }
}
