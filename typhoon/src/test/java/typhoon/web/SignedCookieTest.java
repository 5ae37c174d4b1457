package typhoon.web;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;
import static typhoon.web.URLSpec.url;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import typhoon.httpserver.RequestDelegate;
import typhoon.testing.AsyncHttpTestCase;

/** Signed cookies of handlers, and whether a browser session goes to and fro between Tornado and Typhoon. */
class SignedCookieTest extends AsyncHttpTestCase {
    private static final String SECRET = "a secret of thirty-two characters";
    private static final String PYTHON = "/usr/bin/python3";

    static class Login extends RequestHandler {
        @Override public void get() {
            setSignedCookie("user", "Ada Lovelace; é");
            setSignedCookie("short", new byte[] {-1, 0}, cookie -> cookie.httpOnly(true).path("/x"));
        }
    }

    static class Whoami extends RequestHandler {
        @Override public void get() {
            write(String.valueOf(getSignedCookie(getArgument("name", "user"))));
        }
    }

    static class Recent extends RequestHandler {
        @Override public void get() {
            boolean recent = getSignedCookie("user", Duration.ofMinutes(1)) != null;
            boolean second = getSignedCookie("user", SignedValue.DEFAULT_MAX_AGE, 2) != null;
            write(recent + " " + second + " " + getSignedCookieKeyVersion("user"));
        }
    }

    @Override protected RequestDelegate getApp() {
        return app(new Settings().cookieSecret(SECRET));
    }

    static Application app(Settings settings) {
        return new Application(settings, url("/login", Login::new), url("/whoami", Whoami::new), url("/recent", Recent::new));
    }

    private static String unquoted(String setCookie) {
        String value = setCookie.substring(setCookie.indexOf('=') + 1, setCookie.indexOf("; "));
        return value.startsWith("\"") ? value.substring(1, value.length() - 1) : value;
    }

    private String whoami(String cookie) {
        return fetch(get("/whoami").header("Cookie", cookie)).bodyText();
    }

    @Test void whatWasSetComesBack() {
        var cookies = fetch("/login").headers().getList("Set-Cookie");
        assertTrue(cookies.get(0).matches("user=\""
                + "2\\|1:0\\|10:\\d+\\|4:user\\|24:QWRhIExvdmVsYWNlOyDDqQ==\\|[0-9a-f]{64}\"; expires=.*; Path=/"),
                cookies.get(0));
        assertTrue(cookies.get(1).endsWith("; HttpOnly; Path=/x"), cookies.get(1));
        assertEquals("Ada Lovelace; é", whoami("user=\"" + unquoted(cookies.get(0)) + "\""));
    }

    @Test void itLivesAMonth() {
        String cookie = Objects.requireNonNull(fetch("/login").headers().getList("Set-Cookie").get(0));
        String expires = cookie.substring(cookie.indexOf("expires=") + 8, cookie.indexOf("; Path"));
        var left = Duration.between(Instant.now(), DateTimeFormatter.RFC_1123_DATE_TIME.parse(expires, Instant::from));
        assertTrue(left.compareTo(Duration.ofDays(30)) <= 0 && left.compareTo(Duration.ofDays(30).minusMinutes(1)) > 0, left.toString());
    }

    @Test void whatWasNotSignedByUsIsNobody() {
        String signed = unquoted(fetch("/login").headers().getList("Set-Cookie").get(0));
        for (String cookie : new String[] {"other=1", "user=", "user=ada", "user=2|x", "user=" + signed.replace("QWRh", "QWRi"),
            "other=\"" + signed + "\""})
            assertEquals("null", whoami(cookie), cookie);
        assertEquals("null", fetch(get("/whoami?name=other").header("Cookie", "other=\"" + signed + "\"")).bodyText());
    }

    @Test void ageAndVersionAreTheHandlersToChoose() {
        var hourAgo = Instant.now().minus(Duration.ofHours(1));
        String first = SignedValue.create(CookieSecrets.of(SECRET), "user", "ada".getBytes(UTF_8), 1, hourAgo);
        String second = SignedValue.create(CookieSecrets.of(SECRET), "user", "ada".getBytes(UTF_8), 2, Instant.now());
        assertEquals("false false null", fetch(get("/recent").header("Cookie", "user=\"" + first + "\"")).bodyText());
        assertEquals("true true 0", fetch(get("/recent").header("Cookie", "user=\"" + second + "\"")).bodyText());
    }

    @Test void whatTornadoSignedIsAcceptedAndTheOtherWayRound() throws IOException, InterruptedException {
        assumeTrue(python("import tornado").isEmpty(), "skipped: Tornado is not installed (Debian: python3-tornado)");
        for (int version = 1; version <= 2; version++) {
            String theirs = python("from tornado.web import create_signed_value as c\nprint(c('" + SECRET
                    + "', 'user', 'Ad\\u00e9', version=" + version + ").decode())");
            assertEquals("Adé", whoami("user=\"" + theirs + "\""));
            String ours = SignedValue.create(CookieSecrets.of(SECRET), "user", "Adé".getBytes(UTF_8), version, Instant.now());
            assertEquals("b'Ad\\xc3\\xa9'", decodedByTornado("'" + SECRET + "'", ours));
        }
        var secrets = CookieSecrets.of(Map.of(0, "s0", 3, "s3"), 3);
        String ours = SignedValue.create(secrets, "user", "x".getBytes(UTF_8));
        assertEquals("b'x'", decodedByTornado("{0: 's0', 3: 's3'}", ours));
    }

    private static String decodedByTornado(String secret, String value) throws IOException, InterruptedException {
        return python("from tornado.web import decode_signed_value as d\nprint(d(" + secret + ", 'user', '" + value + "'))");
    }

    /** What it prints; what it says when it fails. */
    private static String python(String program) throws IOException, InterruptedException {
        try {
            var process = new ProcessBuilder(PYTHON, "-c", program).redirectErrorStream(true).start();
            String said = new String(process.getInputStream().readAllBytes(), UTF_8).strip();
            process.waitFor();
            return said;
        } catch (IOException none) {
            return "no Python: " + none.getMessage();
        }
    }
}
