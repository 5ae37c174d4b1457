package typhoon.auth;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static typhoon.web.Routes.routes;
import static typhoon.web.URLSpec.url;

import java.util.Base64;
import org.junit.jupiter.api.Test;
import typhoon.httpserver.RequestDelegate;
import typhoon.testing.AsyncHttpTestCase;
import typhoon.testing.TestRequest;
import typhoon.web.Application;
import typhoon.web.Authenticated;
import typhoon.web.Cors;
import typhoon.web.RequestHandler;

/** Names and passwords by HTTP Basic. */
class BasicAuthTest extends AsyncHttpTestCase {
    record Person(String name) {}

    private static final String HASH = new Passwords().rounds(10).hash("sécret: with a colon");

    static class Hello extends RequestHandler {
        @Override public void get() throws Exception {
            write("Hello, " + currentUser());
        }

        @Override @Authenticated public void post() throws Exception {
            write("Hello, " + currentUser());
        }
    }

    @Override protected RequestDelegate getApp() {
        var many = BasicAuth.of("The \"many\" \\ few", (name, password) ->
                name.equals("adá") && new Passwords().rounds(10).verify(password, HASH) ? new Person(name) : null);
        var one = BasicAuth.of("One", "root", "toor");
        var cors = Cors.of("https://app.example.com").headers("Authorization");
        return new Application(routes(url("/many", Hello::new)).filter(many), routes(url("/one", Hello::new)).filter(one),
                routes(url("/cors", Hello::new)).filter(cors).filter(one), url("/open", Hello::new));
    }

    private static TestRequest authorization(String header) {
        return get("/one").header("Authorization", header);
    }

    private static String base64(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(UTF_8));
    }

    @Test void whoIsKnownComesIn() {
        assertEquals("Hello, Person[name=adá]", fetch(get("/many").basicAuth("adá", "sécret: with a colon")).bodyText());
        assertEquals("Hello, Person[name=adá]", fetch(post("/many").basicAuth("adá", "sécret: with a colon").form()).bodyText());
        assertEquals("Hello, root", fetch(get("/one").basicAuth("root", "toor")).bodyText());
        assertEquals("Hello, null", fetch("/open").bodyText());
    }

    @Test void whoIsNotIsAskedForBoth() {
        var response = fetch("/many");
        assertEquals(401, response.code());
        assertEquals("Basic realm=\"The \\\"many\\\" \\\\ few\", charset=\"UTF-8\"", response.headers().get("WWW-Authenticate"));
        assertEquals("Basic realm=\"One\", charset=\"UTF-8\"", fetch("/one").headers().get("WWW-Authenticate"));
    }

    @Test void aWrongNameOrPasswordIsNobody() {
        String[][] pairs = {{"root", "tooR"}, {"Root", "toor"}, {"root", ""}, {"", "toor"}, {"", ""}, {"roo", "t:toor"}, {"root", "toor "}};
        for (String[] pair : pairs) assertEquals(401, fetch(get("/one").basicAuth(pair[0], pair[1])).code(), pair[0] + " " + pair[1]);
    }

    @Test void theSchemeIsReadInAnyCase() {
        assertEquals(200, fetch(authorization("bAsIc " + base64("root:toor"))).code());
        assertEquals(200, fetch(authorization("Basic   " + base64("root:toor"))).code());
    }

    @Test void whatIsMalformedIsNobody() {
        String good = base64("root:toor");
        for (String header : new String[] {"", "Basic", "Basic ", "Basic !", "Basic " + good.substring(1), "Basic " + good + "=",
            "Basic " + good + " x", "Basic\t" + good, "Basic" + good, "Bearer " + good, "Basic " + base64("root"), "Basic " + base64(":"),
            "Basic " + base64("root:toor\n"), "Basic " + base64("root\0:toor"), "Digest username=root",
            "Basic " + Base64.getEncoder().encodeToString("\u00e9:x".getBytes(ISO_8859_1)), "Basic " + "A".repeat(40_000)}) {
            var response = fetch(authorization(header));
            assertEquals(401, response.code(), header);
            assertTrue(response.headers().contains("WWW-Authenticate"));
        }
    }

    @Test void twoHeadersAreNone() {
        String good = "Basic " + base64("root:toor");
        assertEquals(401, fetch(authorization(good).header("Authorization", good)).code());
    }

    @Test void withCorsAroundItABrowserMayAskFirst() {
        var response = fetch(options("/cors").header("Origin", "https://app.example.com").header("Access-Control-Request-Method", "GET")
                .header("Access-Control-Request-Headers", "authorization"));
        assertEquals(204, response.code());
        assertEquals(401, fetch(get("/cors").header("Origin", "https://app.example.com")).code());
    }

    @Test void whatCannotBeSentIsRefusedWhenItIsMade() {
        assertThrows(IllegalArgumentException.class, () -> BasicAuth.of("line\r\nbreak", "a", "b"));
        assertThrows(IllegalArgumentException.class, () -> BasicAuth.of("é", "a", "b"));
        assertThrows(IllegalArgumentException.class, () -> BasicAuth.of("realm", "a:b", "c"));
    }
}
