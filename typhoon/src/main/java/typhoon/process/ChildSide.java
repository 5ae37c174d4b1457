package typhoon.process;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import typhoon.netty.Logs;
import typhoon.netty.ParentPorts;
import typhoon.netty.Task;

/** This process as a child of {@link Processes#fork}: which one it is, and how it notices that its parent is gone. */
final class ChildSide {
    static final String PORTS = "typhoon.task.ports";

    private static final Logger LOG = Logs.of("typhoon.general");

    private static boolean entered;

    private ChildSide() {}

    /** Whether this process was started by {@link Processes#fork} of another. */
    static boolean isOne() {
        return System.getProperty(PORTS) != null;
    }

    /** The task id, once {@link #enter} was called. */
    static synchronized @Nullable Integer task() {
        return entered ? Task.ofThisProcess() : null;
    }

    /** Becomes the child; returns its task id. */
    static synchronized int enter() {
        if (entered)
            throw new IllegalStateException("Processes.fork was called in a child process (task " + Task.ofThisProcess()
                    + "), where it has returned already: call it once, near the beginning of main");
        entered = true;
        String ports = System.getProperty(PORTS);
        ParentPorts.use(ports);
        Signals.handle("INT", _ -> {});         // a terminal sends these to the children too, but they are for the parent to answer
        Signals.handle("HUP", _ -> {});
        Thread.ofPlatform().daemon().name("typhoon-parent").start(() -> stopWithParent(Path.of(ports)));
        return Objects.requireNonNull(Task.ofThisProcess(), Task.PROPERTY);
    }

    /** The parent writes nothing to our standard input; it ends with the parent, however that does. */
    private static void stopWithParent(Path ports) {
        try {
            System.in.transferTo(OutputStream.nullOutputStream());
        } catch (IOException broken) {
            LOG.debug("standard input", broken);
        }
        LOG.warn("the parent process is gone; task {} stops", Task.ofThisProcess());
        Directory.remove(ports);                // what it can no longer clear away itself
        Shutdown.ofThisProcess().begin();
    }
}
