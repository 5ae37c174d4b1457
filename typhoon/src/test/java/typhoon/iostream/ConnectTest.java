package typhoon.iostream;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnixDomainSocketAddress;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import typhoon.gen.Gen;
import typhoon.ioloop.TimeoutError;
import typhoon.netty.Acceptor;
import typhoon.netty.StreamChannel;
import typhoon.testing.AsyncTestCase;

/** How connections come about, and how it is told when they do not. */
class ConnectTest extends AsyncTestCase {
    private final ArrayDeque<StreamChannel> accepted = new ArrayDeque<>();

    private static InetSocketAddress local(int port) {
        return new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
    }

    private Acceptor listen() throws IOException {
        return Acceptor.bind(loop().loop(), local(0), 16, false, accepted::add);
    }

    @Test
    void whoIsNotThereIsNamedAsTheCause() throws IOException {
        int port;
        try (var socket = bindUnusedPort()) {
            port = socket.getLocalPort();
        }
        var refused = assertThrows(StreamClosedError.class, () -> IOStream.connect(local(port)));
        assertInstanceOf(IOException.class, refused.realError());
        assertTrue(refused.getMessage().contains("Connection refused"), refused.getMessage());
    }

    @Test
    void aNameThatWasNotFoundIsNamedAsTheCause() {
        var unknown = InetSocketAddress.createUnresolved("no.such.host.invalid", 80);
        var refused = assertThrows(StreamClosedError.class, () -> IOStream.connect(unknown));
        assertInstanceOf(UnknownHostException.class, refused.realError());
    }

    @Test
    void bothEndsKnowTheirAddresses() throws IOException {
        Acceptor acceptor = listen();
        try (IOStream stream = IOStream.connect(acceptor.address())) {
            waitFor(() -> !accepted.isEmpty());
            StreamChannel other = accepted.remove();
            assertEquals(acceptor.address(), stream.remoteAddress());
            assertEquals(other.remoteAddress(), stream.localAddress());
            other.close();
        }
    }

    @Test
    void itConnectsFromTheAddressItIsTold() throws IOException {
        Acceptor acceptor = listen();
        var source = new InetSocketAddress("127.0.0.2", 0);
        try (IOStream stream = IOStream.connect(acceptor.address(), source)) {
            assertEquals(source.getAddress(), ((InetSocketAddress) stream.localAddress()).getAddress());
        }
        var notOurs = new InetSocketAddress("192.0.2.1", 0);
        assertThrows(StreamClosedError.class, () -> IOStream.connect(acceptor.address(), notOurs));
    }

    @Test
    void whoGivesUpLeavesNoSocketBehind() {
        var nobody = new InetSocketAddress("192.0.2.1", 9);           // TEST-NET-1 (RFC 5737): packets go nowhere, or are refused
        assertThrows(RuntimeException.class, () -> {
            try {
                Gen.withTimeout(Duration.ofMillis(50), () -> IOStream.connect(nobody));
            } catch (TimeoutError | StreamClosedError expected) {
                throw expected;
            }
        });
        Gen.moment();
        assertEquals(1, loop().loop().coroutineCount());
    }

    @Test
    void offTheLoopItIsRefused() throws Exception {
        Throwable[] thrown = new Throwable[1];
        Thread.ofPlatform().start(() -> thrown[0] = assertThrows(IllegalStateException.class, () -> IOStream.connect(local(1)))).join();
        assertTrue(thrown[0].getMessage().contains("belongs in a coroutine"), thrown[0].getMessage());
    }

    // ---- how they end

    @Test
    void aResetIsTheCauseOfAReadThatFails() {
        try (var pair = StreamPair.plain()) {
            Future<byte[]> read = Gen.spawn(() -> pair.server().readUntil("\n"));
            Gen.await(pair.client().write("half"));
            pair.client().channel().abort();
            var end = assertThrows(StreamClosedError.class, () -> Gen.await(read));
            assertInstanceOf(IOException.class, end.realError());
        }
    }

    @Test
    void aResetEndsAReadToTheEndAndIsTheError() {
        try (var pair = StreamPair.plain()) {
            Future<byte[]> read = Gen.spawn(() -> pair.server().readUntilClose());
            Gen.await(pair.client().write("half"));
            Gen.sleep(Duration.ofMillis(20));
            pair.client().channel().abort();
            assertArrayEquals("half".getBytes(StandardCharsets.US_ASCII), Gen.await(read));
            assertInstanceOf(IOException.class, pair.server().error());
        }
    }

    // ---- the unix domain

    @Test
    void aSocketFileIsForItsOwnerOnly(@TempDir Path directory) throws IOException {
        Path file = directory.resolve("socket");
        Acceptor acceptor = Acceptor.bind(loop().loop(), file, 16, accepted::add);
        assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(file)));
        try (var names = Files.list(directory)) {
            assertArrayEquals(new Object[] {file}, names.toArray());
        }
        try (IOStream stream = IOStream.connect(acceptor.address())) {
            waitFor(() -> !accepted.isEmpty());
            assertEquals(acceptor.address(), stream.remoteAddress());
            accepted.remove().close();
        }
        acceptor.closeNow();
    }

    @Test
    void aSocketThatIsThereIsReplaced(@TempDir Path directory) throws IOException {
        Path file = directory.resolve("socket");
        Acceptor first = Acceptor.bind(loop().loop(), file, 16, StreamChannel::abort);
        Acceptor second = Acceptor.bind(loop().loop(), file, 16, accepted::add);
        first.closeNow();
        Gen.sleep(Duration.ofMillis(5));
        try (IOStream stream = IOStream.connect(second.address())) {
            waitFor(() -> !accepted.isEmpty());
            accepted.remove().close();
            assertEquals(0, stream.readUntilClose().length);
        }
        second.closeNow();
    }

    @Test
    void anotherFileThatIsThereIsKept(@TempDir Path directory) throws IOException {
        Path file = Files.writeString(directory.resolve("precious"), "data");
        assertThrows(FileAlreadyExistsException.class, () -> Acceptor.bind(loop().loop(), file, 16, StreamChannel::abort));
        assertEquals("data", Files.readString(file));
        Path link = Files.createSymbolicLink(directory.resolve("link"), file);
        assertThrows(FileAlreadyExistsException.class, () -> Acceptor.bind(loop().loop(), link, 16, StreamChannel::abort));
    }

    @Test
    void aSocketFileNobodyListensOnIsNamedAsTheCause(@TempDir Path directory) {
        var gone = UnixDomainSocketAddress.of(directory.resolve("gone"));
        var refused = assertThrows(StreamClosedError.class, () -> IOStream.connect(gone));
        assertInstanceOf(IOException.class, refused.realError());
    }

    /** 64 MiB in pieces, and room for some of them only. */
    @Test
    void aWriteThatThereIsNoMemoryForIsRefusedAsAWholeAndTheStreamLivesOn() {
        try (var pair = StreamPair.plain()) {
            var taken = new ArrayList<ByteBuf>();
            try {
                for (int size = 1 << 30; size >= 1 << 25; size /= 2) takeAll(taken, size);
                var refused = assertThrows(StreamBufferFullError.class, () -> pair.client().write(new byte[1 << 26]));
                assertTrue(refused.getMessage().startsWith("No memory for 67108864 more bytes to send: "), refused.getMessage());
            } finally {
                taken.forEach(ByteBuf::release);
            }
            assertFalse(pair.client().writing());
            pair.client().write("still here\n");
            assertEquals("still here\n", new String(pair.server().readUntil("\n"), StandardCharsets.UTF_8));
        }
    }

    private static void takeAll(List<ByteBuf> taken, int size) {
        try {
            while (true) taken.add(Unpooled.directBuffer(size));
        } catch (OutOfMemoryError full) {
            // as wanted
        }
    }

    @Test
    void noDelayIsSetWhereThereIsOne() {
        try (var tcp = StreamPair.plain(); var unix = StreamPair.unix()) {
            for (boolean noDelay : new boolean[] {true, false}) {
                tcp.client().setNoDelay(noDelay);
                unix.client().setNoDelay(noDelay);
            }
            assertNull(tcp.client().error());
        }
    }
}
