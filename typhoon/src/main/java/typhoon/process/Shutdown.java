package typhoon.process;

import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import typhoon.netty.Logs;

/** What is to be done when this process is asked to end, once; and what happens when it is asked again. */
final class Shutdown {
    private static final Logger LOG = Logs.of("typhoon.application");
    private static final int EXIT_BY_SIGNAL = 128;
    private static final int TERM = 15;

    /** Set from outside where what starts the program passes on no signals, as Maven does. */
    private static final String WITH_PARENT = "typhoon.stopWithParent";

    private static final Shutdown OURS = new Shutdown();

    // Guarded by this: signals come on threads of their own.
    private final List<Runnable> hooks = new ArrayList<>();
    private boolean begun;
    private boolean watching;

    /** Of this process. */
    static Shutdown ofThisProcess() {
        return OURS;
    }

    /** Runs {@code stop} when the end is asked for; at once when it has been. */
    void add(Runnable stop) {
        if (!remember(stop)) run(stop);
    }

    private synchronized boolean remember(Runnable stop) {
        if (begun) return false;
        hooks.add(stop);
        if (watching) return true;
        watching = true;
        boolean handled = Signals.handle("TERM", this::signalled);
        if (!ChildSide.isOne()) handled &= Signals.handle("INT", this::signalled);     // Ctrl-C reaches children too: the parent decides
        if (!handled)
            Runtime.getRuntime().addShutdownHook(Thread.ofPlatform().name("typhoon-stop").unstarted(this::begin));
        withParent(this::begin);
        return true;
    }

    /** Runs {@code stop} at the end of the process that started this one, where that was asked for. */
    static void withParent(Runnable stop) {
        if (Boolean.getBoolean(WITH_PARENT)) ProcessHandle.current().parent().ifPresent(parent -> parent.onExit().thenRun(stop));
    }

    /** A second signal ends the process at once. */
    private void signalled(int number) {
        if (hasBegun()) Runtime.getRuntime().halt(EXIT_BY_SIGNAL + number);
        begin();
    }

    private synchronized boolean hasBegun() {
        return begun;
    }

    /** As if a signal had come, or nothing when that was before. A program that has left no word how it stops is ended as by SIGTERM. */
    void begin() {
        List<Runnable> todo;
        synchronized (this) {
            if (begun) return;
            begun = true;
            todo = List.copyOf(hooks);
        }
        if (todo.isEmpty()) System.exit(EXIT_BY_SIGNAL + TERM);
        todo.forEach(Shutdown::run);
    }

    private static void run(Runnable stop) {
        try {
            stop.run();
        } catch (RuntimeException | Error failure) {
            LOG.error("Exception in {}, which was to stop this process", stop, failure);
        }
    }
}
