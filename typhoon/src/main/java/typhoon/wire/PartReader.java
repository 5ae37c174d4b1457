package typhoon.wire;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import typhoon.http.Accept;
import typhoon.http.HttpHeaders;
import typhoon.http.HttpInputError;

/**
 * Takes a form in several parts apart, in the pieces in which it comes: RFC 7578, and RFC 2046 section 5.1.1. It holds the head of one part
 * at most, and looks at each byte once: of what separates parts only the first byte is a CR, so that where a comparison fails none can have
 * begun in between. What precedes the first part and follows the last is passed over.
 *
 * <p>A line that begins with the boundary ends a part. If more follows on it than blanks it is refused: RFC 2046 counts it, others do not.
 */
public final class PartReader {
    /** What {@link #next} has found. */
    public enum Step {
        /** Nothing more in what it was given. */
        MORE,
        /** A part begins: {@link #head}. */
        HEAD,
        /** A piece of its content: {@link #piece}. */
        PIECE,
        /** The content has ended. */
        END,
        /** So has the form. */
        DONE
    }

    private enum State { PREAMBLE, CONTENT, ENDED, BOUNDARY, PADDING, BOUNDARY_LF, LAST, HEAD, EPILOGUE }

    private static final byte[] NOTHING = {};
    private static final int LONGEST = 70;
    private static final int BORROWED = 2;
    private static final int HEAD_ENDS = 4;
    private static final boolean[] ALLOWED = new boolean[128];

    static {
        for (char c = 0; c < 128; c++) ALLOWED[c] = Character.isLetterOrDigit(c) || "'()+_,-./:=? ".indexOf(c) >= 0;
    }

    private final byte[] delimiter;                 // CR LF - - boundary
    private final int maxHead;
    private State state = State.PREAMBLE;
    private byte[] bytes = NOTHING;
    private int at;
    private int matched = BORROWED;                 // so much of the delimiter was seen
    private int borrowed = BORROWED;                // so much of that is no content: the line before it has ended so
    private byte[] headBytes = NOTHING;
    private int headSize;
    private int lineEnds;                           // so much of CR LF CR LF was seen at the end of the head
    private @Nullable PartHead head;
    private byte[] piece = NOTHING;

    /**
     * Before the first byte of a body of that type.
     *
     * @param maxHead bytes that the head of a part may have
     * @throws HttpInputError 415 if it is no form in several parts, 400 if its boundary is missing or none
     */
    public PartReader(@Nullable String contentType, int maxHead) {
        if (!isForm(contentType)) throw new HttpInputError(415, "expected Content-Type multipart/form-data");
        String boundary = new Parameters(contentType == null ? "" : contentType).get("boundary");
        if (boundary == null) throw new HttpInputError(400, "multipart/form-data without a boundary");
        checkBoundary(boundary);
        delimiter = ("\r\n--" + boundary).getBytes(StandardCharsets.ISO_8859_1);
        this.maxHead = maxHead;
    }

    /** Whether {@code contentType} says that a body is such a form; case and parameters do not count. */
    public static boolean isForm(@Nullable String contentType) {
        return contentType != null && Accept.mediaType(contentType).equals("multipart/form-data");
    }

    private static void checkBoundary(String boundary) {
        boolean allowed = boundary.chars().allMatch(c -> c < 128 && ALLOWED[c]);
        if (boundary.isEmpty() || boundary.length() > LONGEST || !allowed || boundary.endsWith(" "))
            throw new HttpInputError(400, "a boundary of multipart/form-data has 1 to 70 characters that RFC 2046 allows");
    }

    /** Gives it more, once it has asked for that. The array belongs to it from then on. */
    public void feed(byte[] more) {
        bytes = more;
        at = 0;
    }

    /**
     * What comes next.
     *
     * @throws HttpInputError 400 if it is malformed
     */
    public Step next() {
        if (state == State.EPILOGUE) return Step.DONE;
        if (state == State.ENDED) return end();
        while (at < bytes.length) {
            Step found = switch (state) {
                case PREAMBLE, CONTENT -> content();
                case HEAD -> readHead();
                case BOUNDARY, PADDING, BOUNDARY_LF, LAST -> behindBoundary(bytes[at++]);
                case ENDED, EPILOGUE -> throw new IllegalStateException(state + " reads nothing");
            };
            if (found != Step.MORE) return found;
        }
        return Step.MORE;
    }

    /** The head of the part that has begun. */
    public PartHead head() {
        if (head != null) return head;
        throw new IllegalStateException("no part has begun");
    }

    /** The piece that was found; the caller's. */
    public byte[] piece() {
        return piece;
    }

    /** Where in the form it stands, for somebody who learns that nothing more will come. */
    public HttpInputError endedEarly() {
        String what = state == State.PREAMBLE ? "a form without its boundary" : "a form that ended before its last boundary";
        return new HttpInputError(400, what);
    }

    // ---- content, and the delimiter that ends it

    private Step content() {
        int from = at;
        int carried = matched;                      // of a delimiter that may have begun in what came before
        while (at < bytes.length && matched < delimiter.length) {
            if (bytes[at] == delimiter[matched]) {
                matched++;
                at++;
            } else if (carried > 0) {
                byte[] none = Arrays.copyOfRange(delimiter, borrowed, carried);
                at = from;
                carried = matched = borrowed = 0;
                if (none.length > 0 && state == State.CONTENT) return found(none);
            } else if (matched > 0) {
                matched = 0;                        // the byte is looked at once more: it may be the CR of another
            } else {
                at++;
            }
        }
        return found(from, at - matched + carried);
    }

    /** Content from {@code from} to {@code end}; from there on a delimiter, or what may become one. */
    private Step found(int from, int end) {
        boolean dropped = state == State.PREAMBLE;
        boolean ends = matched == delimiter.length;
        if (ends) {
            matched = borrowed = 0;
            state = dropped ? State.BOUNDARY : State.ENDED;
        }
        if (!dropped && end > from) return found(from == 0 && end == bytes.length ? bytes : Arrays.copyOfRange(bytes, from, end));
        return ends && !dropped ? end() : Step.MORE;
    }

    private Step found(byte[] content) {
        piece = content;
        return Step.PIECE;
    }

    private Step end() {
        state = State.BOUNDARY;
        return Step.END;
    }

    private Step behindBoundary(byte b) {
        boolean blank = b == ' ' || b == '\t';
        state = switch (state) {
            case LAST -> expect(b == '-', State.EPILOGUE);
            case BOUNDARY_LF -> expect(b == '\n', State.HEAD);
            case BOUNDARY -> b == '-' ? State.LAST : b == '\r' ? State.BOUNDARY_LF : expect(blank, State.PADDING);
            default -> b == '\r' ? State.BOUNDARY_LF : expect(blank, State.PADDING);
        };
        lineEnds = BORROWED;
        return state == State.EPILOGUE ? Step.DONE : Step.MORE;
    }

    private static State expect(boolean found, State next) {
        if (found) return next;
        throw new HttpInputError(400, "a line of a form that begins with its boundary and goes on with something else");
    }

    // ---- the head of a part

    private Step readHead() {
        int from = at;
        while (at < bytes.length && lineEnds < HEAD_ENDS) lineEnds = lineEnds(bytes[at++]);
        keepHead(from, at);
        if (lineEnds < HEAD_ENDS) return Step.MORE;
        head = PartHead.of(lines());
        headSize = 0;
        state = State.CONTENT;
        matched = borrowed = BORROWED;
        return Step.HEAD;
    }

    private int lineEnds(byte b) {
        boolean behindCr = lineEnds % 2 == 1;
        if (b == '\n' && !behindCr) throw new HttpInputError(400, "a line in the head of a part ends in LF without CR");
        if (b != '\n' && behindCr) throw new HttpInputError(400, "a CR without LF in the head of a part");
        return b == '\r' || b == '\n' ? lineEnds + 1 : 0;
    }

    private void keepHead(int from, int to) {
        int size = headSize + to - from;
        if (size > maxHead) throw new HttpInputError(400, "the head of a part has more than " + maxHead + " bytes");
        if (size > headBytes.length) headBytes = Arrays.copyOf(headBytes, Math.min(maxHead, Math.max(size, 2 * headBytes.length)));
        System.arraycopy(bytes, from, headBytes, headSize, to - from);
        headSize = size;
    }

    private HttpHeaders lines() {
        var headers = new HttpHeaders();
        var line = new FieldLine();
        int next = line.read(headBytes, 0, headSize);
        while (!line.blank && next != LineReader.INCOMPLETE) {
            line.addTo(headers);
            next = line.read(headBytes, next, headSize);
        }
        return headers;
    }
}
