// Longer than 400 lines because both ends of a socket share one state, and half of it is what its callers must know.
package typhoon.netty;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelException;
import io.netty.channel.ChannelOption;
import io.netty.channel.ChannelOutboundBuffer;
import io.netty.channel.socket.DuplexChannel;
import java.io.IOException;
import java.net.SocketAddress;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLSession;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;

/**
 * One socket of one loop: an inbox that the poller fills, an outbox that it empties, and who waits for which.
 *
 * <p>Coroutines only touch the two boxes; every call into Netty is made by the poller, in {@link #flushNow} or from {@link Inbound},
 * because a coroutine is never "in the event loop" for Netty and each of its calls would become a queued task. So all that coroutines
 * wrote in a turn leaves together when the turn ends.
 *
 * <p>A connection nobody works for costs no coroutine: when something arrives and no coroutine waits here or is attached, the task given
 * to {@link #serveWith} is enqueued.
 */
public final class StreamChannel implements Conduit {
    /** How a wait ended. */
    public enum Event {
        /** Bytes arrived, or were taken. */
        BYTES,
        /** The peer will send no more; it may still read. */
        EOF,
        /** The socket is gone; {@link #error()} says why. */
        CLOSED,
        /** The time was up first. */
        TIMEOUT
    }

    private static final Logger LOG = Logs.of("typhoon.general");
    private static final int DEFAULT_READ_LIMIT = 64 * 1024;
    private static final int COALESCE = 16 * 1024;
    private static final int MAX_DOUBLED = 1 << 29;
    private static final long LINGER_NANOS = TimeUnit.SECONDS.toNanos(2);

    private final Loop loop;
    private final Channel channel;
    private final SocketAddress remoteAddress;
    private final SocketAddress localAddress;
    private final Spot readable = new Spot();
    private final Spots drained = new Spots();

    private ByteBuf inbox = Unpooled.EMPTY_BUFFER;
    private long inboxNumber = 1;
    private int readLimit = DEFAULT_READ_LIMIT;
    private int wanted;                                     // bytes in the inbox that the one who waits has asked for
    private boolean paused;
    private boolean eof;

    private final Outbox outbox;
    private boolean touched;
    private long handed;                                    // bytes given to Netty
    private final WriteWatch writeWatch = new WriteWatch(this);
    private @Nullable Runnable onTaken;
    private @Nullable TlsLayer tls;

    private boolean closing;                                // close() was called
    private boolean finished;                               // our FIN is on its way
    private boolean aborting;
    private boolean closed;
    private @Nullable Timer linger;
    private @Nullable Throwable error;

    private @Nullable Runnable serve;
    private boolean attached;
    private @Nullable Runnable onPeerGone;
    private @Nullable Runnable onClosed;

    StreamChannel(Loop loop, Channel channel) {
        this.loop = loop;
        this.channel = channel;
        this.outbox = new Outbox(loop.allocator());
        this.remoteAddress = Addresses.toJdk(channel.remoteAddress());
        this.localAddress = Addresses.toJdk(channel.localAddress());
        loop.channels().add(this);
    }

    @Override
    public Loop loop() {
        return loop;
    }

    public SocketAddress remoteAddress() {
        return remoteAddress;
    }

    public SocketAddress localAddress() {
        return localAddress;
    }

    /** Whether bytes can still be written: neither side has closed the socket as a whole. */
    @Override
    public boolean isOpen() {
        return !closed && !closing && !aborting;
    }

    /** Why the socket died: null after an orderly end. */
    @Override
    public @Nullable Throwable error() {
        return error;
    }

    // ---- reading

    /** The bytes that were received and not consumed. Consume by moving its reader index, then call {@link #consumed}. */
    @Override
    public ByteBuf inbox() {
        return inbox;
    }

    /** Changes whenever the inbox is another buffer, or the same one used anew; bytes that are added at its end do not change it. */
    public long inboxNumber() {
        return inboxNumber;
    }

    /** Gives back room in the inbox: an empty buffer is released, a reading that had been paused goes on. */
    @Override
    public void consumed() {
        if (!inbox.isReadable()) dropInbox();
        if (paused && inbox.readableBytes() <= readLimit / 2) touch();
    }

    /**
     * Lets the poller stop reading once the inbox holds {@code bytes}. Default 64 KiB; may be exceeded by one read of the socket, and by as
     * many more as {@link #awaitBytes} asks for: who waits for more than the limit would wait for ever.
     */
    @Override
    public void readLimit(int bytes) {
        readLimit = bytes;
        consumed();
    }

    /**
     * Whether the peer has said that it will send no more. During a handshake nobody is told: what it sent may wait there, and is not read
     * yet.
     */
    @Override
    public boolean eof() {
        return eof && !handshaking();
    }

    /**
     * Parks the calling coroutine until more bytes have arrived than are in the inbox now, the peer has finished or the socket died.
     *
     * @param timeoutNanos how long at most; 0 for ever
     */
    public Event awaitBytes(long timeoutNanos) {
        return awaitBytes(inbox.readableBytes() + 1, timeoutNanos);
    }

    @Override
    public Event awaitBytes(int total, long timeoutNanos) {
        wanted = total;
        try {
            while (inbox.readableBytes() < total) {
                if (closed || aborting || closing) return Event.CLOSED;
                if (eof()) return Event.EOF;
                if (paused) touch();
                if (!readable.await(loop, timeoutNanos, "reading")) return Event.TIMEOUT;
            }
            return Event.BYTES;
        } finally {
            wanted = 0;
        }
    }

    /**
     * The task to enqueue when bytes, the end or a failure arrive while no coroutine works for this connection. From then until it calls
     * {@link #detachWorker} the task counts as attached and is not enqueued again.
     */
    public void serveWith(@Nullable Runnable task) {
        serve = task;
    }

    /** Marks the calling coroutine as the one that works for this connection, as if its task had been enqueued by {@link #serveWith}. */
    public void attachWorker() {
        attached = true;
    }

    /** The attached coroutine leaves: the task is enqueued again when something new arrives. */
    public void detachWorker() {
        attached = false;
    }

    /** Enqueued once, as a task, when the peer finished or reset; at once if it already has. */
    @Override
    public void onPeerGone(@Nullable Runnable task) {
        onPeerGone = task;
        if (task != null && (eof() || closed)) peerGone();
    }

    /** Enqueued once, as a task, when the socket is closed, whoever closed it; at once if it already is. */
    @Override
    public void onClosed(@Nullable Runnable task) {
        onClosed = task;
        if (task != null && closed) tellClosed();
    }

    // ---- writing

    /** Where to append bytes; call {@link #touch} when done. On a dead socket they go nowhere. */
    @Override
    public ByteBuf outbox() {
        return outbox.open();
    }

    /** Has the poller send what was appended before it next waits. */
    @Override
    public void touch() {
        if (touched) return;
        touched = true;
        loop.touch(this);
    }

    /** Appends a buffer, taking over one reference to it. For large bodies and for frames that many connections share. */
    @Override
    public void write(ByteBuf shared) {
        if (!isOpen()) {
            shared.release();
            return;
        }
        outbox.add(shared);
        touch();
    }

    /** Bytes that were written and that the kernel has not taken yet. */
    @Override
    public long pending() {
        ChannelOutboundBuffer inNetty = channel.unsafe().outboundBuffer();
        return outbox.bytes() + (inNetty == null ? 0 : inNetty.totalPendingWriteBytes());
    }

    /**
     * Parks the calling coroutine until the kernel has taken all but {@code below} bytes. Several may wait.
     *
     * @param timeoutNanos how long at most; 0 for ever
     * @return BYTES, CLOSED or TIMEOUT
     */
    @Override
    public Event drain(long below, long timeoutNanos) {
        return drain(() -> pending() <= below, timeoutNanos);
    }

    @Override
    public void onTaken(@Nullable Runnable quick) {
        onTaken = quick;
    }

    /** As {@link #drain(long, long)}, until {@code enough} is true; it is asked each time the kernel has taken bytes. */
    public Event drain(BooleanSupplier enough, long timeoutNanos) {
        long end = loop.nanoTime() + timeoutNanos;
        while (!closed && !aborting) {
            if (enough.getAsBoolean()) return Event.BYTES;
            touch();
            long left = timeoutNanos == 0 ? 0 : end - loop.nanoTime();
            if (timeoutNanos != 0 && left <= 0 || !drained.await(loop, left, "writing")) return Event.TIMEOUT;
        }
        return Event.CLOSED;
    }

    /** Aborts the connection when bytes are pending and the kernel took none of them for so long. 0: never, which is the default. */
    public void writeTimeout(long nanos) {
        writeWatch.limit(nanos);
    }

    /** Of TCP: whether small segments leave at once. Elsewhere, and on a dead socket, nothing happens. */
    public void noDelay(boolean atOnce) {
        try {
            channel.config().setOption(ChannelOption.TCP_NODELAY, atOnce);
        } catch (ChannelException dying) {
            // its end is told in the usual way
        }
    }

    // ---- the end

    /**
     * Sends what was written, then the end of the stream, then reads and drops for at most two seconds until the peer has finished too:
     * a socket closed over unread bytes sends a reset, and the reset can overtake the answer. Idempotent.
     */
    @Override
    public void close() {
        if (closing) return;
        closing = true;
        outbox.shut();
        dropInbox();
        readable.wake();
        if (!closed) touch();
    }

    /** Resets the connection; what was not sent is dropped. Idempotent. One of both must be called, also on a socket that died. */
    @Override
    public void abort() {
        if (aborting) return;
        aborting = true;
        dropInbox();
        readable.wake();
        if (!closed) touch();
    }

    // ---- TLS

    /**
     * Puts TLS between the two boxes and the socket; what is in the inbox goes to the handshake, and what is written from now on leaves
     * when that is done. It begins in this turn.
     *
     * @param host whom a client means; null for a server, or where nobody looks
     * @param failed told on the poller why a handshake failed, in one line; not when the peer only went away
     */
    public void startTls(Tls with, @Nullable String host, Consumer<SSLException> failed) {
        if (tls != null) throw new IllegalStateException(this + " speaks TLS already");
        tls = new TlsLayer(this, with, host, failed);
        if (eof) giveUp(tls);
        else if (channel.eventLoop().inEventLoop()) installTls(tls);
        else touch();
    }

    /** Who has ended already cannot answer, and epoll, asked for more, would say so in words of its own. */
    private void giveUp(TlsLayer layer) {
        layer.end();
        abort();
    }

    /** Whether a handshake has begun and not ended. */
    public boolean handshaking() {
        return tls != null && tls.handshaking();
    }

    /** Parks the calling coroutine until the handshake has ended; when it failed, the socket is closed and {@link #error} says why. */
    public void awaitHandshake() {
        if (tls != null) tls.await(loop);
    }

    /** Whether a handshake was done. */
    public boolean isSecure() {
        return tls != null && tls.isSecure();
    }

    /** What the two sides agreed to speak (ALPN), or null. */
    public @Nullable String alpnProtocol() {
        return tls == null ? null : tls.alpnProtocol();
    }

    /** Cipher, version and certificates. */
    public SSLSession tlsSession() {
        if (tls == null) throw new IllegalStateException(this + " does not speak TLS");
        return tls.engine().getSession();
    }

    private void installTls(TlsLayer layer) {
        if (closed || aborting) {
            layer.end();
            return;
        }
        layer.install(channel);
        if (!inbox.isReadable()) return;
        ByteBuf early = inbox;
        inbox = Unpooled.EMPTY_BUFFER;
        inboxNumber++;
        channel.pipeline().fireChannelRead(early);
        channel.pipeline().fireChannelReadComplete();
    }

    /** On the poller. */
    void handshakeEnded(@Nullable Throwable failure) {
        if (tls == null) return;
        if (failure != null) {
            tls.failed(failure);
            loop.schedule(0, this::closeSocket);            // not before the alert has left, which says why
            return;
        }
        tls.succeeded();
        if (closed || aborting) return;
        touch();
        drained.wakeAll();
        if (eof) ended();
    }

    void error(Throwable cause) {
        if (error == null) error = cause;
    }

    @Override
    public String toString() {
        return "connection from " + remoteAddress;
    }

    // ---- on the poller

    void flushNow() {
        touched = false;
        if (closed) {
            outbox.clear();
        } else if (aborting) {
            reset();
        } else {
            if (tls != null && !tls.installed()) installTls(tls);
            if (paused && (readable.isTaken() || inbox.readableBytes() <= readLimit / 2)) resume();
            if (handshaking()) {
                if (closing) closeSocket();
                return;
            }
            send();
            if (closing && !finished) finish();
        }
    }

    private void send() {
        boolean any = false;
        while (outbox.poll() instanceof ByteBuf buffer) {
            handed += buffer.readableBytes();
            channel.write(buffer, channel.voidPromise());
            any = true;
        }
        if (any) channel.flush();
        if (any || drained.isTaken() || onTaken != null) sent();
    }

    /** After a flush: the usual case is that the kernel took it all; else an empty write at the end of Netty's queue tells when it has. */
    private void sent() {
        ChannelOutboundBuffer left = channel.unsafe().outboundBuffer();
        if (left == null || left.totalPendingWriteBytes() == 0) {
            writable();
            return;
        }
        if (drained.isTaken() || onTaken != null) atEndOfQueue(this::tookAll);
        writeWatch.begin();
    }

    void writable() {
        drained.wakeAll();
        if (onTaken != null) onTaken.run();
    }

    /** Netty tells before it has counted; so look again in the next turn. */
    private void tookAll() {
        drained.wakeAll();
        if (onTaken != null) touch();
    }

    /** Runs {@code then} when the kernel has taken all that Netty holds now; beneath TLS, whose records would not stay empty. */
    private void atEndOfQueue(Runnable then) {
        channel.pipeline().firstContext().writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(_ -> then.run());
    }

    private void finish() {
        finished = true;
        writeWatch.begin();
        if (tls == null) atEndOfQueue(this::sentAll);
        else tls.closeOutbound(() -> atEndOfQueue(this::sentAll));
    }

    private void sentAll() {
        if (closed) return;
        if (eof) closeSocket();
        else lingerAWhile();
    }

    private void lingerAWhile() {
        ((DuplexChannel) channel).shutdownOutput();
        linger = loop.schedule(LINGER_NANOS, this::closeSocket);
        resume();
    }

    /** Not after the peer's end: there is nothing left to read, and epoll, asked to look for it, answers with an error. */
    private void resume() {
        paused = false;
        if (!eof) channel.config().setAutoRead(true);
    }

    private void reset() {
        outbox.clear();
        if (channel.isOpen()) {
            channel.config().setOption(ChannelOption.SO_LINGER, 0);
            closeSocket();
        }
    }

    /** At once, past TLS, which would first say goodbye and wait for an answer. */
    private void closeSocket() {
        channel.unsafe().close(channel.voidPromise());
    }

    void received(ByteBuf bytes) {
        if (closing || aborting || !bytes.isReadable()) {
            bytes.release();
            return;
        }
        inbox = inbox.isReadable() ? join(inbox, bytes) : replace(bytes);
        if (inbox.readableBytes() >= Math.max(readLimit, wanted) && !paused) {
            paused = true;
            channel.config().setAutoRead(false);
        }
    }

    private ByteBuf replace(ByteBuf bytes) {
        inboxNumber++;
        inbox.release();
        return bytes;
    }

    private ByteBuf join(ByteBuf head, ByteBuf tail) {
        int size = head.readableBytes() + tail.readableBytes();
        ByteBuf joined = head;
        if (head.maxFastWritableBytes() < tail.readableBytes() || head.refCnt() > 1) {
            inboxNumber++;
            joined = loop.allocator().ioBuffer(Math.max(size <= MAX_DOUBLED ? size * 2 : size, COALESCE));
            joined.writeBytes(head);
            head.release();
        }
        joined.writeBytes(tail);
        tail.release();
        return joined;
    }

    /** After one or more reads, or an end: whoever works for this connection is told. */
    void signal() {
        if (readable.isTaken()) {
            if (inbox.readableBytes() >= wanted || eof() || closed) readable.wake();
        } else if (serve != null && !attached && (!closing || closed)) {
            attached = true;
            loop.enqueue(serve);
        }
    }

    void finishedByPeer() {
        if (eof) return;
        eof = true;
        if (tls != null && tls.handshaking()) tls.eof();
        else ended();
    }

    /** The peer has finished, and all it sent was read. */
    private void ended() {
        if (finished) {
            closeSocket();
            return;
        }
        peerGone();
        signal();
    }

    /** How many bytes the kernel has taken, less what Netty adds for each buffer in its queue: only that it grows means something. */
    long taken() {
        ChannelOutboundBuffer buffer = channel.unsafe().outboundBuffer();
        return buffer == null ? handed : handed - buffer.totalPendingWriteBytes() + buffer.currentProgress();
    }

    void abortFor(Throwable cause) {
        error(cause);
        abort();
    }

    void failed(Throwable failure) {
        Throwable cause = tls == null ? failure : tls.explain(failure);
        error(cause);
        if (cause instanceof OutOfMemoryError) LOG.warn("No memory for what {} sends, it is closed: {}", this, cause.getMessage());
        else if (!(cause instanceof IOException)) LOG.error("{} failed and is closed", this, cause);     // ours, or the machine's
        closeSocket();
    }

    void died() {
        if (closed) return;
        closed = true;
        if (!inbox.isReadable()) dropInbox();
        if (linger != null) loop.cancel(linger);
        if (tls != null) tls.end();
        writeWatch.end();
        outbox.clear();
        drained.wakeAll();
        peerGone();
        signal();
        tellClosed();
    }

    private void peerGone() {
        if (onPeerGone == null) return;
        loop.enqueue(onPeerGone);
        onPeerGone = null;
    }

    private void tellClosed() {
        if (onClosed == null) return;
        loop.enqueue(onClosed);
        onClosed = null;
    }

    /** Until nothing is left in it, the loop knows a dead socket too: it releases what nobody came to read. */
    private void dropInbox() {
        inboxNumber++;
        inbox.release();
        inbox = Unpooled.EMPTY_BUFFER;
        if (closed) loop.channels().remove(this);
    }
}
