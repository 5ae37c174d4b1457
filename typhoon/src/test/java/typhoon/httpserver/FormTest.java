package typhoon.httpserver;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ForkJoinPool;
import org.junit.jupiter.api.Test;
import typhoon.http.MemoryBudget;
import typhoon.ioloop.IOLoop;
import typhoon.testing.ExpectLog;

/** Forms in several parts that are read before anybody looks at them. */
class FormTest extends MultipartTestCase {
    private final MemoryBudget budget = new MemoryBudget(4 * MIB);

    @Override
    protected ServerOptions serverOptions() {
        return super.serverOptions().maxBody(8 * MIB).memoryBudget(budget);
    }

    private static HttpFile only(HttpServerRequest request) {
        return request.files().values().iterator().next().getFirst();
    }

    private void serveTheFile() {
        serve(request -> {
            request.readForm();
            HttpFile file = only(request);
            answer(request, file.filename() + " " + file.contentType() + " " + file.size() + " " + (file.path() != null) + " "
                    + file.body().length);
        });
    }

    private void serveAnything() {
        serve(request -> {
            request.readForm();
            answer(request, request.bodyArguments() + " " + request.files().keySet());
        });
    }

    @Test
    void fieldsAreArgumentsAndFilesAreFiles() {
        serve(request -> {
            request.readForm();
            assertEquals(List.of("5", "6"), request.arguments().get("n"));
            assertEquals(List.of("\u00e9"), request.bodyArguments().get("a"));
            assertEquals(2, request.files().get("f").size());
            assertEquals("Bar", text(request.files().get("f").getLast().body()));
            assertEquals(0, request.body().length);
            answer(request, only(request).filename() + only(request).contentType() + text(only(request).body()));
        });
        var reply = fetch(post("/?n=5").header("Content-Type", TYPE).body(field("a", "\u00e9") + field("n", "6")
                + file("f", "a.txt", "Foo") + file("f", "b.txt", "Bar") + END));
        assertEquals("a.txttext/plainFoo", reply.bodyText());
    }

    @Test
    void aFileThatWasNotChosenIsAnArgumentWithoutText() {
        serveAnything();
        assertEquals("{f=[]} []", fetch(form(file("f", "", ""), END)).bodyText());
    }

    @Test
    void aFileWithoutATypeIsUnknown() {
        serveTheFile();
        var reply = fetch(form("--1234\r\nContent-Disposition: form-data; name=f; filename=x\r\n\r\nabc\r\n", END));
        assertEquals("x application/unknown 3 false 3", reply.bodyText());
    }

    @Test
    void theBodyMayBeReadAsAWholeBefore() {
        serve(request -> {
            int length = request.body().length;
            request.readForm();
            answer(request, length + " " + request.bodyArguments() + " " + text(only(request).body()));
        });
        String body = field("a", "b") + file("f", "x", "Foo") + END;
        assertEquals(body.length() + " {a=[b]} Foo", fetch(form(body)).bodyText());
    }

    @Test
    void whatIsNoSuchFormIsReadAsBefore() {
        serveAnything();
        assertEquals("{a=[b]} []", fetch(post("/").form("a", "b")).bodyText());
        assertEquals("{} []", fetch(post("/").json("{}")).bodyText());
        assertEquals("{} []", fetch(get("/").header("Content-Type", TYPE)).bodyText());
    }

    @Test
    void aFieldNamedCharsetSaysHowTheNextAreRead() {
        serveAnything();
        assertEquals("{_charset_=[iso-8859-1], a=[\u00e9]} []",
                fetch(form(field("_charset_", "iso-8859-1"), field("a", "\u00e9"), END)).bodyText());
        refused(400, form(field("_charset_", "none"), END));
        refused(400, form(field("a", "\u00e9"), END));
    }

    // ---- on the disk

    @Test
    void aLargeFileIsOnTheDiskUntilItsHandlerEnds() {
        serveTheFile();
        assertEquals("x text/plain 65536 false 65536", fetch(form(file("f", "x", "y".repeat(65_536)), END)).bodyText());
        assertEquals("x text/plain 65537 true 65537", fetch(form(file("f", "x", "y".repeat(65_537)), END)).bodyText());
        waitForNoFiles();
        assertEquals(0, budget.used());
    }

    @Test
    void whatIsOnTheDiskIsWhatWasSent() {
        var content = new StringBuilder();
        for (int i = 0; i < 300_000; i++) content.append("\r\n--123".charAt(i * 7 % 8 % 7)).append((char) (i & 0xFF));
        serve(request -> {
            request.readForm();
            answer(request, 200, only(request).body());
        });
        assertArrayEquals(content.toString().getBytes(StandardCharsets.ISO_8859_1),
                fetch(form(file("f", "x", content.toString()), END)).body());
    }

    @Test
    void anErrorDeletesItToo() {
        serve(request -> {
            request.readForm();
            assertNotNull(only(request).path());
            assertEquals(1, files().size());
            throw new IllegalStateException("broke");
        });
        try (var _ = new ExpectLog("typhoon.application", "Uncaught exception POST /")) {
            assertEquals(500, fetch(form(file("f", "x", "y".repeat(100_000)), END)).code());
        }
        waitForNoFiles();
    }

    @Test
    void aMalformedEndDeletesItToo() {
        serveTheFile();
        refused(400, form(file("f", "x", "y".repeat(100_000)), "--1234x"));
        waitForNoFiles();
    }

    @Test
    void aClientThatLeavesInTheMiddleLeavesNothing() {
        serveTheFile();
        var client = begin(MIB, file("f", "x", "y".repeat(300_000)).substring(0, 200_000));
        waitFor(() -> !files().isEmpty());
        client.reset();
        waitForNoFiles();
        waitFor(() -> budget.used() == 0);
    }

    @Test
    void aFileThatIsMovedStays() throws IOException {
        Path kept = directory.resolve("kept");
        Path small = directory.resolve("small");
        serve(request -> {
            request.readForm();
            only(request).transferTo(kept);
            request.files().get("s").getFirst().transferTo(small);
            assertEquals(kept, only(request).path());
            assertThrows(FileAlreadyExistsException.class, () -> request.files().get("t").getFirst().transferTo(kept));
            assertThrows(FileAlreadyExistsException.class, () -> request.files().get("t").getFirst().transferTo(small));
            answer(request, "" + only(request).body().length);
        });
        assertEquals("100000",
                fetch(form(file("f", "x", "y".repeat(100_000)), file("s", "s", "abc"), file("t", "t", "def"), END)).bodyText());
        waitFor(() -> files().equals(List.of("kept", "small")));
        assertEquals(100_000, Files.size(kept));
        assertEquals("abc", Files.readString(small));
    }

    @Test
    void theLoopNeverWaitsForTheDisk() {
        var held = new ArrayList<Runnable>();
        var go = new boolean[1];
        IOLoop.current().setDefaultExecutor(task -> {
            if (go[0]) ForkJoinPool.commonPool().execute(task);
            else held.add(task);
        });
        serve(request -> {
            request.readForm();
            answer(request, request.uri());
        });
        try (var client = begin(200_000, "")) {
            String body = file("f", "x", "y".repeat(150_000)) + END;
            client.send(body);
            waitFor(() -> !held.isEmpty());
            assertEquals("/other", fetch("/other").bodyText());
            assertEquals(List.of(), files());
            go[0] = true;
            held.forEach(ForkJoinPool.commonPool()::execute);
            client.send(" ".repeat(200_000 - body.length()));
            assertEquals("/", client.readResponse().bodyText());
        }
    }

    @Test
    void aDirectoryThatIsNotThereIsOurFault() throws IOException {
        serveTheFile();
        Files.delete(directory);
        try (var _ = new ExpectLog("typhoon.application", "Uncaught exception POST /")) {
            assertEquals(500, fetch(form(file("f", "x", "y".repeat(100_000)), END)).code());
        }
        Files.createDirectory(directory);
    }

    // ---- limits

    @Test
    void aHundredPartsAreTaken() {
        serveAnything();
        assertEquals(200, fetch(form(field("a", "1").repeat(100), END)).code());
        refused(400, form(field("a", "1").repeat(101), END));
    }

    @Test
    void aFieldMayHaveAMebibyte() {
        serve(request -> {
            request.readForm();
            answer(request, "" + request.bodyArguments().get("a").getFirst().length());
        });
        assertEquals("" + MIB, fetch(form(field("a", "x".repeat(MIB)), END)).bodyText());
        refused(413, form(field("a", "x".repeat(MIB + 1)), END));
    }

    @Test
    void thePartsTogetherMayHaveNoMoreThanTheBodyMay() {
        serveAnything();
        String large = file("f", "x", "y".repeat(3 * MIB));
        refused(413, form(large, large, large, END));
        String head = "POST / HTTP/1.1\r\nHost: x\r\nContent-Type: " + TYPE + "\r\nTransfer-Encoding: chunked\r\n\r\n";
        try (var client = connect().send(head)) {
            client.send("300000\r\n" + large.substring(0, 0x300000) + "\r\n" + "600000\r\n" + "y".repeat(0x600000 - MIB));
            assertEquals(413, client.readResponse().code());
        }
        waitForNoFiles();
    }

    @Test
    void fieldsOfAllClientsShareTheBudgetOfMemory() {
        serveAnything();
        String body = field("a", "x".repeat(MIB)).repeat(5) + END;
        assertEquals(503, fetch(form(body)).code());
        waitFor(() -> budget.used() == 0);
        assertEquals(200, fetch(form(field("a", "x".repeat(MIB)).repeat(3), END)).code());
        waitFor(() -> budget.used() == 0);
    }

    @Test
    void aFormThatIsEncodedOnceMoreIsRefused() {
        serveAnything();
        refused(400, form(field("a", "b"), END).header("Content-Encoding", "gzip"));
    }

    @Test
    void whatIsMissingIsSaid() {
        serveAnything();
        var reply = fetch(form(field("a", "b")));
        assertEquals(400, reply.code());
        assertTrue(reply.bodyText().contains("ended before its last boundary"), reply.bodyText());
        assertTrue(fetch(form("nothing")).bodyText().contains("without its boundary"));
    }

    @Test
    void theConnectionIsKeptBehindAForm() {
        serveAnything();
        for (int i = 0; i < 3; i++) assertEquals("{a=[b]} []", fetch(form(field("a", "b"), END, "epilogue")).bodyText());
        assertEquals(1, connectionsAccepted());
    }

    @Test
    void aFileOfYourOwnIsInMemory() throws IOException {
        var file = new HttpFile("../a.txt", "text/plain", bytes("abc"));
        assertEquals("a.txt", file.safeFilename());
        assertEquals(3, file.size());
        assertNull(file.path());
        assertFalse(file.body().length == 0);
    }
}
