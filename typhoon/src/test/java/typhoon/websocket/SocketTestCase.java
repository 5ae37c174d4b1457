package typhoon.websocket;

import static typhoon.web.URLSpec.url;

import java.util.ArrayList;
import java.util.List;
import typhoon.httpserver.RequestDelegate;
import typhoon.testing.AsyncHttpTestCase;
import typhoon.testing.WebSocketProbe;
import typhoon.web.Application;
import typhoon.web.Settings;

/** A server whose /ws is the handler a test chooses, and what has happened there, in order. */
abstract class SocketTestCase extends AsyncHttpTestCase {
    final List<String> events = new ArrayList<>();
    final List<Recorder> open = new ArrayList<>();

    WebSocketOptions options = new WebSocketOptions();

    /** What a new connection to /ws gets. */
    abstract Recorder handler();

    @Override
    protected RequestDelegate getApp() {
        return new Application(new Settings(), url("/ws", this::handler), url("/rooms/{room}", this::handler));
    }

    WebSocketProbe probe(String... headers) {
        return new WebSocketProbe(port(), "/ws", headers);
    }

    /** Waits until the event has happened. */
    void awaitEvent(String event) {
        waitFor(() -> events.contains(event));
    }

    /** Writes down what happens. */
    class Recorder extends WebSocketHandler {
        @Override
        protected WebSocketOptions webSocketOptions() {
            return options;
        }

        @Override
        public void open() throws Exception {
            events.add("open");
            open.add(this);
        }

        @Override
        public void onMessage(String message) throws Exception {
            events.add("text " + message);
        }

        @Override
        public void onMessage(byte[] message) throws Exception {
            events.add("bytes " + message.length);
        }

        @Override
        public void onPing(byte[] data) throws Exception {
            events.add("ping " + new String(data, java.nio.charset.StandardCharsets.UTF_8));
        }

        @Override
        public void onPong(byte[] data) throws Exception {
            events.add("pong " + new String(data, java.nio.charset.StandardCharsets.UTF_8));
        }

        @Override
        public void onClose() throws Exception {
            events.add("close " + closeCode() + " " + closeReason());
            open.remove(this);
        }
    }
}
