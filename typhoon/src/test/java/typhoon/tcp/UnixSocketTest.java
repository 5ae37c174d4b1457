package typhoon.tcp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import typhoon.iostream.IOStream;
import typhoon.testing.AsyncTestCase;

class UnixSocketTest extends AsyncTestCase {
    @TempDir
    Path folder = Path.of("");

    private static final class Echo extends TCPServer {
        @Override
        protected void handleStream(IOStream stream, SocketAddress address) {
            while (true) stream.write(stream.readUntil("\n"));
        }
    }

    private static void sayHello(Path path) {
        try (IOStream stream = IOStream.connect(UnixDomainSocketAddress.of(path))) {
            stream.write("hello\n");
            assertEquals("hello\n", new String(stream.readUntil("\n")));
        }
    }

    @Test
    void aServerListensOnAFileOfItsUserOnly() throws Exception {
        Path path = folder.resolve("echo");
        new Echo().listen(path);
        assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(path)));
        sayHello(path);
    }

    @Test
    void theSocketFileOfAnEarlierProgramIsReplaced() {
        Path path = folder.resolve("echo");
        Netutil.bindUnixSocket(path).close();
        new Echo().listen(path);
        sayHello(path);
    }

    @Test
    void anotherKindOfFileIsLeftAlone() throws Exception {
        Path path = Files.writeString(folder.resolve("precious"), "data");
        assertThrows(RuntimeException.class, () -> Netutil.bindUnixSocket(path));
        assertEquals("data", Files.readString(path));
    }

    @Test
    void aSocketKnowsItsPathAndHasNoPort() {
        Path path = folder.resolve("here");
        try (BoundSocket socket = Netutil.bindUnixSocket(path)) {
            assertEquals(UnixDomainSocketAddress.of(path), socket.localAddress());
            assertThrows(IllegalStateException.class, socket::port);
        }
    }
}
