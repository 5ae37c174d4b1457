package typhoon.ioloop;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import typhoon.gen.Gen;

/**
 * The JDK's pollers of blocking sockets are born in the first blocking call of a JVM, and would be carried by the loop whose coroutine that
 * was: closed, it would take the sockets of all others with it.
 */
class SocketPollersTest {
    /** Two loops, one after the other, that wait for a socket of the JDK. */
    static final class Program {
        public static void main(String[] args) {
            for (String name : new String[] {"first", "second"}) {
                try (var loop = new IOLoop()) {
                    System.out.println("the " + name + " loop read " + loop.runSync(Program::talk, Duration.ofSeconds(10)));
                }
            }
        }

        private static int talk() throws Exception {
            try (var server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                    var here = new Socket(server.getInetAddress(), server.getLocalPort()); var there = server.accept()) {
                Gen.spawn(() -> {
                    Gen.sleep(Duration.ofMillis(50));
                    there.getOutputStream().write(7);
                    return null;
                });
                return here.getInputStream().read();                // parks: the byte is not there yet
            }
        }
    }

    @Test
    void outliveTheLoopThatNeededThemFirst() throws Exception {
        String output = ChildJvm.run(Program.class, List.of());
        assertTrue(output.contains("the first loop read 7"), output);
        assertTrue(output.contains("the second loop read 7"), output);
    }
}
