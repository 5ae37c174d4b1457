package typhoon.httpserver;

import org.jspecify.annotations.Nullable;
import typhoon.http.HttpHeaders;
import typhoon.http.HttpOutputError;
import typhoon.wire.Head;

/**
 * How the client will know where a response ends: RFC 9112 section 6.3.
 *
 * @param bodiless no byte of a body is sent: 1xx, 204, 304, or the answer to HEAD
 * @param chunked the body goes out in chunks
 * @param untilClose the body ends with the connection
 * @param length the length announced; -1 for none
 * @param ours whether the Content-Length line has to be written by us
 */
record ResponseFraming(boolean bodiless, boolean chunked, boolean untilClose, long length, boolean ours) {
    static final ResponseFraming NOTHING = new ResponseFraming(true, false, false, -1, false);

    private static final ResponseFraming CHUNKED = new ResponseFraming(false, true, false, -1, false);
    private static final ResponseFraming UNTIL_CLOSE = new ResponseFraming(false, false, true, -1, false);

    /** Decides for a response whose first bytes are {@code size}, and all of them if {@code last}; refuses what cannot be true. */
    static ResponseFraming of(Head head, int status, HttpHeaders headers, int size, boolean last) {
        if (status < 200 && status != 101 || status > 599)
            throw new IllegalArgumentException("a response cannot have the status " + status);
        if (headers.contains("Transfer-Encoding"))
            throw new HttpOutputError("Transfer-Encoding is set by the connection, not by a handler");
        if (status == 101 || status == 204 || status == 304) {
            if (size > 0) throw new HttpOutputError("a response with status " + status + " has no body, but was given " + size + " bytes");
            // RFC 9110 8.6: only a 304 may say how long the body would be; whoever believes a 204 takes the next response for it
            if (status != 304 && headers.contains("Content-Length"))
                throw new HttpOutputError("a response with status " + status + " has no Content-Length");
            return NOTHING;
        }
        String announced = headers.get("Content-Length");
        if (head.method().equals("HEAD")) return new ResponseFraming(true, false, false, size, announced == null && last && size > 0);
        if (announced != null) return announced(announced, size, last);
        if (last) return new ResponseFraming(false, false, false, size, true);
        return head.minorVersion() > 0 ? CHUNKED : UNTIL_CLOSE;
    }

    /** Whether the bytes of the body follow the head as they are. */
    boolean isPlain() {
        return !bodiless && !chunked;
    }

    /** Refuses {@code total} bytes if they are more than were announced, or less when there will be no more. */
    void check(long total, boolean last) {
        if (bodiless || length < 0) return;
        if (total > length || last && total < length)
            throw new HttpOutputError("Content-Length is " + length + ", but " + total + " bytes were written");
    }

    private static ResponseFraming announced(String text, int size, boolean last) {
        // a loop, for a regular expression costs more than the rest of a small response
        boolean number = !text.isEmpty() && text.length() < 19;
        for (int i = 0; i < text.length() && number; i++) number = text.charAt(i) >= '0' && text.charAt(i) <= '9';
        if (!number) throw new HttpOutputError("Content-Length is not a number: " + text);
        var framing = new ResponseFraming(false, false, false, Long.parseLong(text), false);
        framing.check(size, last);
        return framing;
    }

    /** Whether the Connection line of a response says that it is the last. */
    static boolean saysClose(@Nullable String connection) {
        if (connection == null) return false;
        if (connection.equalsIgnoreCase("close")) return true;
        for (String option : connection.split(",", -1)) {
            if (option.strip().equalsIgnoreCase("close")) return true;
        }
        return false;
    }
}
