package typhoon.web;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static typhoon.web.URLSpec.url;

import java.util.List;
import org.junit.jupiter.api.Test;
import typhoon.httpserver.HttpServer;
import typhoon.httpserver.RequestDelegate;
import typhoon.testing.AsyncHttpTestCase;
import typhoon.testing.ExpectLog;
import typhoon.testing.RawClient;
import typhoon.testing.TestResponse;

/** Nobody but who sits at this machine sees the inside of a program, and without {@code debug} nobody at all. */
class DebugForOthersTest extends AsyncHttpTestCase {
    static class Broken extends RequestHandler {
        @Override public void get() {
            throw new IllegalStateException("the inside", new ArithmeticException("deeper inside"));
        }
    }

    private static final List<String> ACCEPTS = List.of("*/*", "text/html", "text/plain", "application/json");

    @Override protected RequestDelegate getApp() {
        return new Application(new Settings().debug(true), url("/", Broken::new));
    }

    private TestResponse fetchBroken(String host, String accept, String... more) {
        try (var _ = new ExpectLog("typhoon.application", "Uncaught exception GET /"); var client = connect()) {
            client.send("GET / HTTP/1.1\r\nHost: " + host + "\r\nAccept: " + accept + "\r\n" + String.join("", more) + "\r\n");
            return client.readResponse();
        }
    }

    private static void assertSaysNothing(TestResponse reply) {
        assertEquals(500, reply.code());
        String all = reply.headers() + reply.bodyText();
        for (String inside : List.of("inside", "Exception", "typhoon.", "java.", "Broken", "trace", "debug", "settings"))
            assertFalse(all.contains(inside), inside + " in " + all);
    }

    private boolean shows(String host, String... more) {
        boolean shown = fetchBroken(host, "text/html", more).bodyText().contains("the inside");
        if (!shown) assertSaysNothing(fetchBroken(host, "text/html", more));
        return shown;
    }

    @Test void whoSitsAtThisMachineSeesIt() {
        for (String host : List.of("localhost", "localhost:8888", "app.localhost", "127.0.0.1", "127.0.0.1:8", "[::1]:8888", "LOCALHOST"))
            assertTrue(shows(host), host);
    }

    @Test void aSiteWhoseNameLeadsHereDoesNot() {
        for (String host : List.of("rebound.example", "localhost.example", "127.0.0.1.example", "10.0.0.7", "x"))
            assertFalse(shows(host), host);
    }

    @Test void whoComesThroughAProxyDoesNot() {
        for (String header : List.of("X-Forwarded-For: 203.0.113.7", "X-Forwarded-For: 127.0.0.1", "Forwarded: for=127.0.0.1",
                "X-Real-Ip: 203.0.113.7", "Via: 1.1 proxy", "X-Forwarded-Host: localhost"))
            assertFalse(shows("localhost", header + "\r\n"), header);
    }

    @Test void aPageOfAnotherSiteDoesNotReadIt() {
        assertFalse(shows("localhost", "Sec-Fetch-Site: cross-site\r\nSec-Fetch-Mode: cors\r\n"));
        assertTrue(shows("localhost", "Sec-Fetch-Site: cross-site\r\nSec-Fetch-Mode: navigate\r\n"), "a link is read by nobody else");
    }

    @Test void othersSeeWhatTheyWouldWithoutIt() {
        for (String accept : ACCEPTS) assertSaysNothing(fetchBroken("www.example", accept));
    }

    @Test void inProductionNobodySeesAnything() {
        var server = new HttpServer(new Application(url("/", Broken::new)));
        server.listen("127.0.0.1", 0);
        for (String accept : ACCEPTS) {
            try (var _ = new ExpectLog("typhoon.application", "Uncaught exception GET /"); var client = new RawClient(server.port())) {
                client.send("GET / HTTP/1.1\r\nHost: localhost\r\nAccept: " + accept + "\r\n\r\n");
                assertSaysNothing(client.readResponse());
            }
        }
        server.stop();
    }

    @Test void whoLetsOthersSeeItIsToldSo() {
        Application app;
        try (var log = new ExpectLog("typhoon.general", "Errors are shown with sources")) {
            app = new Application(new Settings().debugFor(request -> request.host().equals("box.example")), url("/", Broken::new));
            assertEquals(1, log.matched().size());
        }
        var server = new HttpServer(app);
        server.listen("127.0.0.1", 0);
        for (String host : List.of("box.example", "localhost")) {
            try (var _ = new ExpectLog("typhoon.application", "Uncaught exception GET /"); var client = new RawClient(server.port())) {
                client.send("GET / HTTP/1.1\r\nHost: " + host + "\r\n\r\n");
                assertEquals(host.equals("box.example"), client.readResponse().bodyText().contains("the inside"));
            }
        }
        server.stop();
    }
}
