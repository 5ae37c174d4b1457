package typhoon.netty;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import typhoon.gen.Gen;
import typhoon.netty.StreamChannel.Event;

/** A connection nobody works for costs no coroutine; when something happens, its task is enqueued, once. */
class ServeWithTest extends StreamTestCase {
    private final List<String> served = new ArrayList<>();

    private void someTurns() {
        for (int turn = 0; turn < 10; turn++) Gen.moment();
    }

    @Test
    void anIdleConnectionTakesNoCoroutine() {
        int before = loop().loop().coroutineCount();
        try (var _ = connect(); var _ = connect(); var _ = connect()) {
            for (int i = 0; i < 3; i++) accept().serveWith(() -> served.add("never"));
            someTurns();
            assertEquals(before, loop().loop().coroutineCount());
        }
    }

    @Test
    void bytesCallTheTaskAndItIsCalledAgainAfterItLeft() {
        try (var client = connect()) {
            StreamChannel channel = accept();
            channel.serveWith(() -> {
                served.add(take(channel));
                channel.detachWorker();
            });
            client.send("one");
            waitFor(() -> served.size() == 1);
            client.send("two");
            waitFor(() -> served.size() == 2);
            someTurns();
            assertEquals(List.of("one", "two"), served);
        }
    }

    @Test
    void whileItIsAttachedItIsNotCalledAgainAndItsOwnWaitsSeeTheBytes() {
        try (var client = connect()) {
            StreamChannel channel = accept();
            channel.serveWith(() -> {
                served.add("called");
                while (channel.awaitBytes(0) == Event.BYTES && !channel.inbox().toString(US_ASCII).endsWith("!"))
                    Gen.moment();
                served.add(take(channel));
                channel.detachWorker();
            });
            client.send("a");
            waitFor(() -> served.size() == 1);
            client.send("b");
            someTurns();
            client.send("c!");
            waitFor(() -> served.size() == 2);
            assertEquals(List.of("called", "abc!"), served);
        }
    }

    @Test
    void theEndOfThePeerCallsIt() {
        try (var client = connect()) {
            StreamChannel channel = accept();
            channel.serveWith(() -> {
                served.add("eof " + channel.eof());
                channel.close();
            });
            client.shutdownOutput();
            waitFor(() -> !served.isEmpty());
            assertEquals(List.of("eof true"), served);
            assertEquals("", client.readAll());
        }
    }

    @Test
    void aResetCallsIt() {
        try (var client = connect()) {
            StreamChannel channel = accept();
            channel.serveWith(() -> {
                served.add("open " + channel.isOpen());
                channel.close();
            });
            client.reset();
            waitFor(() -> !served.isEmpty());
            someTurns();
            assertEquals(List.of("open false"), served);
        }
    }

    @Test
    void aWorkerAttachedByHandIsLeftAlone() {
        try (var client = connect()) {
            StreamChannel channel = accept();
            channel.attachWorker();
            channel.serveWith(() -> served.add("called"));
            client.send("x");
            assertEquals(Event.BYTES, channel.awaitBytes(0));
            someTurns();
            assertEquals(List.of(), served);
            channel.detachWorker();
            client.send("y");
            waitFor(() -> !served.isEmpty());
            assertTrue(channel.inbox().isReadable());
        }
    }
}
