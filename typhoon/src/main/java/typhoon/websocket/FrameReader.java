package typhoon.websocket;

import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;
import typhoon.http.MemoryBudget;
import typhoon.wire.CountedBytes;

/**
 * Turns the bytes of a client into messages and control frames: RFC 6455 sections 5 and 8.1, strictly. Payload is taken as it arrives, so a
 * message of any size needs no more of the inbox than a packet, and text is checked byte by byte, so what cannot become valid is refused at
 * once. Fragments of a message may have control frames between them.
 */
final class FrameReader {
    /** What was read: a whole message, or a control frame. */
    sealed interface Item {
        /** Its size is that of its UTF-8. */
        record Text(String text, int size) implements Item {}

        record Binary(byte[] bytes) implements Item {}

        record Ping(byte[] data) implements Item {}

        record Pong(byte[] data) implements Item {}

        record Close(int code, String reason) implements Item {}

        /** About how much memory it takes, in bytes. */
        default int size() {
            return switch (this) {
                case Text(String _, int size) -> size;
                case Binary(byte[] bytes) -> bytes.length;
                case Ping(byte[] data) -> data.length;
                case Pong(byte[] data) -> data.length;
                case Close(int _, String reason) -> reason.length();
            };
        }

        /** What it holds of the {@link MemoryBudget}, to be given back when it was handled. */
        default long cost() {
            return this instanceof Text || this instanceof Binary ? CountedBytes.cost(size()) : 0;
        }
    }

    /** The code of a close frame without one: RFC 6455 7.1.5. */
    static final int NO_CODE = 1005;
    private static final byte[] EMPTY = {};

    private final int maxMessage;

    // The frame being read.
    private boolean inFrame;
    private boolean last;
    private int opcode;
    private int mask;
    private long length;
    private long taken;
    private byte[] control = EMPTY;

    // The message being read, which control frames may interrupt.
    private int messageOpcode;                  // 0: none
    private final CountedBytes message;
    private final Utf8 utf8 = new Utf8();       // back at its beginning after each whole text

    FrameReader(int maxMessage, MemoryBudget budget) {
        this.maxMessage = maxMessage;
        this.message = new CountedBytes(budget);
    }

    /** Drops what there is of a message. */
    void clear() {
        message.clear();
    }

    /** The next item, or null when more bytes are needed. */
    @Nullable Item next(ByteBuf inbox) throws ProtocolError {
        while (true) {
            if (!inFrame && !readHeader(inbox)) return null;
            boolean whole = Opcode.isControl(opcode) ? readControl(inbox) : readData(inbox);
            if (!whole) return null;
            inFrame = false;
            if (Opcode.isControl(opcode)) return controlItem();
            if (last) return messageItem();
        }
    }

    private boolean readHeader(ByteBuf inbox) throws ProtocolError {
        int have = inbox.readableBytes();
        if (have < 2) return false;
        int at = inbox.readerIndex();
        int first = inbox.getUnsignedByte(at);
        int second = inbox.getUnsignedByte(at + 1);
        check(first, second);
        int shortLength = second & 0x7F;
        int extra = shortLength == 126 ? 2 : shortLength == 127 ? 8 : 0;
        if (have < 2 + extra + 4) return false;
        length = extra == 0 ? shortLength : extra == 2 ? inbox.getUnsignedShort(at + 2) : inbox.getLong(at + 2);
        if (length < 0) throw new ProtocolError(CloseCode.PROTOCOL_ERROR, "a frame length with its highest bit set");
        if (extra == 2 && length <= Frames.MAX_CONTROL || extra == 8 && length <= 0xFFFF)
            throw new ProtocolError(CloseCode.PROTOCOL_ERROR, "a frame length in more bytes than it needs");
        mask = inbox.getInt(at + 2 + extra);
        inbox.skipBytes(2 + extra + 4);
        begin(first);
        return true;
    }

    private void check(int first, int second) throws ProtocolError {
        int code = first & 0x0F;
        if ((first & 0x70) != 0) throw new ProtocolError(CloseCode.PROTOCOL_ERROR, "a reserved bit is set and no extension was agreed");
        if (!Opcode.isKnown(code)) throw new ProtocolError(CloseCode.PROTOCOL_ERROR, "unknown opcode " + code);
        if ((second & 0x80) == 0) throw new ProtocolError(CloseCode.PROTOCOL_ERROR, "a client must mask its frames");
        if (Opcode.isControl(code)) {
            if ((first & 0x80) == 0) throw new ProtocolError(CloseCode.PROTOCOL_ERROR, "a fragmented control frame");
            if ((second & 0x7F) > Frames.MAX_CONTROL) throw new ProtocolError(CloseCode.PROTOCOL_ERROR, "a control frame above 125 bytes");
        } else if (code == Opcode.CONTINUATION && messageOpcode == 0) {
            throw new ProtocolError(CloseCode.PROTOCOL_ERROR, "a continuation of nothing");
        } else if (code != Opcode.CONTINUATION && messageOpcode != 0) {
            throw new ProtocolError(CloseCode.PROTOCOL_ERROR, "a new message inside a fragmented one");
        }
    }

    private void begin(int first) throws ProtocolError {
        inFrame = true;
        last = (first & 0x80) != 0;
        opcode = first & 0x0F;
        taken = 0;
        if (Opcode.isControl(opcode)) {
            control = length == 0 ? EMPTY : new byte[(int) length];
            return;
        }
        if (opcode != Opcode.CONTINUATION) messageOpcode = opcode;
        if (length > maxMessage - message.size())
            throw new ProtocolError(CloseCode.TOO_BIG, "message too big: the limit is " + maxMessage + " bytes");
    }

    private boolean readControl(ByteBuf inbox) {
        int count = (int) Math.min(length - taken, inbox.readableBytes());
        inbox.readBytes(control, (int) taken, count);
        taken += count;
        if (taken < length) return false;
        Frames.unmask(control, 0, control.length, mask, 0);
        return true;
    }

    private boolean readData(ByteBuf inbox) throws ProtocolError {
        int count = (int) Math.min(length - taken, inbox.readableBytes());
        int from = message.size();
        int most = last ? (int) (from + length - taken) : maxMessage;
        if (!message.room(count, most)) throw noMemory();
        byte[] bytes = message.array();
        inbox.readBytes(bytes, from, count);
        Frames.unmask(bytes, from, from + count, mask, taken);
        if (messageOpcode == Opcode.TEXT && !utf8.accepts(bytes, from, from + count)) throw badText();
        message.grown(count);
        taken += count;
        return taken == length;
    }

    private Item messageItem() throws ProtocolError {
        boolean text = messageOpcode == Opcode.TEXT;
        messageOpcode = 0;
        if (text) {
            if (!utf8.complete()) throw badText();
            int size = message.size();
            return new Item.Text(message.takeUtf8(), size);
        }
        if (!message.trim()) throw noMemory();
        return new Item.Binary(message.take());
    }

    private Item controlItem() throws ProtocolError {
        byte[] data = control;
        control = EMPTY;
        return switch (opcode) {
            case Opcode.PING -> new Item.Ping(data);
            case Opcode.PONG -> new Item.Pong(data);
            default -> close(data);
        };
    }

    private static Item close(byte[] data) throws ProtocolError {
        if (data.length == 0) return new Item.Close(NO_CODE, "");
        if (data.length == 1) throw new ProtocolError(CloseCode.PROTOCOL_ERROR, "a close frame of one byte");
        int code = (data[0] & 0xFF) << 8 | data[1] & 0xFF;
        if (!CloseCode.maySend(code)) throw new ProtocolError(CloseCode.PROTOCOL_ERROR, "close code " + code + " may not be sent");
        var reason = new Utf8();
        if (!reason.accepts(data, 2, data.length) || !reason.complete()) throw badText();
        return new Item.Close(code, new String(data, 2, data.length - 2, StandardCharsets.UTF_8));
    }

    private static ProtocolError noMemory() {
        return new ProtocolError(CloseCode.TRY_AGAIN_LATER, "no memory for so long a message now");
    }

    private static ProtocolError badText() {
        return new ProtocolError(CloseCode.BAD_DATA, "text that is not UTF-8");
    }
}
