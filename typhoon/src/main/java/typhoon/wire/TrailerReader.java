package typhoon.wire;

import java.util.Locale;
import java.util.Set;
import typhoon.http.HttpHeaders;
import typhoon.http.HttpInputError;

/**
 * Reads the trailer section after the last chunk: RFC 9112 section 7.1.2. Fields that decide framing, routing or trust mean nothing there
 * (RFC 9110 section 6.5.1): those of framing are refused, the others dropped.
 */
final class TrailerReader extends LineReader {
    private static final Set<String> DROPPED = Set.of("age", "authorization", "cache-control", "content-encoding", "content-range",
            "content-type", "cookie", "expires", "keep-alive", "location", "max-forwards", "pragma", "proxy-authenticate",
            "proxy-authorization", "range", "retry-after", "set-cookie", "te", "trailer", "upgrade", "vary", "www-authenticate");

    private final HeadLimits limits;
    private final FieldLine field;
    private final HttpHeaders trailers = new HttpHeaders();
    private int count;
    private boolean complete;

    TrailerReader(HeadLimits limits, Window window) {
        super(window);
        this.limits = limits;
        this.field = window.field;
    }

    HttpHeaders trailers() {
        return trailers;
    }

    /** About how much memory they take. */
    int held() {
        if (complete && trailers.isEmpty()) return 0;
        return Head.memory(complete ? size() : taken(), trailers);
    }

    @Override
    boolean complete() {
        return complete;
    }

    @Override
    int line(byte[] bytes, int from, int end) {
        int next = field.read(bytes, from, end);
        if (next == INCOMPLETE) return INCOMPLETE;
        if (field.blank) complete = true;
        else keep();
        return next;
    }

    @Override
    void checkSize(int taken, int incomplete) {
        if (taken + incomplete > limits.headerBlock())
            throw new HttpInputError(431, "trailers of more than " + limits.headerBlock() + " bytes");
    }

    private void keep() {
        if (++count > limits.headerCount()) throw new HttpInputError(431, "more than " + limits.headerCount() + " trailers");
        if (field.known >= 0 && field.known <= Framing.EXPECT) throw new HttpInputError(400, "a trailer that frames or routes a message");
        String name = field.name.toLowerCase(Locale.ROOT);
        if (!DROPPED.contains(name) && !name.startsWith("if-")) field.addTo(trailers);
    }
}
