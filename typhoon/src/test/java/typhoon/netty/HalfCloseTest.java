package typhoon.netty;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.buffer.Unpooled;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import typhoon.gen.Gen;
import typhoon.netty.StreamChannel.Event;

class HalfCloseTest extends StreamTestCase {
    @Test
    void aPeerThatSaysNoMoreStillReceives() {
        try (var client = connect()) {
            StreamChannel channel = accept();
            client.send("question").shutdownOutput();
            assertEquals("question", take(channel, 8));
            assertEquals(Event.EOF, channel.awaitBytes(0));
            assertTrue(channel.eof());
            assertTrue(channel.isOpen());
            Gen.spawn(() -> {
                for (int i = 0; i < 16; i++) {
                    channel.write(Unpooled.wrappedBuffer(noise(256 * 1024)));
                    channel.drain(0, 0);
                }
                channel.close();
            });
            for (int i = 0; i < 16; i++) assertArrayEquals(noise(256 * 1024), client.readBytes(256 * 1024));
            assertEquals("", client.readAll());
        }
    }

    @Test
    void theEndWakesAReaderAndComesAfterAllBytes() {
        try (var client = connect()) {
            StreamChannel channel = accept();
            Future<Event> reading = Gen.spawn(() -> {
                take(channel, 200_000);
                return channel.awaitBytes(0);
            });
            Gen.moment();
            client.send(noise(200_000)).shutdownOutput();
            assertEquals(Event.EOF, Gen.await(reading));
            assertEquals(Event.EOF, channel.awaitBytes(0), "and stays");
        }
    }

    @Test
    void bytesThatCameWithTheEndAreNotLost() {
        try (var client = connect()) {
            StreamChannel channel = accept();
            client.send("last words").shutdownOutput();
            waitFor(channel::eof);
            assertEquals(Event.EOF, channel.awaitBytes(0));
            assertEquals("last words", take(channel));
        }
    }
}
