package typhoon.process;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import typhoon.ioloop.IOLoop;
import typhoon.ioloop.ThisRun;

/** Child processes on one socket of the unix domain, which is a file that only one of them could bind. */
@Timeout(400)
class SharedFileTest {
    @TempDir
    Path folder = Path.of("");

    private Path file() {
        return folder.resolve("a socket");
    }

    private static void needsEpoll() {
        if (!IOLoop.transport().equals("epoll")) ThisRun.skip("sockets are handed over with epoll only, not with " + IOLoop.transport());
    }

    private SocketChannel ask(String path) throws IOException {
        var client = SocketChannel.open(StandardProtocolFamily.UNIX);
        client.connect(UnixDomainSocketAddress.of(file()));
        String request = "GET " + path + " HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n";
        client.write(ByteBuffer.wrap(request.getBytes(StandardCharsets.US_ASCII)));
        return client;
    }

    /** The body: the path, and the process that has answered. */
    private static String answer(SocketChannel client) throws IOException {
        try (client) {
            var bytes = ByteBuffer.allocate(4096);
            while (client.read(bytes) >= 0) assertTrue(bytes.hasRemaining());
            String text = new String(bytes.array(), 0, bytes.position(), StandardCharsets.US_ASCII);
            return text.substring(text.indexOf("\r\n\r\n") + 4);
        }
    }

    @Test
    void allChildrenAcceptFromOneQueueWhichOutlivesThem() throws IOException {
        needsEpoll();
        try (var fleet = Fleet.start("2", "file=" + file())) {
            List<Fleet.Up> before = fleet.await(2);
            assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(file())));
            for (int i = 0; i < 2; i++) {
                ForkTest.stop(before.get(i).pid());
                assertEquals("/alone " + before.get(1 - i).pid(), answer(ask("/alone")));
                Fleet.signal(before.get(i).pid(), "CONT");
            }
            for (var child : before) ForkTest.stop(child.pid());
            var queued = new ArrayList<SocketChannel>();
            for (int i = 0; i < 40; i++) queued.add(ask("/queued-" + i));
            for (var child : before) Fleet.signal(child.pid(), "KILL");
            for (int i = 0; i < 40; i++) {
                String got = answer(queued.get(i));
                assertTrue(got.startsWith("/queued-" + i + " "), got);
            }
            fleet.await(2);
            fleet.signal("TERM");
            assertEquals(0, fleet.exitCode(), fleet.output());
            assertThrows(IOException.class, () -> ask("/"), "nobody listens any more");
        }
    }

    @Test
    void aRollLeavesItToTheSuccessors() throws IOException {
        needsEpoll();
        try (var fleet = Fleet.start("1", "file=" + file())) {
            Fleet.Up before = fleet.await(1).getFirst();
            assertEquals("/1 " + before.pid(), answer(ask("/1")));
            fleet.signal("HUP");
            fleet.await(() -> !before.isAlive(), "a new generation");
            assertEquals("/2 " + fleet.await(1).getFirst().pid(), answer(ask("/2")));
            fleet.signal("TERM");
            assertEquals(0, fleet.exitCode(), fleet.output());
        }
    }

    @Test
    void whereSocketsCannotBeHandedOverASecondChildIsRefused() throws IOException {
        try (var fleet = Fleet.start("-Dtyphoon.transport=nio", "2", "once", "file=" + file())) {
            assertEquals(1, fleet.exitCode());
            assertTrue(fleet.output().contains("cannot listen on " + file() + ": another child process listens at " + file()
                    + ", and by nio processes cannot share a socket of the unix domain: use epoll, or a path for each"), fleet.output());
        }
    }

    @Test
    void thereEachMayHaveAFileOfItsOwn() throws IOException {
        try (var fleet = Fleet.start("-Dtyphoon.transport=nio", "2", "file=" + file() + "{task}")) {
            List<Fleet.Up> before = fleet.await(2);
            Fleet.signal(before.get(0).pid(), "KILL");
            fleet.await(() -> !before.get(0).isAlive(), "its end");
            List<Fleet.Up> after = fleet.await(2);
            assertEquals(before.get(1), after.get(1));
            assertTrue(Files.exists(folder.resolve("a socket0")) && Files.exists(folder.resolve("a socket1")));
            fleet.signal("TERM");
            assertEquals(0, fleet.exitCode(), fleet.output());
        }
    }
}
