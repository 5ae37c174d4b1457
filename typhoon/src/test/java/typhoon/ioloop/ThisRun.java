package typhoon.ioloop;

import static org.junit.jupiter.api.Assumptions.abort;

/** What this run of the tests may expect: the build runs them once per carrier. */
public final class ThisRun {
    private ThisRun() {}

    /** Leaves the calling test where one JVM carries one loop only. */
    public static void needsSeveralLoops() {
        if (IOLoop.carrier().equals("supported access")) skip("with supported access one JVM carries one loop, this needs several");
    }

    /** Leaves the calling test, and says so where the build's reader sees it. */
    public static void skip(String reason) {
        System.out.println("skipped: " + reason);
        abort(reason);
    }

    /** Name of the platform thread that carries the calling coroutine. */
    public static String carrier() {
        String thread = Thread.currentThread().toString();
        return thread.substring(thread.indexOf('@') + 1);
    }
}
