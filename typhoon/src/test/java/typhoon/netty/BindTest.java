package typhoon.netty;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import org.junit.jupiter.api.Test;
import typhoon.gen.Gen;
import typhoon.testing.RawClient;

class BindTest extends StreamTestCase {
    private Acceptor bind(InetSocketAddress where, boolean reusePort) throws IOException {
        return Acceptor.bind(loop().loop(), where, 16, reusePort, StreamChannel::abort);
    }

    @Test
    void portZeroIsAFreeOne() throws IOException {
        Acceptor acceptor = bind(anyPort(), false);
        assertNotEquals(0, acceptor.localAddress().getPort());
        assertTrue(acceptor.localAddress().getAddress().isLoopbackAddress());
    }

    @Test
    void aTakenPortIsOneErrorAndDisturbsNobody() {
        var taken = assertThrows(IOException.class, () -> bind(address(), false));
        assertTrue(String.valueOf(taken.getMessage()).contains("Address already in use"), taken::toString);
        try (var client = connect()) {
            append(accept(), "whoever had it has it still\n");
            assertEquals("whoever had it has it still\n", client.readUntil("\n"));
        }
    }

    @Test
    void aForeignAddressIsRefused() {
        var foreign = new InetSocketAddress("192.0.2.1", 8888);
        var refused = assertThrows(IOException.class, () -> bind(foreign, false));
        assertTrue(String.valueOf(refused.getMessage()).contains("Cannot assign requested address"), refused::toString);
    }

    @Test
    void severalMayShareAPortWhenAllAskForIt() throws IOException {
        List<StreamChannel> first = new ArrayList<>();
        Acceptor one = Acceptor.bind(loop().loop(), anyPort(), 16, true, first::add);
        Acceptor two = Acceptor.bind(loop().loop(), one.localAddress(), 16, true, first::add);
        assertEquals(one.localAddress(), two.localAddress());
        try (var _ = new RawClient(one.localAddress())) {
            waitFor(() -> first.size() == 1);
        }
    }

    @Test
    void closeFreesThePortAndKeepsConnections() throws IOException {
        List<StreamChannel> accepted = new ArrayList<>();
        Acceptor acceptor = Acceptor.bind(loop().loop(), anyPort(), 16, false, accepted::add);
        try (var client = new RawClient(acceptor.localAddress())) {
            waitFor(() -> accepted.size() == 1);
            acceptor.close();
            acceptor.close();
            assertTrue(acceptor.awaitClosed(0));
            assertThrows(UncheckedIOException.class, () -> new RawClient(acceptor.localAddress()).close());
            append(accepted.getFirst(), "still here\n");
            assertEquals("still here\n", client.readUntil("\n"));
        }
        bind(acceptor.localAddress(), false).close();
    }

    @Test
    void anInterruptedBindLeavesNothingListening() throws IOException {
        Acceptor probe = bind(anyPort(), false);
        InetSocketAddress where = probe.localAddress();
        probe.close();
        Gen.moment();
        Thread.currentThread().interrupt();
        assertThrows(CancellationException.class, () -> bind(where, false));
        for (int turn = 0; turn < 5; turn++) Gen.moment();
        bind(where, false).close();
    }
}
