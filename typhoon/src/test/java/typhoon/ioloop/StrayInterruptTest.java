package typhoon.ioloop;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import typhoon.gen.Gen;
import typhoon.testing.AsyncTestCase;

/** Coroutines are reused: an interrupt that comes when its addressee is over must hit nobody else. */
@Timeout(30)
class StrayInterruptTest extends AsyncTestCase {
    private static final int ROUNDS = 20_000;

    @Test
    void anInterruptOfACoroutineThatIsOverHitsNobody() {
        List<Thread> over = new ArrayList<>();
        for (int i = 0; i < 10; i++) loop().addCallback(() -> over.add(threadOfATaskThatWaited()));
        waitFor(() -> over.size() == 10);
        Gen.moment();
        for (Thread thread : over) thread.interrupt();
        Gen.moment();
        int[] undisturbed = {0};
        for (int i = 0; i < 20; i++) {
            Gen.spawn(() -> {
                assertFalse(Thread.currentThread().isInterrupted());
                Gen.sleep(Duration.ofMillis(1));
                undisturbed[0]++;
            });
        }
        waitFor(() -> undisturbed[0] == 20);
    }

    @Test
    void aCancellationFromAnotherThreadHitsItsCoroutineOrNobody() throws InterruptedException {
        var futures = new LinkedBlockingQueue<Future<?>>();
        int[] over = {0};
        int[] hit = {0};
        Thread canceller = Thread.ofPlatform().daemon().start(() -> {
            try {
                for (int i = 0; i < ROUNDS; i++) futures.take().cancel(true);
            } catch (InterruptedException _) {
                // the test is over
            }
        });
        for (int i = 0; i < ROUNDS; i++) {
            futures.add(Gen.spawn(() -> spin(50)));         // ends about when it is cancelled
            loop().addCallback(() -> {                      // and this one comes next, mostly in the same thread
                spin(2000);
                if (Thread.currentThread().isInterrupted()) hit[0]++;
                over[0]++;
            });
            Gen.moment();
        }
        waitFor(() -> over[0] == ROUNDS);
        canceller.join();
        assertEquals(0, hit[0], "interrupts of somebody else");
    }

    private static void spin(int times) {
        for (int i = 0; i < times; i++) Thread.onSpinWait();
    }

    private static Thread threadOfATaskThatWaited() {
        Gen.moment();
        return Thread.currentThread();
    }

    @Test
    void aFlagLeftUpByATaskDoesNotReachTheNextOfItsThread() {
        List<Boolean> flags = new ArrayList<>();
        loop().addCallback(() -> Thread.currentThread().interrupt());
        for (int i = 0; i < 5; i++) loop().addCallback(() -> flags.add(Thread.currentThread().isInterrupted()));
        Gen.moment();
        assertEquals(List.of(false, false, false, false, false), flags);
    }
}
