package typhoon.queues;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import typhoon.gen.Gen;
import typhoon.ioloop.TimeoutError;

/** Waiting until all that was put has been worked on. */
class JoinTest extends QueueTestCase {
    private final Queue<Integer> queue = new Queue<>();

    @Test
    void moreIsNotDoneThanWasPut() {
        assertThrows(IllegalStateException.class, queue::taskDone);
        queue.put(1);
        queue.taskDone();
        assertEquals("taskDone() called too many times: all that was put has been done",
                assertThrows(IllegalStateException.class, queue::taskDone).getMessage());
    }

    @Test
    void nothingPutIsNothingToWaitFor() {
        queue.join();
        queue.join(Duration.ZERO);
    }

    @Test
    void waitsForTheLastWordAndNotForTheLastItem() {
        queue.put(1);
        queue.put(2);
        starts(() -> {
            queue.join();
            ended.add("joined");
        });
        queue.get();
        queue.get();
        queue.taskDone();
        assertEquals(List.of(), endedNow());
        queue.taskDone();
        assertEquals(List.of("joined"), endedNow());
    }

    @Test
    void whoWasLetGoStaysSoThoughMoreIsPut() {
        queue.put(1);
        starts(() -> {
            queue.join();
            ended.add("joined");
        });
        queue.taskDone();
        queue.put(2);
        assertEquals(List.of("joined"), endedNow());
        assertThrows(TimeoutError.class, () -> queue.join(Duration.ZERO));
    }

    @Test
    void waitsSoLongAtMost() {
        queue.put(1);
        starts(() -> queue.join(SECOND));
        clock().advance(SECOND);
        assertEquals(List.of("too late"), endedNow());
    }

    @Test
    void anItemHandedStraightToAGetterCountsToo() {
        gets(queue);
        queue.put(1);
        assertThrows(TimeoutError.class, () -> queue.join(Duration.ZERO));
    }

    @Test
    void producersAndConsumersMeetThroughASmallQueue() {
        var small = new Queue<Integer>(3);
        var seen = new ArrayList<Integer>();
        for (int i = 0; i < 2; i++) {
            Gen.spawn(() -> {
                for (int item : small) {
                    Gen.moment();
                    seen.add(item);
                    small.taskDone();
                }
            });
        }
        for (int i = 0; i < 100; i++) small.put(i);
        small.join();
        assertEquals(IntStream.range(0, 100).boxed().toList(), seen);
        small.close();
    }
}
