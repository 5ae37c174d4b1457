package typhoon.httpserver;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import typhoon.testing.RawClient;
import typhoon.testing.TestRequest;

/** A server that keeps what is large in a directory of its own, and forms to send to it. */
abstract class MultipartTestCase extends ServerTestCase {
    static final String TYPE = "multipart/form-data; boundary=1234";
    static final String END = "--1234--\r\n";
    static final int MIB = 1024 * 1024;

    @TempDir
    Path directory;

    @Override
    protected ServerOptions serverOptions() {
        return new ServerOptions().multipart(new MultipartOptions().directory(directory));
    }

    static String field(String name, String value) {
        return "--1234\r\nContent-Disposition: form-data; name=\"" + name + "\"\r\n\r\n" + value + "\r\n";
    }

    static String file(String name, String filename, String content) {
        return "--1234\r\nContent-Disposition: form-data; name=\"" + name + "\"; filename=\"" + filename + "\"\r\n"
                + "Content-Type: text/plain\r\n\r\n" + content + "\r\n";
    }

    /** Bytes, one a character. */
    static TestRequest form(String... parts) {
        return post("/").header("Content-Type", TYPE).body(String.join("", parts).getBytes(StandardCharsets.ISO_8859_1));
    }

    /** Sends a head that announces {@code length} bytes, and {@code begin} of them. */
    final RawClient begin(long length, String begin) {
        return connect().send("POST / HTTP/1.1\r\nHost: x\r\nContent-Type: " + TYPE + "\r\nContent-Length: " + length + "\r\n\r\n" + begin);
    }

    final void refused(int status, TestRequest request) {
        var reply = fetch(request);
        assertEquals(status, reply.code(), reply.bodyText());
        assertEquals("close", reply.headers().get("Connection"));
    }

    /** The names of what lies in {@link #directory}. */
    final List<String> files() {
        try (Stream<Path> files = Files.list(directory)) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        } catch (IOException problem) {
            throw new UncheckedIOException(problem);
        }
    }

    final void waitForNoFiles() {
        waitFor(() -> files().isEmpty());
    }
}
