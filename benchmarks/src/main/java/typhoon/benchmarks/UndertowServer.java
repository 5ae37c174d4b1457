package typhoon.benchmarks;

import io.undertow.Handlers;
import io.undertow.Undertow;
import io.undertow.UndertowOptions;
import io.undertow.server.HttpHandler;
import io.undertow.server.HttpServerExchange;
import io.undertow.util.Headers;
import io.undertow.websockets.core.AbstractReceiveListener;
import io.undertow.websockets.core.BufferedBinaryMessage;
import io.undertow.websockets.core.BufferedTextMessage;
import io.undertow.websockets.core.WebSocketChannel;
import io.undertow.websockets.core.WebSockets;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.xnio.Options;

/** Undertow: everything on its one io thread, answers to pipelined requests gathered, the plain text in a buffer shared by all answers. */
public final class UndertowServer {
    private static final ByteBuffer TEXT = ByteBuffer.allocateDirect(Hello.text().length).put(Hello.text()).flip().asReadOnlyBuffer();

    private UndertowServer() {}

    /** The program: {@code <port>}. */
    public static void main(String... arguments) {
        int port = Hello.port(arguments);
        HttpHandler echo = Handlers.websocket((_, channel) -> listen(channel, new Echo()));
        HttpHandler broadcast = Handlers.websocket((_, channel) -> listen(channel, new Broadcast()));
        Undertow.builder()
                .addHttpListener(port, Hello.HOST)
                .setIoThreads(1)
                .setWorkerThreads(1)
                .setSocketOption(Options.BACKLOG, 1024)
                .setServerOption(UndertowOptions.ALWAYS_SET_KEEP_ALIVE, false)
                .setServerOption(UndertowOptions.BUFFER_PIPELINED_DATA, true)
                .setHandler(exchange -> {
                    switch (exchange.getRequestPath()) {
                        case "/plaintext" -> send(exchange, "text/plain", TEXT.duplicate());
                        case "/json" -> send(exchange, "application/json", ByteBuffer.wrap(Hello.json()));
                        case "/echo" -> echo.handleRequest(exchange);
                        case "/broadcast" -> broadcast.handleRequest(exchange);
                        default -> exchange.setStatusCode(404);
                    }
                })
                .build()
                .start();
        Hello.ready(port);
    }

    private static void send(HttpServerExchange exchange, String type, ByteBuffer body) {
        exchange.getResponseHeaders().put(Headers.CONTENT_TYPE, type).put(Headers.SERVER, "Undertow");
        exchange.getResponseSender().send(body);
    }

    private static void listen(WebSocketChannel channel, AbstractReceiveListener listener) {
        channel.getReceiveSetter().set(listener);
        channel.resumeReceives();
    }

    private static final class Echo extends AbstractReceiveListener {
        @Override
        protected void onFullTextMessage(WebSocketChannel channel, BufferedTextMessage message) {
            WebSockets.sendText(message.getData(), channel, null);
        }

        @Override
        protected void onFullBinaryMessage(WebSocketChannel channel, BufferedBinaryMessage message) {
            WebSockets.sendBinary(copy(message), channel, null);
        }
    }

    /** The peers of a connection are those of its url, itself among them. */
    private static final class Broadcast extends AbstractReceiveListener {
        @Override
        protected void onFullTextMessage(WebSocketChannel channel, BufferedTextMessage message) {
            ByteBuffer text = ByteBuffer.wrap(message.getData().getBytes(StandardCharsets.UTF_8));
            for (WebSocketChannel member : channel.getPeerConnections()) WebSockets.sendText(text.duplicate(), member, null);
        }

        @Override
        protected void onFullBinaryMessage(WebSocketChannel channel, BufferedBinaryMessage message) {
            ByteBuffer bytes = copy(message);
            for (WebSocketChannel member : channel.getPeerConnections()) WebSockets.sendBinary(bytes.duplicate(), member, null);
        }
    }

    private static ByteBuffer copy(BufferedBinaryMessage message) {
        try (var pooled = message.getData()) {
            ByteBuffer merged = WebSockets.mergeBuffers(pooled.getResource());
            return ByteBuffer.allocate(merged.remaining()).put(merged).flip();
        }
    }
}
