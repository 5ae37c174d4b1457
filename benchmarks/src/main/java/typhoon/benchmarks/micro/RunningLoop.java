package typhoon.benchmarks.micro;

import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import typhoon.ioloop.IOLoop;

/** A loop on a thread of its own, which outlives the measurement. */
@State(Scope.Benchmark)
public class RunningLoop {
    /** How many steps one invocation takes. */
    public static final int STEPS = 10_000;

    private @Nullable IOLoop loop;
    private @Nullable Thread thread;

    /** Begins. */
    @Setup(Level.Trial)
    public void start() {
        var made = new IOLoop();
        loop = made;
        thread = Thread.ofPlatform().name("loop").start(made::start);
    }

    /** Ends. */
    @TearDown(Level.Trial)
    public void stop() throws InterruptedException {
        if (loop == null || thread == null) return;
        loop.stop();
        thread.join();
        loop.close();
    }

    IOLoop loop() {
        if (loop == null) throw new IllegalStateException("not started");
        return loop;
    }

    /** Runs {@code body} on the loop and waits for its end. */
    <T> T on(Callable<T> body) throws InterruptedException, ExecutionException {
        return loop().spawn(body).get();
    }
}
