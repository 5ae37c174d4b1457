package typhoon.wire;

import io.netty.buffer.ByteBuf;
import io.netty.util.ByteProcessor;

/**
 * Reads a section of lines (a head, or trailers) from an inbox that fills at the peer's pace. Complete lines are parsed and consumed at
 * once; of the last, incomplete one only the number of bytes already searched is remembered. So each byte is looked at a bounded number of
 * times, also when they come one by one.
 */
abstract class LineReader {
    /** What {@link #line} returns when the end of the line has not arrived. */
    static final int INCOMPLETE = -1;

    private final Window window;
    private int taken;              // bytes of this section's complete lines
    private int size;               // bytes of the section that was read last
    private int incomplete;         // bytes of the line that has not ended
    private int searched;           // so many of these are known to hold no line end

    LineReader(Window window) {
        this.window = window;
    }

    /** Parses the line at {@code from}; where the next one begins, or {@link #INCOMPLETE}. */
    abstract int line(byte[] bytes, int from, int end);

    /** Whether the line that ends the section was read. */
    abstract boolean complete();

    /** Refuses a section if {@code taken} bytes of complete lines and {@code incomplete} of one that is not are too much. */
    abstract void checkSize(int taken, int incomplete);

    /** Whether a part of a section was received. */
    final boolean begun() {
        return taken > 0 || incomplete > 0;
    }

    /** Bytes of the complete lines of a section that has not ended: what was made of them is held until it does. */
    final int taken() {
        return taken;
    }

    /** Bytes of the section that {@link #readLines} has read to its end. */
    final int size() {
        return size;
    }

    /**
     * Reads what is there; whether the section is complete. What follows the section stays in the inbox.
     *
     * @param number of the inbox: see {@link Window#load}
     */
    final boolean readLines(ByteBuf inbox, long number) {
        if (incomplete > 0 && !lineMayEnd(inbox)) return false;
        while (true) {
            window.load(this, inbox, number);
            int count = window.end - window.from;
            boolean all = count == inbox.readableBytes();
            int used = readWindow(window.from, window.end);
            inbox.skipBytes(used);
            if (complete()) {
                size = taken;
                taken = 0;
                incomplete = 0;
                return true;
            }
            incomplete = count - used;
            checkSize(taken, incomplete);
            if (all) {
                // a CR at the end is looked at again: what comes next decides
                searched = incomplete > 0 && window.bytes[window.end - 1] == '\r' ? incomplete - 1 : incomplete;
                return false;
            }
            if (used == 0 && window.from == 0) window.grow();
            else window.forget();
        }
    }

    private int readWindow(int begin, int end) {
        int from = begin;
        while (!complete()) {
            int next = line(window.bytes, from, end);
            if (next == INCOMPLETE) break;
            taken += next - from;
            from = next;
            checkSize(taken, 0);
        }
        return from - begin;
    }

    private boolean lineMayEnd(ByteBuf inbox) {
        incomplete = inbox.readableBytes();
        if (inbox.forEachByte(inbox.readerIndex() + searched, incomplete - searched, ByteProcessor.FIND_CRLF) >= 0) return true;
        searched = incomplete;
        checkSize(taken, incomplete);
        return false;
    }
}
