package typhoon.netty;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.buffer.ByteBufUtil;
import java.io.ByteArrayOutputStream;
import java.io.UncheckedIOException;
import java.util.Random;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import typhoon.gen.Gen;
import typhoon.netty.StreamChannel.Event;

class ReadLimitTest extends StreamTestCase {
    private static final int MUCH = 32 << 20;
    private static final int LIMIT = 64 * 1024;
    private static final int ONE_READ = 256 * 1024;         // by how much a limit may be overrun

    /** How much has arrived when no turn of the loop brings more, although each looks at the socket. */
    private static int settledInbox(StreamChannel channel) {
        int seen = -1;
        while (seen != channel.inbox().readableBytes()) {
            seen = channel.inbox().readableBytes();
            for (int turn = 0; turn < 200; turn++) Gen.moment();
        }
        return seen;
    }

    @Test
    void aSenderBlocksWhileNobodyReads() {
        try (var client = connect()) {
            StreamChannel channel = accept();
            Future<?> sending = Gen.spawn(() -> client.send(new byte[MUCH]));
            waitFor(() -> channel.inbox().readableBytes() >= LIMIT);
            int held = settledInbox(channel);
            assertTrue(held >= LIMIT && held <= LIMIT + ONE_READ, () -> held + " bytes in the inbox");
            assertFalse(sending.isDone());
            channel.abort();
            assertThrows(UncheckedIOException.class, () -> Gen.await(sending));
        }
    }

    @Test
    void readingGoesOnWhenThereIsRoomAndLosesNothing() {
        byte[] sent = noise(MUCH / 4);
        var got = new ByteArrayOutputStream();
        var random = new Random(5);
        try (var client = connect()) {
            StreamChannel channel = accept();
            Future<?> sending = Gen.spawn(() -> client.send(sent).shutdownOutput());
            while (channel.awaitBytes(0) == Event.BYTES) {
                if (random.nextInt(20) == 0) settledInbox(channel);
                int keep = random.nextInt(Math.min(channel.inbox().readableBytes(), LIMIT / 2) + 1);
                got.writeBytes(ByteBufUtil.getBytes(channel.inbox().readSlice(channel.inbox().readableBytes() - keep)));
                channel.consumed();
            }
            got.writeBytes(ByteBufUtil.getBytes(channel.inbox()));
            Gen.await(sending);
        }
        assertArrayEquals(sent, got.toByteArray());
    }

    @Test
    void theLimitCanBeSmall() {
        try (var client = connect()) {
            StreamChannel channel = accept();
            channel.readLimit(1);
            client.send("abc");
            waitFor(() -> channel.inbox().readableBytes() == 3);
            client.send("def");
            assertEquals(3, settledInbox(channel));
            assertEquals("abc", take(channel));
            assertEquals("def", take(channel, 3));
        }
    }

    @Test
    void whoWaitsForMoreThanTheLimitGetsIt() {
        try (var client = connect()) {
            StreamChannel channel = accept();
            channel.readLimit(1000);
            client.send(new byte[1500]);
            waitFor(() -> channel.inbox().readableBytes() == 1500);
            for (int more = 1; more <= 3; more++) {
                client.send(new byte[100]);
                assertEquals(1400 + 100 * more, settledInbox(channel));
                assertEquals(Event.BYTES, channel.awaitBytes(0));
                assertEquals(1500 + 100 * more, channel.inbox().readableBytes());
            }
        }
    }

    @Test
    void aHigherLimitLetsAPausedReadingGoOn() {
        try (var client = connect()) {
            StreamChannel channel = accept();
            channel.readLimit(1000);
            client.send(new byte[1500]);
            waitFor(() -> channel.inbox().readableBytes() == 1500);
            client.send(new byte[100]);
            assertEquals(1500, settledInbox(channel));
            channel.readLimit(4000);
            waitFor(() -> channel.inbox().readableBytes() == 1600);
        }
    }

    @Test
    void aPausedConnectionStillSends() {
        try (var client = connect()) {
            StreamChannel channel = accept();
            channel.readLimit(1);
            client.send("x");
            waitFor(() -> channel.inbox().isReadable());
            for (int i = 0; i < 10; i++) {
                append(channel, "line " + i + "\n");
                assertEquals("line " + i + "\n", client.readUntil("\n"));
            }
        }
    }

    @Test
    void closingAPausedConnectionStillSeesThePeersEnd() {
        int[] closed = {0};
        try (var client = connect()) {
            StreamChannel channel = accept();
            channel.onClosed(() -> closed[0]++);
            channel.readLimit(1);
            client.send(new byte[100_000]);
            waitFor(() -> channel.inbox().isReadable());
            append(channel, "enough");
            channel.close();
            assertEquals("enough", client.readAll());
            client.shutdownOutput();
            waitFor(() -> closed[0] == 1);
        }
    }
}
