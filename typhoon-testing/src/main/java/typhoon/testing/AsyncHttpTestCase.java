package typhoon.testing;

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
 * client and server are closed. Where your tests have a base class already, {@link TestServer} does the same. Source:
 * Tornado's {@code testing.AsyncHTTPTestCase}.
 */
public abstract class AsyncHttpTestCase extends AsyncTestCase {
    private @Nullable Served served;

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

    /** Makes the server, which does not listen yet; with {@link #getApp} and {@link #serverOptions} unless overridden. */
    protected HttpServer getHttpServer() {
        return new HttpServer(getApp(), serverOptions());
    }

    /** What stands before {@code ://} in the server's URLs, by its options. */
    protected String getProtocol() {
        return protocol(server().options());
    }

    static String protocol(ServerOptions options) {
        return options.tls() == null ? "http" : "https";
    }

    /** JUnit's: starts the server. */
    @BeforeEach
    public final void startServer() {
        var server = getHttpServer();
        served = new Served(server, protocol(server.options()));
    }

    /** JUnit's: closes client and server, connections included. */
    @AfterEach
    public final void stopServer() {
        if (served != null) served.close();
    }

    /** The server. */
    protected final HttpServer server() {
        return served().server();
    }

    /** The port the server listens on. */
    protected final int port() {
        return server().port();
    }

    /** Protocol, address and port of the server, then {@code path}. */
    protected final String getUrl(String path) {
        return getProtocol() + "://127.0.0.1:" + port() + path;
    }

    /** How many connections the server has accepted in this test. */
    protected final long connectionsAccepted() {
        return server().connectionsAccepted();
    }

    /** Gets {@code path}, or a whole URL. */
    protected final TestResponse fetch(String path) {
        return fetch(get(path));
    }

    /**
     * Sends a request and waits for its response, whatever its status. Connections are kept and used again, one request at a time each. A
     * redirect is a response too, unless the request says {@link TestRequest#followRedirects}; Tornado's client follows by itself. Of a
     * server with TLS any certificate is believed.
     *
     * @throws AssertionError if the connection ends before the response does
     */
    protected final TestResponse fetch(TestRequest request) {
        return served().fetch(request);
    }

    /** A new connection to the server that speaks raw bytes; yours to close. */
    protected final RawClient connect() {
        return served().connect();
    }

    /** A new WebSocket to the server, frame by frame; yours to close. {@code moreHeaders} are whole lines. */
    protected final WebSocketProbe webSocket(String path, String... moreHeaders) {
        return served().webSocket(path, moreHeaders);
    }

    /** A request to give to {@link #fetch}. */
    protected static TestRequest get(String path) {
        return TestRequest.get(path);
    }

    /** A request to give to {@link #fetch}. */
    protected static TestRequest head(String path) {
        return TestRequest.head(path);
    }

    /** A request to give to {@link #fetch}. */
    protected static TestRequest post(String path) {
        return TestRequest.post(path);
    }

    /** A request to give to {@link #fetch}. */
    protected static TestRequest put(String path) {
        return TestRequest.put(path);
    }

    /** A request to give to {@link #fetch}. */
    protected static TestRequest patch(String path) {
        return TestRequest.patch(path);
    }

    /** A request to give to {@link #fetch}. */
    protected static TestRequest delete(String path) {
        return TestRequest.delete(path);
    }

    /** A request to give to {@link #fetch}. */
    protected static TestRequest options(String path) {
        return TestRequest.options(path);
    }

    private Served served() {
        if (served == null) throw new IllegalStateException("the server runs from @BeforeEach to @AfterEach only");
        return served;
    }
}
