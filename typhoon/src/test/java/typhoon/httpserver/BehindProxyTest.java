package typhoon.httpserver;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.UnixDomainSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.event.Level;
import typhoon.iostream.IOStream;
import typhoon.testing.AsyncHttpTestCase;
import typhoon.testing.ExpectLog;

/** Requests that a proxy passes on: one of ours at 127.0.0.1, or somebody. */
class BehindProxyTest extends AsyncHttpTestCase {
    private static final RequestDelegate WHO = request -> ServerTestCase.answer(request,
            request.remoteIp() + " " + request.fullUrl() + " " + request.hostName() + " " + request);

    private static final String[] LINES = {"X-Forwarded-For", "192.0.2.7", "X-Forwarded-Proto", "https", "X-Forwarded-Host", "a.example"};

    @Override
    protected RequestDelegate getApp() {
        return WHO;
    }

    @Override
    protected ServerOptions serverOptions() {
        return new ServerOptions().trustedProxies(TrustedProxies.of("127.0.0.1", "unix").forwardedHost(true));
    }

    private String ask(HttpServer of) {
        var request = get("http://127.0.0.1:" + of.port() + "/x");
        for (int i = 0; i < LINES.length; i += 2) request = request.header(LINES[i], LINES[i + 1]);
        return fetch(request.header("Host", "b.example")).bodyText();
    }

    private String askAnother(ServerOptions options) {
        var other = new HttpServer(WHO, options);
        other.listen("127.0.0.1", 0);
        try {
            return ask(other);
        } finally {
            other.drain(Duration.ZERO);
        }
    }

    @Test
    void aProxyOfOursIsBelieved() {
        assertEquals("192.0.2.7 https://a.example/x a.example GET /x (192.0.2.7)", ask(server()));
    }

    @Test
    void nobodyElseIs() {
        String direct = "127.0.0.1 http://b.example/x b.example GET /x (127.0.0.1)";
        assertEquals(direct, askAnother(new ServerOptions()));
        assertEquals(direct, askAnother(new ServerOptions().trustedProxies(TrustedProxies.of("10.0.0.0/8", "unix"))));
    }

    @Test
    void aSocketFileIsAProxyOfOursIfWeSaySo(@TempDir Path directory) {
        server().listen(directory.resolve("http"));
        try (var stream = IOStream.connect(UnixDomainSocketAddress.of(directory.resolve("http")))) {
            stream.write("GET /x HTTP/1.1\r\nHost: b.example\r\nX-Forwarded-For: 192.0.2.7\r\n\r\n");
            stream.readUntil("\r\n\r\n");
            assertEquals("192.0.2.7 ", new String(stream.readBytes(10), StandardCharsets.ISO_8859_1));
        }
    }

    @Test
    void aMalformedForwardedIsOneLineAndA400() {
        var other = new HttpServer(WHO, new ServerOptions().trustedProxies(TrustedProxies.of("127.0.0.1").forwarded(true)));
        other.listen("127.0.0.1", 0);
        try (var log = new ExpectLog("typhoon.general", "Refused what 127.0.0.1 sent: a malformed Forwarded header").level(Level.INFO)) {
            var response = fetch(get("http://127.0.0.1:" + other.port() + "/").header("Forwarded", "for=\""));
            assertEquals(400, response.code());
            assertTrue(response.bodyText().contains("a malformed Forwarded header"), response.bodyText());
            assertEquals(1, log.matched().size());
        }
        other.drain(Duration.ZERO);
    }
}
