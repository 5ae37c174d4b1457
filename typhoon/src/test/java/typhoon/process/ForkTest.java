package typhoon.process;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.Socket;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import typhoon.ioloop.IOLoop;
import typhoon.ioloop.ThisRun;
import typhoon.testing.AsyncTestCase;

/** Starting, sharing a port, dying and stopping, with real processes. */
@Timeout(400)
class ForkTest {
    @TempDir
    Path folder = Path.of("");

    @Test
    void childrenShareTheFreePortAndStopWithTheParentInOrder() throws IOException {
        try (var fleet = Fleet.start("-Djava.io.tmpdir=" + folder, "-Xmx64m", "2", "two words")) {
            List<Fleet.Up> children = fleet.await(2);
            assertEquals(List.of(0, 1), children.stream().map(Fleet.Up::task).toList());
            assertEquals(children.get(0).port(), children.get(1).port());
            assertEquals(Set.of(children.get(0).pid(), children.get(1).pid()), whoAnswer(children.get(0).port()));
            assertTrue(fleet.output().contains("of [2, two words]"), "their arguments: " + fleet.output());
            assertTrue(heap(fleet) <= 32 << 20, "half of the heap: " + fleet.output());
            assertTrue(Files.list(folder).anyMatch(file -> file.getFileName().toString().startsWith("typhoon-")));
            fleet.signal("TERM");
            assertEquals(0, fleet.exitCode(), fleet.output());
            for (var child : children) assertTrue(fleet.output().contains("stopped " + child.pid()), fleet.output());
            assertFalse(Files.list(folder).anyMatch(file -> file.getFileName().toString().startsWith("typhoon-")), "the socket is removed");
        }
    }

    private static long heap(Fleet fleet) {
        String output = fleet.output();
        int at = output.indexOf("heap ") + "heap ".length();
        return Long.parseLong(output.substring(at, output.indexOf(' ', at)));
    }

    /** The process ids that answer 60 connections. */
    private static Set<Long> whoAnswer(int port) {
        var pids = new HashSet<Long>();
        for (int i = 0; i < 60; i++) pids.add(Long.parseLong(Load.get(port, "/who").split(" ")[1]));
        return pids;
    }

    @Test
    void aChildThatIsKilledIsReplacedUnderItsIdAndItsQueueIsServed() throws IOException {
        try (var fleet = Fleet.start("2")) {
            List<Fleet.Up> before = fleet.await(2);
            if (!IOLoop.transport().equals("epoll")) {
                assertTrue(fleet.output().contains("are reset. With epoll they are not"), fleet.output());
                return;
            }
            for (var child : before) stop(child.pid());
            var queued = new Socket[40];
            for (int i = 0; i < queued.length; i++) {
                queued[i] = Load.connect(before.get(0).port());
                Load.send(queued[i], "/queued-" + i);
            }
            Fleet.signal(before.get(0).pid(), "KILL");
            Fleet.signal(before.get(1).pid(), "CONT");
            for (int i = 0; i < queued.length; i++) {
                String answer = Load.receive(queued[i]);
                assertTrue(answer.contains("/queued-" + i + " "), answer);
                queued[i].close();
            }
            List<Fleet.Up> after = fleet.await(2);
            assertNotEquals(before.get(0).pid(), after.get(0).pid());
            assertEquals(before.get(1), after.get(1));
            assertTrue(fleet.output().contains("child 0 (pid " + before.get(0).pid() + ") killed by signal 9, restarting"), fleet.output());
        }
    }

    /** Returns when the process stands still. */
    static void stop(long pid) throws IOException {
        Fleet.signal(pid, "STOP");
        while (!Files.readString(Path.of("/proc/" + pid + "/stat")).contains(") T ")) Fleet.sleep(1);
    }

    @Test
    void whenTheParentIsKilledTheChildrenStopByThemselves() {
        try (var fleet = Fleet.start("-Djava.io.tmpdir=" + folder, "2")) {
            List<Fleet.Up> children = fleet.await(2);
            fleet.parent().toHandle().destroyForcibly();
            long began = System.nanoTime();
            fleet.await(() -> fleet.alive().isEmpty(), "no child");
            long millis = (System.nanoTime() - began) / 1_000_000;
            System.out.println("children gone " + millis + " ms after their parent");
            assertTrue(millis < 10_000, "2 s on a machine that has nothing else to do");
            for (var child : children) assertTrue(fleet.output().contains("stopped " + child.pid()), fleet.output());
            fleet.await(() -> folder.toFile().list().length == 0, "the socket removed");
        }
    }

    @Test
    void whoExitsWithZeroIsNotReplacedAndTheOthersServeOn() {
        try (var fleet = Fleet.start("2", "finish")) {
            Fleet.Up left = fleet.await(1).getFirst();
            fleet.awaitLine(") exited normally");
            assertEquals(Set.of(left.pid()), whoAnswer(left.port()));
            fleet.signal("TERM");
            assertEquals(0, fleet.exitCode());
        }
    }

    @Test
    void whoCrashesTooOftenIsGivenUp() {
        try (var fleet = Fleet.start("1", "once", "crash")) {
            assertEquals(1, fleet.exitCode());
            assertTrue(fleet.output().contains("child 0 (pid"), fleet.output());
            assertTrue(fleet.output().contains(") exited with status 1, restarting"), fleet.output());
            assertTrue(fleet.output().contains("IllegalStateException: Too many child restarts, giving up"), fleet.output());
            assertEquals(2, fleet.output().split("task 0 crashes", -1).length - 1, "started twice");
        }
    }

    @Test
    void aSecondSignalKillsAtOnce() throws IOException {
        try (var fleet = Fleet.start("1")) {
            Fleet.Up child = fleet.await(1).getFirst();
            try (var socket = Load.connect(child.port())) {
                socket.getOutputStream().write("GET / HTTP/1.1\r\n".getBytes(StandardCharsets.US_ASCII));
                Fleet.sleep(300);
                fleet.signal("TERM");
                fleet.awaitLine("Stopping 1 processes");
                Fleet.sleep(300);
                assertTrue(child.isAlive());
                fleet.signal("TERM");
                assertEquals(143, fleet.exitCode());
                fleet.await(() -> !child.isAlive(), "no child");
            }
        }
    }

    @Test
    void aPortThatSomebodyElseHasIsRefused() throws IOException {
        try (var other = AsyncTestCase.bindUnusedPort(); var fleet = Fleet.start("1", "once", "port=" + other.getLocalPort())) {
            assertEquals(1, fleet.exitCode());
            assertTrue(fleet.output().contains("port " + other.getLocalPort() + " is already in use"), fleet.output());
        }
    }

    @Test
    void aStrangerIsGivenNoSocketWhateverItSays() throws IOException {
        if (!IOLoop.transport().equals("epoll")) ThisRun.skip("only epoll is asked who is at the other end, and hands sockets out");
        try (var fleet = Fleet.start("-Djava.io.tmpdir=" + folder, "1")) {
            Fleet.Up child = fleet.await(1).getFirst();
            try (var stranger = SocketChannel.open(StandardProtocolFamily.UNIX)) {
                stranger.connect(UnixDomainSocketAddress.of(folder.resolve(folder.toFile().list()[0]).resolve("ports")));
                String lie = "listen 127.0.0.1 " + child.port() + " 128 false " + child.pid() + "\nsend\n";
                stranger.write(ByteBuffer.wrap(lie.getBytes(StandardCharsets.US_ASCII)));
                String answer = new String(Channels.newInputStream(stranger).readAllBytes(), StandardCharsets.US_ASCII);
                assertEquals("refused the parent process is not yours\n", answer);
            }
            assertEquals(Set.of(child.pid()), whoAnswer(child.port()));
        }
    }

    @Test
    void noTwoProcessesLogToOneFile() throws IOException {
        Path log = Files.createDirectory(folder.resolve("log")).resolve("app.log");
        try (var fleet = Fleet.start("2", "log=" + log)) {
            List<Fleet.Up> children = fleet.await(2);
            fleet.signal("TERM");
            assertEquals(0, fleet.exitCode(), fleet.output());
            try (var files = Files.list(log.getParent())) {
                assertEquals(List.of("app-0.log", "app-1.log", "app.log"),
                        files.map(file -> file.getFileName().toString()).sorted().toList());
            }
            assertEquals(List.of(fleet.parent().pid()), whoLogged(log));
            for (var child : children) assertEquals(List.of(child.pid()), whoLogged(log.resolveSibling("app-" + child.task() + ".log")));
        }
    }

    private static List<Long> whoLogged(Path file) throws IOException {
        var line = Pattern.compile("\\] process (\\d+)").matcher(Files.readString(file));
        return line.results().map(found -> Long.valueOf(found.group(1))).toList();
    }

    @Test
    void aChildMayNotForkAgain() {
        try (var fleet = Fleet.start("1", "once", "again")) {
            assertEquals(1, fleet.exitCode());
            assertTrue(fleet.output().contains("Processes.fork was called in a child process (task 0)"), fleet.output());
        }
    }

    @Test
    void aRunningLoopMayNotFork() {
        try (var loop = new IOLoop()) {
            var refused = assertThrows(IllegalStateException.class, () -> loop.runSync(() -> Processes.fork(2)));
            assertTrue(refused.getMessage().contains("call it near the beginning of main, before start()"), refused.getMessage());
        }
        assertNull(Processes.taskId());
    }

    @Test
    void thereIsAProcessorForEachOfTheDefault() {
        assertEquals(Runtime.getRuntime().availableProcessors(), Processes.cpuCount());
    }
}
