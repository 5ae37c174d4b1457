package typhoon.wire;

import io.netty.buffer.ByteBuf;
import java.util.Arrays;

/**
 * Where bytes of an inbox are copied to be looked at one by one: an array costs a fraction of a buffer's checked access; and the line
 * they were read as. Both mean nothing between two calls of a reader, so all connections of a loop share one window and an idle connection
 * costs none.
 */
public final class Window {
    private static final int USUAL_HEAD = 1024;

    final FieldLine field = new FieldLine();
    byte[] bytes = new byte[USUAL_HEAD];

    /** A Host that was found to be one: nearly all requests of a server name the same. */
    String goodHost = "";

    /** Copies what fits from the beginning of {@code inbox}, without consuming it, and returns how much that was. */
    int load(ByteBuf inbox) {
        int count = Math.min(inbox.readableBytes(), bytes.length);
        inbox.getBytes(inbox.readerIndex(), bytes, 0, count);
        return count;
    }

    void grow() {
        bytes = Arrays.copyOf(bytes, bytes.length * 2);
    }
}
