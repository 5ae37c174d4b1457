package typhoon.web;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static typhoon.web.URLSpec.url;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import typhoon.gen.Gen;
import typhoon.gen.TaskGroup;
import typhoon.httpserver.RequestDelegate;
import typhoon.httpserver.ServerOptions;
import typhoon.ioloop.IOLoop;
import typhoon.locks.Lock;
import typhoon.testing.AsyncHttpTestCase;
import typhoon.testing.ExpectLog;
import typhoon.testing.RawClient;

/** With {@code interruptOnClose} a handler ends when its client goes away, with all that works for it, and nobody calls that an error. */
class ClientGoneTest extends AsyncHttpTestCase {
    private interface Step {
        void run(RequestHandler handler) throws Exception;
    }

    private final List<String> events = new ArrayList<>();
    private Step step = _ -> {};
    private boolean waitsAtTheEnd = true;           // what cleans up may wait, too

    private class Stepping extends RequestHandler {
        @Override public void get() throws Exception {
            events.add("begun");
            try {
                step.run(this);
            } finally {
                if (waitsAtTheEnd) Gen.moment();
                events.add("ended");
            }
        }

        @Override protected void onConnectionClose() {
            events.add("closed");
        }

        @Override protected void onFinish() {
            events.add("finished");
        }
    }

    @Override protected RequestDelegate getApp() {
        return new Application(url("/", () -> new Stepping()));
    }

    @Override protected ServerOptions serverOptions() {
        return new ServerOptions().interruptOnClose(true);
    }

    /** Once for each way in which clients leave. A stray line in the log fails the test. */
    private void endsWithItsClient(int status, Step waits) {
        for (boolean reset : List.of(true, false)) {
            events.clear();
            step = waits;
            try (var access = new ExpectLog("typhoon.access", status + " GET / ")) {
                var client = new RawClient(new InetSocketAddress(InetAddress.getLoopbackAddress(), port()), 4096);
                client.send("GET / HTTP/1.1\r\nHost: x\r\n\r\n");
                waitFor(() -> events.contains("begun"));
                Gen.sleep(Duration.ofMillis(20));
                if (reset) client.reset();
                else client.close();
                waitFor(() -> events.contains("finished") && server().connections() == 0);
                assertEquals(1, access.matched().size());
            }
            assertEquals(List.of("begun", "closed", "ended", "finished"),
                    events.stream().filter(event -> !event.startsWith("-")).sorted().toList());
        }
    }

    @Test void whileItSleeps() {
        endsWithItsClient(499, _ -> Gen.sleep(Duration.ofHours(1)));
    }

    @Test void whileItWaitsForALock() {
        var taken = new Lock();
        taken.acquire();
        endsWithItsClient(499, _ -> taken.acquire());
        taken.release();
        assertTrue(Gen.withTimeout(Duration.ofSeconds(1), () -> {
            try (var _ = taken.acquire()) {
                return true;
            }
        }), "nobody who is gone stands in the line");
    }

    @Test void whileADriverWaits() throws IOException {
        waitsAtTheEnd = false;                      // sockets of the JDK leave the interrupt standing
        try (var silent = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
            endsWithItsClient(499, _ -> {
                try (var socket = new Socket(InetAddress.getLoopbackAddress(), silent.getLocalPort())) {
                    socket.getInputStream().read();
                } catch (IOException problem) {
                    throw new IllegalStateException("the connection to the database broke", problem);
                }
            });
        }
    }

    @Test void whileAnExecutorWorksForIt() {
        endsWithItsClient(499, _ -> IOLoop.current().runInExecutor(() -> {
            Thread.sleep(Duration.ofHours(1));
            return null;
        }));
    }

    @Test void inTheMiddleOfAStreamThatNobodyReads() {
        endsWithItsClient(499, handler -> {
            var chunk = new byte[256 * 1024];
            while (true) {
                handler.write(chunk);
                handler.flush();
            }
        });
    }

    @Test void inTheMiddleOfAnEventStream() {
        endsWithItsClient(200, handler -> {
            EventStream events = handler.eventStream();
            events.send("hello");
            try (var group = new TaskGroup()) {
                group.spawn(() -> sleepWell("-grouped"));
                group.join();
            }
        });
        assertTrue(events.contains("-grouped"));
    }

    @Test void withAllThatWorksForIt() {
        endsWithItsClient(499, _ -> {
            Gen.spawn(() -> sleepWell("-spawned"));
            Gen.multi(() -> sleepWell("-first"), () -> Gen.withTimeout(Duration.ofHours(1), () -> sleepWell("-second")));
        });
        waitFor(() -> events.containsAll(List.of("-first", "-second", "-spawned")));
    }

    private Object sleepWell(String name) {
        try {
            Gen.sleep(Duration.ofHours(1));
            return name;
        } finally {
            Gen.moment();
            events.add(name);
        }
    }

    @Test void whatAnAnsweredRequestHasLeftBehindGoesOn() {
        step = _ -> Gen.spawn(() -> {
            Gen.sleep(Duration.ofMillis(50));
            events.add("left behind");
        });
        try (var client = connect()) {
            client.send("GET / HTTP/1.1\r\nHost: x\r\n\r\n");
            assertEquals(200, client.readResponse().code());
        }
        waitFor(() -> events.contains("left behind"));
        assertTrue(!events.contains("closed"));
    }
}
