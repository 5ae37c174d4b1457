package typhoon.netty;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.buffer.Unpooled;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import typhoon.gen.Gen;
import typhoon.ioloop.IOLoop;
import typhoon.ioloop.ThisRun;
import typhoon.netty.StreamChannel.Event;
import typhoon.testing.RawClient;

class CloseTest extends StreamTestCase {
    private static final int MUCH = 8 << 20;

    private int closed;

    @Test
    void deliversEverythingWrittenAndThenTheEnd() {
        try (var client = connectWithSmallBuffer()) {
            StreamChannel channel = accept();
            channel.onClosed(() -> closed++);
            channel.write(Unpooled.wrappedBuffer(noise(MUCH)));
            append(channel, "the end");
            channel.close();
            assertFalse(channel.isOpen());
            byte[] got = client.readAllBytes();
            assertEquals(MUCH + 7, got.length);
            assertArrayEquals(noise(MUCH), Arrays.copyOf(got, MUCH));
            client.shutdownOutput();
            waitFor(() -> closed == 1);
            assertNull(channel.error());
        }
    }

    @Test
    void unreadBytesOfThePeerDoNotCostItTheAnswer() {
        try (var client = connect()) {
            StreamChannel channel = accept();
            client.send(noise(50_000));
            channel.awaitBytes(0);
            channel.write(Unpooled.wrappedBuffer(noise(500_000)));
            channel.close();
            Future<?> more = Gen.spawn(() -> client.send(noise(200_000)).shutdownOutput());
            assertArrayEquals(noise(500_000), client.readAllBytes());
            Gen.await(more);
        }
    }

    @Test
    void isIdempotentAndToldOnce() {
        try (var client = connect()) {
            StreamChannel channel = accept();
            channel.onClosed(() -> closed++);
            append(channel, "x");
            for (int i = 0; i < 3; i++) channel.close();
            assertEquals("x", client.readAll());
            client.shutdownOutput();
            waitFor(() -> closed == 1);
            channel.close();
            channel.abort();
            for (int turn = 0; turn < 5; turn++) Gen.moment();
            assertEquals(1, closed);
        }
    }

    @Test
    void whatIsWrittenAfterwardsGoesNowhereAndHarmsNothing() {
        try (var client = connect()) {
            StreamChannel channel = accept();
            channel.onClosed(() -> closed++);
            append(channel, "before");
            channel.close();
            var late = buffer("late");
            channel.write(late);
            assertEquals(0, late.refCnt());
            for (int i = 0; i < 5; i++) {
                Gen.moment();
                append(channel, "late");
            }
            assertEquals("before", client.readAll());
            client.shutdownOutput();
            waitFor(() -> closed == 1);
            append(channel, "later still");
            Gen.moment();
            assertEquals(0, channel.pending());
            assertNull(channel.error());
        }
    }

    @Test
    void aPeerThatNeverFinishesIsWaitedForTwoSecondsOnly() {
        try (var client = connect()) {
            StreamChannel channel = accept();
            channel.onClosed(() -> closed++);
            append(channel, "bye");
            channel.close();
            assertEquals("bye", client.readAll());
            for (int turn = 0; turn < 5; turn++) Gen.moment();
            assertEquals(0, closed);
            clock().advance(Duration.ofSeconds(2));
            waitFor(() -> closed == 1);
        }
    }

    @Test
    void whoReadsIsToldWhenItIsOver() {
        try (var client = connect()) {
            StreamChannel channel = accept();
            Future<Event> reading = Gen.spawn(() -> channel.awaitBytes(0));
            Gen.moment();
            channel.close();
            assertEquals("", client.readAll());
            client.shutdownOutput();
            assertEquals(Event.CLOSED, Gen.await(reading));
            assertEquals(Event.CLOSED, channel.awaitBytes(0));
        }
    }

    @Test
    void closingTheLoopClosesItsConnections() throws InterruptedException {
        ThisRun.needsSeveralLoops();
        StreamChannel[] channels = new StreamChannel[1];
        int[] port = {0};
        var other = new IOLoop();
        Thread thread = Thread.ofPlatform().start(() -> other.runSync(() -> {
            var acceptor = Acceptor.bind(other.loop(), anyPort(), 16, false, channel -> channels[0] = channel);
            port[0] = acceptor.localAddress().getPort();
            return null;
        }));
        thread.join();
        try (var client = new RawClient(port[0])) {
            Thread again = Thread.ofPlatform().start(() -> other.runSync(() -> {
                while (channels[0] == null) Gen.sleep(Duration.ofMillis(1));
                return null;
            }));
            again.join();
            other.close();
            assertTrue(client.closedWithin(Duration.ofSeconds(20)));
        }
    }
}
