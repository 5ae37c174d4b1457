// Longer than 400 lines because this is the loop's whole face, and half of it is what its users must know.
package typhoon.ioloop;

import java.nio.channels.SelectableChannel;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.ObjIntConsumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import typhoon.netty.Carriers;
import typhoon.netty.Logs;
import typhoon.netty.Loop;
import typhoon.netty.Nanos;
import typhoon.netty.Rethrow;
import typhoon.netty.Transport;
import typhoon.netty.WhenDone;

/**
 * The loop: one thread on which everything of a program takes turns. Handlers, callbacks and timers run in coroutines on it; whatever
 * blocks parks its coroutine, and the thread goes on with the next. Between two waits nothing else of the loop runs, so plain collections
 * shared by its coroutines are safe.
 *
 * {@snippet class="typhoon.snippets.IOLoopSnippets" region="start"}
 *
 * <p>{@link #addCallback}, {@link #stop}, {@link #spawn} and what says so may be called from any thread. The rest belongs to the loop's
 * own coroutines, or to the thread that will start it as long as it does not run.
 *
 * <p>A coroutine has its own {@link ThreadLocal}s and inherits none. Only with supported access (see {@link #carrier}) it may find what an
 * earlier one has left, as in any pool of threads: there use {@link ScopedValue}, or remove what you set.
 *
 * <p>Tornado: {@code tornado.ioloop.IOLoop}.
 */
public final class IOLoop implements AutoCloseable {
    /** No events: for {@link #addHandler} and {@link #updateHandler}. */
    public static final int NONE = 0;
    /** There is something to read or to accept, or the other side has ended. */
    public static final int READ = 1;
    /** There is room to write, or a connection was made or failed. */
    public static final int WRITE = 4;
    /** May be asked for, as in Tornado, but what goes wrong is told as READ or WRITE. */
    public static final int ERROR = 0x18;

    private static final Logger LOG = Logs.of("typhoon.general");
    private static final AtomicBoolean ANNOUNCED = new AtomicBoolean();
    private static final AtomicInteger NUMBERS = new AtomicInteger();
    private static final ThreadLocal<@Nullable IOLoop> OF_THREAD = new ThreadLocal<>();

    private final String name = "IOLoop-" + NUMBERS.incrementAndGet();
    private final Loop loop;
    private final LoopWatch watch;
    private final Handlers handlers;
    private final Set<Coroutine.Unasked> unasked = ConcurrentHashMap.newKeySet();
    private Executor executor = DefaultExecutor.POOL;
    private @Nullable String startedBy;

    /** A loop that tells the time by the system's clock. It does nothing before {@link #start} or {@link #runSync}. */
    public IOLoop() {
        this(LoopClock.SYSTEM);
    }

    /** A loop with a clock of its own, for tests. */
    public IOLoop(LoopClock clock) {
        loop = new Loop(this, clock::nanoTime);
        watch = new LoopWatch(loop);
        handlers = new Handlers(loop);
    }

    /** Threads for what would block the loop, made when first needed: as many as asyncio's default executor has. */
    private static final class DefaultExecutor {
        static final ExecutorService POOL = Executors.newFixedThreadPool(
                Math.min(32, Runtime.getRuntime().availableProcessors() + 4),
                Thread.ofPlatform().daemon().name("typhoon-executor-", 1).factory());
    }

    // ---- which loop

    /**
     * The loop that the caller runs on; on a platform thread that runs none, the loop that this thread made before, or a new one, which is
     * to be closed when it is never started: it holds descriptors. Tornado: {@code IOLoop.current()}.
     *
     * @throws IllegalStateException in a virtual thread that no running loop carries
     */
    public static IOLoop current() {
        IOLoop found = currentOrNull();
        if (found != null) return found;
        if (Thread.currentThread().isVirtual())
            throw new IllegalStateException("IOLoop.current() was called in the virtual thread " + Thread.currentThread()
                    + ", which no running loop carries: pass the loop to it, and use loop.addCallback(() -> …) from there");
        var made = new IOLoop();
        OF_THREAD.set(made);
        return made;
    }

    /** Like {@link #current}, but null instead of a new loop. */
    public static @Nullable IOLoop currentOrNull() {
        Loop running = Loop.current();
        if (running != null) return (IOLoop) running.owner();
        IOLoop made = OF_THREAD.get();
        return made == null || made.loop.isClosed() ? null : made;
    }

    /** What carries coroutines in this JVM: "private access" (any number of loops) or "supported access" (one loop, on NIO). */
    public static String carrier() {
        return Carriers.kind().toString();
    }

    /** How this JVM waits for sockets: "epoll", "nio" or "io_uring". */
    public static String transport() {
        return Transport.chosen().toString();
    }

    // ---- running

    /**
     * Runs the loop on the calling thread until {@link #stop} is called. A loop can be started again after that. The first start of a JVM
     * logs what carries coroutines and how sockets are waited for.
     *
     * @throws IllegalStateException when it runs already, when the caller is itself a coroutine, or when the loop was closed
     */
    public void start() {
        refuseNested("start()");
        if (ANNOUNCED.compareAndSet(false, true)) LOG.info("Coroutines by {}, sockets by {}", carrier(), transport());
        run();
    }

    /**
     * Runs several loops in this JVM, each on a thread of its own, and {@code body} once on each of them, as a callback. What the body
     * makes is that loop's own and needs no locks; what is static is everybody's. Returns when all have been stopped, each by its own
     * {@link #stop}, and closed. An interrupt of the calling thread stops them all.
     *
     * {@snippet class="typhoon.snippets.IOLoopSnippets" region="fork"}
     *
     * <p>What they listen on they share: each has a socket of its own (SO_REUSEPORT), and the kernel spreads connections over them. A port
     * 0 becomes the same free port for all. A socket of the unix domain cannot be shared so: a second loop is refused.
     *
     * <p>A body that fails, or a loop that cannot go on, stops all loops; its exception is thrown here, as it is, those of others
     * suppressed in it. Signals are the process's: {@code Processes.onShutdown}, called in the body, hears of them once for each loop.
     * Source: Tornado's {@code fork_processes}, in one heap.
     *
     * @param loops how many; 0 or less: one for each processor
     * @throws IllegalStateException in a coroutine; and with supported access (see {@link #carrier}) when it wants more than one
     */
    public static void fork(int loops, Runnable body) {
        if (Loop.current() instanceof Loop running)
            throw new IllegalStateException("IOLoop.fork was called in a coroutine of " + running.owner()
                    + ", but it waits for its loops to end: call it from main, or from Thread.ofPlatform().start(…).");
        new Crew(loops > 0 ? loops : Runtime.getRuntime().availableProcessors(), body).run();
    }

    private void run() {
        startedBy = Thread.currentThread().getName();
        watch.begin();
        try {
            loop.run();
        } finally {
            watch.end();
            startedBy = null;
        }
    }

    private void refuseNested(String call) {
        if (loop.isRunning())
            throw new IllegalStateException("IOLoop already running: " + call + " was called on " + this
                    + (loop.inLoop()
                    ? " from one of its own coroutines, where waiting needs no loop: call what you want to wait for directly."
                    : ". To run something on it from here, write addCallback(() -> …) or spawn(() -> …).get()."));
        IOLoop other = Loop.current() instanceof Loop running ? (IOLoop) running.owner() : null;
        if (other != null)
            throw new IllegalStateException("IOLoop already running: " + call + " was called on " + this + " in a coroutine of " + other
                    + ", and one thread runs one loop. Start it on a thread of its own: Thread.ofPlatform().start(loop::start).");
        if (Thread.currentThread().isVirtual())
            throw new IllegalStateException(call + " was called on " + this + " in the virtual thread " + Thread.currentThread()
                    + ", but a loop runs on a platform thread: call it from main, or from Thread.ofPlatform().start(…).");
    }

    /**
     * Ends {@link #start} after the current turn; callbacks queued for that turn still run. Before start: the next start takes one turn.
     * Coroutines that wait stay where they are until the loop is started again or closed. With supported access this holds for what they
     * wait for on the loop; one that waits on the JDK itself (a lock, a socket of java.net) is carried on by the JDK all the same.
     */
    public void stop() {
        loop.stop();
    }

    /**
     * Frees the sockets and the selector. Coroutines that wait are interrupted; callbacks and timers still queued are dropped, and
     * coroutines that have not begun are cancelled. Idempotent.
     *
     * @throws IllegalStateException while the loop runs
     */
    @Override
    public void close() {
        loop.close();
        unasked.forEach(Coroutine.Unasked::run);
        if (OF_THREAD.get() == this) OF_THREAD.remove();
    }

    /** As {@link #close}; also closes the channels that have handlers. Tornado's {@code close(all_fds=True)}. */
    public void closeAll() {
        close();
        handlers.closeChannels();
    }

    /** Runs {@code body} as a coroutine until it ends, and returns its result. Same as {@link #runSync(Callable, Duration)} for ever. */
    public <T extends @Nullable Object> T runSync(Callable<T> body) {
        return runSync(body, Duration.ZERO);
    }

    /**
     * Starts the loop, runs {@code body} in a coroutine, stops the loop when it ends and returns its result; what it throws is thrown as it
     * is. In a coroutine of this loop the body simply runs.
     *
     * @param timeout how long the body may take; it is interrupted then, and this waits for its end. Zero: no limit
     * @throws TimeoutError when the time was up, with what the body then threw as its cause; not when it ignored the interrupt and returned
     * @throws IllegalStateException when somebody else stopped the loop first
     */
    public <T extends @Nullable Object> T runSync(Callable<T> body, Duration timeout) {
        if (loop.inLoop()) return callHere(body);
        refuseNested("runSync(…)");
        var coroutine = new Coroutine<T>(body, unasked, null);
        boolean[] late = {false};
        loop.enqueue(new Named(coroutine, () -> {
            Timeout timer = timeout.isZero() ? null : callLater(timeout, () -> {
                late[0] = true;
                coroutine.interrupt();
            });
            try {
                coroutine.run();
            } finally {
                if (timer != null) removeTimeout(timer);
                stop();
            }
        }));
        run();
        if (!coroutine.isDone()) throw new IllegalStateException("Event loop stopped before the coroutine completed: " + this);
        try {
            return coroutine.get();
        } catch (ExecutionException | InterruptedException | CancellationException ended) {
            Throwable problem = ended.getCause() == null ? ended : ended.getCause();
            if (late[0]) throw new TimeoutError("Operation timed out after " + seconds(timeout) + " seconds", problem);
            throw Rethrow.unchecked(problem);
        }
    }

    private static <T extends @Nullable Object> T callHere(Callable<T> body) {
        try {
            return body.call();
        } catch (Exception problem) {
            throw Rethrow.unchecked(problem);
        }
    }

    private static String seconds(Duration duration) {
        return duration.toMillis() % 1000 == 0 ? Long.toString(duration.toSeconds()) : Double.toString(duration.toMillis() / 1000.0);
    }

    // ---- callbacks and coroutines

    /**
     * Runs {@code callback} in the next turn, in the order of the calls. It may wait. What it throws is logged on
     * {@code typhoon.application}, and the loop goes on. Any thread may call this; on a closed loop nothing happens.
     */
    public void addCallback(Runnable callback) {
        loop.enqueue(callback);
    }

    /**
     * Runs {@code body} as a coroutine from the next turn on; the future holds its result. Cancelling it interrupts the body. Any thread
     * may call this; on a closed loop the future is cancelled. What a request spawns belongs to that request until it is answered: it is
     * interrupted with the handler, at its deadline for instance. A failure that nobody asks the future for is logged, but not before the
     * future is garbage or the loop closed: what nobody will ask, and what shall outlive the request it came from, belongs in {@link
     * #addCallback}, whose failures are logged at once.
     */
    public <T extends @Nullable Object> Future<T> spawn(Callable<T> body) {
        var coroutine = new Coroutine<T>(body, unasked, loop.work());
        loop.enqueue(coroutine);
        return coroutine;
    }

    /** As {@link #spawn(Callable)}, for a body without a result; the future is done when it has ended. */
    public Future<?> spawn(Runnable body) {
        return spawn(Executors.callable(body));
    }

    /** Runs {@code callback} as a callback when {@code future} has ended, never at once. Any thread; the future may be anybody's. */
    public <T extends @Nullable Object> void addFuture(Future<T> future, Consumer<? super Future<T>> callback) {
        WhenDone.enqueue(loop, future, new Named(callback, () -> callback.accept(future)));
    }

    /** Runs {@code callback} as a callback when {@code delay} has passed; at once, that is next turn, when it is zero or negative. */
    public Timeout callLater(Duration delay, Runnable callback) {
        checkConfined("callLater");
        var call = new Timeout.Call(callback);
        return new Timeout(loop.schedule(Nanos.of(delay), new Named(callback, () -> loop.enqueue(call))), call);
    }

    /** Runs {@code callback} at a moment of the wall clock. The delay is worked out now: later jumps of the clock do not move it. */
    public Timeout callAt(Instant when, Runnable callback) {
        return callLater(Duration.between(Instant.now(), when), callback);
    }

    /** Takes back what {@link #callLater} or {@link #callAt} gave, also when it is due in this very turn; harmless after it ran. */
    public void removeTimeout(Timeout timeout) {
        checkConfined("removeTimeout");
        loop.cancel(timeout.timer);
        timeout.call.takenBack = true;
    }

    private void checkConfined(String call) {
        if (loop.isRunning()) loop.checkInLoop(call);
    }

    // ---- channels of the JDK

    /**
     * Watches a channel of the JDK: calls {@code handler} with it and with {@link #READ} or {@link #WRITE}, as a callback, again and again
     * as long as it is ready for that; when for both, twice. While the handler runs or waits, its channel is not looked at. For channels
     * a library brings along: Typhoon's own sockets need none of this. Source: Tornado's {@code IOLoop.add_handler}.
     *
     * {@snippet class="typhoon.snippets.IOLoopSnippets" region="handler"}
     *
     * @param events {@link #READ}, {@link #WRITE}, their sum, or {@link #NONE} for now
     * @throws IllegalArgumentException if the channel is in blocking mode, or has a handler on this loop
     */
    public void addHandler(SelectableChannel channel, ObjIntConsumer<? super SelectableChannel> handler, int events) {
        checkConfined("addHandler");
        handlers.add(channel, handler, events);
    }

    /** Changes for what a channel is watched. {@link IllegalArgumentException} if it has no handler. */
    public void updateHandler(SelectableChannel channel, int events) {
        checkConfined("updateHandler");
        handlers.update(channel, events);
    }

    /** Takes a channel's handler away; it is not called again, not even for what was seen in this turn. Harmless if there is none. */
    public void removeHandler(SelectableChannel channel) {
        checkConfined("removeHandler");
        handlers.remove(channel);
    }

    /** A task that is known by the name of what it is about. */
    private record Named(Object name, Runnable task) implements Runnable {
        @Override
        public void run() {
            task.run();
        }

        @Override
        public String toString() {
            return name.toString();
        }
    }

    /**
     * Runs something that would block the loop (a file, a native call, a long computation) on a platform thread, while the calling
     * coroutine waits for its result. What it throws is thrown here. An interrupt of the coroutine interrupts that thread too.
     *
     * {@snippet class="typhoon.snippets.IOLoopSnippets" region="executor"}
     */
    public <T extends @Nullable Object> T runInExecutor(Callable<T> blocking) {
        return runInExecutor(executor, blocking);
    }

    /** As {@link #runInExecutor(Callable)}, on threads of yours: a pool of its own for one kind of work keeps it from holding up others. */
    public <T extends @Nullable Object> T runInExecutor(Executor executor, Callable<T> blocking) {
        loop.checkInLoop("runInExecutor");
        var task = new FutureTask<T>(blocking);
        executor.execute(task);
        try {
            return task.get();
        } catch (ExecutionException failed) {
            throw Rethrow.cause(failed);
        } catch (InterruptedException _) {
            task.cancel(true);
            throw new CancellationException("interrupted while waiting for an executor");
        }
    }

    /** The executor of {@link #runInExecutor}; must have platform threads. By default min(32, processors + 4), shared by all loops. */
    public void setDefaultExecutor(Executor executor) {
        this.executor = executor;
    }

    // ---- what holds it up

    /**
     * How long one piece of code may hold this loop's thread before the watchdog names it on the logger {@code typhoon.stall}: the callback
     * or handler, the first line of yours on its stack, and whether it computed or waited. 100 ms at first, or what the system property
     * {@code typhoon.blockedLoopThreshold} says in milliseconds; zero switches it off, which is also the default under a debugger. Time in
     * which other programs had the CPU or the garbage collector was at work is not counted. Any thread; holds from the next look on.
     */
    public void blockedLoopThreshold(Duration threshold) {
        if (threshold.isNegative()) throw new IllegalArgumentException("blockedLoopThreshold is zero (off) or more, not " + threshold);
        watch.threshold(Nanos.of(threshold));
    }

    /** How long one piece of code may hold this loop before it is named; zero: for ever. Any thread. */
    public Duration blockedLoopThreshold() {
        return Duration.ofNanos(watch.threshold());
    }

    /** How many stalls the watchdog has reported for this loop. Any thread. */
    public long stalls() {
        return watch.stalls();
    }

    /** The latest of them, or null; seen twice, when it began and when it was over. Any thread. */
    public @Nullable LoopStall lastStall() {
        return watch.last();
    }

    /** How many turns outlasted the threshold only because others had the CPU: give this machine less to do, or more CPUs. Any thread. */
    public long starvedTurns() {
        return watch.starvedTurns();
    }

    /** How many turns outlasted the threshold only because a garbage collector stopped the program. Any thread. */
    public long collectedTurns() {
        return watch.collectedTurns();
    }

    /**
     * What the coroutines of this loop are at: callbacks, handlers and spawned bodies that have begun and not ended, the oldest first, the
     * caller among them. Looks through a stack for each: for a page that somebody reads, not for every request. To be called in a coroutine
     * of this loop. How many there are: {@link #coroutineCount}.
     *
     * @param most how many at most
     */
    public List<CoroutineState> coroutines(int most) {
        loop.checkInLoop("coroutines");
        return CoroutineState.of(loop, most);
    }

    /** How many coroutines of this loop have begun and not ended. Belongs to the loop's own coroutines. */
    public int coroutineCount() {
        return loop.coroutineCount();
    }

    // ---- time and the rest

    /** Seconds since the epoch. */
    public double time() {
        Instant now = Instant.now();
        return now.getEpochSecond() + now.getNano() / 1e9;
    }

    /** The loop's own monotonic clock, in nanoseconds; what its timers go by. */
    public long nanoTime() {
        return loop.nanoTime();
    }

    /** To be called after a test's {@link LoopClock} was moved, so that timers now due run. Any thread. */
    public void clockMoved() {
        loop.clockMoved();
    }

    /**
     * The machine behind this face, for other rooms of Typhoon.
     *
     * @hidden
     */
    @SuppressWarnings("exports")
    public Loop loop() {
        return loop;
    }

    /** Names the loop and, while it runs, the thread that runs it. */
    @Override
    public String toString() {
        String by = startedBy;
        return by == null || !loop.isRunning() ? name : name + " (running on thread " + by + ")";
    }
}
