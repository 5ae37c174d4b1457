package typhoon.netty;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.junit.jupiter.api.Test;
import typhoon.gen.Gen;

class WriteOrderTest extends StreamTestCase {
    @Test
    void buffersAndTheOutboxKeepTheOrderOfTheCalls() {
        try (var client = connect()) {
            StreamChannel channel = accept();
            append(channel, "a");
            append(channel, "b");
            channel.write(buffer("c"));
            channel.write(buffer("d"));
            append(channel, "e");
            Gen.moment();
            append(channel, "f");
            channel.write(buffer("g"));
            channel.close();
            assertEquals("abcdefg", client.readAll());
        }
    }

    @Test
    void aThousandWritesOfEitherKindAndAnySizeKeepIt() {
        var random = new Random(3);
        var expected = new StringBuilder();
        try (var client = connect()) {
            StreamChannel channel = accept();
            Gen.spawn(() -> {
                for (int i = 0; i < 1000; i++) {
                    String text = "<" + i + "x".repeat(random.nextInt(1, 5000)) + ">";
                    expected.append(text);
                    if (random.nextBoolean()) append(channel, text);
                    else channel.write(buffer(text));
                    if (random.nextInt(20) == 0) channel.drain(0, 0);
                }
                channel.close();
            });
            String got = client.readAll();
            assertEquals(expected.toString(), got);
        }
    }

    @Test
    void oneBufferGoesToManyConnections() {
        try (var first = connect(); var second = connect()) {
            StreamChannel one = accept();
            StreamChannel two = accept();
            var shared = Unpooled.wrappedBuffer(noise(100_000));
            one.write(shared.retainedDuplicate());
            append(two, "hello ");
            two.write(shared.retainedDuplicate());
            shared.release();
            one.close();
            two.close();
            assertArrayEquals(noise(100_000), first.readAllBytes());
            assertEquals("hello ", new String(second.readBytes(6), StandardCharsets.ISO_8859_1));
            assertArrayEquals(noise(100_000), second.readAllBytes());
            assertEquals(0, shared.refCnt());
        }
    }

    @Test
    void anEmptyWriteIsNothing() {
        try (var client = connect()) {
            StreamChannel channel = accept();
            channel.outbox();
            channel.touch();
            channel.write(Unpooled.EMPTY_BUFFER);
            assertEquals(StreamChannel.Event.BYTES, channel.drain(0, 0));
            append(channel, "x");
            channel.close();
            assertEquals("x", client.readAll());
        }
    }
}
