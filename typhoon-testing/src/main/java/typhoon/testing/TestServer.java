package typhoon.testing;

import java.lang.reflect.Method;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.DynamicTestInvocationContext;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.InvocationInterceptor;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;
import org.junit.jupiter.api.extension.ReflectiveInvocationContext;
import typhoon.httpserver.HttpServer;
import typhoon.httpserver.RequestDelegate;
import typhoon.httpserver.ServerOptions;

/**
 * What {@link AsyncHttpTestCase} gives, for tests that have a base class already: each test is a coroutine of a fresh loop, beside a fresh
 * server on a free port of 127.0.0.1.
 *
 * {@snippet class="typhoon.snippets.TestingSnippets" region="server"}
 *
 * <p>Needs no other extension: it does all that {@link LoopExtension} does. Order: application, server, {@code @BeforeEach} methods, the
 * test; at the end {@code @AfterEach} methods, then client and server are closed.
 */
public final class TestServer implements BeforeEachCallback, AfterEachCallback, InvocationInterceptor, ParameterResolver {
    private final LoopExtension loop = new LoopExtension();
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
        loop.beforeEach(context);
        LoopExtension.onLoop(context, () -> served = new Served(new HttpServer(app.get(), options), AsyncHttpTestCase.protocol(options)));
    }

    @Override
    public void afterEach(ExtensionContext context) throws Exception {
        try {
            if (served != null) LoopExtension.onLoop(context, served::close);
        } finally {
            served = null;
            loop.afterEach(context);
        }
    }

    @Override
    public void interceptBeforeEachMethod(Invocation<@Nullable Void> body,
            ReflectiveInvocationContext<Method> method, ExtensionContext context)
            throws Throwable {
        loop.interceptBeforeEachMethod(body, method, context);
    }

    @Override
    public void interceptTestMethod(Invocation<@Nullable Void> body, ReflectiveInvocationContext<Method> method, ExtensionContext context)
            throws Throwable {
        loop.interceptTestMethod(body, method, context);
    }

    @Override
    public void interceptTestTemplateMethod(Invocation<@Nullable Void> body,
            ReflectiveInvocationContext<Method> method, ExtensionContext context)
            throws Throwable {
        loop.interceptTestTemplateMethod(body, method, context);
    }

    @Override
    public <T extends @Nullable Object> T interceptTestFactoryMethod(Invocation<T> body,
            ReflectiveInvocationContext<Method> method, ExtensionContext context)
            throws Throwable {
        return loop.interceptTestFactoryMethod(body, method, context);
    }

    @Override
    public void interceptDynamicTest(Invocation<@Nullable Void> body,
            DynamicTestInvocationContext test, ExtensionContext context) throws Throwable {
        loop.interceptDynamicTest(body, test, context);
    }

    @Override
    public void interceptAfterEachMethod(Invocation<@Nullable Void> body,
            ReflectiveInvocationContext<Method> method, ExtensionContext context)
            throws Throwable {
        loop.interceptAfterEachMethod(body, method, context);
    }

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        return loop.supportsParameter(parameter, context);
    }

    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
        return loop.resolveParameter(parameter, context);
    }
}
