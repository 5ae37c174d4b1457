package typhoon.web;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static typhoon.web.URLSpec.url;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.event.Level;
import typhoon.httpserver.HttpFile;
import typhoon.httpserver.Part;
import typhoon.httpserver.RequestDelegate;
import typhoon.testing.AsyncHttpTestCase;
import typhoon.testing.ExpectLog;
import typhoon.testing.TestRequest;

/** Handlers that get forms in several parts: read before, or part by part. */
class MultipartFormTest extends AsyncHttpTestCase {
    private final List<String> events = new ArrayList<>();

    @TempDir
    Path directory;

    class Form extends RequestHandler {
        @Override protected void prepare() {
            events.add("prepare " + getBodyArgument("title", "none"));
        }

        @Override public void post() throws IOException {
            HttpFile file = request().files().get("file").getFirst();
            write(getArgument("title") + " " + getBodyArguments("tag") + " " + file.filename() + " " + new String(file.body()) + " "
                    + body().length);
        }
    }

    class Guarded extends RequestHandler {
        @Override public void get() throws Exception {
            write(xsrfToken());
        }

        @Override public void post() {
            write("accepted");
        }
    }

    @StreamRequestBody class Upload extends RequestHandler {
        @Override public void post() throws IOException {
            while (multipart().next() instanceof Part part) {
                if (part.filename() == null) events.add(part.name() + "=" + part.text());
                else part.transferTo(directory.resolve(part.safeFilename()));
            }
            write("done " + body().length + " " + getBodyArgument("title", "none"));
        }
    }

    @StreamRequestBody class Puller extends RequestHandler {
        @Override public void put() {
            long size = 0;
            while (request().readChunk() instanceof byte[] chunk) size += chunk.length;
            write(String.valueOf(size));
        }
    }

    class Mistaken extends RequestHandler {
        @Override public void post() {
            multipart();
        }
    }

    @Override protected RequestDelegate getApp() {
        var guarded = new Settings().xsrfCookies(true);
        return new Application(url("/form", () -> new Form()), url("/upload", () -> new Upload()), url("/pull", () -> new Puller()),
                url("/mistaken", () -> new Mistaken()),
                url("/guarded/.*", () -> new FallbackHandler(new Application(guarded, url("/guarded/", () -> new Guarded())))));
    }

    private static String part(String disposition, String content) {
        return "--xyz\r\nContent-Disposition: form-data; " + disposition + "\r\n\r\n" + content + "\r\n";
    }

    private static TestRequest form(String path, String... parts) {
        return post(path).header("Content-Type", "multipart/form-data; boundary=xyz").body(String.join("", parts) + "--xyz--\r\n");
    }

    @Test void fieldsAreArgumentsBeforePrepare() {
        assertEquals("T [a, b] x.txt Foo 0", fetch(form("/form", part("name=title", " T "), part("name=tag", "a"), part("name=tag", "b"),
                part("name=file; filename=x.txt", "Foo"))).bodyText());
        assertEquals(List.of("prepare T"), events);
    }

    @Test void aMalformedFormIsAProblemAndOneLine() {
        try (var _ = new ExpectLog("typhoon.access", "400 POST /form \\(127.0.0.1\\)").level(Level.WARN)) {
            var reply = fetch(form("/form", part("filename=x", "")));
            assertEquals(400, reply.code());
            assertEquals("application/problem+json", reply.headers().get("Content-Type"));
            assertTrue(reply.bodyText().contains("a part without a name"), reply.bodyText());
        }
        assertEquals(List.of(), events);
    }

    @Test void theTokenOfAPageMayBeAPart() {
        String token = fetch("/guarded/").bodyText();
        var right = form("/guarded/", part("name=_xsrf", token));
        assertEquals("accepted", fetch(right.cookie("_xsrf", token)).bodyText());
        try (var _ = new ExpectLog("typhoon.general", "403 POST /guarded/ .*_xsrf.*missing.*")) {
            assertEquals(403, fetch(form("/guarded/", part("name=a", token)).cookie("_xsrf", token)).code());
        }
    }

    @Test void aStreamingHandlerReadsPartByPart() throws IOException {
        assertEquals("done 0 none",
                fetch(form("/upload", part("name=title", "T"), part("name=f; filename=\"../a.txt\"", "Foo"))).bodyText());
        assertEquals(List.of("title=T"), events);
        assertEquals("Foo", Files.readString(directory.resolve("a.txt")));
    }

    @Test void aStreamingHandlerMayReadPieces() {
        assertEquals("300000", fetch(put("/pull").body(new byte[300_000])).bodyText());
    }

    @Test void aStreamingHandlerTakesNothingElse() {
        var reply = fetch(post("/upload").form("title", "T"));
        assertEquals(415, reply.code());
        assertTrue(reply.bodyText().contains("expected Content-Type multipart/form-data, got application/x-www-form-urlencoded"));
        assertEquals("multipart/form-data", reply.headers().get("Accept"));
    }

    @Test void otherHandlersAreToldWhereTheirFormIs() {
        try (var _ = new ExpectLog("typhoon.application", "(?s)Uncaught exception POST /mistaken.*")) {
            assertEquals(500, fetch(form("/mistaken", part("name=a", "b"))).code());
        }
    }
}
