package typhoon.wire;

import java.nio.charset.StandardCharsets;
import typhoon.http.HttpHeaders;
import typhoon.http.HttpInputError;

/**
 * One header or trailer line, RFC 9112 section 5: a token, a colon at once, blanks, a value, blanks, CR LF. Whatever could be read in two
 * ways is refused: that is how requests are smuggled past a proxy that reads it in the other.
 */
final class FieldLine {
    /** Number of the name among {@link KnownWords#HEADERS}, or -1. */
    int known;
    String name = "";
    String value = "";

    /** Whether the line was the blank one that ends the section. */
    boolean blank;

    /** Reads the line at {@code from}; where the next begins, or {@link LineReader#INCOMPLETE}. */
    int read(byte[] bytes, int from, int end) {
        blank = false;
        int colon = from;
        while (colon < end && Octets.TOKEN[bytes[colon] & 0xFF]) colon++;
        if (colon == end) return LineReader.INCOMPLETE;
        if (bytes[colon] != ':' || colon == from) return blankLine(bytes, from, colon, end);
        int begin = colon + 1;
        while (begin < end && isBlank(bytes[begin])) begin++;
        int stop = begin;
        while (stop < end && Octets.VALUE[bytes[stop] & 0xFF]) stop++;
        if (stop + 1 >= end && (stop == end || bytes[stop] == '\r')) return LineReader.INCOMPLETE;
        checkEnd(bytes, stop, "a header value");
        int last = stop;
        while (last > begin && isBlank(bytes[last - 1])) last--;
        take(bytes, from, colon, begin, last);
        return stop + 2;
    }

    /** Is a line that was read before. */
    void take(int number, String itsName, String itsValue) {
        blank = false;
        known = number;
        name = itsName;
        value = itsValue;
    }

    void addTo(HttpHeaders headers) {
        headers.addChecked(name, value);
    }

    /** Refuses anything but CR LF at {@code at}, which is where a run of allowed bytes has ended. */
    static void checkEnd(byte[] bytes, int at, String what) {
        if (bytes[at] == '\n') throw new HttpInputError(400, "a line ends in LF without CR");
        if (bytes[at] != '\r') throw new HttpInputError(400, "a control character in " + what);
        if (bytes[at + 1] != '\n') throw new HttpInputError(400, "a CR without LF in " + what);
    }

    private void take(byte[] bytes, int from, int colon, int begin, int last) {
        known = KnownWords.HEADERS.find(bytes, from, colon - from);
        name = known >= 0 ? KnownWords.HEADERS.word(known) : new String(bytes, from, colon - from, StandardCharsets.ISO_8859_1);
        value = new String(bytes, begin, last - begin, StandardCharsets.ISO_8859_1);
    }

    private int blankLine(byte[] bytes, int from, int at, int end) {
        byte found = bytes[at];
        if (at == from && found == '\r') {
            if (at + 1 == end) return LineReader.INCOMPLETE;
            checkEnd(bytes, at, "a header line");
            blank = true;
            return at + 2;
        }
        // RFC 9112 5.2: a continued line; 5.1: a blank before the colon. Both are read differently by different servers.
        if (at == from && isBlank(found)) throw new HttpInputError(400, "a header line begins with a blank");
        if (isBlank(found)) throw new HttpInputError(400, "a blank in a header name");
        if (found == '\r' || found == '\n') throw new HttpInputError(400, "a header line without a colon");
        throw new HttpInputError(400, "a header name is missing or holds a character that is not allowed");
    }

    private static boolean isBlank(byte b) {
        return b == ' ' || b == '\t';
    }
}
