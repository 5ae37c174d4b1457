package typhoon.http;

import java.nio.charset.StandardCharsets;
import java.text.Normalizer;
import java.util.Locale;
import java.util.Set;

/**
 * Names of files that come from a client, or go to one.
 *
 * {@snippet class="typhoon.snippets.MultipartSnippets" region="names"}
 */
public final class FileNames {
    /** Most file systems take names of up to 255 bytes; some is left for what is put before or behind one. */
    private static final int MOST_BYTES = 200;

    /** Of a longer one the middle is not looked at: to bring accents into one order takes time by the square of their number. */
    private static final int MOST_CHARACTERS = 1000;

    private static final int LONGEST_END = 16;
    private static final String HEX = "0123456789ABCDEF";
    private static final Set<String> DEVICES = Set.of("CON", "PRN", "AUX", "NUL", "CONIN$", "CONOUT$");

    private FileNames() {}

    /**
     * A name that a file may have on any system, made of one that a client has sent: only its last part, whichever slashes it has; letters,
     * digits, blanks and {@code -_.,+=@~()[]!#$%&'} as they are, what is not to be seen left out, anything else as an underscore; no dots
     * or blanks at its ends, at most 200 bytes of UTF-8, and not one of those that Windows gives to devices. {@code file} if nothing is
     * left. Different names may become the same.
     */
    public static String safe(String name) {
        String last = withoutMiddle(name.substring(Math.max(name.lastIndexOf('/'), name.lastIndexOf('\\')) + 1));
        var safe = new StringBuilder(last.length());
        Normalizer.normalize(last, Normalizer.Form.NFC).codePoints().filter(FileNames::isSeen)
                .forEach(c -> safe.appendCodePoint(isHarmless(c) ? c : '_'));
        String trimmed = trim(shortened(trim(safe.toString())));
        if (trimmed.isEmpty()) return "file";
        return isDevice(trimmed) ? "_" + trimmed : trimmed;
    }

    /**
     * The Content-Disposition of a response that a browser shall save under {@code name} instead of showing it: RFC 6266, with the name in
     * UTF-8 where ASCII does not have it. Whatever the name is, it can be sent; only its {@linkplain #safe safe} form is.
     */
    public static String attachment(String name) {
        String safe = safe(name);
        var plain = new StringBuilder();
        var extended = new StringBuilder();
        for (char c : safe.toCharArray()) plain.append(c < 0x80 && c != '"' && c != '\\' && c != '%' ? c : '_');
        for (byte b : safe.getBytes(StandardCharsets.UTF_8)) {
            if (isAttributeChar(b)) extended.append((char) b);
            else extended.append('%').append(HEX.charAt(b >> 4 & 15)).append(HEX.charAt(b & 15));
        }
        String header = "attachment; filename=\"" + plain + "\"";
        return plain.toString().equals(safe) ? header : header + "; filename*=UTF-8''" + extended;
    }

    /** Whether Windows has something else than a file under that name, in every directory and whatever follows a dot. */
    public static boolean isDevice(String name) {
        int dot = name.indexOf('.');
        String stem = (dot < 0 ? name : name.substring(0, dot)).strip().toUpperCase(Locale.ROOT);
        return DEVICES.contains(stem) || stem.matches("(COM|LPT)[0-9\u00B9\u00B2\u00B3]");
    }

    /** No controls, nor what turns the direction of a name: {@code photo\u202Egpj.exe}. */
    private static boolean isSeen(int c) {
        int type = Character.getType(c);
        return type != Character.CONTROL && type != Character.FORMAT && type != Character.UNASSIGNED && type != Character.PRIVATE_USE;
    }

    private static boolean isHarmless(int c) {
        int type = Character.getType(c);
        boolean mark = type == Character.NON_SPACING_MARK || type == Character.COMBINING_SPACING_MARK;
        return Character.isLetterOrDigit(c) || mark || c == ' ' || c < 0x80 && "-_.,+=@~()[]!#$%&'".indexOf(c) >= 0;
    }

    private static String trim(String name) {
        int from = 0;
        int to = name.length();
        while (from < to && isEdge(name.charAt(from))) from++;
        while (from < to && isEdge(name.charAt(to - 1))) to--;
        return name.substring(from, to);
    }

    private static boolean isEdge(char c) {
        return c == '.' || c == ' ';
    }

    private static String withoutMiddle(String name) {
        if (name.length() <= MOST_CHARACTERS) return name;
        return name.substring(0, MOST_CHARACTERS - LONGEST_END) + name.substring(name.length() - LONGEST_END);
    }

    /** The end behind the last dot is kept, if it is short: it says what the file is. */
    private static String shortened(String name) {
        if (name.getBytes(StandardCharsets.UTF_8).length <= MOST_BYTES) return name;
        int dot = name.lastIndexOf('.');
        String extension = dot > 0 && name.length() - dot <= LONGEST_END ? name.substring(dot) : "";
        int room = MOST_BYTES - extension.getBytes(StandardCharsets.UTF_8).length;
        int end = 0;
        for (int used = 0; end < name.length(); end += Character.charCount(name.codePointAt(end))) {
            used += Character.toString(name.codePointAt(end)).getBytes(StandardCharsets.UTF_8).length;
            if (used > room) break;
        }
        return name.substring(0, end) + extension;
    }

    /** RFC 8187 section 3.2.1. */
    private static boolean isAttributeChar(byte b) {
        boolean alphanumeric = b >= '0' && b <= '9' || b >= 'a' && b <= 'z' || b >= 'A' && b <= 'Z';
        return alphanumeric || "!#$&+-.^_`|~".indexOf(b) >= 0;
    }
}
