package typhoon.ioloop;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;
import typhoon.examples.stalls.UserCode;

/** A collector that stops the program is not the callback's fault. */
class CollectedTurnTest {
    /** Lets a full collection of a large heap fall into short turns. */
    static final class Program {
        /** Small objects, which take a collector long to follow. */
        record Link(Link next, byte[] load) {}

        public static void main(String[] args) {
            Link chain = null;
            for (int i = 0; i < 6_000_000; i++) chain = new Link(chain, new byte[8]);
            try (var loop = new IOLoop()) {
                for (int i = 0; i < 4; i++) {
                    loop.runSync(() -> {
                        UserCode.computeMillis(60);         // so that the watchdog sees the turn begin
                        System.gc();
                        return null;
                    });
                }
                System.out.println("stalls " + loop.stalls() + ", collected " + (loop.collectedTurns() > 0) + " " + loop.collectedTurns()
                        + ", starved " + loop.starvedTurns() + (chain.load().length == 8 ? "" : "!"));
            }
        }
    }

    @Test
    void isCountedAndNotSaid() throws Exception {
        String output = ChildJvm.run(Program.class, List.of("-XX:+UseSerialGC", "-Xms700m", "-Xmx700m"));
        System.out.println(output.strip());
        assertTrue(output.contains("stalls 0, collected true"), output);
    }
}
