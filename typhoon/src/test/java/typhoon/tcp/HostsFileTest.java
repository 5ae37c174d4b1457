package typhoon.tcp;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import typhoon.gen.Gen;
import typhoon.ioloop.ChildJvm;
import typhoon.ioloop.IOLoop;
import typhoon.ioloop.ThisRun;
import typhoon.testing.AsyncTestCase;

/** In a JVM of its own, with a hosts file that has names with several addresses. */
@Timeout(60)
class HostsFileTest {
    private static final BindOptions LOCAL = new BindOptions().address("127.0.0.1");

    @TempDir
    Path folder = Path.of("");

    static final class Program {
        public static void main(String[] args) {
            try (var loop = new IOLoop()) {
                loop.runSync(() -> {
                    List<BoundSocket> sockets = Netutil.bindSockets(0, new BindOptions().address("both.test"));
                    for (BoundSocket socket : sockets) {
                        String address = ((InetSocketAddress) socket.localAddress()).getAddress().getHostAddress();
                        System.out.println(address + ", the same port: " + (socket.port() == sockets.getFirst().port()));
                    }
                    return null;
                });
            }
        }
    }

    static final class HalfProgram {
        public static void main(String[] args) {
            try (var loop = new IOLoop()) {
                loop.runSync(() -> {
                    int port = free();
                    try {
                        Netutil.bindSockets(port, new BindOptions().address("half.test"));
                    } catch (UncheckedIOException refused) {
                        System.out.println(refused.getMessage().replaceFirst("port " + port, "the port").replaceFirst("half.test: .*", ""));
                    }
                    for (int turn = 0; turn < 10; turn++) Gen.moment();
                    System.out.println("free again: " + (Netutil.bindSockets(port, LOCAL).getFirst().port() == port));
                    return null;
                });
            }
        }

        private static int free() throws IOException {
            try (var probe = AsyncTestCase.bindUnusedPort()) {
                return probe.getLocalPort();
            }
        }
    }

    @Test
    void whenOneAddressIsRefusedThoseBoundBeforeAreFreeAgain() throws Exception {
        Path hosts = Files.writeString(folder.resolve("hosts"), "127.0.0.1 half.test\n192.0.2.1 half.test\n");
        String said = ChildJvm.run(HalfProgram.class, List.of("-Djdk.net.hosts.file=" + hosts));
        assertEquals(List.of("cannot listen on the port of ", "free again: true"), ownLines(said));
    }

    @Test
    void aNameIsBoundAtEachOfItsAddressesIpv4FirstWithOnePort() throws Exception {
        Path hosts = Files.writeString(folder.resolve("hosts"), "::1 both.test\n127.0.0.1 both.test\n");
        String said = ChildJvm.run(Program.class, List.of("-Djdk.net.hosts.file=" + hosts, "-Djava.net.preferIPv6Addresses=true"));
        if (said.contains("Cannot assign requested address")) ThisRun.skip("no IPv6 here");
        assertEquals(List.of("127.0.0.1, the same port: true", "0:0:0:0:0:0:0:1, the same port: true"), ownLines(said));
    }

    /** What the program printed, without what the watchdog may log of a JVM that starts on a busy machine. */
    private static List<String> ownLines(String said) {
        return said.lines().filter(line -> line.matches("(.*, the same port|free again): .*|cannot listen on .*")).toList();
    }
}
