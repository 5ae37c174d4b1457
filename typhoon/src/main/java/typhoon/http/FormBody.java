package typhoon.http;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/**
 * {@code application/x-www-form-urlencoded}: forms and query strings. Only {@code &} separates, a plus is a space, an escape that is none
 * stays as it stands, a field without {@code =} is empty.
 *
 * {@snippet class="typhoon.snippets.HttpSnippets" region="form"}
 */
public final class FormBody {
    private final byte[] text;
    private final Map<String, List<String>> fields = new LinkedHashMap<>();

    private final @Nullable BiFunction<byte[], String, String> decoder;

    private FormBody(byte[] text, @Nullable BiFunction<byte[], String, String> decoder) {
        this.text = text;
        this.decoder = decoder;
    }

    /**
     * The fields in the order of their first occurrence, each with its values in order. The map may be changed.
     *
     * @param maxFields how many values are taken; a guard against maps made to be slow
     * @throws HttpInputError 400 when there are more, or when a value is not UTF-8. Names that are not UTF-8 are read as ISO 8859-1
     */
    public static Map<String, List<String>> parse(byte[] text, int maxFields) {
        return parse(text, maxFields, null);
    }

    /** As {@link #parse(byte[], int)}, with values that {@code decoder} makes of their bytes and their name, not as UTF-8. */
    public static Map<String, List<String>> parse(byte[] text, int maxFields, @Nullable BiFunction<byte[], String, String> decoder) {
        var form = new FormBody(text, decoder);
        form.parse(maxFields);
        return form.fields;
    }

    /** The fields of a query, given as it stood in the request line: one character is one byte. As {@link #parse(byte[], int)}. */
    public static Map<String, List<String>> parse(String query, int maxFields) {
        return parse(query.getBytes(StandardCharsets.ISO_8859_1), maxFields);
    }

    /** Whether {@code contentType} says that a body is such a form; case and parameters do not count. */
    public static boolean isForm(@Nullable String contentType) {
        return contentType != null && Accept.mediaType(contentType).equals("application/x-www-form-urlencoded");
    }

    private void parse(int maxFields) {
        int count = 0;
        for (int from = 0; from < text.length;) {
            int end = indexOf('&', from, text.length);
            if (end > from) {
                if (++count > maxFields) throw new HttpInputError(400, "more than " + maxFields + " form fields");
                field(from, end);
            }
            from = end + 1;
        }
    }

    private void field(int from, int end) {
        int equals = indexOf('=', from, end);
        byte[] rawName = unescape(from, equals);
        String name = utf8(rawName) instanceof String good ? good : new String(rawName, StandardCharsets.ISO_8859_1);
        byte[] rawValue = unescape(Math.min(equals + 1, end), end);
        String value = decoder == null ? utf8(rawValue) : decoder.apply(rawValue, name);
        if (value == null) throw new HttpInputError(400, "the value of a form field is not UTF-8");
        fields.computeIfAbsent(name, _ -> new ArrayList<>(1)).add(value);
    }

    /** The first {@code wanted} from {@code from} on, or {@code end}. */
    private int indexOf(char wanted, int from, int end) {
        int at = from;
        while (at < end && text[at] != wanted) at++;
        return at;
    }

    private byte[] unescape(int from, int end) {
        var plain = new byte[end - from];
        int size = 0;
        for (int at = from; at < end; at++) {
            byte b = text[at];
            if (b == '%' && at + 2 < end && isHex(text[at + 1]) && isHex(text[at + 2])) {
                b = (byte) (Character.digit(text[at + 1], 16) << 4 | Character.digit(text[at + 2], 16));
                at += 2;
            } else if (b == '+') {
                b = ' ';
            }
            plain[size++] = b;
        }
        return size == plain.length ? plain : Arrays.copyOf(plain, size);
    }

    private static boolean isHex(byte b) {
        return b >= '0' && b <= '9' || b >= 'a' && b <= 'f' || b >= 'A' && b <= 'F';
    }

    private static @Nullable String utf8(byte[] bytes) {
        try {
            return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
        } catch (CharacterCodingException _) {
            return null;
        }
    }
}
