package typhoon.wire;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import typhoon.http.Accept;
import typhoon.http.HttpHeaders;
import typhoon.http.HttpInputError;

/**
 * What is said before the content of a part of a form: RFC 7578 section 4.
 *
 * @param headers its lines, one character a byte
 * @param name of the field
 * @param filename what the client calls the file; null if the part is none, empty if none was chosen
 * @param contentType as it was said, or null
 * @param charset of a text, or null if it is not said
 */
public record PartHead(HttpHeaders headers, String name, @Nullable String filename, @Nullable String contentType,
        @Nullable Charset charset) {
    /** Those that forms are sent in. A look-up of any other could go through the class path, for each part anew. */
    private static final Map<String, Charset> CHARSETS = Map.of("utf-8", StandardCharsets.UTF_8, "utf8", StandardCharsets.UTF_8,
            "us-ascii", StandardCharsets.US_ASCII, "iso-8859-1", StandardCharsets.ISO_8859_1, "utf-16", StandardCharsets.UTF_16,
            "utf-16le", StandardCharsets.UTF_16LE, "utf-16be", StandardCharsets.UTF_16BE,
            "windows-1252", Charset.forName("windows-1252"));

    static PartHead of(HttpHeaders headers) {
        var dispositions = headers.getList("Content-Disposition");
        if (dispositions.isEmpty()) throw new HttpInputError(400, "a part without a Content-Disposition");
        if (dispositions.size() > 1) throw new HttpInputError(400, "a part with two Content-Dispositions");
        var disposition = new Parameters(dispositions.getFirst());
        if (!disposition.value().equals("form-data")) throw new HttpInputError(400, "a part whose Content-Disposition is not form-data");
        String name = disposition.get("name");
        if (name == null || name.isEmpty()) throw new HttpInputError(400, "a part without a name");
        String type = headers.get("Content-Type");
        return new PartHead(headers, decoded(bytes(name), StandardCharsets.UTF_8), filename(disposition), type, charsetOf(type));
    }

    /** The charset of that name; 400 if it is none of those in which forms are sent. */
    public static Charset charset(String name) {
        if (CHARSETS.get(name.toLowerCase(Locale.ROOT)) instanceof Charset charset) return charset;
        throw new HttpInputError(400, "a part in a charset that forms are not sent in; UTF-8 is understood");
    }

    /** {@code bytes} as text; 400 if they are none. */
    public static String decoded(byte[] bytes, Charset charset) {
        try {
            return charset.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
        } catch (CharacterCodingException _) {
            throw new HttpInputError(400, "text in a part that is not " + charset);
        }
    }

    /** RFC 6266 section 4.3: the extended form wins. RFC 7578 wants nobody to send it, and some do. */
    private static @Nullable String filename(Parameters disposition) {
        if (disposition.get("filename*") instanceof String extended) return extended(extended);
        return disposition.get("filename") instanceof String plain ? decoded(bytes(plain), StandardCharsets.UTF_8) : null;
    }

    /** RFC 8187 section 3.2: {@code UTF-8'en'%C3%A1b.txt}. */
    private static String extended(String value) {
        int first = value.indexOf('\'');
        int second = value.indexOf('\'', first + 1);
        if (first < 0 || second < 0) throw new HttpInputError(400, "a filename* that is not charset'language'text");
        String text = decoded(unescaped(value, second + 1), charset(value.substring(0, first)));
        if (text.chars().anyMatch(c -> c < ' ' || c == 0x7F)) throw new HttpInputError(400, "a control character in a filename*");
        return text;
    }

    private static byte[] unescaped(String value, int from) {
        var plain = new byte[value.length() - from];
        int size = 0;
        for (int at = from; at < value.length(); at++) {
            byte b = (byte) value.charAt(at);
            if (b == '%') {
                int high = at + 2 < value.length() ? Octets.hex((byte) value.charAt(at + 1)) : -1;
                int low = high < 0 ? -1 : Octets.hex((byte) value.charAt(at + 2));
                if (low < 0) throw new HttpInputError(400, "a filename* with a % that is no escape");
                b = (byte) (high << 4 | low);
                at += 2;
            }
            plain[size++] = b;
        }
        return Arrays.copyOf(plain, size);
    }

    private static @Nullable Charset charsetOf(@Nullable String type) {
        if (type == null || !Accept.mediaType(type).startsWith("text/")) return null;
        return new Parameters(type).get("charset") instanceof String name ? charset(name) : null;
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }
}
