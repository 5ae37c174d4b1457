package typhoon.web;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static typhoon.web.URLSpec.url;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import typhoon.httpserver.HttpServer;
import typhoon.httpserver.RequestDelegate;
import typhoon.testing.AsyncHttpTestCase;
import typhoon.testing.ExpectLog;
import typhoon.testing.RawClient;

/** What settings change. Debug has its own test. */
class SettingsTest extends AsyncHttpTestCase {
    static class Greets extends RequestHandler {
        @Override public void get() {
            write(settings().get("greeting", String.class));
        }
    }

    static class Lost extends RequestHandler {
        @Override protected void prepare() {
            setStatus(404);
            finish("lost");
        }
    }

    @Override protected RequestDelegate getApp() {
        var settings = new Settings().accessLog(false).defaultHandler(Lost::new).with("greeting", "hello");
        return new Application(settings, url("/", Greets::new));
    }

    @Test void aValueOfOnesOwnReachesTheHandler() {
        assertEquals("hello", fetch("/").bodyText());
    }

    @Test void theDefaultHandlerAnswersWhatNoUrlMatches() {
        var reply = fetch("/nowhere");
        assertEquals(404, reply.code());
        assertEquals("lost", reply.bodyText());
    }

    @Test void theDefaultHandlerMayBeAnErrorOfAnotherStatus() {
        var app = new Application(new Settings().defaultHandler(() -> new ErrorHandler(403)));
        HttpServer server = app.listen(0);
        try (var client = new RawClient(new InetSocketAddress(InetAddress.getLoopbackAddress(), server.port()))) {
            client.send("GET /nowhere HTTP/1.1\r\nHost: x\r\n\r\n");
            assertEquals(403, client.readResponse().code());
        } finally {
            server.drain(Duration.ZERO);
        }
    }

    @Test void theAccessLogCanBeOff() {
        try (var log = new ExpectLog("typhoon.access", ".*").optional()) {
            fetch("/");
            fetch("/nowhere");
            assertEquals(0, log.matched().size());
        }
    }

    @Test void anApplicationOfATestIsNotRestarted() {
        var settings = new Settings().autoreload(true);
        assertTrue(settings.debug(true).autoreload());
        assertFalse(new Settings().debug(true).autoreload());
        assertSame(settings, new Application(settings).settings());             // in a program this would be another JVM's
    }

    @Test void aDefaultHandlerThatCannotBeMadeIsRefused() {
        assertThrows(IllegalStateException.class, () -> new Application(new Settings().defaultHandler(() -> {
            throw new IllegalStateException("no");
        })));
    }
}
