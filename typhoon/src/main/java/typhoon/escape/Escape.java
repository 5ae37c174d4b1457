package typhoon.escape;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.lang.reflect.RecordComponent;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Text on its way in and out: JSON, URLs, HTML.
 *
 * {@snippet class="typhoon.snippets.EscapeSnippets" region="json"}
 *
 * <p>Everything here is a pure function: any thread, no waiting. Source: Tornado's {@code escape}.
 */
public final class Escape {
    private static final String HEX = "0123456789ABCDEF";

    private Escape() {}

    /** Makes text safe inside HTML, attribute values in quotes included: {@code & < > " '} become entities. */
    public static String xhtmlEscape(String text) {
        int clean = 0;
        while (clean < text.length() && entity(text.charAt(clean)) == null) clean++;
        if (clean == text.length()) return text;
        var escaped = new StringBuilder(text.length() + 16).append(text, 0, clean);
        for (int i = clean; i < text.length(); i++) {
            String entity = entity(text.charAt(i));
            if (entity == null) escaped.append(text.charAt(i));
            else escaped.append(entity);
        }
        return escaped.toString();
    }

    /**
     * Undoes {@link #xhtmlEscape}, and all other references to characters as browsers do, by name, number or hexadecimal number. What is
     * none stays; a number that means no character is dropped or becomes U+FFFD. Source: Tornado's {@code escape.xhtml_unescape}, HTML
     * section 13.5.
     */
    public static String xhtmlUnescape(String html) {
        return Entities.unescape(html);
    }

    /** As {@link #linkify(String, Linkify)}, of http and https and what begins with {@code www.}, without more ado. */
    public static String linkify(String text) {
        return linkify(text, new Linkify());
    }

    /**
     * Text as HTML, escaped, with a link wherever it has a URL; punctuation behind one is none of it. Time is linear in the length.
     *
     * {@snippet class="typhoon.snippets.EscapeSnippets" region="linkify"}
     *
     * <p>Source: Tornado's {@code escape.linkify}.
     */
    public static String linkify(String text, Linkify how) {
        return LinkFinder.linkify(xhtmlEscape(text), how);
    }

    /** As {@link #urlEscape(String, boolean)} for a query: a space becomes {@code +}, a slash {@code %2F}. */
    public static String urlEscape(String text) {
        return urlEscape(text, true);
    }

    /**
     * Percent-encodes the UTF-8 bytes of {@code text}; letters, digits and {@code _.-~} stay.
     *
     * @param plus true for a query: a space becomes {@code +}, a slash {@code %2F}; false for a path: {@code %20}, and slashes stay
     */
    public static String urlEscape(String text, boolean plus) {
        var escaped = new StringBuilder(text.length() + 16);
        for (byte b : utf8(text)) {
            char c = (char) (b & 0xFF);
            if (isUnreserved(c) || c == '/' && !plus) escaped.append(c);
            else if (c == ' ' && plus) escaped.append('+');
            else escaped.append('%').append(HEX.charAt(c >> 4)).append(HEX.charAt(c & 0xF));
        }
        return escaped.toString();
    }

    /** As {@link #urlUnescape(String, boolean)} for a query: {@code +} is a space. */
    public static String urlUnescape(String text) {
        return urlUnescape(text, true);
    }

    /**
     * Undoes percent-encoding. What is no complete {@code %XX} stays as it is; bytes that are no UTF-8 become U+FFFD: see {@link
     * #urlUnescapeBytes} to find those.
     *
     * @param plus whether {@code +} is a space
     */
    public static String urlUnescape(String text, boolean plus) {
        return text.indexOf('%') < 0 && (!plus || text.indexOf('+') < 0) ? text : new String(urlUnescapeBytes(text, plus), UTF_8);
    }

    /** As {@link #urlUnescape(String, boolean)}, as the bytes that were meant; other characters stand for their UTF-8. */
    public static byte[] urlUnescapeBytes(String text, boolean plus) {
        byte[] from = utf8(text);
        var to = new byte[from.length];
        int size = 0;
        for (int i = 0; i < from.length; i++) {
            int high = from[i] == '%' && i + 2 < from.length ? Character.digit(from[i + 1], 16) : -1;
            int low = high < 0 ? -1 : Character.digit(from[i + 2], 16);
            if (low >= 0) {
                to[size++] = (byte) (high << 4 | low);
                i += 2;
            } else {
                to[size++] = from[i] == '+' && plus ? (byte) ' ' : from[i];
            }
        }
        return Arrays.copyOf(to, size);
    }

    /** Makes each run of blanks and control characters (U+0000 to U+0020) one space and removes them at both ends. */
    public static String squeeze(String text) {
        var squeezed = new StringBuilder(text.length());
        boolean gap = false;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c <= ' ') {
                gap = true;
                continue;
            }
            if (gap && !squeezed.isEmpty()) squeezed.append(' ');
            gap = false;
            squeezed.append(c);
        }
        return squeezed.toString();
    }

    /**
     * The text that a regular expression stands for which is nothing but quoted text: undoes {@link java.util.regex.Pattern#quote}, and
     * backslashes before what is no letter or digit. Source: Tornado's {@code util.re_unescape}.
     *
     * @throws IllegalArgumentException if a backslash stands before a letter or digit, which means something else than itself then
     */
    public static String reUnescape(String regex) {
        var text = new StringBuilder(regex.length());
        for (int i = 0; i < regex.length(); i++) {
            char c = regex.charAt(i);
            char next = c == '\\' && i + 1 < regex.length() ? regex.charAt(i + 1) : 0;
            if (next == 'Q') {
                int end = regex.indexOf("\\E", i);
                text.append(regex, i + 2, end < 0 ? regex.length() : end);
                i = end < 0 ? regex.length() : end + 1;
            } else if (next == 0) {
                text.append(c);
            } else if (Character.isLetterOrDigit(next)) {
                throw new IllegalArgumentException("cannot unescape \\" + next + ": expected quoted text, got " + regex);
            } else {
                text.append(next);
                i++;
            }
        }
        return text.toString();
    }

    /** The UTF-8 bytes of {@code text}. A surrogate without its partner becomes {@code ?}. */
    public static byte[] utf8(String text) {
        return text.getBytes(UTF_8);
    }

    /**
     * The text of UTF-8 bytes, strictly.
     *
     * @throws IllegalArgumentException if they are none, with the first 40 of them in the message
     */
    public static String toUnicode(byte[] bytes) {
        String text = new String(bytes, UTF_8);
        if (text.indexOf('\uFFFD') < 0) return text;    // nothing had to be replaced: the common case needs no slow decoder
        try {
            return UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
        } catch (CharacterCodingException malformed) {
            throw new IllegalArgumentException("not UTF-8: " + quoted(bytes), malformed);
        }
    }

    /**
     * JSON of maps, collections, arrays, records, beans, strings, numbers, booleans, enums and null; {@code java.time} as ISO 8601 strings,
     * {@code byte[]} as Base64, record components in their order. {@code </} is written {@code <\/}, so that the text may stand inside a
     * {@code <script>}. Unlike Tornado's it has no blanks, and what is not ASCII stays as it is.
     *
     * @throws IllegalArgumentException if {@code value} cannot be written: a class without properties, nesting (or a cycle) deeper than
     *     500, an accessor that throws, or a package that its module does not open; the message says which
     */
    public static String jsonEncode(@Nullable Object value) {
        return Json.encode(value);
    }

    /** As {@link #jsonEncode}, in UTF-8, without the way over a String. */
    public static byte[] jsonEncodeUtf8(@Nullable Object value) {
        return Json.encodeUtf8(value);
    }

    /**
     * Reads JSON text: an object becomes a {@code LinkedHashMap}, an array an {@code ArrayList}, a number an {@code Integer}, {@code Long},
     * {@code BigInteger} or {@code Double}.
     *
     * @throws JsonDecodeError as {@link #jsonDecode(String, Class)}
     */
    public static @Nullable Object jsonDecode(String text) {
        return Json.decode(text, Object.class);
    }

    /**
     * As {@link #jsonDecode(String)}, of UTF-8, with a {@link java.math.BigDecimal} for each number that has a point or an exponent: as
     * exact
     * as it was written. Beware of what those can be, {@code 1e999999999} say, before you reckon with them.
     */
    public static @Nullable Object jsonDecodeExactly(byte[] utf8) {
        return Json.decodeExactly(utf8);
    }

    /** As {@link #jsonDecode(String, Class)}, of UTF-8. */
    public static <T> T jsonDecode(byte[] utf8, Class<T> type) {
        return Json.decodeUtf8(utf8, type);
    }

    /**
     * Reads JSON text strictly into {@code type}: a record mostly, or {@code User[].class} for an array of them, or {@code Map.class},
     * {@code List.class}.
     *
     * <p>Nothing is guessed or lost. A component of a record is required unless its type is {@code @Nullable} (JSpecify's annotation), and
     * so is each element of its lists and maps: {@code List<@Nullable String>} may hold nulls. Where the declared type is {@code Object},
     * anything goes, null too. A string is no number, half of a surrogate pair no string, 7.9 (and 7.0) is no int, a number no boolean and
     * no date; an enum is the exact name of a constant. Refused as well: a number outside its type's range, a key twice in an object, a
     * property the record does not have (unless it has {@code @JsonIgnoreProperties(ignoreUnknown = true)}), text after the value, bytes
     * that are not UTF-8 (a byte order mark included). An {@link IllegalArgumentException} that a record's constructor throws counts as a
     * refusal too and its message is passed on. Other annotations of Jackson work.
     *
     * <p>Limits: 200 levels of nesting, 20,000,000 characters a string, 1,000 a number, 50,000 a name; and, since a text of brackets
     * becomes ten times as large in memory, a value, name or bracket for each 256 bytes that the heap may have.
     *
     * @throws JsonDecodeError if the text is not JSON, or not that of a {@code type}; the message names path, line and column
     * @throws IllegalArgumentException if no text could be read into {@code type}: an interface, say, or a package that its module does not
     *     open
     */
    public static <T> T jsonDecode(String text, Class<T> type) {
        T value = Json.decode(text, type);
        if (value == null) throw JsonProblem.wholeIs(null, type, text);         // Object: null is a value for the method without a type
        return value;
    }

    /**
     * What a component is called in JSON: as it is, or as Jackson's annotation says.
     *
     * @hidden
     */
    public static String jsonName(RecordComponent component) {
        return Json.name(component);
    }

    private static @Nullable String entity(char c) {
        return switch (c) {
            case '&' -> "&amp;";
            case '<' -> "&lt;";
            case '>' -> "&gt;";
            case '"' -> "&quot;";
            case '\'' -> "&#x27;";
            default -> null;
        };
    }

    private static boolean isUnreserved(char c) {
        return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || c == '_' || c == '.' || c == '-' || c == '~';
    }

    private static String quoted(byte[] bytes) {
        var text = new StringBuilder("\"");
        for (int i = 0; i < Math.min(40, bytes.length); i++) {
            char c = (char) (bytes[i] & 0xFF);
            if (c >= ' ' && c < 0x7F && c != '"' && c != '\\') text.append(c);
            else text.append("\\x").append(HEX.charAt(c >> 4)).append(HEX.charAt(c & 0xF));
        }
        return text.append(bytes.length > 40 ? "…\"" : "\"").toString();
    }
}
