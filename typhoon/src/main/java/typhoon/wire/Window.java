package typhoon.wire;

import io.netty.buffer.ByteBuf;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Where bytes of an inbox are copied to be looked at one by one: an array costs a fraction of a buffer's checked access; and the line
 * they were read as. Both mean nothing between two calls of a reader, so all connections of a loop share one window and an idle connection
 * costs none.
 */
public final class Window {
    private static final int USUAL_HEAD = 1024;

    final FieldLine field = new FieldLine();
    final SeenLines seen = new SeenLines();
    byte[] bytes = new byte[USUAL_HEAD];

    /** A Host that was found to be one: nearly all requests of a server name the same. */
    String goodHost = "";

    /** Where the inbox begins in {@link #bytes} after {@link #load}, and where ends what is there of it. */
    int from;
    int end;

    // What is here now, so that pipelined heads are copied together: one that is found here is read in 12 % less time.
    private @Nullable LineReader loadedBy;
    private long loadedNumber;
    private int loadedAt;                   // the place in the buffer of what is at 0 here

    /**
     * Has the bytes at the beginning of {@code inbox}, as many as fit, without consuming them. They are copied unless they are here from
     * the same reader's last call.
     *
     * @param number of the inbox, another for each buffer and each use of a buffer; 0 when it is not known
     */
    @SuppressWarnings("ReferenceEquality")         // a reader is one of a connection, and equal to no other
    void load(LineReader reader, ByteBuf inbox, long number) {
        int at = inbox.readerIndex() - loadedAt;
        if (loadedBy == reader && loadedNumber == number && number != 0 && at >= 0 && at < end) {
            from = at;
            return;
        }
        loadedBy = reader;
        loadedNumber = number;
        loadedAt = inbox.readerIndex();
        from = 0;
        end = Math.min(inbox.readableBytes(), bytes.length);
        inbox.getBytes(loadedAt, bytes, 0, end);
    }

    /** Has the next load copy. */
    void forget() {
        loadedBy = null;
    }

    void grow() {
        bytes = Arrays.copyOf(bytes, bytes.length * 2);
        forget();
    }
}
