package typhoon.websocket;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import typhoon.netty.StreamChannel;

/**
 * What writeMessage returns: done when the kernel has taken the message. It asks the connection instead of being told by it, so a message
 * whose future nobody looks at costs nothing more.
 */
final class Sent implements Future<Void> {
    private final StreamChannel channel;
    private final Connection connection;
    private final WebSocketHandler handler;
    private final long mark;

    Sent(StreamChannel channel, Connection connection, WebSocketHandler handler, long mark) {
        this.channel = channel;
        this.connection = connection;
        this.handler = handler;
        this.mark = mark;
    }

    /** For a message that will not be sent. */
    static Future<Void> never(WebSocketHandler handler) {
        return CompletableFuture.failedFuture(closed(handler));
    }

    private static WebSocketClosedError closed(WebSocketHandler handler) {
        return new WebSocketClosedError("writeMessage on " + handler + ", which is closed or closing");
    }

    private long written() {
        return connection.sentBytes() - mark;
    }

    @Override
    public boolean isDone() {
        return channel.pending() <= written() || channel.error() != null || !channel.isOpen();
    }

    @Override
    public Void get() throws InterruptedException, ExecutionException {
        try {
            return get(0, TimeUnit.NANOSECONDS);
        } catch (TimeoutException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    @Override
    @SuppressWarnings("NullAway")                       // the value of a Future<Void> is null
    public Void get(long timeout, TimeUnit unit) throws InterruptedException, ExecutionException, TimeoutException {
        return switch (channel.drain(written(), unit.toNanos(timeout))) {
            case BYTES -> null;
            case TIMEOUT -> throw new TimeoutException("the peer took too little in " + timeout + " " + unit);
            case CLOSED, EOF -> throw new ExecutionException(closed(handler));
        };
    }

    @Override
    public boolean cancel(boolean mayInterruptIfRunning) {
        return false;                                   // a frame that has begun must end
    }

    @Override
    public boolean isCancelled() {
        return false;
    }
}
