package typhoon.web;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What of its content a client asks for by a Range header: RFC 9110 section 14. As in Tornado, what cannot be read is passed over, and so
 * is a range of everything; several ranges are more than Tornado has.
 */
sealed interface ByteRanges {
    /** How many ranges are answered as such; whoever asks for more gets the whole, once. */
    int MOST = 32;

    /** Everything: there was no range, none that could be read, or one of everything. */
    record Whole() implements ByteRanges {}

    /** One piece. */
    record One(Part part) implements ByteRanges {}

    /** Several pieces in ascending order, of which none touches another, so that together they are never more than the whole. */
    record Several(List<Part> parts) implements ByteRanges {}

    /** Nothing that is there. */
    record Unsatisfiable() implements ByteRanges {}

    /** From {@code start} to before {@code end}. */
    record Part(long start, long end) {
        long length() {
            return end - start;
        }

        /** The value of Content-Range, whose end is inclusive. */
        String contentRange(long size) {
            return "bytes " + start + "-" + (end - 1) + "/" + size;
        }
    }

    /** What {@code header} asks for of {@code size} bytes. */
    static ByteRanges of(@Nullable String header, long size) {
        if (header == null) return new Whole();
        int equals = header.indexOf('=');
        if (equals < 0 || !header.substring(0, equals).strip().equals("bytes")) return new Whole();
        String[] texts = header.substring(equals + 1).split(",", MOST + 1);
        if (texts.length > MOST) return new Whole();
        var parts = new ArrayList<Part>();
        for (String text : texts) {
            Part part = part(text.strip(), size);
            if (part == null) return new Whole();
            if (part.start < part.end) parts.add(part);
        }
        if (parts.isEmpty()) return new Unsatisfiable();
        List<Part> merged = merged(parts);
        if (merged.size() > 1) return new Several(merged);
        return merged.getFirst().length() == size ? new Whole() : new One(merged.getFirst());
    }

    /** {@code 2-5}, {@code 2-}, as Tornado also without dash, or {@code -5}; an empty part where there is nothing, null if it is none. */
    private static @Nullable Part part(String text, long size) {
        int dash = text.indexOf('-');
        String from = dash < 0 ? text : text.substring(0, dash).strip();
        String to = dash < 0 ? "" : text.substring(dash + 1).strip();
        if (!Digits.only(from, 0, from.length()) || !Digits.only(to, 0, to.length())) return null;
        if (from.isEmpty() && to.isEmpty()) return new Part(0, size);
        if (from.isEmpty()) return new Part(Math.max(0, size - number(to)), size);
        return new Part(number(from), to.isEmpty() ? size : Math.min(size, number(to) + 1));
    }

    /** What is longer than any file is long is as long as can be. */
    private static long number(String digits) {
        return digits.length() > 18 ? Long.MAX_VALUE - 1 : Long.parseLong(digits);
    }

    /** RFC 9110 14.2 lets us: a list of ranges that overlap is no reason to send anything twice. */
    private static List<Part> merged(List<Part> parts) {
        parts.sort(Comparator.comparingLong(Part::start));
        var merged = new ArrayList<Part>();
        for (Part part : parts) {
            if (merged.isEmpty() || merged.getLast().end < part.start) merged.add(part);
            else merged.add(new Part(merged.getLast().start, Math.max(merged.removeLast().end, part.end)));
        }
        return merged;
    }
}
