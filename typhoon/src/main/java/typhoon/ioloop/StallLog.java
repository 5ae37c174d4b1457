package typhoon.ioloop;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import typhoon.netty.Logs;

/**
 * Says what the watchdog saw, at most two lines with their stacks per stall: one when it begins, and one when it ends or when it is known
 * to wait for a lock.
 *
 * <p>The lock that a dead loop waits for may be the logger's own. So a thread apart does the logging, and what it has not got rid of after
 * a while goes to the standard error stream, past everything that could be locked.
 */
final class StallLog {
    private static final Logger LOG = Logs.of("typhoon.stall");
    private static final long PATIENCE_MILLIS = 300;
    private static final int MOST_FRAMES = 64;
    private static final Executor WRITER = new ThreadPoolExecutor(0, 1, 10, TimeUnit.SECONDS, new LinkedBlockingQueue<>(),
            Thread.ofPlatform().daemon().name("typhoon-stall-log").factory());

    private StallLog() {}

    /** Loads what the methods below need, and writes nothing. */
    static void rehearse(LoopStall stall) {
        String text = stall.describe() + stack(stall.stack());
        write(text, () -> LOG.isWarnEnabled());
    }

    static void begins(LoopStall stall) {
        String text = stall.describe() + stack(stall.stack());
        write(text, () -> LOG.warn("{}", text));
    }

    /** Silent after a line about a lock, for that was the second. */
    static void ends(LoopStall stall) {
        if (stall.lockWait() == null || !stall.lockWait().deadlock()) StallEvents.commit(stall);
        if (stall.lockWait() != null) return;
        String text = stall.loop() + " goes on: " + stall.task() + " held it for " + stall.howLong();
        write(text, () -> LOG.info("{}", text));
    }

    static void waitsForLock(LoopStall stall, LoopStall.LockWait lock) {
        String text = lockText(stall, lock);
        if (lock.deadlock()) StallEvents.commit(stall);
        write(text, () -> {
            if (lock.deadlock()) LOG.error("{}", text);
            else LOG.warn("{}", text);
        });
    }

    static String lockText(LoopStall stall, LoopStall.LockWait lock) {
        var text = new StringBuilder(lock.deadlock() ? lock.certain() ? "deadlock: " : "probable deadlock: " : "");
        String holder = lock.holders().getFirst().name();
        text.append(stall.task()).append(" waits for lock ").append(lock.lock()).append(lock.certain() ? ", which " + holder + " holds"
                : ", which one of the parked coroutines below holds (the JVM does not say which)");
        if (lock.deadlock())
            text.append(" while it is parked. That one needs the thread of ").append(stall.loop()).append(" to go on, which the first keeps"
                    + " because it cannot leave it here (a static initialiser, class loading or a native call): neither ever will."
                    + " Hold no lock across a wait that such code takes");
        text.append("\n  waits: ").append(stall.task()).append(stack(stall.stack()));
        for (LoopStall.Holder held : lock.holders())
            text.append(lock.certain() ? "\n  holds: " : "\n  may hold: ").append(held.name()).append(stack(held.stack()));
        return text.toString();
    }

    static String stack(List<?> frames) {
        var text = new StringBuilder();
        for (Object frame : frames.subList(0, Math.min(MOST_FRAMES, frames.size()))) text.append("\n\tat ").append(frame);
        return text.toString();
    }

    private static void write(String text, Runnable log) {
        var written = new CountDownLatch(1);
        WRITER.execute(() -> {
            try {
                log.run();
            } finally {
                written.countDown();
            }
        });
        try {
            if (!written.await(PATIENCE_MILLIS, TimeUnit.MILLISECONDS)) toStandardError(text);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    @SuppressWarnings("resource")               // the process's own stream is not ours to close
    private static void toStandardError(String text) {
        try {
            String line = "typhoon.stall (its logger does not answer): " + text + "\n";
            new FileOutputStream(FileDescriptor.err).write(line.getBytes(StandardCharsets.UTF_8));
        } catch (IOException _) {
            // nobody is left to tell
        }
    }
}
