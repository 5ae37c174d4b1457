package typhoon.websocket;

import java.time.Duration;

/**
 * The limits and times of a WebSocket. Immutable: each method that takes a value returns a copy. Give them to all handlers of an
 * application with {@code new Settings().with("websocket", new WebSocketOptions()…)}, or to one by overriding
 * {@link WebSocketHandler#webSocketOptions}.
 *
 * {@snippet class="typhoon.snippets.WebSocketSnippets" region="options"}
 *
 * <table>
 * <caption>What there is</caption>
 * <tr><th>setting</th><th>default</th><th>beyond it</th></tr>
 * <tr><td>maxMessageSize</td><td>10 MiB</td><td>closed with 1009</td></tr>
 * <tr><td>sendBuffer</td><td>1 MiB</td><td>closed with 1013</td></tr>
 * <tr><td>pingInterval</td><td>30 s of silence</td><td>a ping is sent; zero: never</td></tr>
 * <tr><td>pingTimeout</td><td>20 s</td><td>closed, "ping timed out"</td></tr>
 * <tr><td>closeTimeout</td><td>5 s</td><td>the connection is reset</td></tr>
 * </table>
 *
 * <p>Messages of all connections together are limited by {@link typhoon.httpserver.ServerOptions#memoryBudget}: beyond it 1013.
 */
public final class WebSocketOptions {
    private final int maxMessageSize;
    private final int sendBuffer;
    private final Duration pingInterval;
    private final Duration pingTimeout;
    private final Duration closeTimeout;

    /** The defaults. */
    public WebSocketOptions() {
        this(10 * 1024 * 1024, 1024 * 1024, Duration.ofSeconds(30), Duration.ofSeconds(20), Duration.ofSeconds(5));
    }

    private WebSocketOptions(int maxMessageSize, int sendBuffer, Duration pingInterval, Duration pingTimeout, Duration closeTimeout) {
        this.maxMessageSize = maxMessageSize;
        this.sendBuffer = sendBuffer;
        this.pingInterval = pingInterval;
        this.pingTimeout = pingTimeout;
        this.closeTimeout = closeTimeout;
    }

    /** How many bytes a message of the client may have, all its fragments together; more closes with 1009. Default 10 MiB. */
    public WebSocketOptions maxMessageSize(int bytes) {
        if (bytes < 0) throw new IllegalArgumentException("maxMessageSize is at least 0, not " + bytes);
        return new WebSocketOptions(bytes, sendBuffer, pingInterval, pingTimeout, closeTimeout);
    }

    /**
     * How many bytes may wait for a client that does not read; a message that would make it more closes with 1013. Default 1 MiB. A message
     * larger than that is still sent when nothing else waits.
     */
    public WebSocketOptions sendBuffer(int bytes) {
        if (bytes < 0) throw new IllegalArgumentException("sendBuffer is at least 0, not " + bytes);
        return new WebSocketOptions(maxMessageSize, bytes, pingInterval, pingTimeout, closeTimeout);
    }

    /** After how much silence of the client it is pinged; zero: never. Default 30 s. Tornado: {@code websocket_ping_interval}. */
    public WebSocketOptions pingInterval(Duration interval) {
        if (interval.isNegative()) throw new IllegalArgumentException("pingInterval is not negative, as " + interval + " is");
        return new WebSocketOptions(maxMessageSize, sendBuffer, interval, pingTimeout, closeTimeout);
    }

    /**
     * How long a pinged client may stay silent. Default 20 s. Anything that it sends counts. While other bytes stand in line before the
     * ping, {@link typhoon.httpserver.ServerOptions#writeTimeout} judges the client instead. Tornado: {@code websocket_ping_timeout}.
     */
    public WebSocketOptions pingTimeout(Duration timeout) {
        return new WebSocketOptions(maxMessageSize, sendBuffer, pingInterval, positive("pingTimeout", timeout), closeTimeout);
    }

    /** How long the client has to answer a close frame before the connection is reset. Default 5 s. */
    public WebSocketOptions closeTimeout(Duration timeout) {
        return new WebSocketOptions(maxMessageSize, sendBuffer, pingInterval, pingTimeout, positive("closeTimeout", timeout));
    }

    private static Duration positive(String name, Duration value) {
        if (!value.isPositive()) throw new IllegalArgumentException(name + " is more than zero, not " + value);
        return value;
    }

    /** See {@link #maxMessageSize(int)}. */
    public int maxMessageSize() {
        return maxMessageSize;
    }

    /** See {@link #sendBuffer(int)}. */
    public int sendBuffer() {
        return sendBuffer;
    }

    /** See {@link #pingInterval(Duration)}. */
    public Duration pingInterval() {
        return pingInterval;
    }

    /** See {@link #pingTimeout(Duration)}. */
    public Duration pingTimeout() {
        return pingTimeout;
    }

    /** See {@link #closeTimeout(Duration)}. */
    public Duration closeTimeout() {
        return closeTimeout;
    }
}
