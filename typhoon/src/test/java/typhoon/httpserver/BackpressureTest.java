package typhoon.httpserver;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import org.junit.jupiter.api.Test;
import typhoon.gen.Gen;
import typhoon.http.HttpHeaders;
import typhoon.iostream.StreamClosedError;
import typhoon.netty.StreamChannel;
import typhoon.testing.RawClient;

class BackpressureTest extends ServerTestCase {
    private static final String GET = "GET / HTTP/1.1\r\nHost: x\r\n\r\n";
    private static final int PIECE = 50_000;
    private static final int PIECES = 400;

    private final StreamChannel[] channel = new StreamChannel[1];
    private int written;
    private boolean ended;

    private RawClient slowClient() {
        return new RawClient(new InetSocketAddress(InetAddress.getLoopbackAddress(), port()), 8 * 1024);
    }

    private void serveALot(boolean flush) {
        serve(request -> {
            channel[0] = ((Http1Exchange) request.connection()).channel();
            request.connection().writeHeaders(200, "OK", new HttpHeaders(), null, false);
            for (; written < PIECES; written++) {
                request.connection().write(new byte[PIECE]);
                if (flush) request.connection().flush();
            }
            ended = true;
        });
    }

    /** Waits until nothing is written any more although every turn of the loop could. */
    private void waitUntilStuck() {
        waitFor(() -> channel[0] != null && channel[0].pending() > 0);
        for (int before = -1; before != written;) {
            before = written;
            for (int turn = 0; turn < 200; turn++) Gen.moment();
        }
    }

    @Test
    void aFlushWaitsForASlowClient() {
        serveALot(true);
        try (var client = slowClient()) {
            client.send(GET);
            waitUntilStuck();
            assertFalse(ended);
            assertTrue(channel[0].pending() <= 64 * 1024 + PIECE + 100, channel[0].pending() + " bytes wait");
            assertEquals(PIECE * PIECES, client.readResponse().body().length);
            assertTrue(ended);
        }
    }

    @Test
    void aWriteWithoutFlushIsBoundedToo() {
        serveALot(false);
        try (var client = slowClient()) {
            client.send(GET);
            waitUntilStuck();
            assertFalse(ended);
            assertTrue(channel[0].pending() <= 256 * 1024 + PIECE + 100, channel[0].pending() + " bytes wait");
            assertEquals(PIECE * PIECES, client.readResponse().body().length);
        }
    }

    @Test
    void aFlushEndsWhenTheClientResets() {
        serve(request -> {
            channel[0] = ((Http1Exchange) request.connection()).channel();
            request.connection().writeHeaders(200, "OK", new HttpHeaders(), new byte[10_000_000], false);
            assertThrows(StreamClosedError.class, request.connection()::flush);
            ended = true;
        });
        var client = slowClient();
        client.send(GET);
        waitUntilStuck();
        client.reset();
        waitFor(() -> ended);
    }

    @Test
    void aClientThatAsksAndNeverReadsIsNotServedForEver() {
        serve(request -> {
            channel[0] = ((Http1Exchange) request.connection()).channel();
            written++;
            answer(request, 200, new byte[10_000]);
        });
        try (var client = slowClient()) {
            var sent = Gen.spawn(() -> client.send(GET.repeat(3_000)));
            waitUntilStuck();
            assertTrue(written < 3_000, written + " were answered");
            assertTrue(channel[0].pending() < 1_000_000, channel[0].pending() + " bytes wait");
            for (int i = 0; i < 3_000; i++) client.readBytes(client.readUntil("\r\n\r\n").contains("Content-Length: 10000") ? 10_000 : 0);
            assertEquals(3_000, written);
            Gen.await(sent);
        }
    }

    @Test
    void aSenderWaitsForASlowReader() {
        var size = new long[1];
        var go = new boolean[1];
        serve(request -> {
            channel[0] = ((Http1Exchange) request.connection()).channel();
            waitFor(() -> go[0]);
            for (byte[] piece = request.readChunk(); piece != null; piece = request.readChunk()) size[0] += piece.length;
            answer(request, "" + size[0]);
        });
        try (var client = connect()) {
            client.send("PUT / HTTP/1.1\r\nHost: x\r\nContent-Length: 20000000\r\n\r\n");
            var sent = Gen.spawn(() -> client.send("x".repeat(20_000_000)));
            waitFor(() -> channel[0] != null && channel[0].inbox().readableBytes() >= 64 * 1024);
            for (int turn = 0; turn < 500; turn++) Gen.moment();
            assertFalse(sent.isDone());
            assertTrue(channel[0].inbox().readableBytes() <= 3 * 64 * 1024);
            go[0] = true;
            assertEquals("20000000", client.readResponse().bodyText());
        }
    }
}
