package typhoon.tcp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import typhoon.gen.Gen;
import typhoon.ioloop.ThisRun;
import typhoon.ioloop.TimeoutError;
import typhoon.iostream.IOStream;
import typhoon.testing.AsyncTestCase;

/** Addresses that do not answer are listeners of 127.0.0.x whose queues are full: the kernel drops what else wants to connect. */
@Timeout(30)
class HappyEyeballsTest extends AsyncTestCase {
    private static final Duration DELAY = Duration.ofMinutes(1);             // more than the test can take without moving the clock
    private static final ConnectOptions OPTIONS = new ConnectOptions().attemptDelay(DELAY);

    private final List<AutoCloseable> open = new ArrayList<>();
    private int port;

    @AfterEach
    void closeAll() throws Exception {
        for (AutoCloseable one : open) one.close();
    }

    /** Listens on {@code address} and lets nobody in. */
    private ServerSocket silent(String address) throws Exception {
        var listener = new ServerSocket();
        open.add(listener);
        listener.bind(new InetSocketAddress(InetAddress.ofLiteral(address), port), 1);
        port = listener.getLocalPort();
        for (int queued = 0; queued < 64; queued++) {
            var filler = new Socket();
            open.add(filler);
            try {
                filler.connect(listener.getLocalSocketAddress(), 100);
            } catch (SocketTimeoutException _) {
                return listener;
            }
        }
        ThisRun.skip("this kernel's queues are never full");
        return listener;
    }

    private List<InetSocketAddress> listen(String address) {
        List<InetSocketAddress> peers = new ArrayList<>();
        BoundSocket socket = Netutil.bindSockets(port, new BindOptions().address(address)).getFirst();
        Netutil.addAcceptHandler(socket, (_, peer) -> peers.add((InetSocketAddress) peer));
        return peers;
    }

    private static List<InetSocketAddress> addresses(int port, String... literals) {
        return Stream.of(literals).map(literal -> new InetSocketAddress(InetAddress.ofLiteral(literal), port)).toList();
    }

    private Future<IOStream> connect(ConnectOptions options, String... literals) {
        var client = new TCPClient((_, _, _) -> addresses(port, literals));
        Future<IOStream> connecting = Gen.spawn(() -> client.connect("several.test", port, options));
        for (int turn = 0; turn < 8; turn++) Gen.moment();
        return connecting;
    }

    @Test
    void familiesTakeTurnsAndTheFirstDecidesWhichBegins() {
        assertEquals(addresses(1, "::1", "127.0.0.1", "::2", "127.0.0.2", "::3"),
                Race.inOrder(addresses(1, "::1", "::2", "::3", "127.0.0.1", "127.0.0.2")));
        assertEquals(addresses(1, "127.0.0.1", "::1", "127.0.0.2", "127.0.0.3"),
                Race.inOrder(addresses(1, "127.0.0.1", "127.0.0.2", "127.0.0.3", "::1")));
        assertEquals(addresses(1, "127.0.0.1", "127.0.0.2"), Race.inOrder(addresses(1, "127.0.0.1", "127.0.0.2", "127.0.0.1")));
    }

    @Test
    void whoIsSilentForTheDelayIsJoinedByTheNext() throws Exception {
        silent("127.0.0.2");
        List<InetSocketAddress> peers = listen("127.0.0.1");
        Future<IOStream> connecting = connect(OPTIONS, "127.0.0.2", "127.0.0.1");
        clock().advance(DELAY.dividedBy(2));
        assertTrue(peers.isEmpty() && !connecting.isDone());
        clock().advance(DELAY.dividedBy(2));
        try (IOStream stream = Gen.await(connecting)) {
            assertEquals(InetAddress.ofLiteral("127.0.0.1"), ((InetSocketAddress) stream.remoteAddress()).getAddress());
        }
    }

    @Test
    void whoRefusesMakesRoomForTheNextAtOnceAlsoWhileAnotherIsSilent() throws Exception {
        silent("127.0.0.2");
        listen("127.0.0.1");
        Future<IOStream> connecting = connect(OPTIONS, "127.0.0.2", "127.0.0.9", "127.0.0.1");
        clock().advance(DELAY);                                 // the second refuses, and the third need not wait for the first again
        try (IOStream stream = awaitReal(connecting)) {
            assertEquals(InetAddress.ofLiteral("127.0.0.1"), ((InetSocketAddress) stream.remoteAddress()).getAddress());
        }
    }

    @Test
    void eachAttemptHasTheWholeDelayForItself() throws Exception {
        silent("127.0.0.2");
        silent("127.0.0.3");
        listen("127.0.0.1");
        Future<IOStream> connecting = connect(OPTIONS, "127.0.0.2", "127.0.0.3", "127.0.0.1");
        clock().advance(DELAY);
        for (int turn = 0; turn < 8; turn++) Gen.moment();
        clock().advance(DELAY.minusSeconds(1));
        for (int turn = 0; turn < 8; turn++) Gen.moment();
        assertFalse(connecting.isDone());
        clock().advance(Duration.ofSeconds(1));
        awaitReal(connecting).close();
    }

    @Test
    void theDelayIs250MillisecondsUnlessItIsSet() {
        assertEquals(Duration.ofMillis(250), new ConnectOptions().attemptDelay());
        assertEquals(DELAY, OPTIONS.attemptDelay());
        assertThrows(IllegalArgumentException.class, () -> new ConnectOptions().attemptDelay(Duration.ZERO));
    }

    @Test
    void whoWasJoinedMayStillWinAndOfTwoConnectionsOneIsClosed() throws Exception {
        ServerSocket slow = silent("127.0.0.2");
        silent("127.0.0.3");
        Future<IOStream> connecting = connect(OPTIONS, "127.0.0.2", "127.0.0.3");
        clock().advance(DELAY);
        assertFalse(connecting.isDone());
        makeRoom(slow);
        try (IOStream stream = awaitReal(connecting)) {
            assertEquals(InetAddress.ofLiteral("127.0.0.2"), ((InetSocketAddress) stream.remoteAddress()).getAddress());
        }
    }

    /** Takes those in the queue, and whoever comes until the end of the test. */
    private void makeRoom(ServerSocket listener) {
        Gen.spawn(() -> {
            try {
                while (true) open.add(listener.accept());
            } catch (SocketException closed) {
                assertTrue(listener.isClosed(), closed::toString);
            }
            return true;
        });
    }

    /** A dropped SYN is sent again after a second of the kernel's time, which no clock of ours moves. */
    private static IOStream awaitReal(Future<IOStream> connecting) {
        waitFor(connecting::isDone);
        return Gen.await(connecting);
    }

    @Test
    void whenTheTimeIsUpTheErrorSaysWhatWasTriedAndNothingIsLeft() throws Exception {
        silent("127.0.0.2");
        int before = loop().loop().coroutineCount();
        Future<IOStream> connecting = connect(OPTIONS.timeout(Duration.ofMinutes(3)), "127.0.0.2", "127.0.0.9");
        clock().advance(DELAY);                                 // the second refuses
        for (int turn = 0; turn < 8; turn++) Gen.moment();
        clock().advance(Duration.ofMinutes(3));
        var late = assertThrows(TimeoutError.class, () -> Gen.await(connecting));
        assertEquals("connecting to several.test:" + port
                + " took longer than 180000 ms: 127.0.0.2 did not answer, 127.0.0.9 Connection refused",
                late.getMessage());
        waitFor(() -> loop().loop().coroutineCount() == before);
    }

    @Test
    void anInterruptFreesEveryAttempt() throws Exception {
        silent("127.0.0.2");
        silent("127.0.0.3");
        int before = loop().loop().coroutineCount();
        Future<IOStream> connecting = connect(OPTIONS, "127.0.0.2", "127.0.0.3");
        clock().advance(DELAY);
        assertEquals(before + 3, loop().loop().coroutineCount());
        connecting.cancel(true);
        assertThrows(CancellationException.class, () -> Gen.await(connecting));
        waitFor(() -> loop().loop().coroutineCount() == before);
    }

    @Test
    void aSilentAddressDoesNotHideThatTheOthersFailed() throws Exception {
        silent("127.0.0.2");
        Future<IOStream> connecting = connect(OPTIONS.timeout(Duration.ofSeconds(7)), "127.0.0.9", "127.0.0.2");
        assertFalse(connecting.isDone());
        clock().advance(Duration.ofSeconds(7));
        String late = assertThrows(TimeoutError.class, () -> Gen.await(connecting)).getMessage();
        assertTrue(late.endsWith(" took longer than 7000 ms: 127.0.0.9 Connection refused, 127.0.0.2 did not answer"), late);
        Future<IOStream> refused = connect(OPTIONS, "127.0.0.9", "127.0.0.8");
        assertThrows(UncheckedIOException.class, () -> Gen.await(refused));
    }
}
