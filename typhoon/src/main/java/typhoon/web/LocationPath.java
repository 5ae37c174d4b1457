package typhoon.web;

import java.util.HexFormat;

/** Where the client is, as a Location has it that leads somewhere nearby. */
final class LocationPath {
    private static final HexFormat HEX = HexFormat.of().withUpperCase();

    private LocationPath() {}

    /**
     * A path as it was sent, {@linkplain #escaped escaped}.
     *
     * @throws HttpError 403 if it begins with two slashes, for a Location like that leads to another host
     */
    static String of(String path) {
        if (path.startsWith("//")) throw new HttpError(403);
        return escaped(path);
    }

    /**
     * {@code sent}, of which one character is one byte, without the bytes that a url does not have: browsers take a backslash for a slash,
     * and what is beyond ASCII would be encoded once more.
     */
    static String escaped(String sent) {
        var escaped = new StringBuilder(sent.length());
        for (int i = 0; i < sent.length(); i++) {
            char c = sent.charAt(i);
            if (c != '\\' && c < 0x7F) escaped.append(c);
            else escaped.append('%').append(HEX.toHexDigits((byte) c));
        }
        return escaped.toString();
    }
}
