package typhoon.testing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import typhoon.http.HttpHeaders;
import typhoon.httpserver.HttpServerRequest;
import typhoon.httpserver.RequestDelegate;
import typhoon.iostream.TlsOptions;

class AsyncHttpsTestCaseTest extends AsyncHttpsTestCase {
    @Override
    protected RequestDelegate getApp() {
        return AsyncHttpsTestCaseTest::answer;
    }

    private static void answer(HttpServerRequest request) {
        byte[] body = (request.protocol() + " " + request.path()).getBytes(StandardCharsets.US_ASCII);
        request.connection().writeHeaders(200, "OK", new HttpHeaders(), body, true);
    }

    @Test
    void aPathIsFetchedOverTls() {
        assertEquals("https", getProtocol());
        assertEquals("https /a", fetch("/a").bodyText());
        fetch("/b");
        assertEquals(1, connectionsAccepted());
    }

    @Test
    void aWholeUrlIsFetchedToo() {
        assertTrue(getUrl("/a").startsWith("https://127.0.0.1:"));
        assertEquals("https /a", fetch(getUrl("/a").replace("https", "HTTPS")).bodyText());
        assertEquals("https /a", fetch("https://localhost:" + port() + "/a").bodyText());
    }

    @Test
    void rawBytesAreSpokenInsideTls() {
        try (var client = connect()) {
            assertEquals("https /x", client.send("GET /x HTTP/1.1\r\nHost: x\r\n\r\n").readResponse().bodyText());
        }
    }

    static class WithOptionsOfItsOwn extends AsyncHttpsTestCase {
        @Override
        protected RequestDelegate getApp() {
            return AsyncHttpsTestCaseTest::answer;
        }

        @Override
        protected TlsOptions getTlsOptions() {
            return defaultTlsOptions().protocols("TLSv1.2");
        }

        @Test
        void theyAreUsed() throws IOException {
            assertEquals("https /o", fetch("/o").bodyText());
            try (var socket = (SSLSocket) TestTls.believingAnyone().getSocketFactory().createSocket("127.0.0.1", port())) {
                socket.startHandshake();
                assertEquals("TLSv1.2", socket.getSession().getProtocol());
            }
        }
    }

    @Test
    void aTestCaseMayHaveOptionsOfItsOwn() {
        assertEquals(List.of(), Trial.of(WithOptionsOfItsOwn.class).failures());
    }

    static class ByExtension {
        @RegisterExtension
        final TestServer server = TestServer.overTls(() -> AsyncHttpsTestCaseTest::answer);

        @Test
        void overTls() {
            assertTrue(server.url("/").startsWith("https://"));
            assertEquals("https /e", server.fetch("/e").bodyText());
        }
    }

    @Test
    void theExtensionDoesTheSame() {
        assertEquals(List.of(), Trial.of(ByExtension.class).failures());
    }
}
