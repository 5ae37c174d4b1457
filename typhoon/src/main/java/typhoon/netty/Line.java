package typhoon.netty;

import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** A stream on which two processes of one program talk, a line each. */
final class Line {
    private final StreamChannel stream;

    Line(StreamChannel stream) {
        this.stream = stream;
    }

    /** Sends a line. What it quotes may have more than one: those become one. */
    void say(String text) {
        stream.outbox().writeCharSequence(text.replaceAll("\\R", " ") + "\n", StandardCharsets.UTF_8);
        stream.touch();
    }

    /** Parks until a line has come; null when none will. */
    @Nullable String hear() {
        int length = stream.inbox().bytesBefore((byte) '\n');
        while (length < 0) {
            if (stream.awaitBytes(0) != StreamChannel.Event.BYTES) return null;
            length = stream.inbox().bytesBefore((byte) '\n');
        }
        String text = stream.inbox().readCharSequence(length, StandardCharsets.UTF_8).toString();
        stream.inbox().skipBytes(1);
        stream.consumed();
        return text;
    }

    /** Runs {@code task} once, as a task, when something is heard or the other end is gone; nobody may {@link #hear} any more. */
    void whenHeard(Runnable task) {
        if (stream.eof() || !stream.isOpen()) stream.loop().enqueue(task);
        else stream.serveWith(task);
    }

    /** Hangs up, when what was said has been sent. */
    void close() {
        stream.close();
    }
}
