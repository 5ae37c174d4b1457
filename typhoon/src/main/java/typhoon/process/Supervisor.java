package typhoon.process;

import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import typhoon.gen.Gen;
import typhoon.ioloop.IOLoop;
import typhoon.netty.Logs;
import typhoon.netty.Nanos;
import typhoon.netty.PortKeeper;
import typhoon.netty.Task;
import typhoon.netty.ThisJvm;

/**
 * The parent of {@link Processes#fork}: keeps a process alive in each place, and the sockets they listen on. It runs on a loop of its own,
 * a coroutine for each place, and serves nobody.
 */
final class Supervisor {
    private static final Logger LOG = Logs.of("typhoon.general");

    /** Who has listened, or lived for so long, is replaced at once; others after a pause that doubles. */
    private static final Duration SETTLED = Duration.ofSeconds(10);
    private static final Duration FIRST_PAUSE = Duration.ofMillis(100);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(5);

    private static final Duration TIME_TO_LISTEN = Duration.ofMinutes(2);
    /** A program that listens nowhere is taken to have come up when it has lived so long. */
    private static final Duration UNHEARD = Duration.ofSeconds(2);
    private static final Duration TIME_TO_DRAIN = Duration.ofSeconds(60);
    private static final int EXIT_BY_SIGNAL = 128;
    private static final int SIGNALS = 32;

    private final IOLoop loop;
    private final int maxRestarts;
    private final PortKeeper ports;
    private final Path socket;
    private final List<String> command;
    private final Place[] places;

    // Any thread: a second signal comes on its own.
    private final Set<Child> living = ConcurrentHashMap.newKeySet();
    private final AtomicBoolean asked = new AtomicBoolean();

    private int restarts;
    private boolean stopping;
    private boolean rolling;
    private boolean rollAgain;
    private @Nullable String givenUp;

    /** Who is in a place, and who is about to take it over. */
    private static final class Place {
        final int task;
        @Nullable Child child;
        @Nullable Child next;
        int failures;               // one after another

        Place(int task) {
            this.task = task;
        }
    }

    Supervisor(IOLoop loop, int count, int maxRestarts, Path directory) throws IOException {
        this.loop = loop;
        this.maxRestarts = maxRestarts;
        this.socket = directory.resolve("ports");
        this.command = JvmCommand.again(count, "-D" + ChildSide.PORTS + "=" + socket);
        this.ports = new PortKeeper(loop.loop(), socket);
        this.places = new Place[count];
        for (int task = 0; task < count; task++) places[task] = new Place(task);
    }

    /** Returns when no child is left; throws when they were given up. */
    void run() {
        LOG.info("Starting {} processes", places.length);
        if (!PortKeeper.keepsQueues())
            LOG.warn("Sockets by {} cannot be handed from process to process: when one is killed, the connections in its queue are reset. "
                    + "With epoll they are not", IOLoop.transport());
        Signals.handle("TERM", this::asked);
        Signals.handle("INT", this::asked);
        Signals.handle("HUP", _ -> loop.addCallback(this::roll));
        Shutdown.withParent(() -> loop.addCallback(this::stop));
        try {
            List<? extends Future<?>> kept = Stream.of(places).map(place -> Gen.spawn(() -> keep(place))).toList();
            for (Future<?> place : kept) Gen.await(place);
            for (Child predecessor : living) predecessor.awaitEnd();
        } finally {
            living.forEach(Child::kill);            // nobody is left behind, whatever went wrong
            ports.close();
        }
        if (givenUp != null) throw new IllegalStateException(givenUp);
    }

    // ---- one place

    private void keep(Place place) {
        place.child = begin(place);
        while (place.child instanceof Child child) {
            int status = child.awaitEnd();
            if (place.child != child) continue;                     // its successor serves already
            place.child = place.next;
            place.next = null;
            if (stopping) continue;
            if (status == 0 && place.child == null) {
                LOG.info("child {} (pid {}) exited normally", place.task, child.pid());
                ports.close(place.task);
            } else if (place.child == null) {
                LOG.warn("child {} (pid {}) {}, restarting", place.task, child.pid(), describe(status));
                place.child = restart(place, child);
            } else {
                LOG.warn("child {} (pid {}) {}, its successor comes already", place.task, child.pid(), describe(status));
            }
        }
    }

    private @Nullable Child restart(Place place, Child gone) {
        if (!mayRestart()) return null;
        if (gone.settled()) place.failures = 0;
        else Gen.sleep(pause(place.failures++));
        return begin(place);
    }

    private boolean mayRestart() {
        if (++restarts <= maxRestarts) return true;
        if (givenUp == null) giveUp();
        return false;
    }

    static Duration pause(int failures) {
        Duration pause = FIRST_PAUSE.multipliedBy(1L << Math.min(failures, 10));
        return pause.compareTo(LONGEST_PAUSE) < 0 ? pause : LONGEST_PAUSE;
    }

    /** Java cannot tell a signal from an exit with 128 and its number. */
    static String describe(int status) {
        int signal = status - EXIT_BY_SIGNAL;
        return signal > 0 && signal < SIGNALS ? "killed by signal " + signal : "exited with status " + status;
    }

    private @Nullable Child begin(Place place) {
        while (!stopping) {
            try {
                return start(place);
            } catch (IOException problem) {
                LOG.warn("child {} cannot be started: {}", place.task, problem.getMessage());
                if (!mayRestart()) return null;
                Gen.sleep(pause(place.failures++));
            }
        }
        return null;
    }

    private Child start(Place place) throws IOException {
        var words = new ArrayList<>(command);
        words.add(1, "-D" + Task.PROPERTY + "=" + place.task);
        var builder = new ProcessBuilder(words).redirectOutput(Redirect.INHERIT).redirectError(Redirect.INHERIT);
        builder.environment().keySet().removeAll(ThisJvm.VARIABLES);
        Process process = loop.runInExecutor(builder::start);
        var child = new Child(process, loop.nanoTime());
        living.add(child);
        ports.born(child.pid(), place.task);
        loop.addFuture(process.onExit(), _ -> ended(child));
        if (stopping) child.askToStop();
        return child;
    }

    private void ended(Child child) {
        boolean served = ports.hasListened(child.pid()) || loop.nanoTime() - child.born() > Nanos.of(SETTLED);
        living.remove(child);
        ports.died(child.pid());
        child.ended(served);
    }

    // ---- one after another

    private void roll() {
        rollAgain = rolling;
        if (rolling) return;
        rolling = true;
        try {
            do {
                rollAgain = false;
                LOG.info("Rolling {} processes", places.length);
                for (Place place : places) {
                    if (!stopping && place.child instanceof Child child && !replace(place, child)) break;
                }
            } while (rollAgain && !stopping);
        } finally {
            rolling = false;
        }
    }

    /** The new one listens before the old one stops to; both accept from the same queues. False when the new one does not come up. */
    private boolean replace(Place place, Child old) {
        int sockets = ports.listening(old.pid());
        Child next = begin(place);
        if (next == null) return false;
        place.next = next;
        boolean up = sockets > 0 ? ports.awaitListening(next.pid(), sockets, Nanos.of(TIME_TO_LISTEN)) : !next.awaitEnd(UNHEARD);
        if (!up && place.child == old) {
            place.next = null;
            if (stopping) return false;
            LOG.warn("child {} (pid {}) stays: its successor (pid {}) does not listen", place.task, old.pid(), next.pid());
            next.askToStop();
            return false;
        }
        if (place.child == old) {
            place.child = next;
            place.next = null;
            ports.succeeded(old.pid());
            old.askToStop();
        }
        LOG.info("child {} (pid {}) is followed by pid {}", place.task, old.pid(), next.pid());
        if (!old.awaitEnd(TIME_TO_DRAIN)) LOG.warn("child {} (pid {}) takes its time to stop", place.task, old.pid());
        return true;
    }

    // ---- the end

    private void asked(int signal) {
        if (asked.compareAndSet(false, true)) {
            loop.addCallback(this::stop);
            return;
        }
        living.forEach(Child::kill);
        Directory.remove(socket);
        Runtime.getRuntime().halt(EXIT_BY_SIGNAL + signal);
    }

    /** The sockets are the children's alone first, so that each finds its own queue empty before it closes it. */
    private void stop() {
        if (stopping) return;
        stopping = true;
        LOG.info("Stopping {} processes", living.size());
        ports.close();
        living.forEach(Child::askToStop);
    }

    private void giveUp() {
        givenUp = "Too many child restarts, giving up: more than " + maxRestarts;
        LOG.error("{}", givenUp);
        stop();
        loop.callLater(TIME_TO_DRAIN, () -> living.forEach(Child::kill));
    }
}
