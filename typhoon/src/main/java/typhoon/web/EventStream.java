package typhoon.web;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import typhoon.escape.Escape;
import typhoon.http.HttpHeaders;
import typhoon.ioloop.IOLoop;
import typhoon.ioloop.Timeout;
import typhoon.iostream.StreamClosedError;
import typhoon.netty.Nanos;

/**
 * A response that never has to end: server-sent events, as a page reads them with {@code new EventSource(url)}. What sends them reads
 * straight through, and may wait for whatever it sends:
 *
 * {@snippet class="typhoon.snippets.EventSnippets" region="stream"}
 *
 * <p><b>How it ends.</b> When the client leaves (also when it only says that it will send no more), or the server drains, the coroutine
 * that opened the stream is interrupted: whatever it waits for throws, and so does {@link #send}. Let that pass, it ends the handler and is
 * logged nowhere but in the access line, with status 200; {@code finally} and {@link RequestHandler#onFinish} give things back. When the
 * server drains, the response ends in order, and the browser comes back by itself: to where it finds a server, with {@link #lastEventId}. A
 * handler that returns ends the stream too; a browser then also comes back, unless it gets a 204.
 *
 * <p>While nothing is sent, a comment every {@link Settings#eventHeartbeat} keeps proxies from cutting the connection. A client that is
 * slow makes {@link #send} wait; one that takes nothing at all is cut off after {@link typhoon.httpserver.ServerOptions#writeTimeout}. The
 * stream is not compressed. Coroutines of the handler's loop only; several may send. A {@link
 * typhoon.httpserver.ServerOptions#handlerDeadline} holds for streams too: set none where there are some. Source: the HTML standard,
 * section 9.2; Tornado has nothing of the kind.
 */
public final class EventStream {
    static final String TYPE = "text/event-stream";

    private static final byte[] HEARTBEAT = {':', '\n', '\n'};

    private final RequestHandler handler;
    private final IOLoop loop = IOLoop.current();
    private final Thread coroutine = Thread.currentThread();
    private final long interval;

    private @Nullable Timeout timer;
    private long lastSent;
    private int sending;
    private boolean ended;

    EventStream(RequestHandler handler) {
        this.handler = handler;
        this.interval = Nanos.of(handler.settings().eventHeartbeat());
    }

    /** Sends the head. */
    void begin() {
        HttpHeaders headers = handler.response().headers();
        headers.set("Content-Type", TYPE);
        if (!headers.contains("Cache-Control")) headers.set("Cache-Control", "no-store");
        headers.set("X-Accel-Buffering", "no");             // for nginx, which would collect events
        if (handler.clientLeft()) {
            over();
            throw closed();
        }
        handler.flush();
        lastSent = loop.nanoTime();
        if (interval > 0) beatIn(interval);
        handler.request().connection().setDrainCallback(this::end);
    }

    // ---- to call

    /**
     * Sends an event and waits while the client is slow.
     *
     * @throws StreamClosedError when the stream is over
     */
    public void send(ServerSentEvent event) {
        write(event.bytes());
    }

    /** Sends an event with this text, of any number of lines; see {@link #send(ServerSentEvent)}. */
    public void send(String data) {
        send(ServerSentEvent.of(data));
    }

    /** Sends an event with {@code value} as JSON; see {@link #send(ServerSentEvent)} and {@link Escape#jsonEncode}. */
    public void send(Object value) {
        send(ServerSentEvent.json(value));
    }

    /**
     * The id of the last event that the client has seen, when it comes back after a connection that broke; null when it comes for the first
     * time. It says what it likes: check it as any argument.
     */
    public @Nullable String lastEventId() {
        String id = handler.request().headers().get("Last-Event-ID");
        return id == null ? null : new String(id.getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8);
    }

    /** Whether events can still be sent. */
    public boolean isOpen() {
        return !ended && !handler.request().connection().isClosed();
    }

    private void write(byte[] bytes) {
        if (ended) throw closed();
        sending++;
        lastSent = loop.nanoTime();
        try {
            handler.response().write(bytes);
            handler.response().flush();
        } finally {
            sending--;
        }
    }

    private static StreamClosedError closed() {
        return new StreamClosedError(null);
    }

    // ---- the heartbeat: one timer, armed again only when it fires

    private void beatIn(long nanos) {
        timer = loop.callLater(Duration.ofNanos(nanos), this::beat);
    }

    private void beat() {
        if (ended) return;
        long quiet = loop.nanoTime() - lastSent;
        if (quiet < interval) {
            beatIn(interval - quiet);
            return;
        }
        try {
            if (sending == 0) write(HEARTBEAT);
        } catch (StreamClosedError gone) {
            return;             // its handler is told by the connection
        }
        if (!ended) beatIn(interval);
    }

    // ---- the end

    boolean ended() {
        return ended;
    }

    /** The client has left, or the server drains: has the handler end. */
    void end() {
        if (ended) return;
        over();
        coroutine.interrupt();
    }

    /** The handler has ended. */
    void over() {
        ended = true;
        if (timer != null) loop.removeTimeout(timer);
    }
}
