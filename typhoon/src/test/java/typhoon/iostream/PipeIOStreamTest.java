package typhoon.iostream;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.Pipe;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Random;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import typhoon.gen.Gen;
import typhoon.ioloop.TimeoutError;
import typhoon.testing.AsyncTestCase;

/** Both ends of a pipe, watched by the loop or moved by threads. */
@Timeout(20)
class PipeIOStreamTest {
    record Ends(PipeIOStream out, PipeIOStream in) implements AutoCloseable {
        @Override
        public void close() {
            out.close();
            in.close();
        }
    }

    abstract static class Contract extends AsyncTestCase {
        abstract Ends open() throws IOException;

        private static String text(byte[] bytes) {
            return new String(bytes, StandardCharsets.ISO_8859_1);
        }

        @Test
        void whatGoesInComesOut() throws IOException {
            try (Ends pipe = open()) {
                pipe.out.write("hel");
                Future<byte[]> line = Gen.spawn(() -> pipe.in.readUntil("\n"));
                Gen.moment();
                pipe.out.write("lo\nwor");
                assertEquals("hello\n", text(Gen.await(line)));
                Gen.await(pipe.out.write("ld"));
                assertEquals("wo", text(pipe.in.readBytes(2)));
                pipe.out.close();
                assertEquals("rld", text(pipe.in.readUntilClose()));
                assertTrue(pipe.in.closed());
                assertNull(pipe.in.error());
            }
        }

        @Test
        void muchGoesThroughAtTheReadersPace() throws IOException {
            try (Ends pipe = open()) {
                var data = new byte[3_000_000];
                new Random(1).nextBytes(data);
                var sent = new ArrayList<Integer>();
                Future<?> writing = Gen.spawn(() -> {
                    for (int at = 0; at < data.length; at += 100_000) {
                        pipe.out.write(Arrays.copyOfRange(data, at, at + 100_000));
                        sent.add(at);
                    }
                    pipe.out.close();
                });
                Gen.sleep(Duration.ofMillis(50));
                assertTrue(sent.size() < 30, "all was written, and nobody has read");
                assertArrayEquals(data, pipe.in.readBytes(data.length));
                assertEquals(0, pipe.in.readUntilClose().length);
                Gen.await(writing);
            }
        }

        @Test
        void aReadWhoseTimeIsUpLosesNothing() throws IOException {
            try (Ends pipe = open()) {
                pipe.out.write("abc");
                assertThrows(TimeoutError.class, () -> Gen.withTimeout(Duration.ofMillis(50), () -> pipe.in.readBytes(6)));
                pipe.out.write("def");
                assertEquals("abcdef", text(pipe.in.readBytes(6)));
            }
        }

        @Test
        void theCloseCallbackRunsWhenTheOtherEndIsClosed() throws IOException {
            try (Ends pipe = open()) {
                var calls = new ArrayList<String>();
                pipe.in.setCloseCallback(() -> calls.add("closed"));
                pipe.out.close();
                waitFor(() -> !calls.isEmpty());
            }
        }

        @Test
        void aWriteToNobodyFails() throws IOException {
            try (Ends pipe = open()) {
                pipe.in.close();
                Gen.sleep(Duration.ofMillis(20));
                var end = assertThrows(StreamClosedError.class, () -> {
                    for (int i = 0; i < 100; i++) Gen.await(pipe.out.write(new byte[10_000]));
                });
                assertInstanceOf(IOException.class, end.realError());
            }
        }

        @Test
        void eachEndHasItsDirection() throws IOException {
            try (Ends pipe = open()) {
                assertThrows(IllegalStateException.class, () -> pipe.in.write("x"));
                assertThrows(IllegalStateException.class, () -> pipe.out.readBytes(1));
            }
        }
    }

    @Nested
    class OfTheJdk extends Contract {
        @Override
        Ends open() throws IOException {
            var pipe = Pipe.open();
            return new Ends(new PipeIOStream(pipe.sink()), new PipeIOStream(pipe.source()));
        }
    }

    @Nested
    class OfStreams extends Contract {
        @Override
        Ends open() throws IOException {
            Pipe pipe = Pipe.open();
            return new Ends(new PipeIOStream(Channels.newOutputStream(pipe.sink())),
                    new PipeIOStream(Channels.newInputStream(pipe.source())));
        }
    }

    @Nested
    class OfAChild extends AsyncTestCase {
        @Test
        void aChildAnswersAndIsWaitedFor() throws Exception {
            Process child = new ProcessBuilder("cat").start();
            try (var in = new PipeIOStream(child.getOutputStream()); var out = new PipeIOStream(child.getInputStream())) {
                in.write("ping\n");
                assertEquals("ping\n", new String(out.readUntil("\n"), StandardCharsets.US_ASCII));
                in.close();
                assertEquals(0, out.readUntilClose().length);
                assertEquals(0, child.waitFor());
            } finally {
                child.destroyForcibly();
            }
        }
    }
}
