package typhoon.web;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static typhoon.web.URLSpec.url;

import org.junit.jupiter.api.Test;
import org.slf4j.event.Level;
import typhoon.httpserver.RequestDelegate;
import typhoon.netty.LogText;
import typhoon.testing.AsyncHttpTestCase;
import typhoon.testing.ExpectLog;

class AccessLogTest extends AsyncHttpTestCase {
    static class Status extends RequestHandler {
        public void get(int status) {
            setStatus(status);
        }
    }

    @Override protected RequestDelegate getApp() {
        return new Application(url("/{status}", Status::new));
    }

    @Test void aLineForEachRequestAtTheLevelOfItsStatus() {
        logged(200, Level.INFO);
        logged(302, Level.INFO);
        logged(404, Level.WARN);
        logged(503, Level.ERROR);
    }

    @Test void whatNoHandlerAnswersIsLoggedToo() {
        try (var _ = new ExpectLog("typhoon.access", "404 PUT /a/b \\(127.0.0.1\\) ").level(Level.WARN)) {
            fetch(put("/a/b").body(""));
        }
    }

    @Test void theTimeHasTwoDecimals() {
        assertEquals("200 GET / (ip) 0.00ms", AccessLog.line(200, "GET / (ip)", 4_999));
        assertEquals("200 GET / (ip) 0.01ms", AccessLog.line(200, "GET / (ip)", 5_000));
        assertEquals("200 GET / (ip) 1.23ms", AccessLog.line(200, "GET / (ip)", 1_234_000));
        assertEquals("200 GET / (ip) 61000.10ms", AccessLog.line(200, "GET / (ip)", 61_000_100_000L));
        assertEquals("200 GET / (ip) 0.00ms", AccessLog.line(200, "GET / (ip)", -1));
    }

    @Test void whatAPeerSentCannotForgeALine() {
        assertEquals("a\\x0ab\\x0d\\x1b[31m\\x7f\\x85\\u2028\\u202e é", LogText.line("a\nb\r\u001b[31m\u007f\u0085\u2028\u202e é"));
        try (var client = connect(); var _ = new ExpectLog("typhoon.access", "404 GET /\\\\x80\\\\x9b \\(127.0.0.1\\) ")) {
            client.send("GET /\u0080\u009b HTTP/1.1\r\nHost: x\r\n\r\n");
            assertEquals(404, client.readResponse().code());
        }
    }

    private void logged(int status, Level level) {
        String line = status + " GET /" + status + "\\?q=1 \\(127.0.0.1\\) \\d+\\.\\d\\dms$";
        try (var log = new ExpectLog("typhoon.access", line).level(level)) {
            assertEquals(status, fetch("/" + status + "?q=1").code());
            waitFor(() -> log.matched().size() == 1);
        }
    }
}
