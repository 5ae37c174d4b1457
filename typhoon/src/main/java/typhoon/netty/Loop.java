// Longer than 400 lines because the poller, what it drives and what others may ask of it share the state of one thread.
package typhoon.netty;

import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.IoEventLoop;
import io.netty.channel.ManualIoEventLoop;
import io.netty.util.internal.OutOfDirectMemoryError;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;

/**
 * One thread, and everybody who takes turns on it.
 *
 * <p>Three kinds of code run here, all of them coroutines on the loop's {@link Carrier}. The <em>poller</em> waits for sockets and
 * timers; it runs framework code only and never waits for anything else. <em>Workers</em> run the tasks of the loop (callbacks,
 * connections with something to do, spawned coroutines) one after another; a worker whose task waits stays with it, and the poller
 * wakes another for the rest. And whatever virtual threads users make inside tasks.
 *
 * <p>A turn is: send what coroutines wrote, wait for I/O, run the timers that are due, then run exactly the tasks queued at that
 * moment. What those tasks enqueue belongs to the next turn. That is Tornado's order.
 */
public final class Loop {
    private static final Logger LOG = Logs.of("typhoon.application");
    private static final int MAX_FAILED_TURNS = 3;
    private static final int MAX_DRAINED = 1024;

    private final Carrier carrier;
    private final LongSupplier clock;
    private final Object owner;
    private final Thread poller;
    private final Io io;
    private final Pulse pulse = new Pulse();
    private final Workers workers;

    // Touched on the loop only.
    private final ArrayList<StreamChannel> touched = new ArrayList<>();
    private final Timers timers = new Timers();
    private final Set<StreamChannel> channels = new HashSet<>();
    private final Set<Acceptor> acceptors = new HashSet<>();
    private int turns;                      // since the last start
    private boolean asleep;                 // the poller is in its selector
    private boolean sawAllReady;            // the last wait did
    private long turnNanos;                 // when it ended
    private boolean closing;
    private boolean pollerStarted;
    private @Nullable Throwable fatal;
    @Nullable Object[] locals = {};             // of LoopLocal
    private @Nullable SharedPorts sharedPorts;
    private int failedTurns;                // one after another
    private int lastFailedTurn = -1;

    // Any thread may add; the loop drains it once a turn.
    private final Queue<Runnable> fromOutside = new ConcurrentLinkedQueue<>();
    private volatile boolean stopRequested;
    private volatile boolean running;
    private volatile boolean closed;

    /** A loop that belongs to {@code owner} (its public face) and tells the time by {@code clock}, in nanoseconds. */
    public Loop(Object owner, LongSupplier clock) {
        Carriers.kind();                        // refuses before anything is made
        this.owner = owner;
        this.clock = clock;
        this.io = new Io();
        this.carrier = Carriers.create(io::wakeup);
        this.workers = new Workers(carrier, pulse, this::dieOf);
        this.poller = carrier.newThread("typhoon-poller", this::poll);
    }

    /** For the poller: whether this turn's wait has seen every socket that was ready, or was cut short. */
    boolean sawAllReady() {
        return sawAllReady;
    }

    /** The loop that carries the calling code, or null. */
    public static @Nullable Loop current() {
        return RunningLoops.ofCaller();
    }

    /** The public object this loop belongs to. */
    public Object owner() {
        return owner;
    }

    /**
     * Whether the machine is at its end, and the loop has to end with it. Endless recursion is an error of the task that ran: the stack is
     * free again. And where Netty's bound for socket buffers is reached, one connection goes without; that is what clients can bring about.
     */
    public static boolean isFatal(Throwable failure) {
        boolean survived = failure instanceof StackOverflowError || failure instanceof OutOfDirectMemoryError;
        return failure instanceof VirtualMachineError && !survived;
    }

    /** Whether the calling code runs on this loop. */
    public boolean inLoop() {
        return running && carrier.carriesCaller();
    }

    /** Refuses a caller from elsewhere; {@code what} is what it tried, for the message. */
    public void checkInLoop(String what) {
        if (inLoop()) return;
        throw new IllegalStateException(what + " was called on " + Thread.currentThread() + ", but belongs to " + owner
                + ": call it from a coroutine of that loop, for example with addCallback(() -> …)");
    }

    /**
     * Runs {@code task} in a worker coroutine in the next turn; it may wait. Any thread may call this. First come, first served. A task
     * that is a future is cancelled when the loop closes before its turn.
     */
    public void enqueue(Runnable task) {
        if (inLoop()) {
            workers.add(task);
            wakeIfAsleep();
            return;
        }
        fromOutside.add(task);
        if (closed) dropOutside();
        else io.wakeup();
    }

    /**
     * Forgets what the running task has put into ThreadLocals, for a task that goes on to something unrelated; the next task begins without
     * them anyway. Without private access nothing happens.
     */
    public void forgetThreadLocals() {
        Coroutines.forgetThreadLocals(Thread.currentThread());
    }

    /** Runs {@code quick} on the poller when {@code delayNanos} have passed. It must neither wait nor run code of users. */
    public Timer schedule(long delayNanos, Runnable quick) {
        var timer = timers.add(nanoTime() + Math.clamp(delayNanos, 0, Nanos.FAR), quick);
        wakeIfAsleep();
        return timer;
    }

    /** Takes a timer back; harmless after it has run. */
    public void cancel(Timer timer) {
        timers.remove(timer);
    }

    /** The loop's clock: monotonic nanoseconds; a test may move it. */
    public long nanoTime() {
        return clock.getAsLong();
    }

    /**
     * The loop's clock as this turn's wait ended: what is handled now had arrived by then. Costs no look at the clock, and the same value
     * means that none was due since.
     */
    public long turnNanos() {
        return asleep ? nanoTime() : turnNanos;
    }

    /** Makes the loop look at its timers, because its clock was moved. Any thread. */
    public void clockMoved() {
        if (inLoop()) wakeIfAsleep();
        else io.wakeup();
    }

    /** What the watchdog looks at. */
    public Pulse pulse() {
        return pulse;
    }

    /** How many timers wait. */
    public int timerCount() {
        return timers.size();
    }

    /** How many tasks have begun and not ended: coroutines that wait, and the caller. */
    public int coroutineCount() {
        return workers.busy();
    }

    /** Changes whenever another coroutine is mounted; 0 for ever where the carrier cannot tell. */
    public long mounts() {
        return carrier.mounts();
    }

    /** The task that {@code thread} is in the middle of, or null. Any thread; what it says may be over already. */
    public @Nullable Object taskOf(Thread thread) {
        return workers.taskOf(thread);
    }

    /** The {@link Work} that the caller belongs to; null if it belongs to none, or is no task of this loop. Any thread. */
    public @Nullable Work work() {
        return inLoop() ? workers.work() : null;
    }

    /** Has the caller, a task of this loop, work for that from now on, or for nothing. */
    public void assign(@Nullable Work work) {
        assign(Thread.currentThread(), work);
    }

    void assign(Thread thread, @Nullable Work work) {
        checkInLoop("assigning work");
        workers.assign(thread, work);
    }

    /** The coroutine that is mounted now, as far as the carrier can tell. Any thread; what it says may be over already. */
    public @Nullable Thread mounted() {
        return carrier.mounted();
    }

    /** The coroutine that waits for sockets and timers. */
    public Thread poller() {
        return poller;
    }

    /** The coroutines that run tasks, those that wait for one included. Any thread; a view that changes. */
    public Set<Thread> workers() {
        return workers.threads();
    }

    /** Whether something else than the poller has the thread although {@link Pulse#sleeping} says that the loop sleeps. Any thread. */
    public boolean isCutOff() {
        return carrier.cutsPollerOff();
    }

    /** The platform thread beneath, or null while there is none. Any thread. */
    public @Nullable Thread carrierThread() {
        return carrier.thread();
    }

    /** The platform thread beneath, or -1 while there is none. */
    public long carrierThreadId() {
        return carrierThread() instanceof Thread thread ? thread.threadId() : -1;
    }

    /** Who holds the lock (of java.util.concurrent) that a thread is parked on, where this JVM lets us see it; for diagnosis. */
    public static @Nullable Thread lockOwner(Object parkBlocker) {
        return Coroutines.lockOwner(parkBlocker);
    }

    ByteBufAllocator allocator() {
        return ByteBufAllocator.DEFAULT;
    }

    IoEventLoop eventLoop() {
        return io;
    }

    void touch(StreamChannel channel) {
        touched.add(channel);
        wakeIfAsleep();
    }

    Set<StreamChannel> channels() {
        return channels;
    }

    Set<Acceptor> acceptors() {
        return acceptors;
    }

    /** Has this loop listen on ports together with others. Before it runs. */
    public void sharePorts(SharedPorts ports) {
        sharedPorts = ports;
    }

    @Nullable SharedPorts sharedPorts() {
        return sharedPorts;
    }

    // ---- start, stop, close

    /** Runs on the calling platform thread until {@link #stop}. */
    public void run() {
        if (closed) throw new IllegalStateException(owner + " was started, but it is closed: make a new IOLoop");
        Carriers.claim(this);
        turns = 0;
        pulse.wakes();              // before the poller may run: a carrier of the JDK does not wait for hold()
        RunningLoops.add(this);     // also before: whoever runs looks there for the loop that carries him
        running = true;
        if (!pollerStarted) {
            pollerStarted = true;
            io.setOwningThread(poller);
            poller.start();
        }
        try {
            LockSupport.unpark(poller);
            carrier.hold();
        } finally {
            pulse.sleeps();
            RunningLoops.remove(this);
            running = false;
        }
        Throwable grave = fatal;
        fatal = null;
        if (grave instanceof Error error) throw error;
        if (grave != null) throw new IllegalStateException(owner + " could not go on", grave);
    }

    /** Whether somebody is inside {@link #run}. */
    public boolean isRunning() {
        return running;
    }

    /** For a coroutine that was interrupted: whether that was because this loop is being closed. */
    public boolean isClosing() {
        return closing;
    }

    /** Whether {@link #close} was called. */
    public boolean isClosed() {
        return closed;
    }

    /** Ends {@link #run} after the current turn; before run it lets the next run take one turn. Any thread. */
    public void stop() {
        stopRequested = true;
        io.wakeup();
    }

    /** Interrupts every task that has begun and not ended, but for the caller's own. They go on in the next turns. */
    public void interruptAll() {
        workers.interruptAll();
    }

    /** Frees sockets and selector. Only when {@link #run} has returned; tasks and timers still queued are dropped. */
    public void close() {
        if (running) throw new IllegalStateException(owner + " was closed while it runs: "
                + "call stop() first and close it when start() returned");
        if (closed) return;
        closing = true;
        if (!pollerStarted) io.shutDownUnused();
        else if (Thread.currentThread().isVirtual()) CompletableFuture.runAsync(this::run, body -> Thread.ofPlatform().start(body)).join();
        else run();
        closed = true;
        dropOutside();
        workers.drop();
        Carriers.release(this);
    }

    private void dropOutside() {
        while (fromOutside.poll() instanceof Runnable task) drop(task);
    }

    /** Whoever waits for the outcome of a task that will never run must not wait for ever. */
    static void drop(Runnable task) {
        if (task instanceof Future<?> future) future.cancel(false);
    }

    // ---- the poller

    private void poll() {
        try {
            while (!closing) {
                try {
                    step();
                } catch (Throwable failure) {
                    turnFailed(failure);
                }
            }
            shutDown();
        } finally {
            carrier.release();
        }
    }

    private void step() {
        if (!workers.hasBatch()) {
            if (stopRequested && turns > 0) pause();
            else takeTurn();
        }
        if (workers.hasBatch()) workers.wakeOne();
        if (workers.hasBatch() || carrier.mayHaveReady()) Thread.yield();
    }

    /** Not the fault of any task: one such failure is survived, the machine's own and those that repeat leave start(). */
    private void turnFailed(Throwable failure) {
        failedTurns = turns == lastFailedTurn ? failedTurns + 1 : 1;
        lastFailedTurn = turns;
        if (isFatal(failure) || failedTurns >= MAX_FAILED_TURNS) {
            dieOf(failure);
            return;
        }
        try {
            LOG.error("{} failed in its own work and goes on", owner, failure);
        } catch (Throwable alsoInLogging) {
            failure.addSuppressed(alsoInLogging);
            dieOf(failure);
        }
    }

    private void takeTurn() {
        pulse.beat();
        flushTouched();
        drainOutside();
        sawAllReady = Transport.chosen().sawAll(io.waitAndRead());
        turnNanos = nanoTime();
        for (Timer due = timers.pollDue(nanoTime()); due != null; due = timers.pollDue(nanoTime())) runQuick(due);
        drainOutside();
        workers.beginBatch();
        turns++;
    }

    private void flushTouched() {
        for (int i = 0; i < touched.size(); i++) touched.get(i).flushNow();     // a flush may touch others
        touched.clear();
    }

    /** Bounded, or a thread that adds faster than this takes would keep the loop here for good. */
    private void drainOutside() {
        for (int i = 0; i < MAX_DRAINED && fromOutside.poll() instanceof Runnable task; i++) workers.add(task);
    }

    private void runQuick(Timer due) {
        try {
            due.task.run();
        } catch (Throwable ours) {
            if (ours instanceof Error grave && isFatal(grave)) throw grave;
            LOG.error("Exception in timer {}", due, ours);
        }
    }

    private void pause() {
        flushTouched();
        stopRequested = false;
        running = false;
        carrier.release();
        while (!running && !closing) {
            Thread.yield();
            if (!running && !closing) LockSupport.park(this);
        }
    }

    private void shutDown() {
        for (Acceptor acceptor : new ArrayList<>(acceptors)) acceptor.shut();
        for (StreamChannel channel : new ArrayList<>(channels)) channel.abort();
        flushTouched();
        workers.endAll();
        io.shutDownNow();
    }

    private void dieOf(Throwable grave) {
        fatal = grave;
        stop();
        turns++;                    // so that the next step pauses, whatever else was to be done first
    }

    private void wakeIfAsleep() {
        if (asleep) io.wakeup();
    }

    // ---- Netty's half

    /** Netty's event loop, driven by our poller. */
    private final class Io extends ManualIoEventLoop {
        Io() {
            super(null, Transport.chosen().ioHandler());
        }

        /**
         * Asked by the handler after it has announced that it will sleep and before it does: whatever came in up to that announcement is
         * seen here, and whoever comes later wakes the handler. So no wake-up is lost.
         */
        @Override
        protected boolean canBlock() {
            if (!super.canBlock() || stopRequested || !fromOutside.isEmpty() || carrier.hasReady()) return false;
            pulse.sleeps();
            return true;
        }

        /** How many events there were, and a few more. */
        int waitAndRead() {
            if (workers.hasTasks() || !touched.isEmpty() || !fromOutside.isEmpty() || stopRequested || carrier.hasReady()) return runNow();
            long wait = timers.isEmpty() ? 0 : timers.untilNext(Loop.this.nanoTime());
            if (wait == 0 && !timers.isEmpty()) return runNow();
            asleep = true;
            try {
                return run(wait);
            } finally {
                asleep = false;
                pulse.wakes();
            }
        }

        void shutDownUnused() {
            setOwningThread(Thread.currentThread());
            shutDownNow();
        }

        void shutDownNow() {
            shutdownGracefully(0, 0, TimeUnit.NANOSECONDS);
            while (!isTerminated()) runNow();
        }
    }
}
