package typhoon.httpserver;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import typhoon.gen.Gen;
import typhoon.http.HttpHeaders;
import typhoon.http.MemoryBudget;
import typhoon.iostream.StreamClosedError;
import typhoon.netty.StreamChannel;
import typhoon.testing.RawClient;

/**
 * One test for each row of the table in {@link ServerOptions}, with the values that nobody has changed. Times are the loop's own. What a
 * handler's deadline and a drain do beyond this is in {@link HandlerDeadlineTest} and {@link DrainTest}.
 */
class LimitsTest extends ServerTestCase {
    private static final String GET = "GET / HTTP/1.1\r\nHost: x\r\n\r\n";
    private static final Duration TICK = Duration.ofSeconds(1);

    /** By then the server has read what was sent, and would have answered; the jumps of the clock leave it more. */
    private static final Duration ARRIVED = Duration.ofMillis(200);

    /** A connection that the server has seen. */
    private RawClient connected() {
        var client = connect();
        waitFor(() -> server().connections() == 1);
        return client;
    }

    private void assertRefused(int status, String request) {
        try (var client = connect()) {
            client.send(request);
            var response = client.readResponse();
            assertEquals(status, response.code());
            assertEquals("close", response.headers().get("Connection"));
            assertTrue(response.headers().contains("Date"));
            assertEquals("Typhoon", response.headers().get("Server"));
            assertTrue(client.closed());
        }
    }

    private void assertServed(String request) {
        try (var client = connect()) {
            client.send(request);
            assertEquals(200, client.readResponse().code());
        }
    }

    @Test
    void requestLine() {
        String line = "GET /" + "a".repeat(8 * 1024 - 14) + " HTTP/1.1";
        assertEquals(8 * 1024, line.length());
        assertServed(line + "\r\nHost: x\r\n\r\n");
        assertRefused(414, line.replace("GET /", "GET /a") + "\r\nHost: x\r\n\r\n");
    }

    @Test
    void headerBlock() {
        String begin = "GET / HTTP/1.1\r\nHost: x\r\nA: ";
        String head = begin + "a".repeat(64 * 1024 - begin.length() - 4) + "\r\n\r\n";
        assertEquals(64 * 1024, head.length());
        assertServed(head);
        assertRefused(431, head.replace("A: ", "A: a"));
    }

    @Test
    void headerCount() {
        assertServed("GET / HTTP/1.1\r\nHost: x\r\n" + "A: b\r\n".repeat(199) + "\r\n");
        assertRefused(431, "GET / HTTP/1.1\r\nHost: x\r\n" + "A: b\r\n".repeat(200) + "\r\n");
    }

    @Test
    void maxBody() {
        serve(request -> answer(request, text(request.body())));
        long above = server().options().maxBody() + 1;
        assertEquals(100L * 1024 * 1024 + 1, above);
        try (var client = connect()) {
            client.send("PUT / HTTP/1.1\r\nHost: x\r\nExpect: 100-continue\r\nContent-Length: " + (above - 1) + "\r\n\r\n");
            assertEquals(100, client.readResponse().code());
        }
        assertRefused(413, "PUT / HTTP/1.1\r\nHost: x\r\nContent-Length: " + above + "\r\n\r\n");
        assertRefused(413, "PUT / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n" + Long.toHexString(above) + "\r\n");
    }

    @Test
    void memoryBudget() {
        MemoryBudget budget = server().options().memoryBudget();
        assertEquals(Runtime.getRuntime().maxMemory() / 4, budget.limit());
        serve(request -> answer(request, text(request.body())));
        assertTrue(budget.take(budget.limit()), "nothing else takes of it");
        try {
            assertEquals("small", fetch(post("/").body("small")).bodyText());
            assertRefused(503, "PUT / HTTP/1.1\r\nHost: x\r\nContent-Length: 100000\r\n\r\n" + "x".repeat(100_000));
        } finally {
            budget.giveBack(budget.limit());
        }
    }

    @Test
    void drainGrace() {
        try (var client = connected()) {
            var drained = Gen.spawn(() -> server().drain(Duration.ofSeconds(30)));
            for (int i = 0; i < 5; i++) Gen.moment();
            assertEquals(Duration.ofMillis(500), server().options().drainGrace());      // too short to stop a busy machine within it
            clock().advance(Duration.ofMillis(500));
            assertEquals("", client.readAll());
            client.shutdownOutput();
            assertEquals(0, Gen.await(drained));
        }
    }

    @Test
    void maxFields() {
        serve(request -> {
            request.readBody();
            answer(request, "" + request.arguments().size());
        });
        assertEquals("1", fetch("/?" + "a=1&".repeat(1000)).bodyText());
        assertRefused(400, "GET /?" + "a=1&".repeat(1001) + " HTTP/1.1\r\nHost: x\r\n\r\n");
        assertEquals(400, fetch(post("/").body("a=1&".repeat(1001)).header("Content-Type", "application/x-www-form-urlencoded")).code());
    }

    @Test
    void maxPipelined() {
        var exchange = new Http1Exchange[1];
        var go = new boolean[1];
        serve(request -> {
            exchange[0] = (Http1Exchange) request.connection();
            waitFor(() -> go[0]);
            answer(request, "");
        });
        try (var client = connect()) {
            var sent = Gen.spawn(() -> client.send(GET.repeat(400_000)));
            waitFor(() -> exchange[0] != null && exchange[0].channel().inbox().readableBytes() >= 64 * 1024);
            for (int turn = 0; turn < 100; turn++) Gen.moment();
            int ahead = exchange[0].channel().inbox().readableBytes();
            assertTrue(ahead <= 3 * 64 * 1024, ahead + " bytes were read ahead");
            assertFalse(sent.isDone());
            go[0] = true;
            client.reset();
            assertThrows(UncheckedIOException.class, () -> Gen.await(sent));
        }
    }

    @Test
    void maxDiscarded() {
        try (var client = connect()) {
            client.send("PUT / HTTP/1.1\r\nHost: x\r\nContent-Length: " + (256 * 1024 + 1) + "\r\n\r\n");
            assertEquals("close", client.readResponse().headers().get("Connection"));
            assertTrue(client.closed());
        }
        try (var client = connect()) {
            client.send("PUT / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n");
            assertEquals(200, client.readResponse().code());
            client.send("40001\r\n" + "x".repeat(0x40001) + "\r\n");
            assertTrue(client.closed());
        }
    }

    @Test
    void headerTimeout() {
        try (var client = connected()) {
            client.send("GET / HTTP/1.1\r\n");
            assertTrue(client.silentFor(ARRIVED));
            clock().advance(Duration.ofSeconds(59));
            client.send("Host: x\r\n");
            assertTrue(client.silentFor(ARRIVED));
            clock().advance(TICK.multipliedBy(2));
            assertEquals(408, client.readResponse().code());
            assertTrue(client.closed());
        }
    }

    @Test
    void headerTimeoutBeginsAnewForEachHead() {
        try (var client = connected()) {
            for (int round = 0; round < 5; round++) {
                client.send("GET / HTTP/1.1\r\n");
                assertTrue(client.silentFor(ARRIVED));
                clock().advance(Duration.ofSeconds(50));
                client.send("Host: x\r\n\r\n");
                assertEquals(200, client.readResponse().code());
            }
        }
    }

    @Test
    void idleTimeout() {
        try (var client = connected()) {
            clock().advance(Duration.ofSeconds(74));
            client.send(GET);
            assertEquals(200, client.readResponse().code());
            clock().advance(Duration.ofSeconds(74));
            client.send(GET);
            assertEquals(200, client.readResponse().code());
            clock().advance(Duration.ofSeconds(76));
            assertEquals("", client.readAll());
        }
        waitFor(() -> server().connections() == 0);
    }

    @Test
    void idleTimeoutDoesNotCountWhileAHandlerWorks() {
        var busy = new boolean[1];
        var go = new boolean[1];
        serve(request -> {
            busy[0] = true;
            waitFor(() -> go[0]);
            answer(request, "late");
        });
        try (var client = connected()) {
            client.send(GET);
            waitFor(() -> busy[0]);
            clock().advance(Duration.ofHours(1));
            go[0] = true;
            assertEquals("late", client.readResponse().bodyText());
        }
    }

    @Test
    void bodyTimeout() {
        var waiting = new boolean[1];
        serve(request -> {
            waiting[0] = true;
            answer(request, text(request.body()));
        });
        try (var client = connected()) {
            client.send("PUT / HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\n\r\nab");
            waitFor(() -> waiting[0]);
            clock().advance(Duration.ofSeconds(59));
            client.send("c");
            assertTrue(client.silentFor(ARRIVED));
            clock().advance(Duration.ofSeconds(59));
            assertTrue(client.silentFor(ARRIVED));
            clock().advance(Duration.ofSeconds(2));
            assertEquals(408, client.readResponse().code());
            assertTrue(client.closed());
        }
    }

    @Test
    void writeTimeout() {
        var ended = new boolean[1];
        var channel = new StreamChannel[1];
        serve(request -> {
            channel[0] = ((Http1Exchange) request.connection()).channel();
            request.connection().writeHeaders(200, "OK", new HttpHeaders(), new byte[20_000_000], false);
            assertThrows(StreamClosedError.class, request.connection()::flush);
            ended[0] = true;
        });
        try (var client = connected()) {
            client.send(GET);
            waitFor(() -> channel[0] != null && channel[0].pending() > 0);
            for (int seconds = 0; seconds < 55; seconds += 5) clock().advance(Duration.ofSeconds(5));
            assertFalse(ended[0], "cut off before its time");
            for (int seconds = 55; seconds < 85; seconds += 5) clock().advance(Duration.ofSeconds(5));     // it is looked at each 15 s
            waitFor(() -> ended[0]);
            waitFor(() -> server().connections() == 0);
        }
    }

    @Test
    void backlog() {
        assertEquals(1024, server().options().backlog());
        var clients = new RawClient[200];
        for (int i = 0; i < clients.length; i++) clients[i] = connect();          // none is accepted before this coroutine waits
        waitFor(() -> server().connections() == clients.length);
        for (RawClient client : clients) client.close();
    }

    @Test
    void aShortBacklogLetsClientsWait() {
        var small = new HttpServer(request -> answer(request, ""), new ServerOptions().backlog(1));
        small.listen("127.0.0.1", 0);
        var address = new InetSocketAddress("127.0.0.1", small.port());
        var connected = new AtomicInteger();
        Thread clients = Thread.ofPlatform().start(() -> {
            for (int i = 0; i < 6; i++) {
                try (var socket = new Socket()) {
                    socket.connect(address, 100);
                    connected.incrementAndGet();
                } catch (IOException _) {
                    // the kernel has no room for it
                }
            }
        });
        while (clients.isAlive()) Thread.onSpinWait();               // on the loop, so that it accepts nobody meanwhile
        assertTrue(connected.get() < 6, "six clients in a queue for one");
        small.drain(Duration.ZERO);
    }

    @Test
    void handlerDeadline() {
        assertEquals(Duration.ZERO, server().options().handlerDeadline());
        serve(request -> {
            Gen.sleep(Duration.ofHours(1));
            answer(request, "after an hour");
        });
        try (var client = connected()) {
            client.send(GET);
            assertTrue(client.silentFor(Duration.ofMillis(20)));
            clock().advance(Duration.ofHours(1));
            assertEquals("after an hour", client.readResponse().bodyText());
        }
    }

    @Test
    void drainTimeout() {
        var begun = new boolean[1];
        serve(request -> {
            begun[0] = true;
            waitFor(request.connection()::isClosed);
        });
        try (var client = connected()) {
            client.send(GET);
            waitFor(() -> begun[0]);
            var drained = Gen.spawn(() -> server().drain());
            Gen.moment();
            clock().advance(Duration.ofSeconds(29));
            assertFalse(drained.isDone());
            clock().advance(Duration.ofSeconds(2));
            assertEquals(1, Gen.await(drained));
        }
    }
}
