package typhoon.queues;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Comparator;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Queues that give back in another order. */
class OrderedQueuesTest extends QueueTestCase {
    private record Job(int rank, String name) {}

    @Test
    void thePriorityQueueGivesTheLeast() {
        var queue = PriorityQueue.<Integer>natural(0);
        for (int i : List.of(3, 1, 2)) queue.put(i);
        assertEquals(List.of(1, 2, 3), List.of(queue.get(), queue.get(), queue.get()));
    }

    @Test
    void ofEqualOnesThePriorityQueueGivesTheOneThatCameFirst() {
        var queue = new PriorityQueue<Job>(0, Comparator.comparingInt(Job::rank));
        for (String name : List.of("a", "b", "c", "d")) queue.put(new Job(1, name));
        queue.put(new Job(0, "urgent"));
        var order = new StringBuilder();
        while (!queue.empty()) order.append(queue.get().name()).append(' ');
        assertEquals("urgent a b c d ", order.toString());
    }

    @Test
    void anItemThatCannotBeComparedIsNotIn() {
        var queue = new PriorityQueue<Job>(0, (_, _) -> {
            throw new ClassCastException("incomparable");
        });
        queue.put(new Job(0, "alone"));
        assertThrows(ClassCastException.class, () -> queue.put(new Job(1, "other")));
        queue.get();
        queue.taskDone();
        queue.join();
        assertTrue(queue.empty());
    }

    /** It would throw where somebody takes another item, and its putter would take it to be in. */
    @Test
    void anItemThatCannotBeComparedDoesNotWait() {
        var queue = new PriorityQueue<Job>(1, (_, _) -> {
            throw new ClassCastException("incomparable");
        });
        queue.put(new Job(0, "alone"));
        assertThrows(ClassCastException.class, () -> queue.put(new Job(1, "other")));
        assertEquals("alone", queue.get().name());
        assertTrue(queue.empty());
    }

    @Test
    void aWaitingPuttersItemTakesPartInTheOrder() {
        var queue = PriorityQueue.<Integer>natural(2);
        queue.put(2);
        queue.put(3);
        puts(queue, 1);
        assertEquals(1, queue.getNowait());
        assertEquals(List.of("put 1"), endedNow());
    }

    @Test
    void theLifoQueueGivesTheLast() {
        var queue = new LifoQueue<Integer>();
        for (int i : List.of(3, 2, 1)) queue.put(i);
        assertEquals(List.of(1, 2, 3), List.of(queue.get(), queue.get(), queue.get()));
        assertEquals("LifoQueue[size=0, getters=0, putters=0, unfinished=3]", queue.toString());
        assertEquals(5, new LifoQueue<>(5).maxsize());
    }
}
