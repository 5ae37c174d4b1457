package typhoon.ioloop;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;

/** io_uring is used where a ring can be made, and elsewhere is no reason not to start. */
class TransportFallbackTest {
    static final class Program {
        private Program() {}

        public static void main(String[] args) {
            try (var loop = new IOLoop()) {
                System.out.println("served by " + loop.runSync(IOLoop::transport));
            }
        }
    }

    @Test
    void whereThereIsNoRingItIsOneLineAndAnotherTransport() throws Exception {
        String output = ChildJvm.run(Program.class, List.of("-Dtyphoon.transport=io_uring", "-Dio.netty.transport.noNative=true"));
        List<String> lines = output.lines().filter(line -> line.contains("io_uring") || line.contains("served by")).toList();
        assertEquals(2, lines.size(), output);
        assertTrue(lines.getFirst().contains("io_uring was asked for") && lines.getFirst().contains("using nio"), lines.getFirst());
        assertEquals("served by nio", lines.getLast());
    }
}
