package typhoon.websocket;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;
import typhoon.escape.Escape;
import typhoon.http.MemoryBudget;
import typhoon.http.Urls;
import typhoon.httpserver.Upgraded;
import typhoon.netty.LogText;
import typhoon.web.HttpError;
import typhoon.web.Operation;
import typhoon.web.RequestHandler;

/**
 * A handler whose GET becomes a WebSocket. Override {@link #open}, {@link #onMessage(String)} and {@link #onClose}.
 *
 * {@snippet class="typhoon.snippets.WebSocketSnippets" region="feed"}
 *
 * <p>All of them run in coroutines of the loop and may wait. Messages are handed over one after another; while one is handled, pings and
 * close frames are answered all the same. What a method throws closes the connection with 1011 and is logged once. {@code onClose} is
 * called once for each {@code open}, however the connection ends.
 *
 * <p><b>Broadcasting.</b> {@link #writeMessage(String)} never waits, so a loop over a shared collection of handlers runs as a whole before
 * anything else does. As soon as the loop waits somewhere (a database call, or {@code await} on what writeMessage returns), others may open
 * or close meanwhile and change the collection: then loop over a copy. {@link #broadcast} does that, and encodes the message once for
 * all. A client that does not read holds up nobody: when more than {@link WebSocketOptions#sendBuffer} bytes wait for it, it is closed.
 *
 * <p>Before the upgrade {@code prepare} may refuse the request or set headers, as in any handler. RFC 6455; Tornado:
 * {@code websocket.WebSocketHandler}.
 */
@Operation(hidden = true)
public abstract class WebSocketHandler extends RequestHandler {
    private static final String CROSS_ORIGIN = "Cross origin websockets not allowed";

    private @Nullable Connection connection;
    private @Nullable String subprotocol;

    /** Constructors may only store what the handler needs. */
    protected WebSocketHandler() {}

    // ---- to override

    /** The WebSocket is open. Messages are read but not handed over before this returns. */
    public void open() throws Exception {}

    /** A text message has arrived. */
    public void onMessage(String message) throws Exception {}

    /** A binary message has arrived. */
    public void onMessage(byte[] message) throws Exception {}

    /**
     * The client has sent a ping, which has been answered. This and {@link #onPong} are called one after another, but do not wait for a
     * message that is being handled.
     */
    public void onPing(byte[] data) throws Exception {}

    /** The client has sent a pong. */
    public void onPong(byte[] data) throws Exception {}

    /** The WebSocket is closed; {@link #closeCode} says what the client gave as its reason. Called once for each {@link #open}. */
    public void onClose() throws Exception {}

    /**
     * Whether a page of {@code origin} may connect. By default only pages of the host that was asked: browsers let any page open a
     * WebSocket to any host, cookies included. Not called for clients that send no Origin, which browsers always do.
     */
    public boolean checkOrigin(String origin) {
        return Urls.isSameHost(origin, request().host());
    }

    /** Chooses one of the subprotocols the client offers (none: an empty list), or null. */
    public @Nullable String selectSubprotocol(List<String> offered) {
        return null;
    }

    /** Limits and times; by default those that the application's setting {@code websocket} holds, else the usual ones. */
    protected WebSocketOptions webSocketOptions() {
        return settings().has("websocket") ? settings().get("websocket", WebSocketOptions.class) : new WebSocketOptions();
    }

    // ---- to call

    /**
     * Sends a text message and returns at once. Awaiting the future waits until the kernel has taken it; ignoring it is normal, but who
     * sends much in one go awaits now and then, since more than {@link WebSocketOptions#sendBuffer} unsent bytes close the connection. On a
     * WebSocket that is closed or closing nothing is sent and the future fails with {@link WebSocketClosedError}, so that a broadcast goes
     * on (Tornado raises it here).
     *
     * @throws IllegalStateException on another loop or thread than its own, as all that is called here
     */
    public final Future<?> writeMessage(String message) {
        return connected("writeMessage").send(Opcode.TEXT, message.getBytes(StandardCharsets.UTF_8));
    }

    /** Sends a binary message, which must not be changed afterwards; otherwise as {@link #writeMessage(String)}. */
    public final Future<?> writeMessage(byte[] message) {
        return connected("writeMessage").send(Opcode.BINARY, message);
    }

    /** Sends {@code message} as JSON text; otherwise as {@link #writeMessage(String)}. */
    public final Future<?> writeMessage(Object message) {
        return writeMessage(Escape.jsonEncode(message));
    }

    /** Sends a text message to each of {@code handlers}, encoded once; those that are closed are passed over. Never waits. */
    public static void broadcast(Collection<? extends WebSocketHandler> handlers, String message) {
        broadcast(handlers, Opcode.TEXT, message.getBytes(StandardCharsets.UTF_8));
    }

    /** Sends a binary message to each of {@code handlers}, encoded once; those that are closed are passed over. Never waits. */
    public static void broadcast(Collection<? extends WebSocketHandler> handlers, byte[] message) {
        broadcast(handlers, Opcode.BINARY, message);
    }

    private static void broadcast(Collection<? extends WebSocketHandler> handlers, int opcode, byte[] payload) {
        int size = Frames.size(payload.length);
        ByteBuf frame = size > Sender.COPIED ? ByteBufAllocator.DEFAULT.directBuffer(size, size) : Unpooled.buffer(size, size);
        try {
            Frames.write(frame, opcode, payload);
            for (WebSocketHandler handler : new ArrayList<>(handlers)) {
                if (handler.connection != null) handler.connection.sendShared(frame);
            }
        } finally {
            frame.release();
        }
    }

    /** Sends a ping of at most 125 bytes; nothing happens when the WebSocket is closed, or its send buffer full. */
    public final void ping(byte[] data) {
        if (data.length > Frames.MAX_CONTROL) throw new IllegalArgumentException("a ping carries at most 125 bytes, not " + data.length);
        connected("ping").control(Opcode.PING, data);
    }

    /** Closes with 1000 and no reason. */
    public final void close() {
        close(CloseCode.NORMAL, "");
    }

    /**
     * Begins to close; {@link #onClose} follows when the client has answered, or not answered for {@link WebSocketOptions#closeTimeout}.
     * Does nothing when it is closed or closing.
     *
     * @param code 1000 to 1003, 1007 to 1014, or 3000 to 4999: RFC 6455 section 7.4
     * @param reason cut to the 123 bytes of UTF-8 that a close frame holds
     */
    public final void close(int code, String reason) {
        if (!CloseCode.maySend(code)) throw new IllegalArgumentException("close code " + code + " may not be sent");
        connected("close").close(code, reason);
    }

    /** The code with which the client closed; null when it gave none, or vanished. */
    public final @Nullable Integer closeCode() {
        return connection == null ? null : connection.closeCode();
    }

    /** The reason with which the client closed; null when it gave none, or vanished. */
    public final @Nullable String closeReason() {
        return connection == null ? null : connection.closeReason();
    }

    /** The subprotocol that was agreed on; null for none. */
    public final @Nullable String selectedSubprotocol() {
        return subprotocol;
    }

    /** Whether messages can be sent. */
    public final boolean isOpen() {
        return connection != null && connection.isOpen();
    }

    private Connection connected(String call) {
        Connection open = connection;
        if (open == null)
            throw new IllegalStateException(call + " was called on " + getClass().getName() + " before its WebSocket was open: "
                    + "call it from open() on");
        open.checkInLoop(call);
        return open;
    }

    // ---- the upgrade

    /** Shakes hands, whatever the url captures: see {@link #pathArgs}. Not to be called, nor to be overridden by another {@code get}. */
    public final void get(String... captured) {
        Handshake.checkUpgrade(request());
        checkOrigin();
        String accept = Handshake.accept(request());
        subprotocol = agreeOnSubprotocol();
        setStatus(101);
        setHeader("Upgrade", "websocket");
        setHeader("Connection", "Upgrade");
        setHeader("Sec-WebSocket-Accept", accept);
        if (subprotocol != null) setHeader("Sec-WebSocket-Protocol", subprotocol);
        WebSocketOptions options = webSocketOptions();
        MemoryBudget budget = request().connection().options().memoryBudget();
        connection = new Connection(detach(new Upgrade()), this, options, budget);
        connection.begin();
    }

    private void checkOrigin() {
        String origin = request().headers().get("Origin");
        if (origin != null && !checkOrigin(origin)) throw new HttpError(403, CROSS_ORIGIN).detail(CROSS_ORIGIN);
    }

    private @Nullable String agreeOnSubprotocol() {
        List<String> offered = Handshake.subprotocols(request());
        String chosen = selectSubprotocol(offered);
        if (chosen == null || chosen.isEmpty()) return null;
        if (!offered.contains(chosen))
            throw new IllegalStateException("selectSubprotocol chose " + chosen + ", which was not offered: " + offered);
        return chosen;
    }

    private final class Upgrade implements Upgraded {
        @Override
        public void drain() {
            if (connection != null) connection.close(CloseCode.GOING_AWAY, "the server shuts down");
        }

        @Override
        public void closed() {
            if (connection != null) connection.lost();
        }
    }

    /** Names the handler and the url it was opened with, for the log and the watchdog. */
    @Override
    public String toString() {
        return "WebSocket " + LogText.line(request().path()) + " (" + getClass().getSimpleName() + ")";
    }
}
