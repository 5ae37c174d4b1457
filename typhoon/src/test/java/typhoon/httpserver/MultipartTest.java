package typhoon.httpserver;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import typhoon.gen.Gen;
import typhoon.http.HttpInputError;

/** Forms in several parts, read part by part as they come. */
class MultipartTest extends MultipartTestCase {
    private final List<String> seen = new ArrayList<>();
    private boolean held;

    /** Serves parts as {@code name:content}, all in one line. */
    private void serveParts() {
        serve(request -> {
            while (request.multipart().next() instanceof Part part) seen.add(part.name() + ":" + part.text());
            answer(request, String.join(",", seen));
        });
    }

    @Test
    void partsComeInTheirOrder() {
        serveParts();
        assertEquals("b:2,a:1,b:3", fetch(form(field("b", "2"), field("a", "1"), file("b", "x", "3"), END)).bodyText());
    }

    @Test
    void aPartIsThereBeforeTheNextIsSent() {
        serveParts();
        String first = field("a", "1");
        String second = field("b", "2") + END;
        try (var client = begin(first.length() + second.length(), first + second.substring(0, 8))) {
            waitFor(() -> seen.equals(List.of("a:1")));
            client.send(second.substring(8));
            assertEquals("a:1,b:2", client.readResponse().bodyText());
        }
    }

    @Test
    void whatIsNotReadIsPassedOver() {
        serve(request -> {
            var form = request.multipart();
            while (form.next() instanceof Part part) {
                seen.add(part.name());
                if (part.name().equals("half")) assertTrue(part.read().length < 100_000);
            }
            assertNull(form.next());
            answer(request, String.join(",", seen));
        });
        String large = "x".repeat(300_000);
        assertEquals("none,half,last", fetch(form(field("none", large), field("half", large), field("last", ""), END)).bodyText());
        assertEquals(200, fetch(form(END)).code());
        assertEquals(1, connectionsAccepted());
    }

    @Test
    void aPartThatWasLeftHasNothingMoreToGive() {
        serve(request -> {
            var form = request.multipart();
            assertSame(form, request.multipart());
            Part first = form.next();
            form.next();
            assertNull(first.read());
            assertEquals(0, first.body().length);
            answer(request, "");
        });
        assertEquals(200, fetch(form(field("a", "1"), field("b", "2"), END)).code());
    }

    @Test
    void whileAPartIsNotReadItsClientWaits() {
        held = true;
        serve(request -> {
            Part part = request.multipart().next();
            while (part.read() != null) while (held) Gen.sleep(Duration.ofMillis(1));
            answer(request, "" + part.size());
        });
        String head = field("a", "").substring(0, field("a", "").length() - 2);
        try (var client = begin(head.length() + 20_000_000 + 2 + END.length(), head)) {
            var sender = Gen.spawn(() -> client.send(new byte[20_000_000]).send("\r\n" + END));
            Gen.sleep(Duration.ofMillis(300));
            assertFalse(sender.isDone(), "20 MB were taken without anybody wanting them");
            held = false;
            Gen.await(sender);
            assertEquals("20000000", client.readResponse().bodyText());
        }
    }

    @Test
    void aPartGoesToAFile() throws IOException {
        Path target = directory.resolve("target");
        serve(request -> answer(request, "" + request.multipart().next().transferTo(target)));
        assertEquals("300000", fetch(form(file("f", "x", "y".repeat(300_000)), END)).bodyText());
        assertEquals("y".repeat(300_000), Files.readString(target));
        assertEquals(List.of("target"), files());
    }

    @Test
    void theFileIsThereWhenItIsWhole() {
        serve(request -> answer(request, "" + request.multipart().next().transferTo(directory.resolve("target"))));
        String body = file("f", "x", "y".repeat(300_000)) + END;
        try (var client = begin(body.length(), body.substring(0, 200_000))) {
            waitFor(() -> files().size() == 1);
            assertTrue(files().getFirst().endsWith(".part"), files().toString());
            client.send(body.substring(200_000));
            assertEquals("300000", client.readResponse().bodyText());
        }
        assertEquals(List.of("target"), files());
    }

    @Test
    void aClientThatLeavesInTheMiddleLeavesNoFile() {
        serve(request -> answer(request, "" + request.multipart().next().transferTo(directory.resolve("target"))));
        var client = begin(MIB, file("f", "x", "y".repeat(300_000)).substring(0, 200_000));
        waitFor(() -> !files().isEmpty());
        client.reset();
        waitForNoFiles();
    }

    @Test
    void aHandlerThatIsInterruptedLeavesNoFile() {
        serve(request -> {
            Thread.currentThread().interrupt();
            assertThrows(Exception.class, () -> request.multipart().next().transferTo(directory.resolve("target")));
            answer(request, 200, null);
        });
        assertEquals(200, fetch(form(file("f", "x", "y".repeat(300_000)), END)).code());
        waitForNoFiles();
    }

    @Test
    void aFileIsNotWrittenOver() throws IOException {
        Path target = Files.writeString(directory.resolve("target"), "mine");
        serve(request -> {
            assertThrows(FileAlreadyExistsException.class, () -> request.multipart().next().transferTo(target));
            answer(request, "");
        });
        assertEquals(200, fetch(form(file("f", "x", "y".repeat(300_000)), END)).code());
        waitFor(() -> files().equals(List.of("target")));
        assertEquals("mine", Files.readString(target));
    }

    @Test
    void aBodyGoesToAFileAsWell() throws IOException {
        Path target = directory.resolve("target");
        serve(request -> answer(request, "" + request.transferTo(target)));
        assertEquals("300000", fetch(put("/").body("y".repeat(300_000))).bodyText());
        assertEquals("y".repeat(300_000), Files.readString(target));
        Files.delete(target);
        assertEquals("0", fetch(put("/")).bodyText());
        assertEquals(0, Files.size(target));
        Files.delete(target);
        try (var client = begin(MIB, "y".repeat(200_000))) {
            waitFor(() -> !files().isEmpty());
            client.reset();
        }
        waitForNoFiles();
    }

    @Test
    void aPartMayBeAFileUntilTheRequestIsOver() {
        serve(request -> {
            HttpFile file = request.multipart().next().toFile();
            assertEquals(List.of(file.path().getFileName().toString()), files());
            answer(request, "" + file.size());
        });
        assertEquals("300000", fetch(form(file("f", "x", "y".repeat(300_000)), END)).bodyText());
        waitForNoFiles();
    }

    @Test
    void itCannotBeReadOnceItsRequestIsOver() {
        var kept = new Part[1];
        serve(request -> {
            kept[0] = request.multipart().next();
            answer(request, "");
        });
        fetch(form(field("a", "1"), END));
        assertNull(kept[0].read());
    }

    @Test
    void whatAPartIsCalledCanBeLogged() {
        serve(request -> {
            Part part = request.multipart().next();
            answer(request, part + "|" + part.filename() + "|" + part.safeFilename() + "|" + part.contentType() + "|"
                    + part.headers().get("content-type"));
        });
        assertEquals("a\\u202e (../x), 0 bytes read|../x|x|text/plain|text/plain",
                fetch(post("/").header("Content-Type", TYPE).body(file("a\u202e", "../x", "") + END)).bodyText());
    }

    @Test
    void anotherTypeIsRefused() {
        serveParts();
        assertEquals(415, fetch(post("/").form("a", "b")).code());
        assertEquals(400, fetch(post("/").header("Content-Type", "multipart/form-data").body("x")).code());
    }

    @Test
    void aBodyThatIsReadInPiecesIsNoLongerAForm() {
        serve(request -> {
            request.readChunk();
            answer(request, String.valueOf(assertThrows(IllegalStateException.class, request::multipart).getMessage()));
        });
        assertTrue(fetch(form(field("a", "b"), END)).bodyText().contains("multipart was called after readChunk"));
    }

    @Test
    void itIsReadFromAnywhere() throws IOException {
        var pieces = List.of(bytes(field("a", "1")), bytes(file("f", "x", "y".repeat(100_000))), bytes(END)).iterator();
        try (var form = new Multipart(TYPE, new MultipartOptions().directory(directory), () -> pieces.hasNext() ? pieces.next() : null)) {
            assertEquals("1", form.next().text());
            assertEquals(100_000, form.next().toFile().size());
            assertNull(form.next());
            assertEquals(1, files().size());
        }
        waitForNoFiles();
    }

    @Test
    void limitsAreForEachPart() {
        var options = new MultipartOptions().maxParts(2).maxPartHead(100).maxPart(10).maxField(5);
        assertEquals(413, refusal(options, field("a", "12345678901")));
        assertEquals(413, refusal(options.maxField(100), field("a", "12345678901")));
        assertEquals(413, refusal(options, field("a", "123456")));
        assertEquals(400, refusal(options, field("a", "1").repeat(3)));
        assertEquals(400, refusal(options, field("a".repeat(100), "1")));
        assertEquals(400, refusal(options.enabled(false), field("a", "1")));
        assertEquals(0, refusal(options, field("a", "12345").repeat(2)));
    }

    private static int refusal(MultipartOptions options, String parts) {
        var pieces = List.of(bytes(parts + END)).iterator();
        try (var form = new Multipart(TYPE, options, () -> pieces.hasNext() ? pieces.next() : null)) {
            while (form.next() instanceof Part part) part.body();
            return 0;
        } catch (HttpInputError refused) {
            return refused.status();
        }
    }

    @Test
    void optionsThatMeanNothingAreRefused() {
        var options = new MultipartOptions();
        assertThrows(IllegalArgumentException.class, () -> options.maxParts(0));
        assertThrows(IllegalArgumentException.class, () -> options.maxPart(0));
        assertThrows(IllegalArgumentException.class, () -> options.maxField(0));
        assertThrows(IllegalArgumentException.class, () -> options.maxPartHead(0));
        assertThrows(IllegalArgumentException.class, () -> options.maxInMemory(-1));
    }
}
