package typhoon.websocket;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import typhoon.netty.Logs;
import typhoon.netty.StreamChannel;
import typhoon.netty.Timer;

/**
 * One open WebSocket.
 *
 * <p>Reading and delivering are two things. {@link #serve} runs when bytes have arrived: it reads every frame that is there, answers pings
 * and closes at once, and queues messages. Then it lets go of the socket and becomes, unless another coroutine already is, the one that
 * delivers: it hands messages to the handler in order. If the handler waits, its coroutine waits with it, and the next bytes are
 * read by another. So control frames are answered while a message is handled, messages never overlap, and an idle WebSocket has neither
 * coroutine nor buffer. Once {@code MAX_QUEUED} bytes wait to be delivered, frames stay unread and the peer is held back by TCP.
 */
final class Connection {
    private static final Logger APPLICATION = Logs.of("typhoon.application");
    private static final Logger GENERAL = Logs.of("typhoon.general");
    private static final int MAX_QUEUED = 64 * 1024;
    private static final int COPIED = 4 * 1024;            // larger payloads are sent as they are

    private final StreamChannel channel;
    private final WebSocketHandler handler;
    private final WebSocketOptions options;
    private final FrameReader reader;

    private final ArrayDeque<FrameReader.Item> queue = new ArrayDeque<>(0);
    private long queuedBytes;
    private boolean held;                       // frames stay in the inbox until messages have been delivered
    private boolean delivering;

    private boolean closeSent;
    private boolean closeReceived;
    private boolean failed;                     // nothing more is read
    private boolean gone;
    private boolean told;                       // onClose has been called
    private @Nullable Integer closeCode;
    private @Nullable String closeReason;

    private long sent;                          // bytes, for the futures of writeMessage
    private long lastHeard;
    private boolean pinged;
    private @Nullable Timer pinger;
    private @Nullable Timer grace;

    Connection(StreamChannel channel, WebSocketHandler handler, WebSocketOptions options) {
        this.channel = channel;
        this.handler = handler;
        this.options = options;
        this.reader = new FrameReader(options.maxMessageSize());
    }

    @Nullable Integer closeCode() {
        return closeCode;
    }

    @Nullable String closeReason() {
        return closeReason;
    }

    // ---- the life of it

    /** After the handshake, in the handler's coroutine: open, then whatever has arrived meanwhile. */
    void begin() {
        channel.serveWith(new Task("frames", this::serve));
        lastHeard = channel.loop().nanoTime();
        schedulePing();
        delivering = true;
        channel.detachWorker();
        if (channel.inbox().isReadable()) readFrames();
        try {
            handler.open();
        } catch (Throwable problem) {
            handlerFailed(problem);
        }
        delivering = false;
        deliver();
    }

    private void serve() {
        lastHeard = channel.loop().nanoTime();
        pinged = false;
        readFrames();
        if (channel.eof() && !closeReceived) channel.close();            // no more can come, not even an answer to our close
        channel.detachWorker();
        deliver();
    }

    private void readFrames() {
        try {
            held = false;
            while (!failed && !closeReceived && !held) {
                FrameReader.Item item = reader.next(channel.inbox());
                if (item == null) break;
                take(item);
            }
        } catch (ProtocolError broken) {
            fail(broken.code, String.valueOf(broken.getMessage()));
        }
        channel.consumed();
    }

    private void take(FrameReader.Item item) {
        switch (item) {
            case FrameReader.Item.Text(String text) -> queue(item, text.length());
            case FrameReader.Item.Binary(byte[] bytes) -> queue(item, bytes.length);
            case FrameReader.Item.Ping(byte[] data) -> {
                if (!closeSent) control(Opcode.PONG, data);
                channel.loop().enqueue(new Task("ping", () -> call(() -> handler.onPing(data))));
            }
            case FrameReader.Item.Pong(byte[] data) -> channel.loop().enqueue(new Task("pong", () -> call(() -> handler.onPong(data))));
            case FrameReader.Item.Close(int code, String reason) -> closedByPeer(item, code, reason);
        }
    }

    private void queue(FrameReader.Item item, int bytes) {
        queue.addLast(item);
        queuedBytes += bytes;
        held = queuedBytes >= MAX_QUEUED;
    }

    private void closedByPeer(FrameReader.Item item, int code, String reason) {
        closeReceived = true;
        boolean none = code == FrameReader.NO_CODE;
        closeCode = none ? null : Integer.valueOf(code);
        closeReason = none ? null : reason;
        if (!closeSent) sendClose(none ? -1 : code, new byte[0]);
        queue.addLast(item);
        channel.close();
    }

    private void deliver() {
        if (delivering) return;
        delivering = true;
        while (queue.pollFirst() instanceof FrameReader.Item item) {
            switch (item) {
                case FrameReader.Item.Text(String text) -> {
                    queuedBytes -= text.length();
                    call(() -> handler.onMessage(text));
                }
                case FrameReader.Item.Binary(byte[] bytes) -> {
                    queuedBytes -= bytes.length;
                    call(() -> handler.onMessage(bytes));
                }
                case FrameReader.Item.Close _ -> tell();
                case FrameReader.Item.Ping _, FrameReader.Item.Pong _ -> throw new IllegalStateException("control frames are not queued");
            }
            if (held && queuedBytes < MAX_QUEUED / 2 && !gone) readFrames();
        }
        delivering = false;
        if (failed || gone) tell();
    }

    private interface Call {
        void run() throws Exception;
    }

    private void call(Call method) {
        if (told || failed) return;
        try {
            method.run();
        } catch (Throwable problem) {
            handlerFailed(problem);
        }
    }

    private void handlerFailed(Throwable problem) {
        if (!(problem instanceof WebSocketClosedError)) APPLICATION.error("Uncaught exception in {}", this, problem);
        fail(CloseCode.SERVER_ERROR, "");
    }

    // ---- the end of it

    /** Begins the closing handshake; a peer that does not answer in time is cut off. */
    void close(int code, String reason) {
        if (closeSent || gone) return;
        sendClose(code, Utf8.truncated(reason, Frames.MAX_CONTROL - 2));
        grace = channel.loop().schedule(options.closeTimeout().toNanos(), channel::abort);
    }

    /** Says why, and listens no more. */
    private void fail(int code, String reason) {
        if (failed || gone) return;
        failed = true;
        queue.clear();
        if (!closeSent) sendClose(code, Utf8.truncated(reason, Frames.MAX_CONTROL - 2));
        if (grace == null) grace = channel.loop().schedule(options.closeTimeout().toNanos(), channel::abort);
        channel.close();
        if (!delivering) tell();
    }

    private void sendClose(int code, byte[] reason) {
        closeSent = true;
        ByteBuf out = channel.outbox();
        Frames.writeHeader(out, Opcode.CLOSE, code < 0 ? 0 : 2 + reason.length);
        if (code >= 0) out.writeShort(code).writeBytes(reason);
        channel.touch();
    }

    /** The socket is gone, with or without a handshake. */
    void lost() {
        gone = true;
        stopTimers();
        if (closeReceived && !failed && delivering) {
            grace = channel.loop().schedule(options.closeTimeout().toNanos(), () -> channel.loop().enqueue(new Task("end", this::tell)));
        } else {
            tell();
        }
    }

    /** Calls onClose, once. Messages that were not delivered by now never are. */
    private void tell() {
        if (told) return;
        told = true;
        queue.clear();
        stopTimers();
        try {
            handler.onClose();
        } catch (Throwable problem) {
            APPLICATION.error("Uncaught exception in {}", this, problem);
        }
    }

    private void stopTimers() {
        if (pinger != null) channel.loop().cancel(pinger);
        if (grace != null && gone) channel.loop().cancel(grace);
    }

    // ---- sending

    boolean isOpen() {
        return !closeSent && !closeReceived && !gone && channel.isOpen();
    }

    Future<?> send(int opcode, byte[] payload) {
        if (!isOpen()) return Sent.never(handler);
        if (!fits(payload.length)) return Sent.never(handler);
        if (payload.length > COPIED) {
            ByteBuf header = channel.outbox();
            Frames.writeHeader(header, opcode, payload.length);
            channel.write(Unpooled.wrappedBuffer(payload));
        } else {
            Frames.write(channel.outbox(), opcode, payload);
        }
        return written(payload.length);
    }

    /** Sends a frame that other connections send too; the caller keeps its own reference. */
    void sendShared(ByteBuf frame) {
        if (!isOpen() || !fits(frame.readableBytes())) return;
        if (frame.readableBytes() > COPIED) channel.write(frame.retainedDuplicate());
        else channel.outbox().writeBytes(frame, frame.readerIndex(), frame.readableBytes());
        written(frame.readableBytes());
    }

    private Future<?> written(int bytes) {
        channel.touch();
        sent += bytes + Frames.MAX_HEADER;
        return new Sent(channel, this, handler, sent);
    }

    /** Whether there is room; a peer that lets too much pile up is told to come back later. */
    private boolean fits(int bytes) {
        long pending = channel.pending();
        if (pending == 0 || pending + bytes <= options.sendBuffer()) return true;
        GENERAL.info("{} does not read: {} bytes wait to be sent, closing it with 1013", this, pending);
        close(CloseCode.TRY_AGAIN_LATER, "too slow");
        return false;
    }

    long sentBytes() {
        return sent;
    }

    void ping(byte[] data) {
        if (data.length > Frames.MAX_CONTROL) throw new IllegalArgumentException("a ping carries at most 125 bytes, not " + data.length);
        if (isOpen()) control(Opcode.PING, data);
    }

    private void control(int opcode, byte[] data) {
        if (channel.pending() > options.sendBuffer()) return;           // a flood of pings by a peer that does not read the answers
        Frames.write(channel.outbox(), opcode, data);
        channel.touch();
    }

    // ---- keeping it alive

    private void schedulePing() {
        if (options.pingInterval().isZero()) return;
        long quiet = channel.loop().nanoTime() - lastHeard;
        Duration next = pinged ? options.pingTimeout() : options.pingInterval();
        pinger = channel.loop().schedule(next.toNanos() - (pinged ? 0 : quiet), this::checkAlive);
    }

    private void checkAlive() {
        if (gone || closeSent) return;
        boolean silent = channel.loop().nanoTime() - lastHeard >= options.pingInterval().toNanos();
        if (pinged) {
            close(CloseCode.NORMAL, "ping timed out");
            return;
        }
        if (silent) {
            pinged = true;
            control(Opcode.PING, String.valueOf(channel.loop().nanoTime()).getBytes(StandardCharsets.US_ASCII));
        }
        schedulePing();
    }

    @Override
    public String toString() {
        return handler.toString();
    }

    /** A task that names the handler to the watchdog. */
    private final class Task implements Runnable {
        private final String what;
        private final Runnable body;

        Task(String what, Runnable body) {
            this.what = what;
            this.body = body;
        }

        @Override
        public void run() {
            body.run();
        }

        @Override
        public String toString() {
            return handler + " " + what;
        }
    }
}
