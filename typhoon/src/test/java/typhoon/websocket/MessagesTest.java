package typhoon.websocket;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import typhoon.gen.Gen;
import typhoon.testing.RawClient;
import typhoon.testing.WebSocketProbe;

/** What is sent arrives, in order, one after another. */
class MessagesTest extends SocketTestCase {
    private boolean openMayReturn = true;
    private @Nullable Future<?> sent;

    @Override
    Recorder handler() {
        return new Recorder() {
            @Override
            public void open() throws Exception {
                super.open();
                while (!openMayReturn) Gen.moment();
            }

            @Override
            public void onMessage(String message) throws Exception {
                super.onMessage(message);
                if (message.startsWith("wait")) Gen.sleep(Duration.ofMillis(20));
                events.add("done " + message);
                sent = message.equals("json") ? writeMessage(Map.of("a", 1)) : writeMessage("echo " + message);
            }

            @Override
            public void onMessage(byte[] message) throws Exception {
                super.onMessage(message);
                writeMessage(message);
            }
        };
    }

    @Test
    void textBytesAndObjectsGoBothWays() {
        try (var probe = probe()) {
            assertEquals("echo grüße 🌀", probe.send("grüße 🌀").readText());
            assertEquals("echo ", probe.send("").readText());
            assertEquals("{\"a\":1}", probe.send("json").readText());
            byte[] big = "0123456789".repeat(100_000).getBytes(StandardCharsets.US_ASCII);
            assertArrayEquals(big, probe.send(big).readFrame().payload());
        }
    }

    @Test
    void aMessageInFragmentsIsHandedOverWhole() {
        try (var probe = probe()) {
            probe.sendFrame(false, Opcode.TEXT, "a".getBytes(StandardCharsets.UTF_8)).sendFrame(true, Opcode.PING, new byte[0])
                    .sendFrame(true, Opcode.CONTINUATION, "b".getBytes(StandardCharsets.UTF_8));
            assertEquals(Opcode.PONG, probe.readFrame().opcode());
            assertEquals("echo ab", probe.readText());
        }
    }

    @Test
    void theNextMessageWaitsUntilTheHandlerHasReturned() {
        try (var probe = probe()) {
            probe.send("wait 1").send("2").send("wait 3").send("4");
            for (String text : List.of("wait 1", "2", "wait 3", "4")) assertEquals("echo " + text, probe.readText());
            assertEquals(List.of("open", "text wait 1", "done wait 1", "text 2", "done 2", "text wait 3", "done wait 3", "text 4",
                    "done 4"), events);
        }
    }

    @Test
    void noMessageComesBeforeOpenHasReturned() {
        openMayReturn = false;
        try (var probe = probe()) {
            probe.send("early").sendFrame(true, Opcode.PING, new byte[0]);
            assertEquals(Opcode.PONG, probe.readFrame().opcode());
            assertTrue(events.stream().noneMatch(event -> event.startsWith("text")), events::toString);
            openMayReturn = true;
            assertEquals("echo early", probe.readText());
        }
    }

    @Test
    void theFutureOfAMessageIsDoneWhenItWasTaken() throws Exception {
        try (var probe = probe()) {
            probe.send("x").readText();
            assertEquals(null, Gen.await(sent));
            assertTrue(sent.isDone());
        }
        waitFor(() -> events.contains("close null null"));
    }

    @Test
    void aMessageToAClosedWebSocketFailsWithoutThrowing() {
        WebSocketHandler handler;
        try (var probe = probe()) {
            awaitEvent("open");
            handler = open.getFirst();
            probe.sendClose(1000, "").readClose();
        }
        awaitEvent("close 1000 ");
        Future<?> late = handler.writeMessage("late");
        assertTrue(late.isDone());
        assertThrows(WebSocketClosedError.class, () -> Gen.await(late));
    }

    @Test
    void theFutureOfAMessageThatIsNotTakenWaitsAsLongAsItIsTold() throws Exception {
        options = options.sendBuffer(64 * 1024 * 1024);
        var deaf = new RawClient(new InetSocketAddress("127.0.0.1", port()), 4096);
        try (var _ = new WebSocketProbe(deaf, "127.0.0.1", "/ws")) {
            awaitEvent("open");
            Future<?> much = open.getFirst().writeMessage(new byte[32 * 1024 * 1024]);
            assertThrows(TimeoutException.class, () -> much.get(0, TimeUnit.SECONDS));
            assertThrows(TimeoutException.class, () -> much.get(-1, TimeUnit.SECONDS));
            var waiting = Gen.spawn(() -> assertThrows(TimeoutException.class, () -> much.get(2, TimeUnit.SECONDS)));
            Gen.moment();
            clock().advance(Duration.ofSeconds(3));
            Gen.await(waiting);
            assertFalse(much.isDone());
            deaf.reset();
            assertThrows(WebSocketClosedError.class, () -> Gen.await(much));
            assertTrue(much.isDone());
        }
        awaitEvent("close null null");
    }

    @Test
    void anotherThreadIsToldWhereToCallFrom() {
        try (var _ = probe()) {
            awaitEvent("open");
            var handler = open.getFirst();
            for (Runnable call : List.<Runnable>of(() -> handler.writeMessage("x"), () -> handler.ping(new byte[0]), handler::close,
                    () -> WebSocketHandler.broadcast(open, "x"))) {
                var refusal = assertThrows(IllegalStateException.class, () -> loop().runInExecutor(() -> {
                    call.run();
                    return true;
                }));
                assertTrue(String.valueOf(refusal.getMessage()).contains("call it from a coroutine of that loop"), refusal::getMessage);
            }
            assertTrue(handler.isOpen());
        }
        awaitEvent("close null null");
    }

    @Test
    void aHandlerThatDoesNotReturnHoldsTheSenderBack() {
        openMayReturn = false;
        try (var probe = probe()) {
            byte[] frame = WebSocketProbe.frame(true, 0, Opcode.BINARY, new byte[32 * 1024], true);
            Future<?> sending = Gen.spawn(() -> {
                for (int i = 0; i < 1000; i++) probe.raw().send(frame);
            });
            for (int i = 0; i < 200; i++) Gen.moment();
            assertTrue(!sending.isDone(), "32 MB were taken although nobody handled them");
            openMayReturn = true;
            int[] echoed = {0};
            while (echoed[0] < 1000) {
                assertEquals(32 * 1024, probe.readFrame().payload().length);
                echoed[0]++;
            }
            Gen.await(sending);
        }
    }
}
