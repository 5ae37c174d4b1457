package typhoon.web;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import typhoon.web.ByteRanges.Part;

/** What stands between the pieces when several are sent: RFC 9110 section 14.6. */
final class MultipartRanges {
    private final List<Part> parts;
    private final String contentType;
    private final long size;
    private final String boundary;

    /** Pieces of {@code size} bytes of this type, between boundaries that nobody can have put into the content. */
    MultipartRanges(List<Part> parts, String contentType, long size) {
        this.parts = parts;
        this.contentType = contentType;
        this.size = size;
        this.boundary = HexFormat.of().formatHex(RandomBytes.of(16));
    }

    List<Part> parts() {
        return parts;
    }

    /** The type of the whole. */
    String type() {
        return "multipart/byteranges; boundary=" + boundary;
    }

    /** The length of the whole. */
    long length() {
        long length = end().length;
        for (Part part : parts) length += head(part).length + part.length();
        return length;
    }

    /** What stands before a piece. */
    byte[] head(Part part) {
        String before = part.equals(parts.getFirst()) ? "--" : "\r\n--";
        String type = contentType.isEmpty() ? "" : "Content-Type: " + contentType + "\r\n";
        return bytes(before + boundary + "\r\n" + type + "Content-Range: " + part.contentRange(size) + "\r\n\r\n");
    }

    /** What stands behind the last one. */
    byte[] end() {
        return bytes("\r\n--" + boundary + "--\r\n");
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }
}
