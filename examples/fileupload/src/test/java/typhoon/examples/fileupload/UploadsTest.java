package typhoon.examples.fileupload;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import typhoon.examples.browser.NodeScript;
import typhoon.httpserver.ServerOptions;
import typhoon.testing.AsyncHttpTestCase;
import typhoon.testing.TestRequest;
import typhoon.testing.TestResponse;
import typhoon.web.Application;

/** The whole program but for its command line, from raw sockets and from a browser. */
class UploadsTest extends AsyncHttpTestCase {
    private static final int MOST = 5_000_000;

    @TempDir
    Path folder = Path.of("");

    @Override
    protected Application getApp() {
        return uploads().makeApp();
    }

    @Override
    protected ServerOptions serverOptions() {
        return uploads().serverOptions();
    }

    private Uploads uploads() {
        return new Uploads(folder, MOST);
    }

    private static TestRequest form(String path, String... namesAndContents) {
        var body = new StringBuilder();
        for (int i = 0; i < namesAndContents.length; i += 2) {
            body.append("--xyz\r\nContent-Disposition: form-data; name=\"files\"; filename=\"").append(namesAndContents[i])
                    .append("\"\r\nContent-Type: text/plain\r\n\r\n").append(namesAndContents[i + 1]).append("\r\n");
        }
        return post(path).header("Content-Type", "multipart/form-data; boundary=xyz").body(body + "--xyz--\r\n");
    }

    private List<String> files() throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        }
    }

    @Test
    void filesAreStoredUnderNamesThatAreSafeAndTheirOwn() throws IOException {
        TestResponse reply = fetch(form("/files", "../../a.txt", "one", "a.txt", "two", "..", "three"));
        assertEquals(201, reply.code(), reply.bodyText());
        assertEquals("{\"names\":[\"a.txt\",\"a (2).txt\",\"file\"]}", reply.bodyText());
        assertEquals(List.of("a (2).txt", "a.txt", "file"), files());
        assertEquals("two", Files.readString(folder.resolve("a (2).txt")));
    }

    @Test
    void whatIsStoredIsListedAndGivenBackToBeSaved() {
        fetch(form("/files", "\u00e9t\u00e9.html", "<b>hello</b>"));
        assertTrue(fetch("/files").bodyText().contains("\"name\":\"\u00e9t\u00e9.html\",\"size\":12"), fetch("/files").bodyText());
        TestResponse file = fetch("/files/%C3%A9t%C3%A9.html");
        assertEquals("<b>hello</b>", file.bodyText());
        assertEquals("attachment; filename=\"_t_.html\"; filename*=UTF-8''%C3%A9t%C3%A9.html", file.headers().get("Content-Disposition"));
        assertEquals("nosniff", file.headers().get("X-Content-Type-Options"));
        assertEquals("hell", fetch(get("/files/%C3%A9t%C3%A9.html").header("Range", "bytes=3-6")).bodyText());
    }

    @Test
    void aFileMayComeWithoutAForm() throws IOException {
        TestResponse reply = fetch(put("/files/b%20c.txt").body("x".repeat(200_000)));
        assertEquals(201, reply.code(), reply.bodyText());
        assertEquals("/files/b%20c.txt", reply.headers().get("Location"));
        assertEquals(200_000, Files.size(folder.resolve("b c.txt")));
    }

    @Test
    void aFormWithoutScriptsLeadsBackToThePage() throws IOException {
        TestResponse reply = fetch(form("/", "a.txt", "one", "b.txt", "x".repeat(100_000)));
        assertEquals(303, reply.code());
        assertEquals("/", reply.headers().get("Location"));
        assertEquals(List.of("a.txt", "b.txt"), files());
    }

    @Test
    void whatIsTooLargeIsRefusedAndLeavesNothing() throws IOException {
        TestResponse reply = fetch(form("/files", "small", "fits", "large", "x".repeat(MOST + 1)));
        assertEquals(413, reply.code());
        assertTrue(reply.bodyText().contains("a part of more than 5000000 bytes"), reply.bodyText());
        assertEquals(413, fetch(put("/files/x").body(new byte[MOST + 1_000_001])).code());
        assertEquals(400, fetch(form("/files")).code());
        assertEquals(415, fetch(post("/files").json("{}")).code());
        waitFor(() -> {
            try {
                return files().equals(List.of("small"));
            } catch (IOException problem) {
                throw new AssertionError(problem);
            }
        });
    }

    @Test
    void onlyWhatIsWholeCanBeSeen() throws IOException {
        Files.writeString(folder.resolve(".typhoon-1.part"), "half", StandardCharsets.UTF_8);
        assertEquals("[]", fetch("/files").bodyText());
        for (String hidden : List.of(".typhoon-1.part", "%2etyphoon-1.part", "..%2fa", "%2e%2e", ".")) {
            assertTrue(fetch("/files/" + hidden).code() >= 403, hidden);
            assertTrue(fetch(delete("/files/" + hidden)).code() >= 403, hidden);
        }
        assertEquals(List.of(".typhoon-1.part"), files());
    }

    @Test
    void whatIsDeletedIsGone() throws IOException {
        fetch(form("/files", "a.txt", "one"));
        assertEquals(204, fetch(delete("/files/a.txt")).code());
        assertEquals(404, fetch(delete("/files/a.txt")).code());
        assertEquals(List.of(), files());
    }

    @Test
    void thePageRunsNothingButItsOwnScript() {
        TestResponse page = fetch("/");
        String policy = page.headers().get("Content-Security-Policy", "");
        String nonce = policy.replaceFirst(".*'nonce-([^']+)'.*", "$1");
        assertTrue(page.bodyText().contains("<script nonce=\"" + nonce + "\">"), policy);
        assertFalse(page.bodyText().contains("{nonce}") || page.bodyText().contains("{most}"));
    }

    @Test
    @Timeout(120)
    void itWorksInABrowser() throws Exception {
        NodeScript.inBrowser("src/test/browser/upload.mjs", getUrl("/"));
    }
}
