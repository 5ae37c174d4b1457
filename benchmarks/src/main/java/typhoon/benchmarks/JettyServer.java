package typhoon.benchmarks;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.PreEncodedHttpField;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.util.BufferUtil;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.thread.Invocable;
import org.eclipse.jetty.util.thread.QueuedThreadPool;
import org.eclipse.jetty.websocket.api.Session;
import org.eclipse.jetty.websocket.core.server.WebSocketServerComponents;
import org.eclipse.jetty.websocket.server.ServerWebSocketContainer;
import org.eclipse.jetty.websocket.server.WebSocketUpgradeHandler;

/** Jetty's core, no servlets: one selector that accepts too, a handler that says it does not block and is run by the selector's thread. */
public final class JettyServer {
    private JettyServer() {}

    /** The program: {@code <port>}. */
    public static void main(String... arguments) throws Exception {
        int port = Hello.port(arguments);
        var server = new Server(new QueuedThreadPool(4, 4));
        var connector = new ServerConnector(server, 0, 1, new HttpConnectionFactory());
        connector.setHost(Hello.HOST);
        connector.setPort(port);
        connector.setAcceptQueueSize(1024);
        server.addConnector(connector);
        WebSocketServerComponents.ensureWebSocketComponents(server).getExtensionRegistry().unregister("permessage-deflate");
        server.setHandler(new Handler.Sequence(new Http(), WebSocketUpgradeHandler.from(server, JettyServer::map)));
        server.start();
        Hello.ready(port);
    }

    private static void map(ServerWebSocketContainer sockets) {
        sockets.setIdleTimeout(Duration.ZERO);
        sockets.setInvocationType(Invocable.InvocationType.NON_BLOCKING);
        sockets.addMapping("/echo", (_, _, _) -> new JettyEcho());
        Set<Session> members = ConcurrentHashMap.newKeySet();
        sockets.addMapping("/broadcast", (_, _, _) -> new JettyBroadcast(members));
    }

    private static final class Http extends Handler.Abstract.NonBlocking {
        private static final HttpField TEXT_PLAIN = new PreEncodedHttpField(HttpHeader.CONTENT_TYPE, "text/plain");
        private static final HttpField JSON = new PreEncodedHttpField(HttpHeader.CONTENT_TYPE, "application/json");
        private static final ByteBuffer TEXT = BufferUtil.toDirectBuffer(Hello.TEXT);

        @Override
        public boolean handle(Request request, Response response, Callback callback) {
            switch (Request.getPathInContext(request)) {
                case "/plaintext" -> send(response, TEXT_PLAIN, TEXT.slice(), callback);
                case "/json" -> send(response, JSON, ByteBuffer.wrap(Hello.json()), callback);
                default -> {
                    return false;
                }
            }
            return true;
        }

        private static void send(Response response, HttpField type, ByteBuffer body, Callback callback) {
            response.getHeaders().put(type);
            response.write(true, body, callback);
        }
    }
}
