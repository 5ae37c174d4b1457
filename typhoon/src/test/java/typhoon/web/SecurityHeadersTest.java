package typhoon.web;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static typhoon.web.Routes.routes;
import static typhoon.web.URLSpec.url;

import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import typhoon.httpserver.HttpServer;
import typhoon.httpserver.RequestDelegate;
import typhoon.httpserver.ServerOptions;
import typhoon.iostream.TestTls;
import typhoon.testing.AsyncHttpTestCase;
import typhoon.testing.ExpectLog;
import typhoon.testing.RawClient;

/** What browsers are told to be strict with. */
class SecurityHeadersTest extends AsyncHttpTestCase {
    private static final String PLAIN = "default-src 'self'; script-src 'self'; style-src 'self'; object-src 'none'; base-uri 'self'; "
            + "form-action 'self'; frame-ancestors 'none'";

    static class Plain extends RequestHandler {
        @Override public void get() {
            write("page");
        }

        @Override public void post() {
            cspNonce();
            throw new HttpError(409);
        }
    }

    static class Scripted extends RequestHandler {
        @Override public void get() {
            write(cspNonce() + " " + cspNonce());
        }

        @Override protected @Nullable String computeEtag() {
            return "\"same\"";
        }
    }

    static class TooLate extends RequestHandler {
        @Override public void get() {
            flush();
            cspNonce();
        }
    }

    @Override protected RequestDelegate getApp() {
        var own = new SecurityHeaders().contentSecurityPolicy("script-src {nonce}").frameAncestors("'self'").referrerPolicy("no-referrer")
                .openerPolicy("").strictTransport(Duration.ofDays(1), true);
        return new Application(
            url("/bare", Scripted::new),
            routes(url("/", Plain::new), url("/scripted", Scripted::new), url("/late", TooLate::new)).filter(new SecurityHeaders()),
            routes(url("/", Scripted::new), url("/plain", Plain::new)).under("/own").filter(own),
            routes(url("/", Plain::new)).under("/framed").filter(new SecurityHeaders().frameAncestors("https://a.example")),
            routes(url("/", Plain::new)).under("/off").filter(new SecurityHeaders().contentSecurityPolicy("").frameAncestors("")));
    }

    @Test void aPageIsStrictAsItComes() {
        var headers = fetch("/").headers();
        assertEquals(PLAIN, headers.get("Content-Security-Policy"));
        assertEquals("DENY", headers.get("X-Frame-Options"));
        assertEquals("nosniff", headers.get("X-Content-Type-Options"));
        assertEquals("strict-origin-when-cross-origin", headers.get("Referrer-Policy"));
        assertEquals("same-origin", headers.get("Cross-Origin-Opener-Policy"));
        assertNull(headers.get("Strict-Transport-Security"), "over http it would be ignored at best");
    }

    @Test void soIsAnError() {
        var reply = fetch(post("/").body(""));
        assertEquals(409, reply.code());
        assertTrue(reply.headers().get("Content-Security-Policy", "").endsWith("frame-ancestors 'none'"));
        assertEquals("nosniff", reply.headers().get("X-Content-Type-Options"));
        assertEquals(1, reply.headers().getList("Content-Security-Policy").size());
    }

    @Test void aNonceIsInThePolicyOfThePageThatAskedForIt() {
        var reply = fetch("/scripted");
        String nonce = reply.bodyText().split(" ", 2)[0];
        assertEquals(nonce + " " + nonce, reply.bodyText());
        assertTrue(nonce.matches("[A-Za-z0-9+/]{22}=="), nonce);
        assertEquals(PLAIN.replace("script-src 'self'", "script-src 'self' 'nonce-" + nonce + "'")
                .replace("style-src 'self'", "style-src 'self' 'nonce-" + nonce + "'"), reply.headers().get("Content-Security-Policy"));
        assertNotEquals(reply.bodyText(), fetch("/scripted").bodyText());
    }

    @Test void anUnchangedPageKeepsTheNonceItWasSentWith() {
        var reply = fetch(get("/scripted").header("If-None-Match", "\"same\""));
        assertEquals(304, reply.code());
        assertNull(reply.headers().get("Content-Security-Policy"));
        assertEquals("nosniff", reply.headers().get("X-Content-Type-Options"));
    }

    @Test void withoutTheFilterOrAfterTheHeadThereIsNone() {
        try (var _ = new ExpectLog("typhoon.application", "Uncaught exception GET /bare")) {
            assertEquals(500, fetch("/bare").code());
        }
        try (var _ = new ExpectLog("typhoon.application", "Uncaught exception GET /late"); var client = connect()) {
            client.send("GET /late HTTP/1.1\r\nHost: x\r\n\r\n");
            assertFalse(client.readAll().contains("nonce"));
        }
    }

    @Test void eachCanBeOtherwise() {
        var headers = fetch("/own/").headers();
        String nonce = fetch("/own/").bodyText().split(" ", 2)[0];
        assertTrue(headers.get("Content-Security-Policy", "").matches("script-src 'nonce-\\S{24}'; frame-ancestors 'self'"));
        assertEquals(24, nonce.length());
        assertEquals("SAMEORIGIN", headers.get("X-Frame-Options"));
        assertEquals("no-referrer", headers.get("Referrer-Policy"));
        assertNull(headers.get("Cross-Origin-Opener-Policy"));
        assertEquals("script-src; frame-ancestors 'self'", fetch("/own/plain").headers().get("Content-Security-Policy"));
        assertNull(fetch("/framed/").headers().get("X-Frame-Options"));
        assertTrue(fetch("/framed/").headers().get("Content-Security-Policy", "").endsWith("; frame-ancestors https://a.example"));
        assertNull(fetch("/off/").headers().get("Content-Security-Policy"));
    }

    @Test void overHttpsTheBrowserIsToldToStayThere() {
        var secure = new HttpServer(getApp(), new ServerOptions().tls(TestTls.server()));
        secure.listen("127.0.0.1", 0);
        try (var client = new RawClient(secure.port()).startTls("localhost")) {
            client.send("GET / HTTP/1.1\r\nHost: localhost\r\n\r\n");
            assertEquals("max-age=31536000", client.readResponse().headers().get("Strict-Transport-Security"));
            client.send("GET /own/ HTTP/1.1\r\nHost: localhost\r\n\r\n");
            assertEquals("max-age=86400; includeSubDomains", client.readResponse().headers().get("Strict-Transport-Security"));
        } finally {
            secure.drain(Duration.ofMillis(50));
        }
    }

    @Test void whatCannotBeAHeaderIsRefused() {
        assertThrows(IllegalArgumentException.class, () -> new SecurityHeaders().contentSecurityPolicy("a\r\nb"));
        assertThrows(IllegalArgumentException.class, () -> new SecurityHeaders().contentSecurityPolicy("frame-ancestors 'self'"));
        assertThrows(IllegalArgumentException.class, () -> new SecurityHeaders().referrerPolicy("é\n"));
        assertThrows(IllegalArgumentException.class, () -> new SecurityHeaders().strictTransport(Duration.ofSeconds(-1), false));
    }
}
