package typhoon.process;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import typhoon.ioloop.IOLoop;
import typhoon.ioloop.ThisRun;

/**
 * Processes die and are replaced while clients ask. A client whose request was in flight in a process that is killed loses it; nobody else
 * may notice. Before every other kill the process is made to stand still for a while: whoever connects after that moment, and gets into its
 * queue, is accepted by its successor.
 */
@Timeout(600)
class FleetUnderFireTest {
    private static final int SECONDS = Integer.getInteger("typhoon.kills.seconds", 5);
    private static final long SECOND = 1_000_000_000;

    private final Random random = new Random(7);
    private final List<Kill> kills = new ArrayList<>();
    private final Set<Long> killed = new HashSet<>();

    /** Who began a connection before {@code accepted} may have been accepted by the process that was killed after {@code began}. */
    private record Kill(long began, long accepted) {
        boolean explains(Load.Failure failure) {
            return failure.began() < accepted && failure.failed() >= began;
        }
    }

    @Test
    void whoeverIsInTheQueueOfAProcessThatIsKilledIsServed() throws IOException {
        if (!IOLoop.transport().equals("epoll")) ThisRun.skip("queues survive with epoll only, not with " + IOLoop.transport());
        try (var fleet = Fleet.start("4"); var load = new Load(fleet.await(4).getFirst().port(), 16)) {
            load.awaitAnswers(200);
            long began = System.nanoTime();
            for (int second = 0; second < SECONDS; second++) {
                while (System.nanoTime() < began + second * SECOND) Fleet.sleep(1);
                kill(fleet);
            }
            long millis = (System.nanoTime() - began) / 1_000_000;
            fleet.await(4);
            load.awaitAnswers(200);
            load.close();
            List<Load.Failure> unexplained = load.failures.stream()
                    .filter(failure -> kills.stream().noneMatch(kill -> kill.explains(failure))).toList();
            System.out.println(kills.size() + " kills in " + millis + " ms: " + load.answers + " answers, " + load.failures.size()
                    + " requests were in flight in a killed process, " + load.askedAgain + " asked again");
            assertEquals(SECONDS, kills.size());
            assertEquals(List.of(), unexplained, "these were in no killed process");
            assertFalse(kills.isEmpty(), "nobody was killed: this run has shown nothing");
            assertEquals(List.of(), List.copyOf(load.wrong));
            fleet.signal("TERM");
            assertEquals(0, fleet.exitCode(), fleet.output());
        }
    }

    /** One of those that listen; where this machine starts them more slowly than they are killed, and none does, the first to come. */
    private void kill(Fleet fleet) throws IOException {
        fleet.await(() -> !targets(fleet).isEmpty(), "a child to kill");
        List<Long> targets = targets(fleet);
        long pid = targets.get(random.nextInt(targets.size()));
        killed.add(pid);
        boolean standsStill = kills.size() % 2 == 0;
        if (standsStill) ForkTest.stop(pid);
        long accepted = System.nanoTime();
        if (standsStill) Fleet.sleep(150);
        long began = System.nanoTime();
        Fleet.signal(pid, "KILL");
        kills.add(new Kill(began, standsStill ? accepted : System.nanoTime()));
    }

    /** Not those that are dying already: a process takes its time. */
    private List<Long> targets(Fleet fleet) {
        return fleet.alive().stream().map(Fleet.Up::pid).filter(pid -> !killed.contains(pid)).toList();
    }

    @Test
    void aRollUnderLoadFailsNoRequest() {
        try (var fleet = Fleet.start("2"); var load = new Load(fleet.await(2).getFirst().port(), 8)) {
            List<Fleet.Up> before = fleet.await(2);
            load.awaitAnswers(200);
            fleet.signal("HUP");
            fleet.await(() -> before.stream().noneMatch(Fleet.Up::isAlive), "a new generation");
            load.awaitAnswers(200);
            load.close();
            System.out.println("a roll: " + load.answers + " answers, " + load.askedAgain + " asked again");
            if (IOLoop.transport().equals("epoll")) assertEquals(List.of(), List.copyOf(load.failures));
            assertEquals(List.of(), List.copyOf(load.wrong));
            assertEquals(List.of(0, 1), fleet.await(2).stream().map(Fleet.Up::task).toList());
            assertTrue(fleet.output().contains("Rolling 2 processes"));
            fleet.signal("TERM");
            assertEquals(0, fleet.exitCode(), fleet.output());
        }
    }
}
