package typhoon.httpserver;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

/** A server that serves one request a connection. */
class NoKeepAliveTest extends ServerTestCase {
    @Override
    protected ServerOptions serverOptions() {
        return new ServerOptions().keepAlive(false);
    }

    @Test
    void theFirstRequestIsTheLast() {
        for (String version : new String[] {"HTTP/1.1", "HTTP/1.0"}) {
            try (var client = connect()) {
                client.send(("GET / " + version + "\r\nHost: x\r\nConnection: keep-alive\r\n\r\n").repeat(2));
                var response = client.readResponse();
                assertEquals("close", response.headers().get("Connection"));
                assertEquals("GET /", response.bodyText());
                assertTrue(client.closed());
            }
        }
    }
}
