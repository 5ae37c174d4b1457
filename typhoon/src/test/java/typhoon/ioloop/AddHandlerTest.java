package typhoon.ioloop;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Pipe;
import java.nio.channels.SelectableChannel;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import typhoon.gen.Gen;
import typhoon.testing.AsyncTestCase;
import typhoon.testing.ExpectLog;

/** Channels of the JDK on the loop; Tornado's add_handler, update_handler and remove_handler. */
class AddHandlerTest extends AsyncTestCase {
    private final List<String> events = new ArrayList<>();
    private Pipe pipe;

    @BeforeEach
    void open() throws IOException {
        pipe = Pipe.open();
        pipe.source().configureBlocking(false);
        pipe.sink().configureBlocking(false);
    }

    @AfterEach
    void close() throws IOException {
        loop().removeHandler(pipe.source());
        loop().removeHandler(pipe.sink());
        pipe.source().close();
        pipe.sink().close();
    }

    private void send(String text) throws IOException {
        pipe.sink().write(ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8)));
    }

    private String received() {
        var buffer = ByteBuffer.allocate(100);
        try {
            int count = pipe.source().read(buffer);
            return count < 0 ? "end" : new String(buffer.array(), 0, count, StandardCharsets.UTF_8);
        } catch (IOException problem) {
            throw new AssertionError(problem);
        }
    }

    /** The test's own timeout ends it. */
    private static void until(BooleanSupplier what) {
        while (!what.getAsBoolean()) Gen.moment();
    }

    private static void aFewTurns() {
        for (int turn = 0; turn < 10; turn++) Gen.moment();
    }

    @Test
    void isCalledWhenThereIsSomethingToReadAndAgainUntilItIsRead() throws IOException {
        var calls = new int[1];
        loop().addHandler(pipe.source(), (channel, event) -> {
            assertEquals(pipe.source(), channel);
            assertEquals(IOLoop.READ, event);
            if (++calls[0] == 3) events.add(received());
        }, IOLoop.READ);
        aFewTurns();
        assertEquals(0, calls[0]);
        send("hello");
        until(() -> calls[0] == 3);
        aFewTurns();
        assertEquals(3, calls[0]);
        assertEquals(List.of("hello"), events);
    }

    @Test
    void theEndOfTheOtherSideIsSomethingToRead() throws IOException {
        loop().addHandler(pipe.source(), (channel, _) -> {
            events.add(received());
            loop().removeHandler(channel);
        }, IOLoop.READ);
        pipe.sink().close();
        until(() -> !events.isEmpty());
        assertEquals(List.of("end"), events);
    }

    @Test
    void aChannelThatIsReadyForBothIsToldTwice() throws IOException {
        try (var listener = ServerSocketChannel.open().bind(new InetSocketAddress("127.0.0.1", 0));
                var client = SocketChannel.open(listener.getLocalAddress()); var server = listener.accept()) {
            client.write(ByteBuffer.wrap(new byte[1]));
            server.configureBlocking(false);
            loop().addHandler(server, (_, event) -> {
                events.add(event == IOLoop.READ ? "read" : "write");
                if (events.size() >= 2) loop().updateHandler(server, IOLoop.NONE);
            }, IOLoop.READ | IOLoop.WRITE);
            until(() -> events.size() >= 2);
            aFewTurns();
            assertEquals(List.of("read", "write"), events.stream().sorted().toList());
            loop().removeHandler(server);
        }
    }

    @Test
    void acceptingAndConnectingAreReadingAndWriting() throws IOException {
        try (var listener = ServerSocketChannel.open().bind(new InetSocketAddress("127.0.0.1", 0)); var client = SocketChannel.open()) {
            listener.configureBlocking(false);
            client.configureBlocking(false);
            loop().addHandler(listener, (_, _) -> {
                events.add("accepted " + accept(listener));
                loop().removeHandler(listener);
            }, IOLoop.READ);
            client.connect(listener.getLocalAddress());
            loop().addHandler(client, (_, _) -> {
                events.add("connected " + finish(client));
                loop().removeHandler(client);
            }, IOLoop.WRITE);
            until(() -> events.size() == 2);
            assertEquals(List.of("accepted true", "connected true"), events.stream().sorted().toList());
        }
    }

    private static boolean accept(ServerSocketChannel listener) {
        try (var accepted = listener.accept()) {
            return accepted != null;
        } catch (IOException problem) {
            throw new AssertionError(problem);
        }
    }

    private static boolean finish(SocketChannel client) {
        try {
            return client.finishConnect();
        } catch (IOException problem) {
            throw new AssertionError(problem);
        }
    }

    @Test
    void aSecondHandlerIsRefused() {
        loop().addHandler(pipe.source(), (_, _) -> {}, IOLoop.READ);
        assertThrows(IllegalArgumentException.class, () -> loop().addHandler(pipe.source(), (_, _) -> {}, IOLoop.READ));
    }

    @Test
    void aChannelThatBlocksIsRefused() throws IOException {
        pipe.source().configureBlocking(true);
        String message = assertThrows(IllegalArgumentException.class, () -> loop().addHandler(pipe.source(), (_, _) -> {}, 1)).getMessage();
        assertTrue(message.contains("configureBlocking(false)"), message);
    }

    @Test
    void removingWhatIsNotThereIsHarmlessAndUpdatingItIsNot() {
        loop().removeHandler(pipe.source());
        assertThrows(IllegalArgumentException.class, () -> loop().updateHandler(pipe.source(), IOLoop.READ));
    }

    @Test
    void oneThatIsRemovedByAnotherInTheSameTurnIsNotCalled() throws IOException {
        Pipe other = Pipe.open();
        try {
            other.source().configureBlocking(false);
            for (SelectableChannel one : List.of(pipe.source(), other.source())) {
                loop().addHandler(one, (_, _) -> {
                    events.add("called");
                    loop().removeHandler(pipe.source());
                    loop().removeHandler(other.source());
                }, IOLoop.READ);
            }
            send("x");
            other.sink().write(ByteBuffer.wrap(new byte[1]));
            until(() -> !events.isEmpty());
            aFewTurns();
            assertEquals(List.of("called"), events);
        } finally {
            other.source().close();
            other.sink().close();
        }
    }

    @Test
    void aChannelThatWasRemovedMayBeAddedAgain() throws IOException {
        loop().addHandler(pipe.source(), (_, _) -> events.add("first"), IOLoop.READ);
        aFewTurns();
        loop().removeHandler(pipe.source());
        loop().addHandler(pipe.source(), (_, _) -> events.add(received()), IOLoop.READ);
        send("second");
        until(() -> !events.isEmpty());
        aFewTurns();
        assertEquals(List.of("second"), events);
    }

    @Test
    void updatingChangesWhatIsWaitedFor() throws IOException {
        loop().addHandler(pipe.source(), (_, _) -> events.add(received()), IOLoop.NONE);
        send("x");
        aFewTurns();
        assertEquals(List.of(), events);
        loop().updateHandler(pipe.source(), IOLoop.READ);
        until(() -> !events.isEmpty());
        assertEquals(List.of("x"), events);
    }

    @Test
    void errorsMayBeAskedForAndAreToldAsReading() throws IOException {
        loop().addHandler(pipe.source(), (channel, event) -> {
            events.add((event == IOLoop.READ) + " " + received());
            loop().removeHandler(channel);
        }, IOLoop.READ | IOLoop.ERROR);
        pipe.sink().close();
        until(() -> !events.isEmpty());
        assertEquals(List.of("true end"), events);
    }

    @Test
    void aHandlerThatWaitsIsNotCalledAgainMeanwhileAndOthersAre() throws IOException {
        loop().addHandler(pipe.source(), (_, _) -> {
            events.add("begins");
            aFewTurns();
            events.add(received());
        }, IOLoop.READ);
        loop().addHandler(pipe.sink(), (_, _) -> {
            events.add("other");
            loop().removeHandler(pipe.sink());
        }, IOLoop.WRITE);
        send("x");
        until(() -> events.contains("x"));
        assertEquals(1, events.stream().filter("begins"::equals).count());
        assertTrue(events.indexOf("other") < events.indexOf("x"), events.toString());
    }

    @Test
    void norWhenItIsUpdatedWhileItWaits() throws IOException {
        loop().addHandler(pipe.source(), (channel, _) -> {
            events.add("begins");
            loop().updateHandler(channel, IOLoop.READ);
            aFewTurns();
            events.add(received());
        }, IOLoop.READ);
        send("x");
        until(() -> events.contains("x"));
        aFewTurns();
        assertEquals(List.of("begins", "x"), events);
    }

    @Test
    void aHandlerThatThrowsIsLoggedAndCalledAgain() throws IOException {
        try (var _ = new ExpectLog("typhoon.application", "Exception in callback handler of .*")) {
            loop().addHandler(pipe.source(), (_, _) -> {
                String text = received();
                events.add(text);
                if (text.equals("bad")) throw new IllegalStateException("planned");
            }, IOLoop.READ);
            send("bad");
            until(() -> !events.isEmpty());
            send("good");
            until(() -> events.size() == 2);
        }
        assertEquals(List.of("bad", "good"), events);
    }

    @Test
    void closingTheLoopClosesChannelsOnlyWhenAsked() throws Exception {
        ThisRun.needsSeveralLoops();
        for (boolean all : new boolean[] {true, false}) {
            Pipe mine = Pipe.open();
            mine.source().configureBlocking(false);
            var problem = loop().runInExecutor(() -> {
                var other = new IOLoop();
                other.runSync(() -> {
                    other.addHandler(mine.source(), (_, _) -> {}, IOLoop.READ);
                    Gen.moment();
                    return null;
                });
                if (all) other.closeAll();
                else other.close();
                return null;
            });
            assertNull(problem);
            if (all) assertFalse(mine.source().isOpen());
            else assertTrue(mine.source().isOpen());
            mine.source().close();
            mine.sink().close();
        }
    }

    @Test
    void aFutureIsToldThroughTheLoopAlsoWhenItIsDone() {
        var done = CompletableFuture.completedFuture("x");
        loop().addFuture(done, future -> events.add("told " + future.resultNow()));
        assertEquals(List.of(), events);
        Gen.moment();
        Gen.moment();
        assertEquals(List.of("told x"), events);
    }

    @Test
    void aFutureOfAnotherThreadIsToldOnTheLoop() {
        var foreign = new CompletableFuture<String>();
        loop().addFuture(foreign, _ -> events.add(IOLoop.current() == loop() ? "on the loop" : "elsewhere"));
        loop().runInExecutor(() -> foreign.complete("x"));
        until(() -> !events.isEmpty());
        assertEquals(List.of("on the loop"), events);
    }
}
