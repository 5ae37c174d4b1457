package typhoon.netty;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import typhoon.gen.Gen;
import typhoon.netty.StreamChannel.Event;
import typhoon.testing.RawClient;

class EchoTest extends StreamTestCase {
    private static final int LARGE = 8 << 20;

    private static void echo(StreamChannel channel) {
        while (channel.inbox().isReadable() || channel.awaitBytes(0) == Event.BYTES) {
            channel.outbox().writeBytes(channel.inbox());
            channel.touch();
            channel.consumed();
            channel.drain(64 * 1024, 0);
        }
        channel.close();
    }

    @Test
    void whatIsSentComesBack() {
        try (var client = connect()) {
            StreamChannel channel = accept();
            Gen.spawn(() -> echo(channel));
            for (int i = 0; i < 100; i++) {
                client.send("line " + i + "\n");
                assertEquals("line " + i + "\n", client.readUntil("\n"));
            }
        }
    }

    @Test
    void aConnectionKnowsItsLoopAndItsTwoEnds() {
        try (var client = connect()) {
            StreamChannel channel = accept();
            assertSame(loop().loop(), channel.loop());
            assertEquals(client.localAddress(), channel.remoteAddress());
            assertEquals(address(), channel.localAddress());
            assertTrue(channel.isOpen());
            assertFalse(channel.eof());
            assertEquals("connection from " + client.localAddress(), channel.toString());
            assertEquals(((InetSocketAddress) channel.localAddress()).getPort(), address().getPort());
        }
    }

    @Test
    void megabytesGoBothWaysAtOnceUnharmed() {
        byte[] sent = noise(LARGE);
        try (var client = connect()) {
            StreamChannel channel = accept();
            Gen.spawn(() -> echo(channel));
            Future<?> sending = Gen.spawn(() -> client.send(sent).shutdownOutput());
            assertArrayEquals(sent, client.readAllBytes());
            Gen.await(sending);
        }
    }

    @Test
    void manyConnectionsTakeTurns() {
        List<Future<?>> talks = new ArrayList<>();
        for (int i = 0; i < 50; i++) {
            int number = i;
            talks.add(Gen.spawn(() -> {
                try (var client = connect()) {
                    for (int line = 0; line < 20; line++) {
                        client.send(number + " says " + line + "\n");
                        assertEquals(number + " says " + line + "\n", client.readUntil("\n"));
                    }
                }
            }));
        }
        for (int i = 0; i < 50; i++) {
            StreamChannel channel = accept();
            Gen.spawn(() -> echo(channel));
        }
        for (Future<?> talk : talks) Gen.await(talk);
    }

    @Test
    void awaitBytesDoesNotCountWhatIsUnread() {
        try (var client = connect()) {
            StreamChannel channel = accept();
            client.send("first");
            assertEquals(Event.BYTES, channel.awaitBytes(0));
            Future<Event> more = Gen.spawn(() -> channel.awaitBytes(0));
            for (int turn = 0; turn < 5; turn++) Gen.moment();
            assertFalse(more.isDone());
            client.send("second");
            assertEquals(Event.BYTES, Gen.await(more));
            assertEquals("firstsecond", take(channel));
        }
    }

    @Test
    void awaitBytesGivesUpByTheLoopsClock() {
        try (RawClient client = connect()) {
            StreamChannel channel = accept();
            Future<Event> waiting = Gen.spawn(() -> channel.awaitBytes(TimeUnit.SECONDS.toNanos(60)));
            Gen.moment();
            clock().advance(Duration.ofSeconds(59));
            assertFalse(waiting.isDone());
            clock().advance(Duration.ofSeconds(1));
            assertEquals(Event.TIMEOUT, Gen.await(waiting));
            client.send("late");
            assertEquals(Event.BYTES, channel.awaitBytes(0));
        }
    }
}
