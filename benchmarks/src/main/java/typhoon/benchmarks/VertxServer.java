package typhoon.benchmarks;

import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.ServerWebSocket;
import io.vertx.core.json.JsonObject;
import java.util.LinkedHashSet;
import java.util.Set;

/** Vert.x: one instance of one verticle on one event loop, epoll, its own JSON, no router. */
public final class VertxServer extends VerticleBase {
    private static final CharSequence SERVER = HttpHeaders.createOptimized("vert.x");
    private static final CharSequence TEXT_PLAIN = HttpHeaders.createOptimized("text/plain");
    private static final CharSequence JSON = HttpHeaders.createOptimized("application/json");
    private static final Buffer TEXT = Buffer.buffer(Hello.TEXT);

    private final int port;
    private final Set<ServerWebSocket> members = new LinkedHashSet<>();
    private CharSequence date = now();

    private VertxServer(int port) {
        this.port = port;
    }

    /** The program: {@code <port>}. */
    public static void main(String... arguments) {
        int port = Hello.port(arguments);
        var vertx = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(1).setPreferNativeTransport(true));
        if (!vertx.isNativeTransportEnabled()) throw new IllegalStateException("expected epoll", vertx.unavailableNativeTransportCause());
        vertx.deployVerticle(new VertxServer(port)).await();
        Hello.ready(port);
    }

    @Override
    public Future<?> start() {
        vertx.setPeriodic(1000, _ -> date = now());
        var options = new HttpServerOptions()
                .setHost(Hello.HOST)
                .setPort(port)
                .setPerFrameWebSocketCompressionSupported(false)
                .setPerMessageWebSocketCompressionSupported(false);
        return vertx.createHttpServer(options).requestHandler(this::answer).webSocketHandler(this::opened).listen();
    }

    private static CharSequence now() {
        return HttpHeaders.createOptimized(Hello.date());
    }

    private void answer(HttpServerRequest request) {
        switch (request.uri()) {
            case "/plaintext" -> send(request, TEXT_PLAIN, TEXT);
            case "/json" -> send(request, JSON, new JsonObject().put("message", Hello.TEXT).toBuffer());
            default -> request.response().setStatusCode(404).end();
        }
    }

    private void send(HttpServerRequest request, CharSequence type, Buffer body) {
        var response = request.response();
        response.headers()
                .add(HttpHeaders.CONTENT_TYPE, type)
                .add(HttpHeaders.SERVER, SERVER)
                .add(HttpHeaders.DATE, date);
        response.end(body);                 // adds Content-Length
    }

    private void opened(ServerWebSocket socket) {
        switch (socket.path()) {
            case "/echo" -> echo(socket);
            case "/broadcast" -> join(socket);
            default -> socket.close();
        }
    }

    private static void echo(ServerWebSocket socket) {
        socket.textMessageHandler(socket::writeTextMessage);
        socket.binaryMessageHandler(socket::writeBinaryMessage);
    }

    /** Its frames cannot be shared: whoever writes one releases it. */
    private void join(ServerWebSocket socket) {
        members.add(socket);
        socket.closeHandler(_ -> members.remove(socket));
        socket.textMessageHandler(text -> {
            for (ServerWebSocket member : members) member.writeTextMessage(text);
        });
        socket.binaryMessageHandler(bytes -> {
            for (ServerWebSocket member : members) member.writeBinaryMessage(bytes);
        });
    }
}
