package typhoon.locks;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.time.Duration;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.Test;
import typhoon.ioloop.IOLoop;
import typhoon.ioloop.ThisRun;
import typhoon.queues.Queue;
import typhoon.testing.AsyncTestCase;

/** What coroutines wait for together belongs to one loop, and says so to others. */
class OneLoopTest extends AsyncTestCase {
    private String refused(Callable<?> call) {
        return assertThrows(IllegalStateException.class, () -> loop().runInExecutor(call)).getMessage();
    }

    @Test
    void anotherThreadIsToldWhoseItIsAndWhatToDo() {
        var lock = new Lock();
        lock.acquire();
        String message = refused(lock::acquire);
        assertEquals("this Lock belongs to " + loop() + ": hand the call over with its addCallback(() -> …)",
                message.substring(message.indexOf("this ")));
        assertEquals("Lock.acquire() was called on Thread[", message.substring(0, message.indexOf('#')));
    }

    @Test
    void alsoForWhatDoesNotWait() {
        var event = new Event();
        event.set();
        refused(() -> {
            event.clear();
            return null;
        });
        var condition = new Condition();
        condition.signal();
        refused(() -> {
            condition.signal();
            return null;
        });
        var queue = new Queue<Integer>();
        queue.putNowait(1);
        refused(queue::getNowait);
    }

    @Test
    void alsoWhereItWouldNotHaveWaitedForWantOfTime() {
        var lock = new Lock();
        lock.acquire();
        refused(() -> lock.acquire(Duration.ZERO));
        var queue = new Queue<Integer>(1);
        queue.put(1);
        refused(() -> {
            queue.put(2, Duration.ZERO);
            return null;
        });
        refused(() -> {
            queue.join(Duration.ZERO);
            return null;
        });
        queue.get();
        refused(() -> queue.get(Duration.ZERO));
    }

    @Test
    void aThreadMayPrepareWhatNoLoopHasUsedYetButNotWaitForIt() {
        var queue = new Queue<Integer>();
        int got = loop().runInExecutor(() -> {
            queue.putNowait(7);
            return queue.qsize();
        });
        assertEquals(1, got);
        var event = new Event();
        String message = refused(() -> {
            event.await();
            return null;
        });
        assertEquals("it belongs in a coroutine of an IOLoop", message.substring(message.indexOf("it "), message.indexOf(':')));
        assertEquals(7, queue.get());
    }

    @Test
    void anotherLoopIsRefusedToo() {
        ThisRun.needsSeveralLoops();
        var queue = new Queue<Integer>();
        queue.put(1);
        String message = loop().runInExecutor(() -> {
            try (var other = new IOLoop()) {
                return other.runSync(() -> assertThrows(IllegalStateException.class, queue::get).getMessage());
            }
        });
        assertEquals("this Queue belongs to " + loop(), message.substring(message.indexOf("this "), message.indexOf(": hand")));
    }
}
