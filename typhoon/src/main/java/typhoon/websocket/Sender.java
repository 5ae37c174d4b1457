package typhoon.websocket;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.concurrent.Future;
import org.slf4j.Logger;
import typhoon.netty.Logs;
import typhoon.netty.StreamChannel;

/** What leaves on a WebSocket. Sending never waits; what piles up for a peer that does not read is bounded instead. */
final class Sender {
    /** Payload above it is sent as it is, below it is copied: a buffer of its own costs more than so many bytes. */
    static final int COPIED = 4 * 1024;

    /** What a peer that sends pings and reads nothing can make us keep. */
    private static final int MAX_CONTROLS = 16 * 1024;

    private static final Logger GENERAL = Logs.of("typhoon.general");

    private final StreamChannel channel;
    private final Connection connection;
    private final int bound;
    private int controls;                       // bytes of pings and pongs since nothing was pending
    private long sent;                          // bytes of frames so far, of which channel.pending() are still here

    Sender(StreamChannel channel, Connection connection, int bound) {
        this.channel = channel;
        this.connection = connection;
        this.bound = bound;
    }

    StreamChannel channel() {
        return channel;
    }

    Future<?> send(int opcode, byte[] payload) {
        int size = Frames.size(payload.length);
        if (!connection.isOpen() || !fits(size)) return Sent.never(connection);
        if (payload.length > COPIED) {
            Frames.writeHeader(channel.outbox(), opcode, payload.length);
            channel.write(Unpooled.wrappedBuffer(payload));
        } else {
            Frames.write(channel.outbox(), opcode, payload);
        }
        written(size);
        return new Sent(this, connection, sent);
    }

    void sendShared(ByteBuf frame) {
        int size = frame.readableBytes();
        if (!connection.isOpen() || !fits(size)) return;
        if (size > COPIED) channel.write(frame.retainedDuplicate());
        else channel.outbox().writeBytes(frame, frame.readerIndex(), size);
        written(size);
    }

    /** Whether there is no room for a ping or pong: a peer may flood us with pings and read no answer. RFC 6455 5.5.3: not all need one. */
    boolean isFull(int size) {
        long pending = channel.pending();
        if (pending == 0) controls = 0;
        return pending > bound || controls + Frames.size(size) > MAX_CONTROLS;
    }

    /** A ping or pong. */
    void control(int opcode, byte[] data) {
        Frames.write(channel.outbox(), opcode, data);
        controls += Frames.size(data.length);
        written(Frames.size(data.length));
    }

    /** A close frame; {@link FrameReader#NO_CODE} stands for one without code and reason. */
    void close(int code, byte[] reason) {
        ByteBuf out = channel.outbox();
        int length = code == FrameReader.NO_CODE ? 0 : 2 + reason.length;
        Frames.writeHeader(out, Opcode.CLOSE, length);
        if (length > 0) out.writeShort(code).writeBytes(reason);
        written(Frames.size(length));
    }

    private void written(int size) {
        sent += size;
        channel.touch();
    }

    /** Whether there is room; a peer that lets too much pile up is told to come back later. */
    private boolean fits(int size) {
        long pending = channel.pending();
        if (pending == 0 || pending + size <= bound) return true;
        GENERAL.info("{} does not read: {} bytes wait to be sent, closing it with 1013", connection, pending);
        connection.close(CloseCode.TRY_AGAIN_LATER, "too slow");
        return false;
    }

    /** How many bytes of frames were sent so far, whether the kernel has taken them or not. */
    long sent() {
        return sent;
    }
}
