package typhoon.netty;

import java.util.ArrayDeque;
import java.util.Collections;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;

/**
 * The tasks of a loop and the reused coroutines that run them. A batch is the tasks of one turn; one worker runs them one after another.
 * If a task waits, its worker stays with it, and the poller, finding the batch unfinished, wakes another for the rest.
 *
 * <p>With private access a task finds no ThreadLocal that another has set. Without it they cannot be taken from a worker; and a worker
 * for each task does not do, because a virtual thread that is started queues behind everything that is ready.
 */
final class Workers {
    private static final Logger LOG = Logs.of("typhoon.application");
    private static final int MAX_IDLE = 256;

    private final Carrier carrier;
    private final Pulse pulse;
    private final Consumer<VirtualMachineError> onFatal;

    // Touched on the loop only.
    private final ArrayDeque<Runnable> tasks = new ArrayDeque<>();
    private final ArrayDeque<Worker> idle = new ArrayDeque<>();
    private int batch;
    private int busy;
    private int assigned;                       // how many have work that they belong to
    private long made;
    private boolean ending;

    // Written when a worker is made or ends, read by the watchdog.
    private final Map<Thread, Worker> all = new ConcurrentHashMap<>();

    Workers(Carrier carrier, Pulse pulse, Consumer<VirtualMachineError> onFatal) {
        this.carrier = carrier;
        this.pulse = pulse;
        this.onFatal = onFatal;
    }

    void add(Runnable task) {
        tasks.addLast(task);
    }

    boolean hasTasks() {
        return !tasks.isEmpty();
    }

    /** The tasks queued now are this turn's; those that they add are the next one's. */
    void beginBatch() {
        batch = tasks.size();
    }

    boolean hasBatch() {
        return batch > 0;
    }

    /** How many tasks have begun and not ended. */
    int busy() {
        return busy;
    }

    @Nullable Object taskOf(Thread thread) {
        Worker worker = all.get(thread);
        return worker == null ? null : worker.task;
    }

    /** What the task that the caller runs belongs to; null for most, and then it costs no look-up. */
    @Nullable Work work() {
        if (assigned == 0) return null;
        Worker worker = all.get(Thread.currentThread());
        return worker == null ? null : worker.work;
    }

    void assign(Thread thread, @Nullable Work work) {
        if (all.get(thread) instanceof Worker worker) worker.assign(work);
    }

    /** The coroutines that run tasks, idle ones included; a view that any thread may read. */
    Set<Thread> threads() {
        return Collections.unmodifiableSet(all.keySet());
    }

    /** Has one worker take from the batch once the poller gives way. */
    void wakeOne() {
        Worker worker = idle.pollLast();
        if (worker == null) new Worker().thread.start();
        else worker.wake();
    }

    void interruptAll() {
        for (Worker worker : all.values()) {
            if (worker.task != null && worker.thread != Thread.currentThread()) worker.thread.interrupt();
        }
    }

    /** A parked virtual thread is never collected, so workers are woken to end; one that ignores its interrupt is left behind. */
    void endAll() {
        ending = true;
        batch = 0;
        interruptAll();
        for (int pass = 0; !all.isEmpty() && pass < 100; pass++) {
            while (idle.pollLast() instanceof Worker worker) worker.wake();
            Thread.yield();
        }
    }

    /** The tasks that are left when the loop is closed. */
    void drop() {
        while (tasks.pollFirst() instanceof Runnable task) Loop.drop(task);
    }

    private final class Worker implements Runnable {
        final Thread thread = carrier.newThread("typhoon-worker-" + ++made, this);
        @Nullable Runnable task;
        @Nullable Work work;
        private boolean wanted = true;

        /** One method, although long: between a user's code and the end of a stack trace there shall be little of ours. */
        @Override
        public void run() {
            all.put(thread, this);
            while (wanted) {
                while (batch > 0 && tasks.pollFirst() instanceof Runnable next) {
                    batch--;
                    begin(next);
                    try {
                        next.run();
                    } catch (Throwable failure) {
                        failed(next, failure);
                    }
                    end();
                }
                wanted = false;
                if (ending || idle.size() >= MAX_IDLE) break;
                idle.addLast(this);
                while (!wanted) {
                    LockSupport.park(Workers.this);
                    Thread.interrupted();                   // by somebody who still knows this thread from an earlier task
                }
            }
            all.remove(thread);
        }

        private void begin(Runnable next) {
            task = next;
            busy++;
            pulse.beat();
        }

        private void failed(Runnable next, Throwable failure) {
            if (failure instanceof VirtualMachineError grave && Loop.isFatal(grave)) onFatal.accept(grave);
            else if (!Interruption.explains(failure)) LOG.error("Exception in callback {}", next, failure);
        }

        void assign(@Nullable Work given) {
            assigned += (given == null ? 0 : 1) - (work == null ? 0 : 1);
            work = given;
        }

        private void end() {
            busy--;
            task = null;
            if (work != null) assign(null);
            Thread.interrupted();                       // meant for the task that has ended
            Coroutines.forgetThreadLocals(thread);
        }

        void wake() {
            wanted = true;
            LockSupport.unpark(thread);
        }
    }
}
