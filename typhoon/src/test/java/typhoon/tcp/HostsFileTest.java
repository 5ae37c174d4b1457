package typhoon.tcp;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import typhoon.ioloop.ChildJvm;
import typhoon.ioloop.IOLoop;
import typhoon.ioloop.ThisRun;

/** In a JVM of its own, with a hosts file that has a name for both families. */
@Timeout(60)
class HostsFileTest {
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

    @Test
    void aNameIsBoundAtEachOfItsAddressesIpv4FirstWithOnePort() throws Exception {
        Path hosts = Files.writeString(folder.resolve("hosts"), "::1 both.test\n127.0.0.1 both.test\n");
        String said = ChildJvm.run(Program.class, List.of("-Djdk.net.hosts.file=" + hosts, "-Djava.net.preferIPv6Addresses=true"));
        if (said.contains("Cannot assign requested address")) ThisRun.skip("no IPv6 here");
        assertEquals(List.of("127.0.0.1, the same port: true", "0:0:0:0:0:0:0:1, the same port: true"), said.lines().toList());
    }
}
