package typhoon.websocket;

import io.netty.buffer.ByteBuf;
import java.util.ArrayDeque;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import typhoon.http.MemoryBudget;
import typhoon.netty.Interruption;
import typhoon.netty.Logs;
import typhoon.netty.Loop;
import typhoon.netty.Nanos;
import typhoon.netty.StreamChannel;
import typhoon.netty.Timer;

/**
 * One open WebSocket.
 *
 * <p>Reading and delivering are two things. {@link #serve} runs when bytes have arrived: it reads every frame that is there, answers pings
 * at once, and queues messages. Then it lets go of the socket and becomes, unless another coroutine already is, the one that delivers: it
 * hands messages to the handler in order. If the handler waits, its coroutine waits with it, and the next bytes are read by another. So
 * control frames are answered while a message is handled, messages never overlap, and an idle WebSocket has neither coroutine nor buffer.
 *
 * <p>What is queued is bounded: once {@code MAX_QUEUED} bytes wait to be delivered, frames stay unread, and the peer is held back by TCP.
 *
 * <p>Reading ends with a close frame, a broken rule or the end of the stream. Messages that came before may still be answered, as RFC 6455
 * 5.5.1 allows; but a handler that waits must not keep the peer from its answer. So {@link #ending} is a task of the next turn: by then
 * handlers that do not wait have written what they had to say. {@code onClose} follows when the last message was handled, or, if that takes
 * longer than closing may, without it.
 */
final class Connection {
    private static final Logger APPLICATION = Logs.of("typhoon.application");
    private static final Logger GENERAL = Logs.of("typhoon.general");
    private static final int MAX_QUEUED = 64 * 1024;
    private static final int ITEM = 64;                 // what an item costs besides its payload; else empty messages would be free

    private final StreamChannel channel;
    private final WebSocketHandler handler;
    private final WebSocketOptions options;
    private final MemoryBudget budget;
    private final FrameReader reader;
    private final Sender sender;
    private final Pinger pinger;

    private final ArrayDeque<FrameReader.Item> messages = new ArrayDeque<>(0);
    private boolean opened;                             // open has returned
    private boolean delivering;                         // one coroutine hands messages over
    private final ArrayDeque<FrameReader.Item> signals = new ArrayDeque<>(0);
    private boolean signalling;                         // one coroutine hands pings and pongs over
    private long queued;
    private boolean held;                               // frames stay in the inbox until some of the queue was delivered

    private boolean ended;                              // nothing more is read
    private @Nullable ProtocolError broken;             // and this is why
    private boolean closeReceived;
    private @Nullable Integer closeCode;
    private @Nullable String closeReason;

    private boolean closeSent;
    private boolean over;                               // nothing is queued any more
    private boolean gone;                               // the socket is closed
    private boolean told;                               // onClose has been called
    private @Nullable Timer grace;                      // for the peer to answer a close
    private @Nullable Timer patience;                   // for the handler to come to an end

    Connection(StreamChannel channel, WebSocketHandler handler, WebSocketOptions options, MemoryBudget budget) {
        this.channel = channel;
        this.handler = handler;
        this.options = options;
        this.budget = budget;
        this.reader = new FrameReader(options.maxMessageSize(), budget);
        this.sender = new Sender(channel, this, options.sendBuffer());
        this.pinger = new Pinger(channel, this, sender, options);
    }

    void checkInLoop(String call) {
        channel.loop().checkInLoop(call);
    }

    @Nullable Integer closeCode() {
        return closeCode;
    }

    @Nullable String closeReason() {
        return closeReason;
    }

    /** Whether messages can be sent. */
    boolean isOpen() {
        return !closeSent && !gone && channel.isOpen();
    }

    /** Whether the peer is not listened to, so that its silence says nothing. */
    boolean held() {
        return held;
    }

    // ---- sending

    Future<?> send(int opcode, byte[] payload) {
        return sender.send(opcode, payload);
    }

    /** Sends a whole frame that other connections send too; the caller keeps its own reference. */
    void sendShared(ByteBuf frame) {
        checkInLoop("broadcast");
        sender.sendShared(frame);
    }

    /** Sends a ping or pong, if that makes sense now. */
    void control(int opcode, byte[] data) {
        if (isOpen() && !sender.isFull(data.length)) sender.control(opcode, data);
    }

    // ---- reading

    /** After the handshake: open comes first, then what has arrived with the handshake. */
    void begin() {
        var serve = new Task("frames", this::serve);
        channel.serveWith(serve);
        delivering = true;
        channel.loop().enqueue(new Task("open", this::open));
        channel.loop().enqueue(serve);
        pinger.start();
    }

    private void open() {
        try {
            handler.open();
        } catch (Throwable problem) {
            handlerFailed(problem);
        }
        opened = true;
        if (!signals.isEmpty()) beginSignals();
        delivering = false;
        deliver();
    }

    private void serve() {
        pinger.heard();
        readFrames();
        channel.detachWorker();
        deliver();
    }

    private void readFrames() {
        try {
            while (!ended && queued < MAX_QUEUED) {
                FrameReader.Item item = reader.next(channel.inbox());
                if (item != null) take(item);
                else if (channel.eof()) end();
                else break;
            }
        } catch (ProtocolError problem) {
            broken = problem;
            end();
        }
        held = !ended && queued >= MAX_QUEUED;
        channel.consumed();
    }

    private void take(FrameReader.Item item) {
        switch (item) {
            case FrameReader.Item.Text _, FrameReader.Item.Binary _ -> queue(messages, item);
            case FrameReader.Item.Ping(byte[] data) -> {
                control(Opcode.PONG, data);
                signal(item);
            }
            case FrameReader.Item.Pong _ -> signal(item);
            case FrameReader.Item.Close(int code, String reason) -> closedByPeer(code, reason);
        }
    }

    private void queue(ArrayDeque<FrameReader.Item> queue, FrameReader.Item item) {
        queue.addLast(item);
        queued += item.size() + ITEM;
    }

    private void signal(FrameReader.Item item) {
        queue(signals, item);
        if (opened && !signalling) beginSignals();
    }

    private void closedByPeer(int code, String reason) {
        closeReceived = true;
        boolean none = code == FrameReader.NO_CODE;
        closeCode = none ? null : Integer.valueOf(code);
        closeReason = none ? null : reason;
        end();
    }

    // ---- delivering

    private void deliver() {
        if (delivering) return;
        delivering = true;
        while (messages.pollFirst() instanceof FrameReader.Item item) hand(item);
        delivering = false;
        if (over) tell();
    }

    private void beginSignals() {
        signalling = true;
        channel.loop().enqueue(new Task("ping or pong", this::deliverSignals));
    }

    private void deliverSignals() {
        while (signals.pollFirst() instanceof FrameReader.Item item) hand(item);
        signalling = false;
    }

    private void hand(FrameReader.Item item) {
        queued -= item.size() + ITEM;
        try {
            switch (item) {
                case FrameReader.Item.Text(String text, int _) -> handler.onMessage(text);
                case FrameReader.Item.Binary(byte[] bytes) -> handler.onMessage(bytes);
                case FrameReader.Item.Ping(byte[] data) -> handler.onPing(data);
                case FrameReader.Item.Pong(byte[] data) -> handler.onPong(data);
                case FrameReader.Item.Close _ -> throw new IllegalStateException("close frames are not queued");
            }
        } catch (Throwable problem) {
            handlerFailed(problem);
        } finally {
            giveBack(item);
        }
        if (held && queued < MAX_QUEUED / 2) readFrames();
    }

    private void handlerFailed(Throwable problem) {
        boolean expected = problem instanceof WebSocketClosedError || Interruption.explains(problem);
        if (isOpen() || !expected) APPLICATION.error("Uncaught exception in {}", this, problem);
        fail(CloseCode.SERVER_ERROR, "");
        if (problem instanceof Error grave && Loop.isFatal(grave)) throw grave;
    }

    // ---- the end of it

    /** Begins the closing handshake, unless it has begun. */
    void close(int code, String reason) {
        if (closeSent || gone) return;
        closeSent = true;
        sender.close(code, Utf8.truncated(reason, Frames.MAX_CONTROL - 2));
        cutOffLater();
    }

    private void end() {
        ended = true;
        channel.loop().enqueue(new Task("end", this::ending));
    }

    private void ending() {
        if (broken != null) {
            if (broken.code == CloseCode.TRY_AGAIN_LATER) GENERAL.warn("Closing {} with 1013: {} ({})", this, broken.getMessage(), budget);
            fail(broken.code, String.valueOf(broken.getMessage()));
            return;
        }
        if (closeReceived) close(closeCode == null ? FrameReader.NO_CODE : closeCode, "");
        leave();
    }

    /** Says why, and drops what was not delivered. */
    private void fail(int code, String reason) {
        ended = true;
        forget();
        close(code, reason);
        leave();
    }

    private void leave() {
        cutOffLater();
        channel.close();
        over();
    }

    /** The socket is gone, with or without a handshake. */
    void lost() {
        gone = true;
        ended = true;
        pinger.stop();
        if (grace != null) channel.loop().cancel(grace);
        channel.close();                                // gives back what was not read
        over();
    }

    /** Nothing more will be queued: onClose comes next, after the messages that are. */
    private void over() {
        over = true;
        if (!delivering) tell();
        else if (!told && patience == null) patience = later(() -> channel.loop().enqueue(new Task("end", this::tell)));
    }

    private void tell() {
        if (told) return;
        told = true;
        forget();
        if (patience != null) channel.loop().cancel(patience);
        try {
            handler.onClose();
        } catch (Throwable problem) {
            if (!Interruption.explains(problem)) APPLICATION.error("Uncaught exception in {}", this, problem);
        }
    }

    private void giveBack(FrameReader.Item item) {
        long cost = item.cost();
        if (cost > 0) budget.giveBack(cost);
    }

    private void forget() {
        reader.clear();
        messages.forEach(this::giveBack);
        messages.clear();
        signals.clear();
        queued = 0;
    }

    /** A peer that neither answers our close nor takes what we send is not waited for any longer. */
    private void cutOffLater() {
        if (grace == null && !gone) grace = later(channel::abort);
    }

    private Timer later(Runnable quick) {
        return channel.loop().schedule(Nanos.of(options.closeTimeout()), quick);
    }

    @Override
    public String toString() {
        return handler.toString();
    }

    /** Names the handler to the watchdog. */
    private final class Task implements Runnable {
        private final String what;
        private final Runnable body;

        Task(String what, Runnable body) {
            this.what = what;
            this.body = body;
        }

        @Override
        public void run() {
            try {
                body.run();
            } catch (OutOfMemoryError none) {           // for frames; what was to be done for this connection is not done
                channel.abort();
                channel.detachWorker();
                throw none;
            }
        }

        @Override
        public String toString() {
            return handler + " " + what;
        }
    }
}
