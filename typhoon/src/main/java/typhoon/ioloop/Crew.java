package typhoon.ioloop;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import typhoon.netty.Acceptor;
import typhoon.netty.Carriers;
import typhoon.netty.Rethrow;
import typhoon.netty.SharedPorts;

/** The loops of {@link IOLoop#fork}: each on its thread, all on the same ports. */
final class Crew {
    private final Runnable body;
    private final List<IOLoop> loops = new ArrayList<>();

    // Guarded by this: any of the loops' threads may fail.
    private @Nullable Throwable failure;

    Crew(int count, Runnable body) {
        if (count > 1 && Carriers.kind() == Carriers.Kind.SUPPORTED_ACCESS)
            throw new IllegalStateException("IOLoop.fork wants " + count + " loops, but without access to java.lang one JVM carries one: "
                    + "start Java with --add-opens java.base/java.lang=ALL-UNNAMED, or write IOLoop.fork(1, …)");
        this.body = body;
        Acceptor.load();
        var ports = new SharedPorts();
        for (int number = 0; number < count; number++) {
            var loop = new IOLoop();
            loop.loop().sharePorts(ports.another());
            loops.add(loop);
        }
    }

    /** Returns when all have been stopped and closed. */
    void run() {
        List<Thread> threads = new ArrayList<>();
        for (IOLoop loop : loops) threads.add(Thread.ofPlatform().name("typhoon-loop-" + threads.size()).start(() -> run(loop)));
        boolean interrupted = false;
        for (Thread thread : threads) interrupted |= join(thread);
        if (interrupted) Thread.currentThread().interrupt();
        if (failure() instanceof Throwable problem) throw Rethrow.unchecked(problem);
    }

    /** Whether the caller was interrupted meanwhile, which stops them all. */
    private boolean join(Thread thread) {
        boolean interrupted = false;
        while (thread.isAlive()) {
            try {
                thread.join();
            } catch (InterruptedException _) {
                interrupted = true;
                stop();
            }
        }
        return interrupted;
    }

    private void run(IOLoop loop) {
        try (loop) {
            loop.addCallback(this::begin);
            loop.start();
        } catch (Throwable ended) {
            fail(ended);
        }
    }

    private void begin() {
        try {
            body.run();
        } catch (Throwable problem) {
            fail(problem);
        }
    }

    private void fail(Throwable problem) {
        keep(problem);
        stop();
    }

    /** The first failure is the one that is told. */
    private synchronized void keep(Throwable problem) {
        if (failure == null) failure = problem;
        else if (!failure.equals(problem)) failure.addSuppressed(problem);
    }

    private synchronized @Nullable Throwable failure() {
        return failure;
    }

    private void stop() {
        loops.forEach(IOLoop::stop);
    }
}
