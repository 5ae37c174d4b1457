package typhoon.testing;

import java.io.ByteArrayOutputStream;
import typhoon.http.HttpHeaders;

/** Reads one HTTP/1.1 response from a connection, as strictly as a test should: framing that is not plain fails it. */
final class ResponseReader {
    private final RawClient client;

    ResponseReader(RawClient client) {
        this.client = client;
    }

    TestResponse read(String method) {
        var head = new StringBuilder();
        String statusLine = line(head);
        var headers = fields(head);
        boolean chunked = hasBody(method, statusLine) && isChunked(headers);
        byte[] body = chunked ? chunks() : hasBody(method, statusLine) ? sized(headers) : new byte[0];
        var trailers = chunked ? fields(new StringBuilder()) : new HttpHeaders();
        return new TestResponse(head.toString(), statusLine, headers, body, trailers);
    }

    private static boolean hasBody(String method, String statusLine) {
        return !method.equals("HEAD") && !statusLine.matches("HTTP/1\\.[01] (1\\d\\d|204|304)( .*)?");
    }

    private static boolean isChunked(HttpHeaders headers) {
        String coding = headers.get("Transfer-Encoding");
        if (coding != null && !coding.equalsIgnoreCase("chunked")) throw new AssertionError("a transfer coding we do not know: " + coding);
        return coding != null;
    }

    private byte[] sized(HttpHeaders headers) {
        String length = headers.get("Content-Length");
        return length == null ? client.readAllBytes() : client.readBytes(Integer.parseInt(length));
    }

    private byte[] chunks() {
        var body = new ByteArrayOutputStream();
        for (int size = chunkSize(); size > 0; size = chunkSize()) {
            body.writeBytes(client.readBytes(size));
            String end = client.readUntil("\r\n");
            if (!end.equals("\r\n")) throw new AssertionError("a chunk is longer than it said, by \"" + end + "\"");
        }
        return body.toByteArray();
    }

    private int chunkSize() {
        return Integer.parseInt(line(new StringBuilder()).replaceFirst(";.*", ""), 16);
    }

    private HttpHeaders fields(StringBuilder head) {
        var headers = new HttpHeaders();
        for (String line = line(head); !line.isEmpty(); line = line(head)) {
            int colon = line.indexOf(':');
            if (colon < 1) throw new AssertionError("not a header: \"" + line + "\"");
            headers.add(line.substring(0, colon), line.substring(colon + 1).strip());
        }
        return headers;
    }

    private String line(StringBuilder head) {
        String line = client.readUntil("\r\n");
        head.append(line);
        return line.substring(0, line.length() - 2);
    }
}
