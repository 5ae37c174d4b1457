package typhoon.queues;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import typhoon.ioloop.TimeoutError;

/** What goes in, what comes out, and who waits. */
class QueueTest extends QueueTestCase {
    private final Queue<Integer> queue = new Queue<>();
    private final Queue<Integer> single = new Queue<>(1);

    @Test
    void saysWhatItHoldsAndWhoWaits() {
        assertEquals("Queue[size=0, getters=0, putters=0, unfinished=0]", queue.toString());
        single.put(1);
        puts(single, 2);
        assertEquals("Queue[size=1 of 1, getters=0, putters=1, unfinished=1]", single.toString());
    }

    @Test
    void givesBackInTheOrderItWasGiven() {
        for (int i = 0; i < 10; i++) queue.put(i);
        for (int i = 0; i < 10; i++) assertEquals(i, queue.get());
    }

    @Test
    void knowsItsBound() {
        assertThrows(IllegalArgumentException.class, () -> new Queue<>(-1));
        assertEquals(0, queue.maxsize());
        var two = new Queue<Integer>(2);
        assertEquals(2, two.maxsize());
        assertTrue(two.empty());
        assertFalse(two.full());
        two.putNowait(0);
        assertFalse(two.empty());
        assertFalse(two.full());
        two.putNowait(1);
        assertTrue(two.full());
        assertEquals(2, two.qsize());
    }

    @Test
    void withoutABoundItIsNeverFull() {
        for (int i = 0; i < 10_000; i++) queue.putNowait(i);
        assertFalse(queue.full());
    }

    @Test
    void holdsNoNull() {
        assertThrows(NullPointerException.class, () -> putNull(queue));
        assertTrue(queue.empty());
    }

    @SuppressWarnings({"DataFlowIssue", "NullAway"})
    private static void putNull(Queue<Integer> queue) {
        queue.putNowait(null);
    }

    // ---- getting

    @Test
    void aGetterWaitsUntilSomethingComes() {
        gets(queue);
        assertEquals(List.of(), endedNow());
        queue.put(1);
        assertEquals(List.of("got 1"), endedNow());
    }

    @Test
    void gettersAreServedInTheOrderTheyCame() {
        starts(() -> ended.add("first " + queue.get()));
        starts(() -> ended.add("second " + queue.get()));
        queue.putNowait(1);
        queue.putNowait(2);
        assertEquals(List.of("first 1", "second 2"), endedNow());
    }

    @Test
    void whoComesWhileAnItemIsHandedOverDoesNotGetIt() {
        gets(queue);
        queue.put(1);
        assertThrows(QueueEmpty.class, queue::getNowait);
        assertEquals(List.of("got 1"), endedNow());
    }

    @Test
    void gettingWithoutWaitingNeedsSomethingThere() {
        assertThrows(QueueEmpty.class, queue::getNowait);
        queue.putNowait(0);
        assertEquals(0, queue.getNowait());
        assertThrows(QueueEmpty.class, queue::getNowait);
    }

    @Test
    void gettingMakesRoomForWaitingPutters() {
        single.put(0);
        puts(single, 1);
        puts(single, 2);
        assertEquals(0, single.getNowait());
        assertEquals(1, single.get());
        assertEquals(2, single.get());
        assertEquals(List.of("put 1", "put 2"), endedNow());
    }

    @Test
    void aGetterWaitsSoLongAtMost() {
        gets(queue, SECOND);
        gets(queue, SECOND.multipliedBy(2));
        clock().advance(SECOND);
        assertEquals(List.of("too late"), endedNow());
        queue.put(7);
        assertEquals(List.of("too late", "got 7"), endedNow());
        assertThrows(TimeoutError.class, () -> queue.get(Duration.ZERO));
    }

    @Test
    void whatComesInTimeWins() {
        gets(queue, SECOND);
        queue.put(1);
        clock().advance(Duration.ofHours(1));
        assertEquals(List.of("got 1"), endedNow());
        queue.put(2);
        assertEquals(2, queue.get(Duration.ZERO));
    }

    @Test
    void puttersThatGaveUpAreNotTaken() {
        single.put(0);
        puts(single, 1, SECOND);
        puts(single, 2);
        clock().advance(SECOND);
        assertEquals(List.of("too late"), endedNow());
        assertEquals(0, single.get());
        assertEquals(2, single.get());
        assertTrue(single.empty());
    }

    @Test
    void gettersThatGaveUpGetNothing() {
        gets(queue, SECOND);
        gets(queue);
        clock().advance(SECOND);
        queue.put(0);
        assertEquals(List.of("too late", "got 0"), endedNow());
    }

    @Test
    void aGetterThatWasInterruptedGetsNothing() {
        Future<?> gone = gets(queue);
        gone.cancel(true);
        queue.put(1);
        endedNow();
        assertTrue(ended.isEmpty());
        assertEquals(1, queue.qsize());
    }

    @Test
    void aGetterThatWasInterruptedAfterItWasServedHasItsItem() {
        Future<?> served = gets(queue);
        queue.put(1);
        served.cancel(true);
        assertEquals(List.of("got 1"), endedNow());
    }

    @Test
    void iterationGivesWhatComesUntilItIsClosed() {
        starts(() -> {
            for (int item : queue) ended.add("item " + item);
            ended.add("end");
        });
        queue.put(1);
        queue.put(2);
        assertEquals(List.of("item 1", "item 2"), endedNow());
        queue.put(3);
        queue.close();
        assertEquals(List.of("item 1", "item 2", "item 3", "end"), endedNow());
    }

    // ---- putting

    @Test
    void aPutterWaitsUntilThereIsRoom() {
        single.put(0);
        puts(single, 1);
        assertEquals(List.of(), endedNow());
        assertEquals(1, single.qsize());                // the waiting item is not in yet
        assertEquals(0, single.get());
        assertEquals(List.of("put 1"), endedNow());
        assertEquals(1, single.get());
    }

    @Test
    void puttingWithoutWaitingNeedsRoom() {
        single.putNowait(0);
        assertEquals("the queue was full: Queue[size=1 of 1, getters=0, putters=0, unfinished=1]",
                assertThrows(QueueFull.class, () -> single.putNowait(1)).getMessage());
    }

    @Test
    void puttingServesAWaitingGetterAtOnceAlsoInAFullTurn() {
        gets(single);
        gets(single);
        single.putNowait(0);
        single.putNowait(1);                            // there is room: the first went to a getter
        assertEquals(List.of("got 0", "got 1"), endedNow());
    }

    @Test
    void aPutterWaitsSoLongAtMostAndLeavesNothingBehind() {
        single.put(0);
        puts(single, 1, SECOND);
        puts(single, 2, SECOND.multipliedBy(3));
        clock().advance(SECOND);
        assertEquals(List.of("too late"), endedNow());
        assertEquals(0, single.get());
        assertEquals(List.of("too late", "put 2"), endedNow());
        assertThrows(TimeoutError.class, () -> single.put(3, Duration.ZERO));
        assertEquals(2, single.get());
        assertTrue(single.empty());
    }

    @Test
    void roomThatComesInTimeWins() {
        single.put(0);
        puts(single, 1, SECOND);
        single.get();
        clock().advance(Duration.ofHours(1));
        assertEquals(List.of("put 1"), endedNow());
        single.get();
        single.put(2, Duration.ZERO);
    }

    @Test
    void aPutterThatWasInterruptedLeavesNothingBehind() {
        single.put(0);
        puts(single, 1).cancel(true);
        endedNow();
        assertEquals(0, single.get());
        assertTrue(single.empty());
        assertEquals(List.of(), ended);
    }

    // ---- closing

    @Test
    void aClosedOneGivesWhatItHoldsAndThenSaysSo() {
        queue.put(1);
        queue.close();
        assertThrows(QueueClosed.class, () -> queue.put(2));
        assertThrows(QueueClosed.class, () -> queue.putNowait(2));
        assertEquals(1, queue.get());
        assertThrows(QueueClosed.class, queue::get);
        assertThrows(QueueClosed.class, queue::getNowait);
        assertThrows(QueueClosed.class, () -> queue.get(Duration.ZERO));
    }

    @Test
    void aClosedOneThatIsFullIsClosedForWhoDoesNotWaitToo() {
        single.put(1);
        single.close();
        assertThrows(QueueClosed.class, () -> single.put(2, Duration.ZERO));
        assertThrows(QueueClosed.class, () -> single.put(2, SECOND));
    }

    @Test
    void closingEndsAllWaits() {
        gets(queue);
        gets(queue);
        queue.close();
        assertEquals(List.of("closed", "closed"), endedNow());
        single.put(1);
        puts(single, 2);
        single.close();
        assertEquals(List.of("closed", "closed", "closed"), endedNow());
        assertEquals(1, single.get());
        assertTrue(single.empty());
    }
}
