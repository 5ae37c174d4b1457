package typhoon.netty;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The loops inside {@link Loop#run}, a handful at most, looked through by whoever asks where it is. */
public final class RunningLoops {
    private static volatile Loop[] running = {};

    private RunningLoops() {}

    /** A snapshot of the loops that run now. Any thread. */
    public static List<Loop> all() {
        return List.of(running);
    }

    /** The loop that carries the caller, or null. */
    public static @Nullable Loop ofCaller() {
        for (Loop loop : running) {
            if (loop.inLoop()) return loop;
        }
        return null;
    }

    static synchronized void add(Loop loop) {
        var more = new ArrayList<>(List.of(running));
        more.add(loop);
        running = more.toArray(Loop[]::new);
    }

    static synchronized void remove(Loop loop) {
        var fewer = new ArrayList<>(List.of(running));
        fewer.remove(loop);
        running = fewer.toArray(Loop[]::new);
    }
}
