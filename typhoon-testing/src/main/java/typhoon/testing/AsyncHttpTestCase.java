package typhoon.testing;

import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import typhoon.escape.Escape;
import typhoon.httpserver.HttpServer;
import typhoon.httpserver.RequestDelegate;
import typhoon.httpserver.ServerOptions;
import typhoon.web.Application;

/**
 * A test beside a real server on a free port of 127.0.0.1, both on the test's loop.
 *
 * {@snippet class="typhoon.snippets.TestingSnippets" region="http"}
 *
 * <p>Order: {@link #getApp}, server, your {@code @BeforeEach} methods, the test; at the end your {@code @AfterEach} methods, then
 * client and server are closed. Source: Tornado's {@code testing.AsyncHTTPTestCase}.
 */
public abstract class AsyncHttpTestCase extends AsyncTestCase {
    private @Nullable HttpServer server;
    private @Nullable TestClient client;

    static {
        // what the first requests load, here on JUnit's thread: on the loop it would be a stall of the first test
        var _ = new Application();
        Escape.jsonDecode(Escape.jsonEncode(Map.of()), Map.class);
    }

    /** For subclasses. */
    protected AsyncHttpTestCase() {}

    /** What the server serves; an {@code Application} mostly. */
    protected abstract RequestDelegate getApp();

    /** The server's limits; as they come unless overridden. */
    protected ServerOptions serverOptions() {
        return new ServerOptions();
    }

    /** JUnit's: starts the server. */
    @BeforeEach
    public final void startServer() {
        server = new HttpServer(getApp(), serverOptions());
        server.listen("127.0.0.1", 0);
        client = new TestClient(server.port());
    }

    /** JUnit's: closes client and server, connections included. */
    @AfterEach
    public final void stopServer() {
        if (client != null) client.close();
        if (server != null) server.drain(Duration.ZERO);
    }

    /** The server. */
    protected final HttpServer server() {
        return started(server);
    }

    /** The port the server listens on. */
    protected final int port() {
        return server().port();
    }

    /** {@code http://127.0.0.1:port} and {@code path}. */
    protected final String getUrl(String path) {
        return "http://127.0.0.1:" + port() + path;
    }

    /** How many connections the server has accepted in this test. */
    protected final long connectionsAccepted() {
        return server().connectionsAccepted();
    }

    /** Gets {@code path}, or a whole {@code http://} URL. */
    protected final TestResponse fetch(String path) {
        return fetch(get(path));
    }

    /**
     * Sends a request and waits for its response, whatever its status. Connections are kept and used again, one request at a time each.
     *
     * @throws AssertionError if the connection ends before the response does
     */
    protected final TestResponse fetch(TestRequest request) {
        return started(client).fetch(request);
    }

    /** A new connection to the server that speaks raw bytes; yours to close. */
    protected final RawClient connect() {
        return new RawClient(port());
    }

    /** A request to give to {@link #fetch}. */
    protected static TestRequest get(String path) {
        return new TestRequest("GET", path);
    }

    /** A request to give to {@link #fetch}. */
    protected static TestRequest head(String path) {
        return new TestRequest("HEAD", path);
    }

    /** A request to give to {@link #fetch}. */
    protected static TestRequest post(String path) {
        return new TestRequest("POST", path);
    }

    /** A request to give to {@link #fetch}. */
    protected static TestRequest put(String path) {
        return new TestRequest("PUT", path);
    }

    /** A request to give to {@link #fetch}. */
    protected static TestRequest patch(String path) {
        return new TestRequest("PATCH", path);
    }

    /** A request to give to {@link #fetch}. */
    protected static TestRequest delete(String path) {
        return new TestRequest("DELETE", path);
    }

    /** A request to give to {@link #fetch}. */
    protected static TestRequest options(String path) {
        return new TestRequest("OPTIONS", path);
    }

    private static <T> T started(@Nullable T part) {
        if (part == null) throw new IllegalStateException("the server runs from @BeforeEach to @AfterEach only");
        return part;
    }
}
