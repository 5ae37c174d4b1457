package typhoon.web;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static typhoon.web.URLSpec.url;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import typhoon.gen.Gen;
import typhoon.httpserver.RequestDelegate;
import typhoon.testing.AsyncHttpTestCase;
import typhoon.testing.ExpectLog;
import typhoon.testing.RawClient;

/** Responses that leave in pieces, and bodies that come in pieces. */
class StreamingTest extends AsyncHttpTestCase {
    private final List<String> events = new ArrayList<>();
    private boolean held = true;
    private int flushed;

    class Pieces extends RequestHandler {
        @Override public void get() {
            setHeader("Content-Type", "text/plain");
            setCookie("early", "1");
            write("one ");
            write("two ");
            flush();
            setCookie("late", "1");
            write("three");
            flush();
            write(" four");
        }

        @Override public void head() {
            get();
        }
    }

    class Breaks extends RequestHandler {
        @Override public void get() {
            write("begun");
            flush();
            throw new IllegalStateException("broke after the head");
        }
    }

    class Endless extends RequestHandler {
        @Override public void get() {
            var chunk = new byte[64 * 1024];
            for (; flushed < 1_000_000; flushed++) {
                write(chunk);
                flush();
            }
        }

        @Override protected void onFinish() {
            events.add("finished");
        }
    }

    @StreamRequestBody class Upload extends RequestHandler {
        private long size;

        @Override protected void prepare() {
            events.add("prepare");
            if (getQueryArgument("refuse", "").equals("yes")) throw new HttpError(403);
        }

        @Override protected void dataReceived(byte[] chunk) {
            if (size == 0) events.add("first");
            size += chunk.length;
            while (held && size > 100_000) Gen.sleep(Duration.ofMillis(1));
            if (getQueryArgument("break", "").equals("yes")) throw new IllegalStateException("broke in dataReceived");
        }

        @Override public void put() {
            events.add("put");
            write(size + " " + body().length);
        }

        @Override protected void onConnectionClose() {
            events.add("closed");
        }

        @Override protected void onFinish() {
            events.add("finished");
        }
    }

    @Override protected RequestDelegate getApp() {
        return new Application(url("/pieces", () -> new Pieces()), url("/breaks", () -> new Breaks()), url("/endless", () -> new Endless()),
                url("/upload", () -> new Upload()));
    }

    @Test void whatIsFlushedLeavesInChunks() {
        try (var client = connect()) {
            client.send("GET /pieces HTTP/1.1\r\nHost: x\r\n\r\n");
            String head = client.readUntil("\r\n\r\n");
            assertTrue(head.contains("Transfer-Encoding: chunked") && head.contains("Set-Cookie: early=1; Path=/"), head);
            assertFalse(head.contains("late") || head.contains("Etag") || head.contains("Content-Length"), head);
            assertEquals("8\r\none two \r\n5\r\nthree\r\n5\r\n four\r\n0\r\n\r\n", client.readUntil("0\r\n\r\n"));
        }
    }

    @Test void toAHeadRequestNoPieceIsSent() {
        var reply = fetch(head("/pieces"));
        assertEquals(200, reply.code());
        assertEquals("", reply.bodyText());
        assertEquals("text/plain", reply.headers().get("Content-Type"));
        assertEquals("one two three four", fetch("/pieces").bodyText());
    }

    @Test void anErrorAfterTheHeadCutsTheConnection() {
        try (var client = connect(); var log = new ExpectLog("typhoon.application", "Uncaught exception GET /breaks")) {
            client.send("GET /breaks HTTP/1.1\r\nHost: x\r\n\r\n");
            String all = client.readAll();
            assertFalse(all.endsWith("0\r\n\r\n"), "the end of a broken response must not look like one");
            waitFor(() -> log.matched().size() == 1);
        }
    }

    @Test void flushWaitsForAClientThatDoesNotRead() {
        var address = new InetSocketAddress(InetAddress.getLoopbackAddress(), port());
        try (var client = new RawClient(address, 8 * 1024)) {
            client.send("GET /endless HTTP/1.1\r\nHost: x\r\n\r\n");
            int before = -1;
            while (flushed == 0 || flushed != before) {
                before = flushed;
                Gen.sleep(Duration.ofMillis(200));
            }
            assertTrue(flushed < 1000, "flushed " + flushed);
            assertEquals(405, fetch("/upload").code(), "others are served meanwhile");
            client.reset();
        }
        waitFor(() -> events.contains("finished"));
        assertTrue(flushed < 1000);
    }

    @Test void aBodyComesInPiecesAndIsKeptNowhere() {
        held = false;
        assertEquals("3000000 0", fetch(put("/upload").body(new byte[3_000_000])).bodyText());
        assertEquals(List.of("prepare", "first", "put", "finished"), events);
    }

    @Test void prepareRunsBeforeTheFirstByte() {
        try (var client = connect()) {
            client.send("PUT /upload HTTP/1.1\r\nHost: x\r\nContent-Length: 3\r\n\r\n");
            waitFor(() -> !events.isEmpty());
            assertEquals(List.of("prepare"), events);
            client.send("abc");
            assertEquals("3 0", client.readResponse().bodyText());
        }
    }

    @Test void whileDataReceivedWaitsTheClientIsNotRead() {
        try (var client = connect()) {
            client.send("PUT /upload HTTP/1.1\r\nHost: x\r\nContent-Length: 20000000\r\n\r\n");
            var sender = Gen.spawn(() -> client.send(new byte[20_000_000]));
            waitFor(() -> events.contains("first"));
            Gen.sleep(Duration.ofMillis(300));
            assertFalse(sender.isDone(), "20 MB were taken without anybody wanting them");
            held = false;
            Gen.await(sender);
            assertEquals("20000000 0", client.readResponse().bodyText());
        }
    }

    @Test void anEmptyBodyIsNoPiece() {
        assertEquals("0 0", fetch(put("/upload").body("")).bodyText());
        assertEquals(List.of("prepare", "put", "finished"), events);
    }

    @Test void aRefusalInPrepareReadsNothing() {
        assertEquals(403, fetch(put("/upload?refuse=yes").body("abc")).code());
        assertEquals(List.of("prepare", "finished"), events);
    }

    @Test void aFailureInDataReceivedIsAnError() {
        try (var _ = new ExpectLog("typhoon.application", "Uncaught exception PUT /upload")) {
            assertEquals(500, fetch(put("/upload?break=yes").body("abc")).code());
        }
    }

    @Test void aClientThatLeavesInTheMiddleIsNotAnError() {
        try (var client = connect()) {
            client.send("PUT /upload HTTP/1.1\r\nHost: x\r\nContent-Length: 10\r\n\r\nabc");
            waitFor(() -> events.contains("first"));
            client.reset();
        }
        waitFor(() -> events.contains("finished"));
        assertEquals(List.of("prepare", "first", "closed", "finished"), events);
    }

    @Test void theEndOfAnHttp10ResponseIsTheEndOfTheConnection() {
        try (var client = connect()) {
            client.send("GET /pieces HTTP/1.0\r\nHost: x\r\n\r\n");
            assertTrue(client.readAll().endsWith("\r\n\r\none two three four"));
        }
        assertNull(fetch("/pieces").headers().get("Content-Length"));
    }
}
