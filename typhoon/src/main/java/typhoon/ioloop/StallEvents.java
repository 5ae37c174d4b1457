package typhoon.ioloop;

import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;
import jdk.jfr.Timespan;

/** Stalls as events of the JDK's flight recorder, written when they are over or known to last for ever; none in a runtime without it. */
final class StallEvents {
    private static final boolean RECORDER = ModuleLayer.boot().findModule("jdk.jfr").isPresent();

    private StallEvents() {}

    static void commit(LoopStall stall) {
        if (RECORDER) Stalled.commit(stall);
    }

    @Name("typhoon.LoopStall")
    @Label("Loop Stall")
    @Category("Typhoon")
    @Description("One callback or handler held the thread of a loop longer than blockedLoopThreshold")
    @StackTrace(false)
    @SuppressWarnings("UnusedVariable") // the recorder reads them
    private static final class Stalled extends Event {
        @Label("Loop")
        String loop = "";

        @Label("Task")
        String task = "";

        @Label("User Code")
        String where = "";

        @Label("Lasted")
        @Timespan
        long lasted;

        @Label("On CPU")
        @Timespan
        long onCpu;

        @Label("Waited")
        @Timespan
        long waited;

        @Label("Deadlock")
        boolean deadlock;

        @Label("Stack")
        String stack = "";

        static void commit(LoopStall stall) {
            var event = new Stalled();
            if (!event.isEnabled()) return;
            event.loop = stall.loop();
            event.task = stall.task();
            event.where = stall.place();
            event.lasted = stall.lasted().toNanos();
            event.onCpu = stall.onCpu().toNanos();
            event.waited = stall.waited().toNanos();
            event.deadlock = stall.lockWait() != null && stall.lockWait().deadlock();
            event.stack = StallLog.stack(stall.stack()).strip();
            event.commit();
        }
    }
}
