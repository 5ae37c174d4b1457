package typhoon.process;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import typhoon.ioloop.IOLoop;
import typhoon.netty.RunningLoops;

/**
 * One program as several processes on the same ports, and how a process learns that it is to end.
 *
 * {@snippet class="typhoon.snippets.ProcessSnippets" region="fork"}
 *
 * <p>Tornado: {@code tornado.process}.
 */
public final class Processes {
    private static final int RESTARTS = 100;

    private Processes() {}

    /** As {@link #fork(int, int)}, with 100 restarts. */
    public static int fork(int processes) {
        return fork(processes, RESTARTS);
    }

    /**
     * Starts this program anew in so many child processes, which share the ports they listen on, and watches over them. In a child, whose
     * {@code main} comes to this call again, it returns the task id, from 0 on; in the process that was started first it never returns.
     * Near the beginning of {@code main}, then: what stands before it is done by all of them, and the first needs none of it.
     *
     * <p><b>The program</b> is started with the same main class, jar, module or source file, arguments, class or module path and options
     * of the JVM, but without debugger agents and ports of JMX. The heap is divided: each child may use the {@code processes}-th part of
     * what this JVM may. The environment is inherited; of the variables that hold options for Java, their content. Output goes where this
     * process's goes. Standard input of a child is a pipe to its parent, by which it notices the end of that: it is not yours to read.
     *
     * <p><b>Ports.</b> Each child has a listening socket of its own, and the kernel spreads connections over them; a port 0 becomes the
     * same free port in all. With epoll the sockets are the parent's, which never accepts and hands them to its children: when a child
     * dies, who waits in its queue is served by the next one. Elsewhere each child makes its own socket (SO_REUSEPORT), and those are
     * reset; a line at the start warns of it. Of a socket of the unix domain there is one, from which all accept, with epoll; elsewhere a
     * second child is refused, and each needs a path of its own. So do log files, which {@code --log-file-prefix} sees to.
     *
     * <p><b>Ends.</b> A child that exits with 0 has finished and is not replaced; when all have, this process exits with 0. One that ends
     * otherwise is followed by another with the same task id, at once if it had listened, else after 0.1 to 5 s. SIGTERM and SIGINT to
     * the parent (Ctrl-C) stop all children by SIGTERM and then exit with 0; a second one kills them. SIGHUP replaces one child after
     * another: only when the new one listens on as many sockets is the old one asked to stop, so for that time one more JVM runs. When the
     * parent dies the children stop by themselves. How a child stops is what it told {@link #onShutdown}; without that it does not
     * finish its work.
     *
     * @param processes how many; 0 or less: one for each processor
     * @param maxRestarts how many children may be replaced, all together, before all are stopped and this gives up
     * @throws IllegalStateException in a child that has called it before, while a loop runs, on Windows, or when the restarts are used up
     */
    public static int fork(int processes, int maxRestarts) {
        if (ChildSide.isOne()) return ChildSide.enter();
        refuseUnfit();
        int count = processes > 0 ? processes : cpuCount();
        try {
            supervise(count, maxRestarts);
        } catch (IOException problem) {
            throw new UncheckedIOException("Processes.fork: " + problem.getMessage(), problem);
        }
        System.exit(0);
        throw new IllegalStateException("the JVM did not exit");
    }

    private static void refuseUnfit() {
        if (System.getProperty("os.name").startsWith("Windows"))
            throw new IllegalStateException("Processes.fork cannot share a port between processes on Windows: "
                    + "use IOLoop.fork, which runs several loops in one");
        if (!RunningLoops.all().isEmpty())
            throw new IllegalStateException("Processes.fork was called while " + RunningLoops.all().getFirst().owner()
                    + " runs, but the first process only watches over the others: call it near the beginning of main, before start()");
    }

    private static void supervise(int count, int maxRestarts) throws IOException {
        Path directory = Directory.make();
        try (var loop = new IOLoop()) {
            loop.runSync(() -> {
                new Supervisor(loop, count, maxRestarts, directory).run();
                return true;
            });
        } finally {
            Directory.remove(directory.resolve("ports"));
        }
    }

    /** Which child of {@link #fork} this process is, from 0 on, or null when it is none; in a child, null before it has called that. */
    public static @Nullable Integer taskId() {
        return ChildSide.task();
    }

    /** How many processors there are for this JVM. */
    public static int cpuCount() {
        return Runtime.getRuntime().availableProcessors();
    }

    /**
     * Runs {@code stop} once, when this process is asked to end: by SIGTERM or Ctrl-C; in a child of {@link #fork} also because it is
     * replaced, or because its parent is gone. It runs on a thread of the JVM's and should only begin the end; the process ends when
     * {@code main} returns or {@code System.exit} is called. All that were given run in their order; one that comes later runs at once. A
     * second signal ends the process there and then, with 128 + its number for a status. Any thread may call this.
     *
     * {@snippet class="typhoon.snippets.ProcessSnippets" region="shutdown"}
     *
     * <p>What starts the program may pass on no signals, as Maven does: with {@code -Dtyphoon.stopWithParent=true} the end of the process
     * that started this one counts as a signal. On a JVM without module {@code jdk.unsupported}, {@code stop} is a shutdown hook, and the
     * status is the JVM's.
     */
    public static void onShutdown(Runnable stop) {
        Shutdown.ofThisProcess().add(stop);
    }
}
