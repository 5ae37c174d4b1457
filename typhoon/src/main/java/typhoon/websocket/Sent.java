package typhoon.websocket;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import typhoon.netty.StreamChannel;

/**
 * What writeMessage returns: done when the kernel has taken the message. It asks the connection instead of being told by it, so a message
 * whose future nobody looks at costs nothing more. The price: a future that is first asked when the socket is gone cannot tell any more
 * whether the message was taken, and says that it was not.
 */
final class Sent implements Future<Void> {
    private final Sender sender;
    private final Connection connection;
    private final long end;                             // of the message, in the bytes that were ever sent

    Sent(Sender sender, Connection connection, long end) {
        this.sender = sender;
        this.connection = connection;
        this.end = end;
    }

    /** For a message that will not be sent. */
    static Future<Void> never(Connection connection) {
        return CompletableFuture.failedFuture(closed(connection));
    }

    private static WebSocketClosedError closed(Connection connection) {
        return new WebSocketClosedError("writeMessage on " + connection + ", which is closed or closing");
    }

    private boolean isTaken() {
        return sender.channel().pending() <= sender.sent() - end;
    }

    @Override
    public boolean isDone() {
        return isTaken() || !sender.channel().isOpen();
    }

    @Override
    public Void get() throws InterruptedException, ExecutionException {
        return outcome(sender.channel().drain(this::isTaken, 0));
    }

    @Override
    public Void get(long timeout, TimeUnit unit) throws InterruptedException, ExecutionException, TimeoutException {
        long nanos = unit.toNanos(timeout);
        if (nanos <= 0 && isDone()) return get();
        var event = nanos <= 0 ? StreamChannel.Event.TIMEOUT : sender.channel().drain(this::isTaken, nanos);
        if (event == StreamChannel.Event.TIMEOUT) throw new TimeoutException("the peer took too little in " + timeout + " " + unit);
        return outcome(event);
    }

    @SuppressWarnings("NullAway")                       // the value of a Future<Void> is null
    private Void outcome(StreamChannel.Event event) throws ExecutionException {
        if (event == StreamChannel.Event.BYTES) return null;
        throw new ExecutionException(closed(connection));
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
