package typhoon.benchmarks;

import io.helidon.common.buffers.BufferData;
import io.helidon.common.socket.SocketWriterException;
import io.helidon.http.Header;
import io.helidon.http.HeaderNames;
import io.helidon.http.HeaderValues;
import io.helidon.webserver.WebServer;
import io.helidon.webserver.http.HttpRouting;
import io.helidon.webserver.http.ServerResponse;
import io.helidon.webserver.websocket.WsRouting;
import io.helidon.websocket.WsListener;
import io.helidon.websocket.WsSession;
import java.io.UncheckedIOException;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;

/**
 * Helidon: a virtual thread for each connection, carried by one thread of the JDK's scheduler. With {@code --queued-writes} answers are
 * written by a second thread of the connection, which gathers them: measured, that is several times as many pipelined requests, and half
 * as many that wait for their answer. So it is an option; as Helidon comes, each answer is written at once. WebSockets are left out then:
 * what they send stays in the queue.
 */
public final class HelidonServer {
    private static final Header SERVER = HeaderValues.createCached(HeaderNames.SERVER, "Helidon");
    private static final byte[] TEXT = Hello.text();

    private HelidonServer() {}

    /** The program: {@code <port> [--queued-writes]}. */
    public static void main(String... arguments) {
        int port = Hello.port(arguments);
        boolean queued = List.of(arguments).contains("--queued-writes");
        System.setProperty("jdk.virtualThreadScheduler.parallelism", "1");      // read when the first virtual thread is made
        System.setProperty("jdk.virtualThreadScheduler.maxPoolSize", "1");
        var sockets = WsRouting.builder();
        if (!queued) sockets.endpoint("/echo", new Echo()).endpoint("/broadcast", new Room());
        WebServer.builder()
                .host(Hello.HOST)
                .port(port)
                .backlog(1024)
                .writeQueueLength(queued ? 8192 : 0)
                .smartAsyncWrites(queued)
                .addRouting(HttpRouting.builder()
                        .get("/plaintext", (_, response) -> send(response, HeaderValues.CONTENT_TYPE_TEXT_PLAIN, TEXT))
                        .get("/json", (_, response) -> send(response, HeaderValues.CONTENT_TYPE_JSON, Hello.json())))
                .addRouting(sockets)
                .build()
                .start();
        if (queued) Hello.readyWithoutWebSocket(port);
        else Hello.ready(port);
    }

    private static void send(ServerResponse response, Header type, byte[] body) {
        response.header(type).header(SERVER).send(body);
    }

    private static final class Echo implements WsListener {
        @Override
        public void onMessage(WsSession session, String text, boolean last) {
            session.send(text, last);
        }

        @Override
        public void onMessage(WsSession session, BufferData bytes, boolean last) {
            session.send(bytes, last);
        }
    }

    /** The one server here in which members come and go in threads of their own, and sending may wait for a slow one: hence the monitor. */
    private static final class Room implements WsListener {
        private final Set<WsSession> members = new LinkedHashSet<>();

        @Override
        public synchronized void onOpen(WsSession session) {
            members.add(session);
        }

        @Override
        public void onMessage(WsSession session, String text, boolean last) {
            toAll(member -> member.send(text, last));
        }

        @Override
        public void onMessage(WsSession session, BufferData bytes, boolean last) {
            byte[] message = bytes.readBytes();
            toAll(member -> member.send(BufferData.create(message), last));
        }

        @Override
        public synchronized void onClose(WsSession session, int status, String reason) {
            members.remove(session);
        }

        @Override
        public synchronized void onError(WsSession session, Throwable problem) {
            members.remove(session);
        }

        private synchronized void toAll(Consumer<WsSession> send) {
            members.removeIf(member -> {
                try {
                    send.accept(member);
                    return false;
                } catch (UncheckedIOException | SocketWriterException gone) {
                    return true;
                }
            });
        }
    }
}
