package typhoon.http;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * The header fields of a message: an ordered multimap whose names ignore case. A field that occurs several times stays several lines, in
 * the order they were added; names keep the spelling they were given.
 *
 * {@snippet class="typhoon.snippets.HttpSnippets" region="headers"}
 *
 * <p>Whatever is put in is checked: a name is an RFC 9110 token, a value holds TAB, 0x20 to 0x7E and 0x80 to 0xFF (one character is one
 * byte), without a blank at its edges. So nothing that is stored here can split a response. Tornado: {@code httputil.HTTPHeaders}, which
 * checks in {@code add} only.
 *
 * <p>A message has a dozen fields: two are found faster by looking at all than by any tree. Not for use by several threads at once.
 */
public final class HttpHeaders {
    private @Nullable String[] lines;           // name, value, name, value
    private int end;

    /** No fields. */
    public HttpHeaders() {
        lines = new String[12];
    }

    private HttpHeaders(HttpHeaders other) {
        lines = other.lines.clone();
        end = other.end;
    }

    /**
     * The fields of a text that has one a line, ended by CRLF or LF; empty lines count for nothing. A line that begins with a blank goes on
     * with the one before (RFC 9112 section 5.2), with one space between. For other text than requests, of which less is taken. Time is
     * linear in the length. Tornado: {@code HTTPHeaders.parse}, {@code parse_line}.
     *
     * @throws HttpInputError 400 when a line has no colon, a name is no token, a value has controls or what is no byte
     */
    public static HttpHeaders parse(String text) {
        var headers = new HttpHeaders();
        var line = new StringBuilder();
        for (String part : text.split("\n", -1)) {
            String piece = part.endsWith("\r") ? part.substring(0, part.length() - 1) : part;
            boolean continues = !piece.isEmpty() && Tokens.isBlank(piece.charAt(0));
            if (continues && line.isEmpty()) throw new HttpInputError(400, "a header begins with a continued line");
            if (continues) {
                line.append(' ').append(Tokens.trim(piece));
            } else if (!piece.isEmpty()) {
                headers.addLine(line);
                line.setLength(0);
                line.append(piece);
            }
        }
        headers.addLine(line);
        return headers;
    }

    private void addLine(StringBuilder line) {
        if (line.isEmpty()) return;
        int colon = line.indexOf(":");
        if (colon < 0) throw new HttpInputError(400, "a header line without a colon: " + Tokens.quoted(line.toString()));
        try {
            add(line.substring(0, colon), Tokens.trim(line.substring(colon + 1)));
        } catch (IllegalArgumentException refused) {
            throw new HttpInputError(400, String.valueOf(refused.getMessage()));
        }
    }

    /** An independent copy. */
    public HttpHeaders copy() {
        return new HttpHeaders(this);
    }

    // ---- reading

    /** The value of {@code name}, several joined by a comma without a blank; null when there is none. Not for Set-Cookie. */
    public @Nullable String get(String name) {
        int first = find(name, 0);
        if (first < 0) return null;
        int next = find(name, first + 2);
        return next < 0 ? valueAt(first) : joined(name, first, next);
    }

    /** The value of {@code name} as {@link #get(String)} gives it, or {@code absent}. */
    public String get(String name, String absent) {
        String value = get(name);
        return value == null ? absent : value;
    }

    /** Each value of {@code name}, in the order they were added; empty when there is none. A copy that cannot be changed. */
    public List<String> getList(String name) {
        int at = find(name, 0);
        if (at < 0) return List.of();
        var values = new ArrayList<String>(1);
        for (; at >= 0; at = find(name, at + 2)) values.add(valueAt(at));
        return Collections.unmodifiableList(values);
    }

    /** Whether there is a field {@code name}. */
    public boolean contains(String name) {
        return find(name, 0) >= 0;
    }

    /** The distinct names, as they were first spelt and in that order. A copy. */
    public Set<String> names() {
        var seen = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);
        var names = new LinkedHashSet<String>();
        for (int at = 0; at < end; at += 2) {
            if (seen.add(nameAt(at))) names.add(nameAt(at));
        }
        return names;
    }

    /** Calls {@code line} with name and value of each line, in order. */
    public void forEach(BiConsumer<? super String, ? super String> line) {
        for (int at = 0; at < end; at += 2) line.accept(nameAt(at), valueAt(at));
    }

    /** How many lines there are. */
    public int size() {
        return end / 2;
    }

    /** Whether there is no line. */
    public boolean isEmpty() {
        return end == 0;
    }

    // ---- changing

    /**
     * Makes {@code value} the only value of {@code name}; it takes the place of the first it replaces.
     *
     * @throws IllegalArgumentException when name or value cannot be sent as they are
     */
    public void set(String name, String value) {
        check(name, value);
        int first = find(name, 0);
        if (first < 0) {
            append(name, value);
        } else {
            removeFrom(name, first + 2);
            lines[first] = name;
            lines[first + 1] = value;
        }
    }

    /**
     * Adds a line, whatever else {@code name} has.
     *
     * @throws IllegalArgumentException when name or value cannot be sent as they are
     */
    public void add(String name, String value) {
        check(name, value);
        append(name, value);
    }

    /** Adds every line of {@code other}. */
    public void addAll(HttpHeaders other) {
        for (int at = 0; at < other.end; at += 2) append(other.nameAt(at), other.valueAt(at));
    }

    /**
     * Adds a line without looking at it, for Typhoon's own codec: it has checked each byte on the way in.
     *
     * @hidden
     */
    public void addChecked(String name, String value) {
        append(name, value);
    }

    /** Removes every value of {@code name}; whether there was one. */
    public boolean remove(String name) {
        return removeFrom(name, 0);
    }

    /** Removes everything. */
    public void clear() {
        Arrays.fill(lines, 0, end, null);
        end = 0;
    }

    /** {@code Name: value} and a line feed for each line. */
    @Override
    public String toString() {
        var text = new StringBuilder();
        forEach((name, value) -> text.append(name).append(": ").append(value).append('\n'));
        return text.toString();
    }

    private int find(String name, int from) {
        for (int at = from; at < end; at += 2) {
            if (name.length() == nameAt(at).length() && name.equalsIgnoreCase(nameAt(at))) return at;
        }
        return -1;
    }

    private String joined(String name, int first, int second) {
        var all = new StringBuilder(valueAt(first));
        for (int at = second; at >= 0; at = find(name, at + 2)) all.append(',').append(valueAt(at));
        return all.toString();
    }

    private void append(String name, String value) {
        if (end == lines.length) lines = Arrays.copyOf(lines, end * 2);
        lines[end] = name;
        lines[end + 1] = value;
        end += 2;
    }

    private boolean removeFrom(String name, int from) {
        int kept = find(name, from);
        if (kept < 0) return false;
        for (int at = kept + 2; at < end; at += 2) {
            if (name.equalsIgnoreCase(nameAt(at))) continue;
            lines[kept] = lines[at];
            lines[kept + 1] = lines[at + 1];
            kept += 2;
        }
        Arrays.fill(lines, kept, end, null);
        end = kept;
        return true;
    }

    private String nameAt(int at) {
        return present(lines[at]);
    }

    private String valueAt(int at) {
        return present(lines[at + 1]);
    }

    @SuppressWarnings({"NullAway", "DataFlowIssue"})         // slots below `end` are filled
    private static String present(@Nullable String slot) {
        return slot;
    }

    private static void check(String name, String value) {
        if (!Tokens.isToken(name))
            throw new IllegalArgumentException("not a header name: " + Tokens.quoted(name)
                    + "; letters, digits and !#$%&'*+-.^_`|~ are allowed");
        if (!Tokens.isFieldValue(value))
            throw new IllegalArgumentException("header " + name + " cannot have the value " + Tokens.quoted(value)
                    + ": no controls, no characters above U+00FF and no blanks at its edges are allowed");
    }
}
