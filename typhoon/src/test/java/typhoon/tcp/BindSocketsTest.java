package typhoon.tcp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketAddress;
import java.net.SocketTimeoutException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import typhoon.gen.Gen;
import typhoon.ioloop.ThisRun;
import typhoon.testing.AsyncTestCase;
import typhoon.testing.RawClient;

class BindSocketsTest extends AsyncTestCase {
    private static final BindOptions LOCAL = new BindOptions().address("127.0.0.1");

    private static List<InetAddress> addresses(List<BoundSocket> sockets) {
        return sockets.stream().map(socket -> ((InetSocketAddress) socket.localAddress()).getAddress()).toList();
    }

    private static RawClient connect(String address, int port) {
        return new RawClient(new InetSocketAddress(InetAddress.ofLiteral(address), port));
    }

    @Test
    void portZeroIsAFreeOneThatAllSocketsOfACallShare() {
        List<BoundSocket> sockets = Netutil.bindSockets(0, new BindOptions().address("localhost"));
        assertNotEquals(0, sockets.getFirst().port());
        for (BoundSocket socket : sockets) {
            assertEquals(sockets.getFirst().port(), socket.port());
            socket.close();
        }
    }

    @Test
    void localhostIsBoundAtAddressesThisMachineHasIpv4First() {
        List<InetAddress> bound = addresses(Netutil.bindSockets(0, new BindOptions().address("localhost")));
        assertEquals(InetAddress.ofLiteral("127.0.0.1"), bound.getFirst());
        assertEquals(bound.stream().distinct().toList(), bound);
    }

    @Test
    void everywhereIsOneSocketThatTakesIpv4AndShowsItsAddressesAsSuch() {
        List<BoundSocket> sockets = Netutil.bindSockets(0);
        assertEquals(1, sockets.size());
        List<SocketAddress> peers = new ArrayList<>();
        Netutil.addAcceptHandler(sockets.getFirst(), (stream, address) -> peers.add(address));
        try (var client = connect("127.0.0.1", sockets.getFirst().port())) {
            waitFor(() -> !peers.isEmpty());
            assertEquals(client.localAddress(), peers.getFirst());
            assertEquals(AddressFamily.IPV4, AddressFamily.of(((InetSocketAddress) peers.getFirst()).getAddress()));
        }
    }

    @Test
    void onlyTheFamilyThatWasAskedForIsBound() {
        List<BoundSocket> sockets = Netutil.bindSockets(0, new BindOptions().address("localhost").family(AddressFamily.IPV4));
        assertEquals(List.of(InetAddress.ofLiteral("127.0.0.1")), addresses(sockets));
        assertThrows(UncheckedIOException.class, () -> Netutil.bindSockets(0, LOCAL.family(AddressFamily.IPV6)));
    }

    @Test
    void ipv4AndIpv6OfOnePortAreTwoSockets() {
        BoundSocket four = Netutil.bindSockets(0, LOCAL).getFirst();
        try {
            BoundSocket six = Netutil.bindSockets(four.port(), new BindOptions().address("::1")).getFirst();
            assertEquals(four.port(), six.port());
        } catch (UncheckedIOException none) {
            ThisRun.skip("no IPv6 here: " + none.getMessage());
        }
    }

    @Test
    void aTakenPortIsAnErrorThatNamesIt() throws Exception {
        try (ServerSocket taken = bindUnusedPort()) {
            int port = taken.getLocalPort();
            var refused = assertThrows(UncheckedIOException.class, () -> Netutil.bindSockets(port, LOCAL));
            assertEquals("port " + port + " is already in use", refused.getMessage());
        }
    }

    @Test
    void anAddressThatIsNotOursIsAnErrorThatNamesIt() {
        var refused = assertThrows(UncheckedIOException.class, () -> Netutil.bindSockets(0, new BindOptions().address("192.0.2.1")));
        assertTrue(String.valueOf(refused.getMessage()).startsWith("cannot listen on port 0 of 192.0.2.1: "), refused::getMessage);
    }

    @Test
    void severalMayShareAPortWhenAllSaySo() {
        BoundSocket first = Netutil.bindSockets(0, LOCAL.reusePort(true)).getFirst();
        BoundSocket second = Netutil.bindSockets(first.port(), LOCAL.reusePort(true)).getFirst();
        assertEquals(first.localAddress(), second.localAddress());
        assertThrows(UncheckedIOException.class, () -> Netutil.bindSockets(first.port(), LOCAL));
    }

    @Test
    void nobodyIsAcceptedBeforeThereIsAHandler() throws Exception {
        BoundSocket socket = Netutil.bindSockets(0, LOCAL.backlog(1)).getFirst();
        for (int turn = 0; turn < 3; turn++) Gen.moment();
        try (var nobodyAccepts = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            assertEquals(connectionsThatFit(nobodyAccepts.getLocalSocketAddress()), connectionsThatFit(socket.localAddress()));
        }
    }

    /** How many are connected before the kernel's queue is full; one more for each that somebody accepts. */
    private static int connectionsThatFit(SocketAddress address) throws IOException {
        List<Socket> clients = new ArrayList<>();
        try {
            for (int i = 0; i < 64; i++) {
                clients.add(new Socket());
                clients.getLast().connect(address, 200);
                for (int turn = 0; turn < 3; turn++) Gen.moment();
            }
            return fail("the kernel's queue of one was never full");
        } catch (SocketTimeoutException full) {
            return clients.size() - 1;
        } finally {
            for (Socket client : clients) client.close();
        }
    }

    @Test
    void whoConnectsBeforeThereIsAHandlerWaitsForIt() {
        BoundSocket socket = Netutil.bindSockets(0, LOCAL).getFirst();
        try (var client = connect("127.0.0.1", socket.port())) {
            client.send("early\n");
            for (int turn = 0; turn < 5; turn++) Gen.moment();
            List<String> heard = new ArrayList<>();
            Netutil.addAcceptHandler(socket, (stream, _) -> heard.add(new String(stream.readUntil("\n"))));
            waitFor(() -> !heard.isEmpty());
            assertEquals(List.of("early\n"), heard);
        }
    }

    @Test
    void aHandlerThatWasTakenAwayIsNotCalledAgainAndTheNextGetsThoseWhoCameMeanwhile() {
        BoundSocket socket = Netutil.bindSockets(0, LOCAL).getFirst();
        List<String> calls = new ArrayList<>();
        Runnable[] remover = {() -> {}};
        remover[0] = Netutil.addAcceptHandler(socket, (stream, _) -> {
            calls.add("first");
            remover[0].run();
        });
        assertThrows(IllegalStateException.class, () -> Netutil.addAcceptHandler(socket, (_, _) -> {}));
        try (var one = connect("127.0.0.1", socket.port()); var two = connect("127.0.0.1", socket.port())) {
            waitFor(() -> !calls.isEmpty());
            for (int turn = 0; turn < 5; turn++) Gen.moment();
            assertEquals(List.of("first"), calls);
            Netutil.addAcceptHandler(socket, (stream, _) -> calls.add("second"));
            waitFor(() -> calls.size() == 2);
            assertEquals(List.of("first", "second"), calls);
            remover[0].run();
            try (var three = connect("127.0.0.1", socket.port())) {
                waitFor(() -> calls.size() == 3);
                assertFalse(one.localAddress().equals(two.localAddress()) || two.localAddress().equals(three.localAddress()));
            }
        }
    }

    @Test
    void aClosedSocketFreesItsPort() {
        BoundSocket socket = Netutil.bindSockets(0, LOCAL).getFirst();
        socket.close();
        socket.close();
        assertTrue(socket.acceptor().awaitClosed(0));
        Netutil.bindSockets(socket.port(), LOCAL).getFirst().close();
    }
}
