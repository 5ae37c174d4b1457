package typhoon.tcp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import typhoon.gen.Gen;
import typhoon.ioloop.ThisRun;
import typhoon.ioloop.TimeoutError;
import typhoon.iostream.IOStream;
import typhoon.testing.AsyncTestCase;

class TCPClientTest extends AsyncTestCase {
    private final List<IOStream> accepted = new ArrayList<>();
    private final List<SocketAddress> peers = new ArrayList<>();

    private int listen(String address, int port) {
        BoundSocket socket = Netutil.bindSockets(port, new BindOptions().address(address)).getFirst();
        Netutil.addAcceptHandler(socket, (stream, peer) -> {
            accepted.add(stream);
            peers.add(peer);
        });
        return socket.port();
    }

    private int port;

    @BeforeEach
    void listen() {
        port = listen("127.0.0.1", 0);
    }

    /** A client that is told these addresses, whatever it asks for. */
    private static TCPClient client(String... addresses) {
        return new TCPClient((_, port, family) -> {
            var all = new ArrayList<InetSocketAddress>();
            for (String address : addresses) {
                var one = InetAddress.ofLiteral(address);
                if (family.accepts(one)) all.add(new InetSocketAddress(one, port));
            }
            return all;
        });
    }

    private static InetSocketAddress local(IOStream stream) {
        return (InetSocketAddress) stream.localAddress();
    }

    @Test
    void aNameIsResolvedAndConnectedTo() {
        try (var client = new TCPClient(); IOStream stream = client.connect("localhost", port)) {
            waitFor(() -> !accepted.isEmpty());
            assertEquals(local(stream), peers.getFirst());
            accepted.getFirst().write("hello\n");
            assertEquals("hello\n", new String(stream.readUntil("\n")));
        }
    }

    @Test
    void ipv6IsConnectedToWhereThereIsAny() {
        try {
            int six = listen("::1", 0);
            new TCPClient().connect("::1", six).close();
        } catch (UncheckedIOException none) {
            ThisRun.skip("no IPv6 here: " + none.getMessage());
        }
        waitFor(() -> accepted.size() == 1);
    }

    @Test
    void onlyTheFamilyThatWasAskedForIsTried() {
        client("::1", "127.0.0.1").connect("both", port, new ConnectOptions().family(AddressFamily.IPV4)).close();
        waitFor(() -> accepted.size() == 1);
        assertEquals(AddressFamily.IPV4, AddressFamily.of(((InetSocketAddress) peers.getFirst()).getAddress()));
    }

    @Test
    void whoRefusesMakesRoomForTheNextAtOnce() {
        var options = new ConnectOptions().attemptDelay(Duration.ofHours(1));
        client("127.0.0.2", "127.0.0.3", "127.0.0.1").connect("several", port, options).close();
        waitFor(() -> accepted.size() == 1);
    }

    @Test
    void theErrorNamesHostAndPortAndHowEachAddressFailed() {
        var refused = assertThrows(UncheckedIOException.class, () -> client("127.0.0.2", "127.0.0.3").connect("gone.test", port));
        assertEquals("cannot connect to gone.test:" + port + ": 127.0.0.2 Connection refused, 127.0.0.3 Connection refused",
                refused.getMessage());
        assertInstanceOf(ConnectException.class, refused.getCause());
        assertEquals(2, refused.getCause().getSuppressed().length);
    }

    @Test
    void theAddressIsNotSaidTwiceWhenItWasFoundByItsName() throws IOException {
        try (var unused = bindUnusedPort(); var local = new TCPClient()) {
            int dead = unused.getLocalPort();
            unused.close();
            var ipv4 = new ConnectOptions().family(AddressFamily.IPV4);
            var refused = assertThrows(UncheckedIOException.class, () -> local.connect("localhost", dead, ipv4));
            assertEquals("cannot connect to localhost:" + dead + ": 127.0.0.1 Connection refused", refused.getMessage());
        }
    }

    @Test
    void familiesTakeTurns() {
        var refused = assertThrows(UncheckedIOException.class, () -> client("127.0.0.2", "127.0.0.3", "::1").connect("gone.test", port));
        assertTrue(String.valueOf(refused.getMessage()).matches(".*: 127.0.0.2 .*, 0:0:0:0:0:0:0:1 .*, 127.0.0.3 .*"), refused::getMessage);
    }

    @Test
    void anUnknownHostIsAnErrorThatSaysItsName() {
        String nowhere = "x".repeat(64) + ".test";
        var unknown = assertThrows(UncheckedIOException.class, () -> new TCPClient().connect(nowhere, port));
        assertTrue(String.valueOf(unknown.getMessage()).startsWith("cannot resolve " + nowhere), unknown::toString);
    }

    @Test
    void aSourceAddressIsWhereTheConnectionComesFrom() {
        client("127.0.0.1").connect("here", port, new ConnectOptions().sourceAddress("127.0.0.7")).close();
        waitFor(() -> !peers.isEmpty());
        assertEquals(InetAddress.ofLiteral("127.0.0.7"), ((InetSocketAddress) peers.getFirst()).getAddress());
    }

    @Test
    void onlyAddressesOfTheSourcesFamilyAreTried() {
        List<AddressFamily> asked = new ArrayList<>();
        var client = new TCPClient((_, port, family) -> {
            asked.add(family);
            return List.of(new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), port));
        });
        client.connect("both", port, new ConnectOptions().sourceAddress("127.0.0.1")).close();
        assertEquals(List.of(AddressFamily.IPV4), asked);
        assertThrows(IllegalArgumentException.class, () -> new ConnectOptions().sourceAddress("localhost"));
        var both = new ConnectOptions().sourceAddress("127.0.0.1").family(AddressFamily.IPV6);
        String refused = assertThrows(IllegalArgumentException.class, () -> client.connect("both", port, both)).getMessage();
        assertEquals("the family is IPV6, but the source address 127.0.0.1 is not of it: set one of them only", refused);
    }

    @Test
    void whatAResolverGivesBeyondTheFamilyIsNotTried() {
        var careless = new TCPClient((_, at, _) -> List.of(new InetSocketAddress(InetAddress.ofLiteral("::1"), at),
                new InetSocketAddress(InetAddress.ofLiteral("127.0.0.2"), at), InetSocketAddress.createUnresolved("name.test", at)));
        var refused = assertThrows(UncheckedIOException.class,
                () -> careless.connect("both", port, new ConnectOptions().sourceAddress("127.0.0.1")));
        assertEquals("cannot connect to both:" + port + ": 127.0.0.2 Connection refused", refused.getMessage());
    }

    @Test
    void aResolverThatGivesNothingIsSaidToKnowNothing() {
        var nothing = assertThrows(UncheckedIOException.class, () -> client().connect("empty.test", port));
        assertEquals("cannot resolve empty.test: its resolver knows no address of it", nothing.getMessage());
        assertInstanceOf(UnknownHostException.class, nothing.getCause());
        var four = new TCPClient((_, at, _) -> List.of(new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), at)));
        nothing = assertThrows(UncheckedIOException.class,
                () -> four.connect("four.test", port, new ConnectOptions().family(AddressFamily.IPV6)));
        assertEquals("cannot resolve four.test: its resolver knows no IPv6 address of it", nothing.getMessage());
    }

    @Test
    void aSourceAddressThatIsNotOursIsAFailedAttemptAndNeverAWaitForEver() {
        var options = new ConnectOptions().sourceAddress("192.0.2.1");
        var client = client("127.0.0.1", "127.0.0.2");
        var refused = assertThrows(UncheckedIOException.class, () -> client.connect("here", port, options));
        assertTrue(String.valueOf(refused.getMessage()).matches(
                "cannot connect to here:\\d+: 127.0.0.1 Cannot assign requested.*, 127.0.0.2 Cannot assign.*"), refused::getMessage);
    }

    @Test
    void aSourcePortIsWhereTheConnectionComesFromAndATakenOneIsAFailedAttempt() throws Exception {
        int free;
        try (var taken = bindUnusedPort()) {
            free = taken.getLocalPort();
            var options = new ConnectOptions().sourceAddress("127.0.0.1").sourcePort(free);
            var refused = assertThrows(UncheckedIOException.class, () -> client("127.0.0.1").connect("here", port, options));
            assertTrue(String.valueOf(refused.getMessage()).contains("127.0.0.1 Address already in use"), refused::getMessage);
        }
        client("127.0.0.1").connect("here", port, new ConnectOptions().sourcePort(free)).close();
        waitFor(() -> !peers.isEmpty());
        assertEquals(free, ((InetSocketAddress) peers.getFirst()).getPort());
    }

    @Test
    void theLimitOfReadsIsPassedOn() {
        try (IOStream stream = client("127.0.0.1").connect("here", port, new ConnectOptions().maxBufferSize(4321))) {
            assertEquals(4321, stream.maxBufferSize());
        }
        assertThrows(IllegalArgumentException.class, () -> new ConnectOptions().maxBufferSize(Integer.MAX_VALUE));
    }

    @Test
    void theTimeLimitHoldsForTheLookUpToo() {
        var never = new CompletableFuture<List<InetSocketAddress>>();
        var client = new TCPClient((_, _, _) -> Gen.await(never));
        Future<IOStream> late = Gen.spawn(() -> client.connect("slow.test", port, new ConnectOptions().timeout(Duration.ofSeconds(5))));
        Gen.moment();
        clock().advance(Duration.ofSeconds(5));
        var error = assertThrows(TimeoutError.class, () -> Gen.await(late));
        assertEquals("connecting to slow.test:" + port + " took longer than 5000 ms: its name was still being looked up",
                error.getMessage());
    }

    @Test
    void anInterruptEndsTheLookUp() {
        var never = new CompletableFuture<List<InetSocketAddress>>();
        Future<IOStream> connecting = Gen.spawn(() -> new TCPClient((_, _, _) -> Gen.await(never)).connect("slow.test", port));
        Gen.moment();
        connecting.cancel(true);
        assertThrows(CancellationException.class, () -> Gen.await(connecting));
    }

    @Test
    void aClientClosesTheResolverItMadeAndNoOther() {
        ExecutorService executor = Executors.newSingleThreadExecutor();
        try (var resolver = new ExecutorResolver(executor)) {
            var client = new TCPClient(resolver);
            assertSame(resolver, client.resolver());
            client.close();
            assertTrue(!executor.isShutdown());
        }
    }
}
