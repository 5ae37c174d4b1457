package typhoon.testing;

import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.ExtensionContext;
import typhoon.httpserver.HttpServer;
import typhoon.httpserver.RequestDelegate;
import typhoon.httpserver.ServerOptions;

/**
 * What {@link AsyncHttpTestCase} and {@link AsyncHttpsTestCase} give, for tests that have a base class already: each test is a coroutine
 * of a fresh loop, beside a fresh server on a free port of 127.0.0.1.
 *
 * {@snippet class="typhoon.snippets.TestingSnippets" region="server"}
 *
 * <p>Needs no other extension: it does all that {@link LoopExtension} does. Order: application, server, {@code @BeforeEach} methods, the
 * test; at the end {@code @AfterEach} methods, then client and server are closed.
 */
public final class TestServer extends LoopExtension {
    private final Supplier<? extends RequestDelegate> app;
    private final ServerOptions options;

    private @Nullable Served served;

    /** A server of what {@code app} makes, an {@code Application} mostly; it is called for each test, on the loop. */
    public TestServer(Supplier<? extends RequestDelegate> app) {
        this(app, new ServerOptions());
    }

    /** As {@link #TestServer(Supplier)}, with limits and waits of your own. */
    public TestServer(Supplier<? extends RequestDelegate> app, ServerOptions options) {
        this.app = app;
        this.options = options;
    }

    /** What {@link AsyncHttpsTestCase} gives: a server with TLS and the certificate that comes with this library. */
    public static TestServer overTls(Supplier<? extends RequestDelegate> app) {
        return new TestServer(app, new ServerOptions().tls(AsyncHttpsTestCase.defaultTlsOptions()));
    }

    /** Gets {@code path}, or a whole URL. See {@link AsyncHttpTestCase#fetch(TestRequest)}. */
    public TestResponse fetch(String path) {
        return fetch(TestRequest.get(path));
    }

    /** Sends a request and waits for its response. See {@link AsyncHttpTestCase#fetch(TestRequest)}. */
    public TestResponse fetch(TestRequest request) {
        return served().fetch(request);
    }

    /** The server. */
    public HttpServer server() {
        return served().server();
    }

    /** The port it listens on. */
    public int port() {
        return server().port();
    }

    /** Protocol, address and port, then {@code path}. */
    public String url(String path) {
        return served().url(path);
    }

    /** A new connection to the server that speaks raw bytes; yours to close. */
    public RawClient connect() {
        return served().connect();
    }

    /** A new WebSocket, frame by frame; yours to close. {@code moreHeaders} are whole lines. */
    public WebSocketProbe webSocket(String path, String... moreHeaders) {
        return served().webSocket(path, moreHeaders);
    }

    private Served served() {
        if (served == null) throw new IllegalStateException("the server runs from @BeforeEach to @AfterEach only");
        return served;
    }

    // ---- JUnit's

    @Override
    public void beforeEach(ExtensionContext context) throws Exception {
        super.beforeEach(context);
        LoopExtension.onLoop(context, () -> served = new Served(new HttpServer(app.get(), options), AsyncHttpTestCase.protocol(options)));
    }

    @Override
    public void afterEach(ExtensionContext context) throws Exception {
        try {
            if (served != null) LoopExtension.onLoop(context, served::close);
        } finally {
            served = null;
            super.afterEach(context);
        }
    }
}
