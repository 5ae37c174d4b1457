package typhoon.testing;

import java.time.Duration;
import typhoon.httpserver.HttpServer;

/** A server of one test and its client, on a free port of 127.0.0.1. */
final class Served {
    private final HttpServer server;
    private final TestClient client;
    private final String origin;

    /** Listens. In a coroutine of the test's loop. */
    Served(HttpServer server, String protocol) {
        this.server = server;
        server.listen("127.0.0.1", 0);
        boolean tls = protocol.equals("https");
        client = new TestClient(server.port(), tls);
        origin = protocol + "://127.0.0.1:" + server.port();
    }

    HttpServer server() {
        return server;
    }

    String url(String path) {
        return origin + path;
    }

    TestResponse fetch(TestRequest request) {
        return client.fetch(request);
    }

    RawClient connect() {
        return client.connect();
    }

    WebSocketProbe webSocket(String path, String... moreHeaders) {
        return new WebSocketProbe(connect(), "127.0.0.1:" + server.port(), path, moreHeaders);
    }

    void close() {
        client.close();
        server.drain(Duration.ZERO);
    }
}
