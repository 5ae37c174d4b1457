package typhoon.web;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import typhoon.httpserver.RequestDelegate;
import typhoon.testing.AsyncHttpTestCase;
import typhoon.testing.TestRequest;
import typhoon.testing.TestResponse;

/** A site whose files lie in the directory {@code root}, beside which lies a secret. */
abstract class StaticTestCase extends AsyncHttpTestCase {
    static final String ROBOTS = "User-agent: *\nDisallow: /\n";
    static final Instant MODIFIED = Instant.parse("2020-02-03T04:05:06Z");

    @TempDir Path folder = Path.of("");

    Path root() {
        return folder.resolve("root");
    }

    /** Some files that many tests ask for. */
    @BeforeEach void writeFiles() throws IOException {
        file("robots.txt", ROBOTS);
        Files.writeString(folder.resolve("secret.txt"), "secret");
    }

    /** A file below the root, last changed at a time in the past. */
    Path file(String name, String content) throws IOException {
        return file(name, content.getBytes(StandardCharsets.UTF_8));
    }

    Path file(String name, byte[] content) throws IOException {
        Path file = root().resolve(name);
        Files.createDirectories(file.getParent());
        Files.write(file, content);
        Files.setLastModifiedTime(file, FileTime.from(MODIFIED));
        return file;
    }

    Settings settings() {
        return new Settings().staticPath(root());
    }

    Route[] routes() {
        return new Route[0];
    }

    @Override protected RequestDelegate getApp() {
        return new Application(settings(), routes());
    }

    /** The answer to GET, whose head that to HEAD has too. */
    TestResponse getAndHead(String path, String... headers) {
        TestResponse get = fetch(with(get(path), headers));
        TestResponse head = fetch(with(head(path), headers));
        assertEquals(get.code(), head.code());
        assertEquals("", head.bodyText());
        assertEquals(lines(get), lines(head));
        return get;
    }

    static TestRequest with(TestRequest request, String... headers) {
        TestRequest all = request;
        for (int i = 0; i < headers.length; i += 2) all = all.header(headers[i], headers[i + 1]);
        return all;
    }

    static String tag(String content) {
        return '"' + version(content) + '"';
    }

    static String version(String content) {
        try {
            byte[] utf8 = content.getBytes(StandardCharsets.UTF_8);
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-512").digest(utf8));
        } catch (NoSuchAlgorithmException impossible) {
            throw new AssertionError(impossible);
        }
    }

    /** All lines that say the same whenever they are sent, and the length only where there is content. */
    private static List<String> lines(TestResponse response) {
        var lines = new ArrayList<String>();
        response.headers().forEach((name, value) -> {
            boolean empty = name.equals("Content-Length") && value.equals("0");
            if (!name.equals("Date") && !name.equals("Expires") && !empty) lines.add(name + ": " + value);
        });
        return lines;
    }
}
