package typhoon.wire;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The lines of the heads that were read last, by their place: what a client says of itself it says in each request, and most clients say
 * the same. A line that is, byte for byte, the one that stood in this place before need not be checked again, nor made into strings.
 *
 * <p>A name that is not among {@link KnownWords#HEADERS}, Authorization and Cookie are never kept: nobody shall learn from the time an
 * answer takes how another client proves who it is.
 */
final class SeenLines {
    private static final int PLACES = 16;
    private static final int LONGEST = 256;

    private final @Nullable Line[] lines = new Line[PLACES];

    /** A line that was found to be allowed. */
    private static final class Line {
        byte[] bytes = {};
        int length;
        int known;
        String name = "";
        String value = "";
    }

    /** Where the line after the one at {@code from} begins, when that is the line that stood in this place; else INCOMPLETE. */
    int again(int place, byte[] bytes, int from, int end, FieldLine field) {
        Line line = place < PLACES ? lines[place] : null;
        if (line == null) return LineReader.INCOMPLETE;
        int next = from + line.length;
        if (next > end || !Arrays.equals(line.bytes, 0, line.length, bytes, from, next)) return LineReader.INCOMPLETE;
        field.take(line.known, line.name, line.value);
        return next;
    }

    /** Keeps {@code field}, the line from {@code from} to {@code next}, for this place. */
    void keep(int place, byte[] bytes, int from, int next, FieldLine field) {
        int length = next - from;
        if (place >= PLACES || length > LONGEST || !KnownWords.isOpen(field.known)) return;
        Line line = lines[place];
        if (line == null) lines[place] = line = new Line();
        if (line.bytes.length < length) line.bytes = new byte[Math.max(length, 64)];
        System.arraycopy(bytes, from, line.bytes, 0, length);
        line.length = length;
        line.known = field.known;
        line.name = field.name;
        line.value = field.value;
    }
}
