// Longer than 400 lines because it is one contract.
package typhoon.iostream;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CancellationException;
import java.util.concurrent.Future;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import typhoon.gen.Gen;
import typhoon.ioloop.IOLoop;
import typhoon.ioloop.ThisRun;
import typhoon.ioloop.TimeoutError;
import typhoon.testing.AsyncTestCase;

/** What holds for every stream with two directions, over each transport, in clear and in TLS. */
@Timeout(20)
abstract class StreamContract extends AsyncTestCase {
    private @Nullable StreamPair pair;

    abstract StreamPair connect();

    /** What cannot be had is said in the log when the first loop is made: before any test listens to that. */
    @BeforeAll
    static void chooseTransport() {
        assertFalse(IOLoop.transport().isEmpty());
    }

    @BeforeEach
    void open() {
        String wanted = System.getProperty("typhoon.wanted.transport", IOLoop.transport());
        if (!IOLoop.transport().equals(wanted)) ThisRun.skip("this machine has no " + wanted + ", the run would repeat another");
        pair = connect();
    }

    @AfterEach
    void shut() {
        if (pair != null) pair.close();
    }

    private IOStream here() {
        return pair.client();
    }

    private IOStream there() {
        return pair.server();
    }

    private static String text(byte[] bytes) {
        return new String(bytes, ISO_8859_1);
    }

    private static byte[] noise(int size) {
        var bytes = new byte[size];
        new Random(size).nextBytes(bytes);
        return bytes;
    }

    // ---- reads

    @Test
    void aReadEndsBehindTheDelimiterAndLeavesTheRest() {
        here().write("one\r\ntwo\r\nthree");
        assertEquals("one\r\n", text(there().readUntil("\r\n")));
        assertEquals("two\r\n", text(there().readUntil("\r\n".getBytes(ISO_8859_1))));
        assertEquals("three", text(there().readBytes(5)));
    }

    @Test
    void aDelimiterMayComeInPieces() {
        Future<byte[]> line = Gen.spawn(() -> there().readUntil("\r\n\r\n"));
        for (String piece : List.of("head\r", "\n\r", "X\r\n\r", "\n")) {
            Gen.await(here().write(piece));
            Gen.sleep(Duration.ofMillis(2));
        }
        assertEquals("head\r\n\rX\r\n\r\n", text(Gen.await(line)));
    }

    @Test
    void aPatternIsFoundOnceItIsThere() {
        here().write("HTTP/1.1 200 OK\nA: b\n\nbody");
        assertEquals("HTTP/1.1 200 OK\nA: b\n\n", text(there().readUntilRegex("\r?\n\r?\n")));
        assertEquals("bo", text(there().readUntilRegex(Pattern.compile("[n-p]"))));
    }

    @Test
    void aPatternSeesBytesAsCharacters() {
        here().write(new byte[] {(byte) 0xFF, (byte) 0x80, 'x'});
        assertArrayEquals(new byte[] {(byte) 0xFF, (byte) 0x80}, there().readUntilRegex("\u00FF\u0080"));
    }

    @Test
    void aCountIsReadWhole() {
        byte[] data = noise(300_000);
        Future<?> writing = Gen.spawn(() -> here().write(data));
        assertArrayEquals(data, there().readBytes(data.length));
        Gen.await(writing);
    }

    @Test
    void partOfACountIsReadAsItComes() {
        here().write("abc");
        assertEquals("abc", text(there().readBytes(50, true)));
        Future<byte[]> more = Gen.spawn(() -> there().readBytes(2, true));
        Gen.moment();
        here().write("xyz");
        String first = text(Gen.await(more));
        assertTrue(first.equals("x") || first.equals("xy"), first);
    }

    @Test
    void noBytesAreThereAtOnce() {
        assertEquals(0, there().readBytes(0).length);
        assertEquals(0, there().readInto(ByteBuffer.allocate(0)));
        assertEquals(0, there().readInto(ByteBuffer.allocate(0), true));
    }

    @Test
    void aBufferIsFilledBetweenPositionAndLimit() {
        here().write("hello world");
        var buffer = ByteBuffer.allocate(20).position(2).limit(7);
        assertEquals(5, there().readInto(buffer));
        assertEquals(7, buffer.position());
        assertEquals("hello", text(buffer.array()).substring(2, 7));
        assertEquals(" world", text(there().readBytes(6)));
    }

    @Test
    void partOfABufferIsFilledAsItComes() {
        here().write("hello");
        var buffer = ByteBuffer.allocate(10);
        assertEquals(5, there().readInto(buffer, true));
        here().write("world!!!");
        assertEquals(5, there().readInto(buffer, true));
        assertEquals("helloworld", text(buffer.array()));
        assertEquals("!!!", text(there().readBytes(3)));
    }

    @Test
    void readsOfAllKindsFollowEachOther() {
        var random = new Random(7);
        var sent = new StringBuilder();
        for (int i = 0; i < 200; i++) sent.append("line ").append(i).append('\n').append("x".repeat(random.nextInt(300))).append('|');
        Future<?> writing = Gen.spawn(() -> {
            for (int at = 0, next; at < sent.length(); at = next) {
                next = Math.min(sent.length(), at + 1 + random.nextInt(4000));
                here().write(sent.substring(at, next));
                Gen.moment();
            }
        });
        var got = new StringBuilder();
        for (int i = 0; i < 200; i++) {
            got.append(text(there().readUntil("\n", 50)));
            byte[] rest = there().readUntilRegex("\\|");
            got.append(text(rest));
        }
        assertEquals(sent.toString(), got.toString());
        Gen.await(writing);
    }

    @Test
    void smallReadsOfMuchAreQuick() {
        Future<?> writing = Gen.spawn(() -> here().write("abc\n".repeat(200_000)));
        for (int i = 0; i < 100_000; i++) {
            assertEquals(4, there().readBytes(4).length);
            assertEquals(4, there().readUntil("\n").length);
        }
        Gen.await(writing);
    }

    @Test
    void aLargeLineIsRead() {
        Future<?> writing = Gen.spawn(() -> here().write("x".repeat(3_000_000) + "\r\n"));
        assertEquals(3_000_002, there().readUntil("\r\n").length);
        Gen.await(writing);
    }

    @Test
    void aReaderWhoIsSlowHoldsTheWriterUp() {
        there().maxBufferSize(5_000_000);
        var written = new ArrayList<Integer>();
        Future<?> writing = Gen.spawn(() -> {
            for (int i = 0; i < 20; i++) {
                here().write(noise(1_000_000));
                written.add(i);
            }
        });
        waitFor(() -> !written.isEmpty() || here().writing());
        Gen.sleep(Duration.ofMillis(50));
        assertTrue(written.size() < 19, "it has written all, and nobody has read");
        for (int i = 0; i < 5; i++) assertEquals(4_000_000, there().readBytes(4_000_000).length);
        Gen.await(writing);
    }

    // ---- what a read must not do

    @Test
    void aSecondReadIsRefused() {
        Future<byte[]> first = Gen.spawn(() -> there().readBytes(1));
        waitFor(there()::reading);
        assertTrue(assertThrows(IllegalStateException.class, () -> there().readBytes(1)).getMessage().startsWith("Already reading"));
        here().write("x");
        assertEquals("x", text(Gen.await(first)));
        assertFalse(there().reading());
    }

    @Test
    void aReadWhoseTimeIsUpGivesBackItsPlaceAndItsBytes() {
        here().write("abc");
        assertThrows(TimeoutError.class, () -> Gen.withTimeout(Duration.ofMillis(30), () -> there().readUntil("\n")));
        var buffer = ByteBuffer.allocate(10);
        assertThrows(TimeoutError.class, () -> Gen.withTimeout(Duration.ofMillis(30), () -> there().readInto(buffer)));
        assertEquals(0, buffer.position());
        here().write("def\n");
        assertEquals("abcdef\n", text(there().readUntil("\n")));
    }

    @Test
    void aReadThatIsInterruptedGivesBackItsPlaceAndItsBytes() {
        here().write("abc");
        Future<byte[]> read = Gen.spawn(() -> there().readBytes(6));
        waitFor(there()::reading);
        read.cancel(true);
        assertThrows(CancellationException.class, () -> Gen.await(read));
        waitFor(() -> !there().reading());
        here().write("def");
        assertEquals("abcdef", text(there().readBytes(6)));
    }

    @Test
    void whatDoesNotComeWithinALimitClosesTheStream() {
        here().write("123456\n");
        assertUnsatisfiable(assertThrows(StreamClosedError.class, () -> there().readUntil("\n", 6)));
    }

    @Test
    void whatComesWithinALimitIsReadAndTheRestDoesNotCount() {
        here().write("12345\nand more, far beyond it");
        assertEquals("12345\n", text(there().readUntil("\n", 6)));
        here().write("!\n");
        assertEquals("and more, far beyond it!\n", text(there().readUntilRegex("\n", 25)));
    }

    @Test
    void tooMuchWithoutADelimiterClosesTheStream() {
        Future<byte[]> read = Gen.spawn(() -> there().readUntil("\n", 6));
        here().write("1234567");
        assertUnsatisfiable(assertThrows(StreamClosedError.class, () -> Gen.await(read)));
    }

    @Test
    void aPatternThatDoesNotComeWithinALimitClosesTheStream() {
        here().write("12345b");
        assertUnsatisfiable(assertThrows(StreamClosedError.class, () -> there().readUntilRegex("b", 5)));
    }

    private void assertUnsatisfiable(StreamClosedError end) {
        assertInstanceOf(UnsatisfiableReadError.class, end.realError());
        assertInstanceOf(UnsatisfiableReadError.class, there().error());
        assertTrue(there().closed());
    }

    @Test
    void moreThanMayBeBufferedClosesTheStreamWithThatError() {
        there().maxBufferSize(100_000);
        Future<?> writing = Gen.spawn(() -> here().write(noise(1_000_000)));
        var end = assertThrows(StreamClosedError.class, () -> there().readBytes(900_000));
        assertInstanceOf(StreamBufferFullError.class, end.realError());
        assertInstanceOf(StreamBufferFullError.class, there().error());
        writing.cancel(true);
    }

    // ---- writes

    @Test
    void whatIsWrittenArrivesInOrder() {
        here().highWaterMark(Long.MAX_VALUE);
        var sent = new StringBuilder();
        Future<@Nullable Void> last = null;
        for (int i = 0; i < 300; i++) {
            String piece = i + "x".repeat(i * 10) + ";";
            sent.append(piece);
            last = here().write(piece);
        }
        assertEquals(sent.toString(), text(there().readBytes(sent.length())));
        assertNull(Gen.await(last));
    }

    @Test
    void noBytesAreWrittenAfterAllBeforeThem() {
        Future<@Nullable Void> data = here().write(noise(200_000));
        Future<@Nullable Void> nothing = here().write(new byte[0]);
        assertFalse(nothing.isDone());
        there().readBytes(200_000);
        Gen.await(nothing);
        assertTrue(data.isDone());
    }

    @Test
    void aBufferIsWrittenFromPositionToLimitAndMayBeChangedAtOnce() {
        var buffer = ByteBuffer.wrap("[hello]".getBytes(ISO_8859_1)).position(1).limit(6);
        here().write(buffer);
        assertEquals(1, buffer.position());
        buffer.put(1, (byte) '?');
        assertEquals("hello", text(there().readBytes(5)));
    }

    @Test
    void beyondTheHighWaterMarkTheWriterWaits() {
        here().highWaterMark(100_000);
        var done = new ArrayList<Integer>();
        Future<?> writing = Gen.spawn(() -> {
            for (int i = 0; i < 100; i++) {
                here().write(noise(200_000));
                done.add(i);
            }
        });
        Gen.sleep(Duration.ofMillis(100));
        assertTrue(done.size() < 99, "20 MB were written, and nobody has read");
        assertTrue(here().writing());
        there().readBytes(20_000_000);
        Gen.await(writing);
        waitFor(() -> !here().writing());
    }

    @Test
    void beyondTheMaximumAWriteIsRefusedAndTheStreamLivesOn() {
        here().maxWriteBufferSize(10_000);
        here().write(noise(9_000));
        assertThrows(StreamBufferFullError.class, () -> here().write(noise(2_000)));
        assertEquals(9_000, there().readBytes(9_000).length);
        waitFor(() -> !here().writing());
        here().write("on");
        assertEquals("on", text(there().readBytes(2)));
    }

    // ---- the end

    @Test
    void whatWasSentBeforeTheEndIsReadThenTheStreamIsClosed() {
        var calls = new ArrayList<String>();
        there().setCloseCallback(() -> calls.add("closed"));
        here().write("12");
        assertEquals("1", text(there().readBytes(1)));
        here().close();
        Gen.sleep(Duration.ofMillis(30));
        assertFalse(there().closed());
        assertEquals(List.of(), calls);
        assertEquals("2", text(there().readBytes(1)));
        waitFor(() -> !calls.isEmpty());
        assertTrue(there().closed());
        assertNull(there().error());
    }

    @Test
    void muchThatWasSentBeforeTheEndIsRead() {
        there().readChunkSize(256);
        here().write("A".repeat(512));
        assertEquals(256, there().readBytes(256).length);
        here().close();
        Gen.sleep(Duration.ofMillis(20));
        assertEquals(256, there().readBytes(256).length);
        assertThrows(StreamClosedError.class, () -> there().readBytes(1));
    }

    @Test
    void anEndInTheMiddleLeavesWhatHasComeToBeRead() {
        here().write("abc");
        here().close();
        var end = assertThrows(StreamClosedError.class, () -> there().readBytes(10));
        assertNull(end.realError());
        assertEquals("abc", text(there().readBytes(3)));
        assertThrows(StreamClosedError.class, () -> there().readBytes(1));
    }

    @Test
    void anEndInsteadOfADelimiterIsTold() {
        Future<byte[]> line = Gen.spawn(() -> there().readUntil("\n"));
        here().write("no end of li");
        here().close();
        assertThrows(StreamClosedError.class, () -> Gen.await(line));
        assertEquals("no end of li", text(there().readUntilClose()));
    }

    @Test
    void everythingUpToTheEndIsRead() {
        byte[] data = noise(500_000);
        Future<?> writing = Gen.spawn(() -> {
            Gen.await(here().write(data));
            here().close();
        });
        assertArrayEquals(data, there().readUntilClose());
        assertEquals(0, there().readUntilClose().length);
        Gen.await(writing);
    }

    @Test
    void whatWasReceivedCanBeReadAfterOurOwnClose() {
        here().write("1234");
        assertEquals("1", text(there().readBytes(1)));
        there().close();
        assertEquals("2", text(there().readBytes(1)));
        assertEquals("34", text(there().readUntilClose()));
        assertEquals("", text(there().readUntilClose()));
        assertThrows(StreamClosedError.class, () -> there().readBytes(1));
    }

    @Test
    void aReadThatWaitsEndsWithOurOwnClose() {
        Future<byte[]> read = Gen.spawn(() -> there().readUntil("\n"));
        waitFor(there()::reading);
        there().close(new IllegalStateException("enough"));
        var end = assertThrows(StreamClosedError.class, () -> Gen.await(read));
        assertEquals("enough", end.realError().getMessage());
        assertEquals("enough", there().error().getMessage());
    }

    @Test
    void aReadThatCouldBeSatisfiedIsSatisfiedBeforeTheClose() {
        Future<byte[]> read = Gen.spawn(() -> there().readUntil("\n"));
        waitFor(there()::reading);
        var order = new ArrayList<String>();
        there().setCloseCallback(() -> order.add("callback after " + read.isDone()));
        here().write("line\n");
        here().close();
        assertEquals("line\n", text(Gen.await(read)));
        waitFor(() -> !order.isEmpty());
        assertEquals(List.of("callback after true"), order);
    }

    @Test
    void theCloseCallbackRunsOnceWhoeverCloses() {
        var calls = new ArrayList<String>();
        here().setCloseCallback(() -> calls.add("replaced"));
        here().setCloseCallback(() -> calls.add("ours"));
        there().setCloseCallback(() -> calls.add("theirs"));
        here().close();
        here().close();
        assertEquals(List.of(), calls);
        waitFor(() -> calls.size() == 2);
        assertEquals(List.of("ours", "theirs"), calls);
    }

    @Test
    void aCloseCallbackThatComesLateRuns() {
        here().close();
        var calls = new ArrayList<String>();
        here().setCloseCallback(() -> calls.add("late"));
        assertEquals(List.of(), calls);
        waitFor(() -> !calls.isEmpty());
    }

    @Test
    void aWriteOnAClosedStreamIsRefusedAndThoseOnTheirWayFail() {
        here().highWaterMark(Long.MAX_VALUE);
        Future<@Nullable Void> large = here().write(noise(20_000_000));
        Gen.moment();
        here().close();
        assertInstanceOf(StreamClosedError.class, assertThrows(Exception.class, () -> Gen.await(large)));
        assertThrows(StreamClosedError.class, () -> here().write("more"));
        there().close();
    }

    @Test
    void whatWasWrittenBeforeACloseArrives() {
        here().write("last words");
        here().close();
        assertEquals("last words", text(there().readUntilClose()));
    }

    @Test
    void aStreamSaysWhatItIsUsedFromElsewhere() throws Exception {
        IOStream stream = here();
        Throwable[] thrown = new Throwable[1];
        Thread other = Thread.ofPlatform().start(() -> thrown[0] = assertThrows(IllegalStateException.class, () -> stream.write("x")));
        other.join();
        assertTrue(thrown[0].getMessage().contains("belongs to"), thrown[0].getMessage());
        assertSame(loop(), stream.ioLoop());
    }
}
