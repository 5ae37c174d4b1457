package typhoon.wire;

import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;
import typhoon.http.HttpHeaders;
import typhoon.http.HttpInputError;

/**
 * Reads the heads of requests: RFC 9112 sections 2 to 5, strictly. One per connection; what was read of an incomplete head is kept until
 * more bytes arrive. After an {@link HttpInputError} it must not be asked again.
 *
 * <p>Stricter than the RFC allows itself to be: a line ends in CR LF and nothing else, a continued line (obs-fold) is refused, exactly one
 * space separates the parts of the request line. One empty line before a request is skipped (section 2.2).
 */
public final class Http1Reader extends LineReader {
    private static final byte[] VERSION = " HTTP/".getBytes(StandardCharsets.US_ASCII);

    private final HeadLimits limits;
    private final Window window;
    private boolean emptyLineSkipped;
    private @Nullable Begun head;           // from its request line on; null between heads, so that an idle connection holds nothing

    /** A head whose request line was read. */
    private static final class Begun extends Framing {
        final String method;
        final String target;
        final int minorVersion;
        final HttpHeaders headers = new HttpHeaders();
        boolean complete;

        Begun(String method, String target, int minorVersion, Window window) {
            super(window);
            this.method = method;
            this.target = target;
            this.minorVersion = minorVersion;
        }
    }

    /** A reader with a window of its own. */
    public Http1Reader(HeadLimits limits) {
        this(limits, new Window());
    }

    /** A reader that shares {@code window} with others of its loop. */
    public Http1Reader(HeadLimits limits, Window window) {
        super(window);
        this.limits = limits;
        this.window = window;
    }

    /**
     * The next head, consumed from {@code inbox}; null when it is not complete.
     *
     * @throws HttpInputError 400, 414, 417, 431, 501 or 505, as soon as it is certain
     */
    public @Nullable Head readHead(ByteBuf inbox) {
        return readHead(inbox, 0);
    }

    /**
     * As {@link #readHead(ByteBuf)}, told that all bytes of an inbox with the same {@code number} stay as they are in the same buffer until
     * they are consumed: heads that have come together are then looked at together.
     *
     * @param number another for each buffer and each use of a buffer; 0 when it is not known
     */
    public @Nullable Head readHead(ByteBuf inbox, long number) {
        if (!inbox.isReadable() || !readLines(inbox, number) || head == null) return null;
        var whole = new Head(head.method, head.target, head.minorVersion, head.headers, head, size());
        head = null;
        emptyLineSkipped = false;
        return whole;
    }

    /** Whether a part of a head has arrived, so that its peer owes us the rest. */
    public boolean midHead() {
        return begun();
    }

    /** About how much memory the part of a head takes that was read. */
    public int held() {
        return head == null ? 0 : Head.memory(taken(), head.headers);
    }

    /** Drops what there is of a head: the end of the connection may take seconds. */
    public void forget() {
        head = null;
    }

    @Override
    boolean complete() {
        return head != null && head.complete;
    }

    @Override
    int line(byte[] bytes, int from, int end) {
        return head == null ? requestLine(bytes, from, end) : headerLine(head, bytes, from, end);
    }

    @Override
    void checkSize(int taken, int incomplete) {
        if (head == null && incomplete > limits.requestLine() + 1) throw tooLongLine();
        if (taken + incomplete > limits.headerBlock())
            throw new HttpInputError(431, "a request head of more than " + limits.headerBlock() + " bytes");
    }

    private int requestLine(byte[] bytes, int from, int end) {
        if (from < end && bytes[from] == '\r') return emptyLine(bytes, from, end);
        int space = from;
        while (space < end && Octets.TOKEN[bytes[space] & 0xFF]) space++;
        if (space == end) return INCOMPLETE;
        if (bytes[space] != ' ' || space == from) throw new HttpInputError(400, "a request line does not begin with a method and a space");
        int stop = space + 1;
        while (stop < end && Octets.TARGET[bytes[stop] & 0xFF]) stop++;
        if (stop == end) return INCOMPLETE;
        if (bytes[stop] != ' ' || stop == space + 1) throw new HttpInputError(400, "a request line without a target and a version");
        int next = version(bytes, stop, end);
        if (next == INCOMPLETE) return INCOMPLETE;
        if (next - 2 - from > limits.requestLine()) throw tooLongLine();
        int minorVersion = bytes[next - 3] - '0';
        String target = new String(bytes, space + 1, stop - space - 1, StandardCharsets.ISO_8859_1);
        head = new Begun(KnownWords.METHODS.read(bytes, from, space - from), target, minorVersion, window);
        return next;
    }

    /** Reads {@code " HTTP/1.x"} and the end of the line. */
    private static int version(byte[] bytes, int from, int end) {
        int at = from;
        for (byte expected : VERSION) {
            if (at == end) return INCOMPLETE;
            if (bytes[at++] != expected) throw notHttp();
        }
        if (at + 5 > end) return INCOMPLETE;
        if (!Octets.isDigit(bytes[at]) || bytes[at + 1] != '.' || !Octets.isDigit(bytes[at + 2])) throw notHttp();
        if (bytes[at] != '1') throw new HttpInputError(505, "a version of HTTP other than 1");
        FieldLine.checkEnd(bytes, at + 3, "the request line");
        return at + 5;
    }

    private int emptyLine(byte[] bytes, int from, int end) {
        if (from + 1 == end) return INCOMPLETE;
        FieldLine.checkEnd(bytes, from, "an empty line");
        if (emptyLineSkipped) throw new HttpInputError(400, "more than one empty line before a request");
        emptyLineSkipped = true;
        return from + 2;
    }

    private int headerLine(Begun head, byte[] bytes, int from, int end) {
        FieldLine field = window.field;
        int place = head.headers.size();
        int next = window.seen.again(place, bytes, from, end, field);
        boolean seen = next != INCOMPLETE;
        if (!seen) next = field.read(bytes, from, end);
        if (next == INCOMPLETE) return INCOMPLETE;
        if (field.blank) {
            head.complete = true;
            return next;
        }
        if (place == limits.headerCount()) throw new HttpInputError(431, "more than " + limits.headerCount() + " header lines");
        if (!seen) window.seen.keep(place, bytes, from, next, field);
        field.addTo(head.headers);
        head.field(field.known, field.value);
        return next;
    }

    private HttpInputError tooLongLine() {
        return new HttpInputError(414, "a request line of more than " + limits.requestLine() + " bytes");
    }

    private static HttpInputError notHttp() {
        return new HttpInputError(400, "a request line does not end in HTTP/ and a version");
    }
}
