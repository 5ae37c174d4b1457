package typhoon.log;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.LoggingEvent;
import ch.qos.logback.core.Appender;
import ch.qos.logback.core.UnsynchronizedAppenderBase;
import ch.qos.logback.core.spi.AppenderAttachable;
import ch.qos.logback.core.spi.AppenderAttachableImpl;
import ch.qos.logback.core.util.ReentryGuard;
import ch.qos.logback.core.util.ReentryGuardFactory;
import java.time.Duration;
import java.util.Iterator;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/**
 * Hands log lines to a thread of its own, so that a slow disk or terminal does not hold up the loop. An appender of logback;
 * {@link Log#enablePrettyLogging()} puts one before each of its own.
 *
 * {@snippet class="typhoon.snippets.LogSnippets" region="queue"}
 *
 * <p>Or in its configuration file:
 *
 * {@snippet lang="xml" :
 * <appender name="queue" class="typhoon.log.LogQueue">
 *     <appender-ref ref="file"/>
 * </appender>
 * }
 *
 * <p>It holds 8,192 lines unless told otherwise; a message of more than 4,096 characters counts as one more for each 4,096 of them, but
 * never as more than a quarter of the queue, so that large ones do not fill the memory. When three quarters are taken, lines of INFO and
 * below are dropped, and a warning says later how many. A line of WARN or above is never dropped: when even the last quarter is taken, who
 * logs it waits, which in a coroutine parks that coroutine only. A line that follows others is written up to 5 ms later, with those that
 * have come meanwhile. At the end of the program all lines are written, those that shutdown hooks log too, unless that takes longer than
 * five seconds.
 *
 * <p>The line of code that logs is looked up for all loggers but {@code typhoon.access}, whose lines come from one place: the look-up
 * costs more than a request does. Any thread may log.
 */
@SuppressWarnings("exports") // who names this class in a configuration of logback has logback
public final class LogQueue extends UnsynchronizedAppenderBase<ILoggingEvent> implements AppenderAttachable<ILoggingEvent> {
    private static final int SIZE = 8192;
    private static final int CHARACTERS = 4096;         // of a message that takes one place
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    /** Lines come in crowds: to wake the writer for each would cost the loop more than the line itself. */
    private static final long GATHERING = Duration.ofMillis(5).toNanos();
    private static final long BETWEEN_WARNINGS = Duration.ofSeconds(1).toNanos();
    private static final long LATEST_WARNING = Duration.ofSeconds(10).toNanos();

    private final AppenderAttachableImpl<ILoggingEvent> appenders = new AppenderAttachableImpl<>();
    private final Thread exit = Thread.ofPlatform().name("typhoon-log-exit").unstarted(this::writeAllAtExit);
    private final Thread writer = Thread.ofPlatform().daemon().name("typhoon-log").unstarted(this::write);
    private int size = SIZE;

    // Any thread adds, the writer takes. Not a blocking queue: its lock would be one more that coroutines of the loop wait for.
    private final Queue<ILoggingEvent> lines = new ConcurrentLinkedQueue<>();
    private final AtomicLong dropped = new AtomicLong();
    private Semaphore room = new Semaphore(SIZE);
    private volatile boolean idle;          // the writer has written all it saw and is about to sleep
    private volatile boolean exiting;
    private volatile boolean ending;

    // Touched by the writer only.
    private boolean wrote;                  // since it last rested
    private long lastWarning = System.nanoTime() - BETWEEN_WARNINGS;

    /** Of 8,192 lines, with no appender yet. */
    public LogQueue() {}

    /** How many lines it holds, four at least. To be set before {@link #start}. */
    public void setQueueSize(int lines) {
        size = Math.max(4, lines);
    }

    @Override
    public void start() {
        if (isStarted()) return;
        room = new Semaphore(size, true);               // who wants several places is not overtaken for ever
        writer.start();
        Runtime.getRuntime().addShutdownHook(exit);
        super.start();
    }

    @Override
    protected void append(ILoggingEvent event) {
        event.prepareForDeferredProcessing();
        if (!event.getLoggerName().equals("typhoon.access")) event.getCallerData();
        if (Thread.currentThread().equals(writer)) appenders.appendLoopOnAppenders(event);      // who would make room for it?
        else if (findsRoom(event.getLevel(), places(event))) add(event);
        else dropped.incrementAndGet();
    }

    private boolean findsRoom(Level level, int places) {
        if (!level.isGreaterOrEqual(Level.WARN)) return room.availablePermits() > size / 4 && room.tryAcquire(places);
        room.acquireUninterruptibly(places);
        return true;
    }

    /** How many places of the queue a line takes; at most as many as lines of INFO leave free. */
    private int places(ILoggingEvent event) {
        String message = event.getFormattedMessage();
        return message == null ? 1 : Math.min(1 + message.length() / CHARACTERS, Math.max(1, size / 4));
    }

    private void add(ILoggingEvent event) {
        lines.add(event);
        if (idle) LockSupport.unpark(writer);
        if (exiting) awaitWriter();
    }

    private void write() {
        while (true) {
            ILoggingEvent line = lines.poll();
            if (dropped.get() > 0) warnOfDropped(line == null);
            if (line != null) write(line);
            else if (ending) return;
            else rest();
        }
    }

    private void rest() {
        if (wrote && !ending && !exiting) {
            wrote = false;
            LockSupport.parkNanos(this, GATHERING);
            return;
        }
        wrote = false;
        idle = true;
        if (lines.isEmpty() && !ending) {
            if (dropped.get() > 0) LockSupport.parkNanos(this, BETWEEN_WARNINGS);
            else LockSupport.park(this);
        }
        idle = false;
    }

    private void write(ILoggingEvent line) {
        wrote = true;
        try {
            appenders.appendLoopOnAppenders(line);
        } catch (Throwable problem) {               // this thread must not end: who logs would wait for ever
            addError("cannot write a log line", problem);
        } finally {
            room.release(places(line));
        }
    }

    /** At the end of a flood, or in its middle if it lasts. */
    private void warnOfDropped(boolean over) {
        if (!(over && ending) && System.nanoTime() - lastWarning < (over ? BETWEEN_WARNINGS : LATEST_WARNING)) return;
        lastWarning = System.nanoTime();
        Logger general = ((LoggerContext) getContext()).getLogger("typhoon.general");
        var line = new LoggingEvent(LogQueue.class.getName(), general, Level.WARN,
                "{} log lines of INFO and below were dropped: they came faster than they could be written", null,
                new Object[] {dropped.getAndSet(0)});
        line.setCallerData(new StackTraceElement[0]);
        appenders.appendLoopOnAppenders(line);
    }

    private void writeAllAtExit() {
        exiting = true;
        awaitWriter();
    }

    /** Only at the end of the program, hence so simply. */
    private void awaitWriter() {
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (!(idle && lines.isEmpty()) && writer.isAlive() && System.nanoTime() < end) LockSupport.parkNanos(1_000_000);
    }

    /** Writes what is there, for five seconds at most, and stops its appenders. */
    @Override
    public void stop() {
        if (!isStarted()) return;
        super.stop();
        ending = true;
        LockSupport.unpark(writer);
        awaitWriter();
        if (!exiting) Runtime.getRuntime().removeShutdownHook(exit);
        appenders.detachAndStopAllAppenders();
    }

    /** There is nothing to guard: what an appender logs itself is written by its own thread. */
    @Override
    protected ReentryGuard buildReentryGuard() {
        return ReentryGuardFactory.makeGuard(ReentryGuardFactory.GuardType.NOP);
    }

    @Override
    public void addAppender(Appender<ILoggingEvent> appender) {
        appenders.addAppender(appender);
    }

    @Override
    public Iterator<Appender<ILoggingEvent>> iteratorForAppenders() {
        return appenders.iteratorForAppenders();
    }

    @Override
    public Appender<ILoggingEvent> getAppender(String name) {
        return appenders.getAppender(name);
    }

    @Override
    public boolean isAttached(Appender<ILoggingEvent> appender) {
        return appenders.isAttached(appender);
    }

    @Override
    public void detachAndStopAllAppenders() {
        appenders.detachAndStopAllAppenders();
    }

    @Override
    public boolean detachAppender(Appender<ILoggingEvent> appender) {
        return appenders.detachAppender(appender);
    }

    @Override
    public boolean detachAppender(String name) {
        return appenders.detachAppender(name);
    }
}
