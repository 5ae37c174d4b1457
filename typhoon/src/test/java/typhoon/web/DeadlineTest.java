package typhoon.web;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static typhoon.web.URLSpec.url;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.channels.ServerSocketChannel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import typhoon.gen.Gen;
import typhoon.gen.TaskGroup;
import typhoon.httpserver.RequestDelegate;
import typhoon.httpserver.ServerOptions;
import typhoon.ioloop.IOLoop;
import typhoon.ioloop.TimeoutError;
import typhoon.iostream.IOStream;
import typhoon.locks.Lock;
import typhoon.tcp.ConnectOptions;
import typhoon.tcp.TCPClient;
import typhoon.testing.AsyncHttpTestCase;
import typhoon.testing.ExpectLog;
import typhoon.testing.RawClient;

/** A deadline reaches whatever a request does, and is readable there. */
class DeadlineTest extends AsyncHttpTestCase {
    private interface Step {
        void run() throws Exception;
    }

    private final List<String> events = new ArrayList<>();
    private Step step = () -> {};
    private BooleanSupplier ready = () -> true;
    private Duration own = Duration.ofSeconds(-1);

    private class Stepping extends RequestHandler {
        @Override protected void prepare() {
            if (!own.isNegative()) setDeadline(own);
        }

        @Override public void get() throws Exception {
            events.add("begun");
            try {
                step.run();
            } finally {
                events.add("ended");
            }
        }

        @Override protected void onFinish() {
            events.add("finished");
        }
    }

    @Override protected RequestDelegate getApp() {
        return new Application(url("/", () -> new Stepping()));
    }

    @Override protected ServerOptions serverOptions() {
        return new ServerOptions().handlerDeadline(Duration.ofSeconds(10));
    }

    private RawClient ask() {
        return connect().send("GET / HTTP/1.1\r\nHost: x\r\n\r\n");
    }

    /** The request is answered for, once, whatever {@code waits} waits for, and that ends. */
    private void endsAtTheDeadline(Step waits) {
        events.clear();
        step = waits;
        try (var log = new ExpectLog("typhoon.application", "GET / .* took longer than 10000 ms and was interrupted"); var client = ask()) {
            waitFor(() -> events.contains("begun") && ready.getAsBoolean());
            Gen.moment();
            clock().advance(Duration.ofSeconds(9));
            assertEquals(List.of("begun"), events);
            clock().advance(Duration.ofSeconds(2));
            assertEquals(503, client.readResponse().code());
            assertTrue(client.closed());
            waitFor(() -> events.contains("finished"));
            assertEquals(List.of("begun", "ended", "finished"), events);
            assertEquals(1, log.matched().size());
        }
    }

    @Test void locksEnd() {
        var taken = new Lock();
        taken.acquire();
        endsAtTheDeadline(taken::acquire);
        var jdk = new ReentrantLock();
        Gen.spawn(() -> {
            jdk.lock();
            Gen.sleep(Duration.ofHours(1));
        });
        Gen.moment();
        Gen.moment();
        endsAtTheDeadline(jdk::lockInterruptibly);
    }

    @Test void theReadsOfAStreamEnd() throws IOException {
        try (var silent = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
            endsAtTheDeadline(() -> {
                try (var stream = IOStream.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), silent.getLocalPort()))) {
                    stream.readUntil("\n");
                }
            });
        }
    }

    /** A driver that blocks on a socket of the JDK, and hides the interrupt in an exception of its own. */
    @Test void theCallsOfADriverEnd() throws IOException {
        class DriverException extends Exception {
            private static final long serialVersionUID = 1;

            DriverException(Throwable cause) {
                super("An I/O error occurred while sending to the backend.", cause);
            }
        }
        try (var silent = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
            endsAtTheDeadline(() -> {
                try (var socket = new Socket(InetAddress.getLoopbackAddress(), silent.getLocalPort())) {
                    socket.getInputStream().read();
                } catch (IOException problem) {
                    throw new DriverException(problem);
                }
            });
        }
    }

    @Test void threadsOfAnExecutorAreInterrupted() {
        var begun = new AtomicBoolean();
        var ends = new CountDownLatch(1);
        ready = begun::get;
        endsAtTheDeadline(() -> IOLoop.current().runInExecutor(() -> {
            begun.set(true);
            try {
                Thread.sleep(Duration.ofHours(1));
            } finally {
                ends.countDown();
            }
            return null;
        }));
        IOLoop.current().runInExecutor(() -> {
            ends.await();
            return null;
        });
    }

    @Test void aConnectionThatIsBegunEnds() throws IOException {
        var forever = new CountDownLatch(1);
        endsAtTheDeadline(() -> new TCPClient((_, _, _) -> IOLoop.current().runInExecutor(() -> {
            forever.await();
            throw new UncheckedIOException(new IOException("no such host"));
        })).connect("example.invalid", 80));
        try (var full = ServerSocketChannel.open().bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 1);
                var one = new Socket(); var two = new Socket()) {
            var address = (InetSocketAddress) full.getLocalAddress();
            one.connect(address);
            two.connect(address);               // now its queue is full, and whoever else knocks is not answered
            endsAtTheDeadline(() -> new TCPClient().connect("127.0.0.1", address.getPort(),
                    new ConnectOptions().timeout(Duration.ofHours(1))));
        }
    }

    @Test void whatTheHandlerHasSpawnedEndsWithIt() {
        endsAtTheDeadline(() -> {
            Gen.spawn(() -> sleepWell("spawned"));
            Gen.spawn(() -> Gen.await(Gen.spawn(() -> sleepWell("by that"))));
            try (var group = new TaskGroup()) {
                group.spawn(() -> sleepWell("grouped"));
                group.spawn(() -> Gen.withTimeout(Duration.ofHours(2), () -> sleepWell("limited")));
                group.join();
            } finally {
                waitFor(() -> interrupted.size() == 4);
            }
        });
        assertEquals(List.of("by that", "grouped", "limited", "spawned"), interrupted.stream().sorted().toList());
    }

    private final List<String> interrupted = new ArrayList<>();

    private Object sleepWell(String name) {
        try {
            Gen.sleep(Duration.ofHours(1));
            return name;
        } finally {
            interrupted.add(name);
            Gen.sleep(Duration.ofMillis(0));            // what cleans up is left alone
            Gen.moment();
        }
    }

    /** The test's clock goes on by itself, too. */
    private static @Nullable Duration inSeconds(@Nullable Duration time) {
        return time == null ? null : Duration.ofSeconds(Math.round(time.toMillis() / 1000.0));
    }

    @Test void timeLeftIsHandedOnToWhoIsSpawned() {
        var left = new ArrayList<Duration>();
        step = () -> {
            clock().advance(Duration.ofSeconds(4));
            Callable<Void> note = () -> {
                left.add(inSeconds(Gen.timeLeft()));
                return null;
            };
            note.call();
            Gen.await(Gen.spawn(note));
            Gen.multi(note, note);
            Gen.withTimeout(Duration.ofSeconds(1), note);
            Gen.withTimeout(Duration.ofHours(1), note);
            Gen.withTimeout(Duration.ofSeconds(1), () -> Gen.await(Gen.spawn(note)));
            Gen.withTimeout(Duration.ofSeconds(1), () -> Gen.withTimeout(Duration.ofSeconds(2), note));
            note.call();
        };
        assertEquals(200, fetch("/").code());
        var six = Duration.ofSeconds(6);
        var one = Duration.ofSeconds(1);
        assertEquals(List.of(six, six, six, six, one, six, one, one, six), left);
    }

    @Test void outsideOfEverythingThereIsNoLimit() throws Exception {
        assertNull(Gen.timeLeft());
        assertEquals(Duration.ofSeconds(3), inSeconds(Gen.withTimeout(Duration.ofSeconds(3), Gen::timeLeft)));
        assertNull(Gen.timeLeft());
        var outside = new Object[] {"not asked"};
        IOLoop.current().runInExecutor(() -> outside[0] = Gen.timeLeft());
        assertNull(outside[0]);
    }

    @Test void whenItsTimeIsUpTheBodyOfWithTimeoutHasNone() {
        var left = new ArrayList<Duration>();
        var advanced = Gen.spawn(() -> clock().advance(Duration.ofSeconds(5)));
        assertThrows(TimeoutError.class, () -> {
            Gen.withTimeout(Duration.ofSeconds(3), () -> {
                try {
                    Gen.sleep(Duration.ofHours(1));
                } finally {
                    left.add(Gen.timeLeft());
                }
                return null;
            });
        });
        Gen.await(advanced);
        assertEquals(List.of(Duration.ZERO), left);
    }

    @Test void aHandlerMayGiveItselfLess() {
        own = Duration.ofSeconds(2);
        step = () -> {
            events.add(String.valueOf(inSeconds(Gen.timeLeft())));
            Gen.sleep(Duration.ofHours(1));
        };
        try (var _ = new ExpectLog("typhoon.application", "GET / .* took longer than 2000 ms"); var client = ask()) {
            waitFor(() -> events.contains("PT2S"));
            clock().advance(Duration.ofSeconds(3));
            assertEquals(503, client.readResponse().code());
        }
    }

    @Test void orMoreOrAllTheTimeInTheWorld() {
        for (Duration time : List.of(Duration.ofMinutes(1), Duration.ZERO)) {
            events.clear();
            own = time;
            step = () -> {
                events.add(String.valueOf(inSeconds(Gen.timeLeft())));
                Gen.sleep(Duration.ofSeconds(30));
            };
            try (var client = ask()) {
                waitFor(() -> events.contains(time.isZero() ? "null" : "PT1M"));
                clock().advance(Duration.ofSeconds(31));
                assertEquals(200, client.readResponse().code());
            }
        }
    }

    @Test void whatIsLeftBehindByAnAnsweredRequestIsLeftAlone() {
        step = () -> Gen.spawn(() -> {
            Gen.sleep(Duration.ofSeconds(30));
            events.add("done, " + Gen.timeLeft());
        });
        assertEquals(200, fetch("/").code());
        clock().advance(Duration.ofSeconds(31));
        waitFor(() -> events.contains("done, null"));
    }
}
