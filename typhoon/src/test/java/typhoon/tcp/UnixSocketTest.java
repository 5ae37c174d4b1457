package typhoon.tcp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import typhoon.ioloop.ThisRun;
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

    /** It is bound under another name first, beside its own; that must not be what is too long. */
    @Test
    void aPathMayHaveAlmostAsManyBytesAsTheKernelKeeps() throws Exception {
        Path deep = folder;
        while (deep.toString().length() < 93) deep = deep.resolve("d".repeat(Math.min(20, 94 - deep.toString().length() - 1)));
        if (deep.toString().length() > 95) ThisRun.skip("the folder of this test has a long name itself");
        Files.createDirectories(deep);
        var server = new Echo();
        server.listen(deep.resolve("socket"));
        sayHello(deep.resolve("socket"));
        server.stop();
    }

    @Test
    void aFolderThatIsNotThereIsSaid() {
        var refused = assertThrows(UncheckedIOException.class, () -> Netutil.bindUnixSocket(folder.resolve("none/socket")));
        assertTrue(String.valueOf(refused.getMessage()).endsWith("none/socket: its folder is not there"), refused.getMessage());
    }

    @Test
    void anotherKindOfFileIsLeftAlone() throws Exception {
        Path path = Files.writeString(folder.resolve("precious"), "data");
        assertThrows(RuntimeException.class, () -> Netutil.bindUnixSocket(path));
        assertEquals("data", Files.readString(path));
    }

    @Test
    void aSocketThatCannotBePutInItsPlaceIsClosed() throws Exception {
        Path path = folder.resolve("x".repeat(300));                    // the file that is bound has a name of its own
        String said = assertThrows(UncheckedIOException.class, () -> Netutil.bindUnixSocket(path)).getMessage();
        assertTrue(said.contains("File name too long"), said);
        try (var left = Files.list(folder)) {
            assertEquals(List.of(), left.toList());
        }
        Path sockets = Path.of("/proc/net/unix");
        if (Files.exists(sockets)) waitFor(() -> !read(sockets).contains(folder.toString()));
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException odd) {
            throw new UncheckedIOException(odd);
        }
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
