package typhoon.tcp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.FileInputStream;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.SocketAddress;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import typhoon.gen.Gen;
import typhoon.ioloop.ChildJvm;
import typhoon.ioloop.IOLoop;
import typhoon.iostream.IOStream;
import typhoon.testing.RawClient;

/** In a JVM of its own, which may open few files. */
@Timeout(90)
class OutOfDescriptorsTest {
    static final class Program extends TCPServer {
        @Override
        protected void handleStream(IOStream stream, SocketAddress address) {
            while (true) stream.write(stream.readUntil("\n"));
        }

        public static void main(String[] args) throws Exception {
            try (var loop = new IOLoop()) {
                loop.runSync(Program::run);
            }
        }

        private static boolean run() throws Exception {
            var server = new Program();
            server.listen(0, "127.0.0.1");
            cpuMillis();
            hello(new RawClient(server.port()));                // all that is needed is loaded now, which takes files too
            while (server.connections() > 0) Gen.moment();
            Gen.sleep(Duration.ofMillis(100));                  // until the first one's socket is given back
            var files = new ArrayDeque<FileInputStream>();
            try {
                while (true) files.addLast(new FileInputStream("/dev/null"));
            } catch (IOException full) {
                System.out.println("full");
            }
            files.removeLast().close();                         // enough for the client's side, and not for the server's
            var late = new RawClient(server.port()).send("hello\n");
            long cpu = cpuMillis();
            int beats = 0;
            for (int i = 0; i < 20; i++) {
                Gen.sleep(Duration.ofMillis(50));
                beats++;
            }
            System.out.println("beats " + beats + ", spins " + (cpuMillis() - cpu > 700) + ", accepted " + server.connectionsAccepted());
            while (files.pollLast() instanceof FileInputStream file) file.close();
            System.out.print("then " + late.readUntil("\n"));
            return true;
        }

        private static void hello(RawClient client) {
            client.send("hello\n").readUntil("\n");
            client.close();
        }

        private static long cpuMillis() {
            var system = (com.sun.management.OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
            return system.getProcessCpuTime() / 1_000_000;
        }
    }

    @Test
    void acceptingPausesAndIsTakenUpAgainWhileTheLoopGoesOn() throws Exception {
        String said = ChildJvm.run(List.of("bash", "-c", "ulimit -n 150 && exec \"$@\"", "limited"), Program.class, List.of());
        List<String> lines = said.lines().toList();
        assertEquals(1, lines.stream().filter(line -> line.contains("Cannot accept connections on")).count(), said);
        assertTrue(lines.contains("beats 20, spins false, accepted 1"), said);
        assertTrue(lines.contains("then hello"), said);
    }
}
