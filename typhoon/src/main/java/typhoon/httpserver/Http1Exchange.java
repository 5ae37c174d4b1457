package typhoon.httpserver;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import typhoon.http.HttpHeaders;
import typhoon.http.HttpInputError;
import typhoon.http.HttpOutputError;
import typhoon.iostream.StreamClosedError;
import typhoon.netty.LogText;
import typhoon.netty.Logs;
import typhoon.netty.Nanos;
import typhoon.netty.StreamChannel;
import typhoon.wire.Head;
import typhoon.wire.Http1Writer;

/**
 * One request and its response. Nobody who keeps this object longer can touch the next one: when the exchange is over every call is
 * refused.
 */
final class Http1Exchange implements HttpConnection {
    /** Unsent bytes down to which a flush waits: enough that a fast client never runs dry, little enough per connection. */
    static final long FLUSHED = 64 * 1024;

    private static final Logger APPLICATION = Logs.of("typhoon.application");
    private static final long FULL = 256 * 1024;
    private static final int COPIED_ASIDE = 16 * 1024;
    private static final byte[] EMPTY = {};
    private static final HttpHeaders NONE = new HttpHeaders();
    private static final byte[] CLOSE = line("Connection: close");
    private static final byte[] KEEP_ALIVE = line("Connection: keep-alive");
    private static final byte[] CHUNKED = line("Transfer-Encoding: chunked");

    private final Http1Connection connection;
    private final StreamChannel channel;
    private final Head head;
    private final @Nullable Origin origin;
    private final RequestBody body;
    private final long began;
    private final Thread worker = Thread.currentThread();
    private @Nullable Allowance allowance;  // null for most: nobody limits them

    private boolean started;
    private boolean finished;
    private boolean detached;
    private boolean abandoned;              // the connection has answered in the delegate's place, or given up
    private boolean closes;
    private ResponseFraming framing = ResponseFraming.NOTHING;
    private long written;
    private @Nullable Runnable closeCallback;
    private @Nullable Runnable drainCallback;

    Http1Exchange(Http1Connection connection, Head head) {
        this.connection = connection;
        this.channel = connection.channel();
        this.head = head;
        this.origin = connection.origin(head);
        this.body = new RequestBody(this, head);
        this.began = channel.loop().turnNanos();
        if (server().handlerDeadline() > 0) allowance().limit(server().handlerDeadline());
        else if (options().interruptOnClose()) allowance().track();
    }

    // ---- the response

    @Override
    public void writeHeaders(int status, String reason, HttpHeaders headers, byte @Nullable [] firstChunk, boolean last) {
        checkOpen("writeHeaders");
        if (started) throw new IllegalStateException("writeHeaders was called twice for " + this);
        if (status == 101) checkUpgradable();
        byte[] first = firstChunk == null ? EMPTY : firstChunk;
        framing = ResponseFraming.of(head, status, headers, first.length, last);
        Http1Writer writer = server().writer().status(status, reason).fields(headers);
        addOwnLines(writer, headers, status);
        started = true;
        try {
            if (framing.isPlain() && first.length < COPIED_ASIDE) {
                written = first.length;         // of() has checked it
                writer.end(channel.outbox(), first);
            } else {
                writer.end(channel.outbox());
                append(first);
            }
        } catch (OutOfMemoryError none) {
            channel.abort();                    // half of a response is none
            throw none;
        }
        channel.touch();
        if (last) finish();
    }

    private void addOwnLines(Http1Writer writer, HttpHeaders headers, int status) {
        if (!headers.contains("Date")) writer.raw(connection.dateLine());
        if (!headers.contains("Server")) writer.raw(server().lines().server());
        if (framing.chunked()) writer.raw(CHUNKED);
        if (framing.ours()) writer.contentLength(framing.length());
        if (status == 101) {
            closes = true;                  // unless the connection is detached
            return;
        }
        boolean said = ResponseFraming.saysClose(headers.get("Connection"));
        closes = said || framing.untilClose() || !head.keepsAlive() || !options().keepAlive() || body.endsConnection()
                || server().draining() && !body.isFollowed();
        if (closes && !said) writer.raw(CLOSE);
        else if (!closes && head.minorVersion() == 0) writer.raw(KEEP_ALIVE);
    }

    @Override
    public void write(byte[] chunk) {
        checkStarted("write");
        try {
            append(chunk);
        } catch (OutOfMemoryError none) {
            channel.abort();
            throw none;
        }
        awaitRoom(FULL);
    }

    private void append(byte[] data) {
        check(written + data.length, false);
        written += data.length;
        if (framing.bodiless() || data.length == 0) return;             // an empty chunk would end the body
        ByteBuf out = channel.outbox();
        if (framing.chunked()) Http1Writer.chunkBegin(out, data.length);
        if (data.length < COPIED_ASIDE) out.writeBytes(data);
        else channel.write(ByteBufAllocator.DEFAULT.directBuffer(data.length, data.length).writeBytes(data));
        if (framing.chunked()) Http1Writer.chunkEnd(channel.outbox());
        channel.touch();
    }

    private void check(long total, boolean last) {
        try {
            framing.check(total, last);
        } catch (HttpOutputError wrong) {
            channel.abort();
            throw wrong;
        }
    }

    @Override
    public void flush() {
        checkStarted("flush");
        awaitRoom(FLUSHED);
    }

    @Override
    public void finish() {
        finish(NONE);
    }

    @Override
    public void finish(HttpHeaders trailers) {
        checkStarted("finish");
        check(written, true);
        if (framing.chunked()) {
            server().writer().lastChunk(channel.outbox(), trailers);
            channel.touch();
        }
        over();
    }

    private void checkStarted(String call) {
        checkOpen(call);
        if (!started) throw new IllegalStateException(call + " was called before writeHeaders for " + this);
    }

    private void checkOpen(String call) {
        if (abandoned || !channel.isOpen()) throw gone(new StreamClosedError(channel.error()));
        if (finished) throw new IllegalStateException(call + " was called after the end of the response to " + this);
    }

    private void over() {
        finished = true;
        closeCallback = null;
        drainCallback = null;
        if (allowance != null) allowance.cancel();
    }

    // ---- the time it may take

    @Override
    public void setDeadline(Duration time) {
        if (time.isNegative()) throw new IllegalArgumentException("a deadline is zero (none) or more from now, not " + time);
        if (finished || abandoned || detached) return;
        allowance().limit(Nanos.of(time));
    }

    private Allowance allowance() {
        if (allowance == null) allowance = new Allowance(channel.loop(), worker, this::deadlinePassed);
        return allowance;
    }

    /** The handler has ended. */
    void leave() {
        if (allowance != null) allowance.leave(abandoned);
    }

    private StreamClosedError gone(StreamClosedError error) {
        if (allowance != null) allowance.told();
        return error;
    }

    private void awaitRoom(long below) {
        try {
            connection.awaitRoom(below);
        } catch (StreamClosedError error) {
            throw gone(error);
        }
    }

    // ---- how it ends

    /** The delegate has returned: finishes what it has begun. */
    void end() {
        if (!finished && !isClosed()) {
            if (!started) throw new IllegalStateException("the delegate returned without an answer to " + this);
            finish();
        }
        Thread.interrupted();               // if one came, it was meant for this request
    }

    /** Nothing more can be said here; whoever still tries is told that the client is gone. */
    void abandon() {
        abandoned = true;
        over();
        Thread.interrupted();
    }

    /** A task of the loop: the handler had its time. */
    private void deadlinePassed() {
        if (finished || detached || allowance == null || !allowance.isLimited()) return;
        APPLICATION.warn("{} took longer than {} ms and was interrupted", this, TimeUnit.NANOSECONDS.toMillis(allowance.limit()));
        if (started) {
            channel.abort();
        } else {
            connection.sendError(503, "the handler took too long", isHead());
            channel.close();
        }
        abandoned = true;
        over();
        allowance.interrupt();
    }

    /** A task of the loop: the client has finished or reset. */
    void peerGone() {
        if (finished || detached) return;
        Runnable callback = closeCallback;
        closeCallback = null;
        if (options().interruptOnClose()) allowance().interrupt();
        if (callback != null) callback.run();
    }

    @Override
    public void setCloseCallback(@Nullable Runnable callback) {
        if (finished) return;
        closeCallback = callback;
        if (callback != null && (channel.eof() || !channel.isOpen())) channel.loop().enqueue(this::tellClosed);
    }

    private void tellClosed() {
        Runnable callback = closeCallback;
        closeCallback = null;
        if (callback != null) callback.run();
    }

    @Override
    public void setDrainCallback(@Nullable Runnable callback) {
        if (finished) return;
        drainCallback = callback;
        if (server().draining()) drain();
    }

    /** The server drains. */
    void drain() {
        Runnable callback = drainCallback;
        drainCallback = null;
        if (callback != null) channel.loop().enqueue(callback);
    }

    @Override
    public boolean isClosed() {
        return abandoned || !channel.isOpen();
    }

    @Override
    public void abort() {
        if (detached || abandoned || finished) return;
        abandon();
        channel.abort();
    }

    @Override
    public StreamChannel detach(Upgraded upgraded) {
        if (detached || abandoned || !channel.isOpen()) throw new StreamClosedError(channel.error());
        checkUpgradable();
        detached = true;
        over();
        connection.detached(upgraded);
        return channel;
    }

    /** RFC 9110 7.8: what follows the request must be the new protocol's. */
    private void checkUpgradable() {
        if (!body.done()) throw new HttpInputError(400, "a request with a body cannot be upgraded");
    }

    // ---- for connection, request and body

    RequestBody body() {
        return body;
    }

    boolean started() {
        return started;
    }

    boolean finished() {
        return finished;
    }

    boolean detached() {
        return detached;
    }

    boolean abandoned() {
        return abandoned;
    }

    boolean closes() {
        return closes || abandoned;
    }

    boolean isHead() {
        return head.method().equals("HEAD");
    }

    long nanosSinceBegin() {
        return channel.loop().nanoTime() - began;
    }

    String remoteIp() {
        return origin == null ? connection.remoteIp() : origin.ip();
    }

    String protocol() {
        return origin == null ? connection.protocol() : origin.protocol();
    }

    String host() {
        return origin == null ? head.host() : origin.host();
    }

    StreamChannel channel() {
        return channel;
    }

    HttpServer server() {
        return connection.server();
    }

    @Override
    public void setMaxBody(long bytes) {
        body.limit(bytes);
    }

    @Override
    public void setBodyTimeout(Duration time) {
        body.timeout(time);
    }

    @Override
    public ServerOptions options() {
        return server().options();
    }

    /** {@code GET /users/7 (127.0.0.1)}. */
    @Override
    public String toString() {
        return LogText.line(head.method() + " " + head.target() + " (" + remoteIp() + ")");
    }

    private static byte[] line(String text) {
        return (text + "\r\n").getBytes(StandardCharsets.ISO_8859_1);
    }
}
