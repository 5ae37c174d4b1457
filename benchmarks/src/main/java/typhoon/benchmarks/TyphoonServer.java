package typhoon.benchmarks;

import static typhoon.web.URLSpec.url;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import typhoon.escape.Escape;
import typhoon.http.HttpHeaders;
import typhoon.httpserver.HttpServer;
import typhoon.httpserver.HttpServerRequest;
import typhoon.ioloop.IOLoop;
import typhoon.web.Application;
import typhoon.web.RequestHandler;
import typhoon.web.Settings;
import typhoon.websocket.WebSocketHandler;

/**
 * Typhoon as its users have it, with {@code POST /users/{id}} as a request that uses all layers: a typed path argument, a JSON body, a JSON
 * answer. With {@code --access-log} each request is a line. On the next port a bare delegate gives the plain text and the JSON, so that the
 * difference is what the layers above it cost. Needs {@code --add-opens java.base/java.lang=ALL-UNNAMED}.
 */
public final class TyphoonServer {
    private static final byte[] TEXT = Hello.text();

    private final Set<WebSocketHandler> members = new HashSet<>();

    /** The program: {@code <port> [--access-log]}. */
    public static void main(String... arguments) {
        int port = Hello.port(arguments);
        boolean accessLog = List.of(arguments).contains("--access-log");
        var loop = IOLoop.current();
        new HttpServer(new TyphoonServer().app(new Settings().accessLog(accessLog))).listen(Hello.HOST, port);
        new HttpServer(TyphoonServer::raw).listen(Hello.HOST, port + 1);
        Hello.ready(port);
        loop.start();
    }

    private Application app(Settings settings) {
        return new Application(settings,
            url("/plaintext", PlainText::new),
            url("/json", Json::new),
            url("/users/{id}", UserHandler::new),
            url("/echo", Echo::new),
            url("/broadcast", Broadcast::new));
    }

    private static void raw(HttpServerRequest request) {
        switch (request.path()) {
            case "/plaintext" -> send(request, "text/plain", TEXT);
            case "/json" -> send(request, "application/json", Escape.jsonEncodeUtf8(new Hello.Message(Hello.TEXT)));
            default -> throw new IllegalArgumentException("nothing at " + request.path());
        }
    }

    private static void send(HttpServerRequest request, String type, byte[] body) {
        var headers = new HttpHeaders();
        headers.set("Content-Type", type);
        request.connection().writeHeaders(200, "OK", headers, body, true);
    }

    static class PlainText extends RequestHandler {
        @Override
        public void get() {
            setHeader("Content-Type", "text/plain");
            write(Hello.TEXT);
        }
    }

    static class Json extends RequestHandler {
        @Override
        public void get() {
            write(new Hello.Message(Hello.TEXT));
        }
    }

    record NewUser(String email, String name) {}

    record User(int id, String email, String name) {}

    static class UserHandler extends RequestHandler {
        public void post(int id) {
            var draft = json(NewUser.class);
            write(new User(id, draft.email(), draft.name()));
        }
    }

    static class Echo extends WebSocketHandler {
        @Override
        public void onMessage(String message) {
            writeMessage(message);
        }

        @Override
        public void onMessage(byte[] message) {
            writeMessage(message);
        }
    }

    class Broadcast extends WebSocketHandler {
        @Override
        public void open() {
            members.add(this);
        }

        @Override
        public void onMessage(String message) {
            broadcast(members, message);
        }

        @Override
        public void onMessage(byte[] message) {
            broadcast(members, message);
        }

        @Override
        public void onClose() {
            members.remove(this);
        }
    }
}
