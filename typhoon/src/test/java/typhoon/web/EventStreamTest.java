package typhoon.web;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static typhoon.web.URLSpec.url;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.Test;
import org.slf4j.event.Level;
import typhoon.gen.Gen;
import typhoon.httpserver.RequestDelegate;
import typhoon.httpserver.ServerOptions;
import typhoon.iostream.StreamClosedError;
import typhoon.testing.AsyncHttpTestCase;
import typhoon.testing.ExpectLog;
import typhoon.testing.RawClient;

/** Server-sent events: how they leave, and how a stream of them ends. */
class EventStreamTest extends AsyncHttpTestCase {
    private static final Duration LONG = Duration.ofSeconds(30);
    private static final Duration SHORT = Duration.ofMillis(20);

    private final List<String> seen = new ArrayList<>();
    private final List<EventStream> streams = new ArrayList<>();
    private int sent;

    /** Waits until it is told, in the way its argument says. */
    class Feed extends RequestHandler {
        @Override public void get() throws Exception {
            EventStream stream = eventStream();
            streams.add(stream);
            seen.add("from " + stream.lastEventId());
            try {
                switch (getArgument("wait", "gen")) {
                    case "jdk" -> new LinkedBlockingQueue<String>().take();
                    case "thread" -> Thread.sleep(LONG.multipliedBy(100));
                    default -> Gen.sleep(LONG.multipliedBy(100));
                }
            } finally {
                seen.add("left");
            }
        }

        @Override protected void onFinish() {
            seen.add("finished " + streams.getLast().isOpen());
        }
    }

    /** Sends until it cannot any more. */
    class Flood extends RequestHandler {
        @Override public void get() {
            EventStream stream = eventStream();
            String piece = "x".repeat(64 * 1024);
            for (; sent < 1_000_000; sent++) stream.send(piece);
        }

        @Override protected void onFinish() {
            seen.add("finished");
        }
    }

    class Counts extends RequestHandler {
        @Override public void get() {
            EventStream stream = eventStream();
            for (int i = 1; i <= 3; i++) stream.send(ServerSentEvent.of("n" + i).id("" + i));
            stream.send(Map.of("last", true));
            stream.send(" bye\nbye");
        }
    }

    class Several extends RequestHandler {
        @Override public void get() {
            EventStream stream = eventStream();
            Gen.multi("abcdefghij".chars().mapToObj(letter -> sender(stream, Character.toString(letter))).toList());
        }

        private Callable<Integer> sender(EventStream stream, String letter) {
            return () -> {
                for (int i = 0; i < 6; i++) stream.send(letter.repeat(40_000));
                return 0;
            };
        }
    }

    static class Late extends RequestHandler {
        @Override public void get() {
            flush();
            assertThrows(IllegalStateException.class, this::eventStream);
        }
    }

    class Breaks extends RequestHandler {
        @Override public void get() {
            eventStream().send("x");
            throw new IllegalStateException("broke");
        }
    }

    /** A stream that ends is not what it was told. */
    class Upstream extends RequestHandler {
        @Override public void get() {
            eventStream().send("x");
            throw new StreamClosedError(null);
        }
    }

    @Override protected RequestDelegate getApp() {
        return new Application(new Settings().compressResponse(true), url("/feed", () -> new Feed()), url("/flood", () -> new Flood()),
                url("/counts", () -> new Counts()), url("/several", () -> new Several()), url("/late", Late::new),
                url("/breaks", () -> new Breaks()), url("/upstream", () -> new Upstream()),
                new Application(new Settings().eventHeartbeat(Duration.ZERO), url("/quiet", () -> new Feed())));
    }

    @Override protected ServerOptions serverOptions() {
        return new ServerOptions().drainGrace(Duration.ofSeconds(10));
    }

    private RawClient open(String path, String... lines) {
        RawClient client = connect().send("GET " + path + " HTTP/1.1\r\nHost: x\r\n" + String.join("", lines) + "\r\n");
        client.readUntil("\r\n\r\n");
        return client;
    }

    private static String chunk(RawClient client) {
        int size = Integer.parseInt(client.readUntil("\r\n").strip(), 16);
        String text = new String(client.readBytes(size), UTF_8);
        client.readBytes(2);
        return text;
    }

    @Test void theHeadLeavesAtOnceAndSaysWhatItIs() {
        try (var client = connect()) {
            client.send("GET /feed HTTP/1.1\r\nHost: x\r\nAccept-Encoding: gzip\r\n\r\n");
            String head = client.readUntil("\r\n\r\n");
            assertTrue(head.startsWith("HTTP/1.1 200 OK\r\n"), head);
            assertTrue(head.contains("Content-Type: text/event-stream\r\n"), head);
            assertTrue(head.contains("Cache-Control: no-store\r\n"), head);
            assertTrue(head.contains("X-Accel-Buffering: no\r\n"), head);
            assertFalse(head.contains("gzip") || head.contains("Content-Length") || head.contains("Etag"), head);
        }
        waitFor(() -> seen.contains("left"));
    }

    @Test void eventsLeaveOneByOneAndTheHandlersReturnEndsThem() {
        assertEquals("id: 1\ndata: n1\n\nid: 2\ndata: n2\n\nid: 3\ndata: n3\n\ndata: {\"last\":true}\n\ndata:  bye\ndata: bye\n\n",
                fetch("/counts").bodyText());
        try (var client = open("/feed")) {
            waitFor(() -> !streams.isEmpty());
            for (String text : List.of("one", "two")) {
                streams.getFirst().send(text);
                assertEquals("data: " + text + "\n\n", chunk(client));
            }
        }
        waitFor(() -> seen.contains("left"));
    }

    @Test void theIdOfTheLastEventIsRead() {
        try (var _ = open("/feed", "Last-Event-ID: 7\u00c3\u00a9\r\n"); var _ = open("/feed")) {
            waitFor(() -> seen.size() == 2);
            assertEquals(List.of("from 7é", "from null"), seen);
        }
        waitFor(() -> seen.size() == 6);
    }

    @Test void aSilentStreamSendsACommentEveryFifteenSeconds() {
        try (var client = open("/feed")) {
            waitFor(() -> !streams.isEmpty());
            clock().advance(Duration.ofMillis(14_900));
            assertTrue(client.silentFor(SHORT));
            clock().advance(Duration.ofMillis(200));
            assertEquals(":\n\n", chunk(client));
            clock().advance(Duration.ofSeconds(15));
            assertEquals(":\n\n", chunk(client));
        }
        waitFor(() -> seen.contains("left"));
    }

    @Test void anEventCountsAsASignOfLife() {
        try (var client = open("/feed")) {
            waitFor(() -> !streams.isEmpty());
            clock().advance(Duration.ofSeconds(10));
            streams.getFirst().send("x");
            assertEquals("data: x\n\n", chunk(client));
            clock().advance(Duration.ofMillis(14_900));
            assertTrue(client.silentFor(SHORT));
            clock().advance(Duration.ofMillis(200));
            assertEquals(":\n\n", chunk(client));
        }
        waitFor(() -> seen.contains("left"));
    }

    @Test void theCommentsCanBeSwitchedOff() {
        try (var client = open("/quiet")) {
            waitFor(() -> !streams.isEmpty());
            clock().advance(LONG);
            assertTrue(client.silentFor(SHORT));
        }
        waitFor(() -> seen.contains("left"));
        assertThrows(IllegalArgumentException.class, () -> new Settings().eventHeartbeat(Duration.ofSeconds(-1)));
    }

    @Test void aClientThatLeavesEndsTheHandlerWhateverItWaitsFor() {
        for (String wait : List.of("gen", "jdk", "thread")) {
            seen.clear();
            try (var _ = new ExpectLog("typhoon.access", "200 GET /feed").level(Level.INFO)) {
                open("/feed?wait=" + wait).close();
                waitFor(() -> seen.size() == 3);
            }
            assertEquals(List.of("from null", "left", "finished false"), seen, wait);
        }
    }

    @Test void aResetEndsItToo() {
        try (var _ = new ExpectLog("typhoon.access", "200 GET /feed").level(Level.INFO)) {
            open("/feed").reset();
            waitFor(() -> seen.size() == 3);
        }
    }

    @Test void aClientThatSendsNoMoreGetsAnOrderlyEnd() {
        try (var client = open("/feed")) {
            waitFor(() -> !streams.isEmpty());
            client.shutdownOutput();
            assertEquals("0\r\n\r\n", client.readAll());
        }
        assertEquals(List.of("from null", "left", "finished false"), seen);
        assertThrows(StreamClosedError.class, () -> streams.getFirst().send("too late"));
    }

    @Test void aDrainEndsTheStreamsInOrder() {
        try (var client = open("/feed"); var idle = connect()) {
            waitFor(() -> !streams.isEmpty() && server().connections() == 2);
            var drained = Gen.spawn(() -> server().drain(LONG));
            assertEquals("0\r\n\r\n", client.readUntil("\r\n\r\n"));
            assertEquals(List.of("from null", "left", "finished false"), seen);
            idle.send("GET /feed HTTP/1.1\r\nHost: x\r\n\r\n");
            assertTrue(idle.readUntil("\r\n\r\n").contains("Connection: close\r\n"));
            assertEquals("0\r\n\r\n", idle.readAll());
            client.shutdownOutput();
            idle.shutdownOutput();
            clock().advance(Duration.ofSeconds(11));
            assertEquals(0, Gen.await(drained));
        }
    }

    @Test void aClientThatDoesNotReadMakesSendWait() {
        var address = new InetSocketAddress(InetAddress.getLoopbackAddress(), port());
        try (var client = new RawClient(address, 8 * 1024)) {
            client.send("GET /flood HTTP/1.1\r\nHost: x\r\n\r\n");
            for (int before = -1; sent == 0 || sent != before;) {
                before = sent;
                Gen.sleep(Duration.ofMillis(100));
            }
            assertTrue(sent < 1000, "sent " + sent);
            clock().advance(Duration.ofSeconds(16));
            assertEquals("n1", fetch("/counts").bodyText().substring(12, 14), "others are served meanwhile");
            client.reset();
            waitFor(() -> seen.contains("finished"));
        }
    }

    @Test void coroutinesThatSendTogetherMixNoEvents() {
        try (var client = new RawClient(new InetSocketAddress(InetAddress.getLoopbackAddress(), port()), 8 * 1024)) {
            client.send("GET /several HTTP/1.1\r\nHost: x\r\n\r\n");
            String[] events = client.readResponse().bodyText().split("\n\n", -1);
            assertEquals(61, events.length);
            for (int i = 0; i < 60; i++)
                assertTrue(events[i].matches("data: ([a-j])\\1{39999}"), "event " + i);
        }
    }

    @Test void afterTheHeadItIsTooLate() {
        assertEquals(200, fetch("/late").code());
    }

    @Test void whatFailsIsAnErrorAndNoEnd() {
        for (String path : List.of("/breaks", "/upstream")) {
            try (var _ = new ExpectLog("typhoon.application", "Uncaught exception GET " + path); var client = connect()) {
                String all = client.send("GET " + path + " HTTP/1.1\r\nHost: x\r\n\r\n").readAll();
                assertFalse(all.endsWith("0\r\n\r\n"), all);             // a reset may overtake what was sent before it
            }
        }
        assertNull(fetch("/counts").headers().get("Etag"));
    }
}
