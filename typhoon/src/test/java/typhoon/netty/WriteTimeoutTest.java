package typhoon.netty;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import typhoon.gen.Gen;
import typhoon.netty.StreamChannel.Event;

class WriteTimeoutTest extends StreamTestCase {
    private static final int MUCH = 16 << 20;

    private int closed;

    private StreamChannel acceptWithLimit() {
        StreamChannel channel = accept();
        channel.onClosed(() -> closed++);
        channel.writeTimeout(TimeUnit.SECONDS.toNanos(60));
        return channel;
    }

    private void passSeconds(int seconds) {
        for (int i = 0; i < seconds; i += 5) clock().advance(Duration.ofSeconds(5));
    }

    @Test
    void aPeerThatTakesNoByteForSoLongIsCutOff() {
        try (var _ = connectWithSmallBuffer()) {
            StreamChannel channel = acceptWithLimit();
            overfill(channel, MUCH);
            Future<Event> drained = Gen.spawn(() -> channel.drain(0, 0));
            passSeconds(55);
            assertEquals(0, closed);
            passSeconds(30);                    // looked at four times per limit
            waitFor(() -> closed == 1);
            assertEquals(Event.CLOSED, Gen.await(drained));
            var why = assertInstanceOf(SocketTimeoutException.class, channel.error());
            assertEquals("the peer took no byte for 60000 ms", why.getMessage());
        }
    }

    @Test
    void aPeerThatTakesALittleNowAndThenIsNot() {
        try (var client = connectWithSmallBuffer()) {
            StreamChannel channel = acceptWithLimit();
            overfill(channel, MUCH);
            for (int i = 0; i < 8; i++) {
                passSeconds(40);
                long before = channel.taken();
                while (channel.taken() == before) {
                    client.readBytes(4096);
                    Gen.moment();
                }
            }
            assertEquals(0, closed);
            assertTrue(channel.pending() > 0);
            channel.abort();
        }
    }

    @Test
    void anIdleConnectionIsNot() {
        try (var client = connect()) {
            StreamChannel channel = acceptWithLimit();
            append(channel, "hello");
            assertEquals(Event.BYTES, channel.drain(0, 0));
            passSeconds(600);
            assertEquals(0, closed);
            append(channel, "still here");
            assertEquals("hellostill here", client.readUntil("here"));
        }
    }

    @Test
    void itCutsACloseShortToo() {
        try (var _ = connectWithSmallBuffer()) {
            StreamChannel channel = acceptWithLimit();
            overfill(channel, MUCH);
            channel.close();
            passSeconds(90);
            waitFor(() -> closed == 1);
        }
    }

    @Test
    void withoutALimitOneWaitsForEver() {
        try (var _ = connectWithSmallBuffer()) {
            StreamChannel channel = accept();
            channel.onClosed(() -> closed++);
            overfill(channel, MUCH);
            clock().advance(Duration.ofDays(1));
            assertEquals(0, closed);
            assertTrue(channel.isOpen());
            channel.abort();
        }
    }
}
