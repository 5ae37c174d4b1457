package typhoon.netty;

/** One entry of a loop's {@link Timers}: give it back to {@link Loop#cancel} when it is not wanted any more. */
public final class Timer {
    final long deadline;
    final long sequence;
    final Runnable task;
    int index = -1;             // place in the heap; -1 when it is not in it

    Timer(long deadline, long sequence, Runnable task) {
        this.deadline = deadline;
        this.sequence = sequence;
        this.task = task;
    }

    boolean isBefore(Timer other) {
        long difference = deadline - other.deadline;            // nanoTime may wrap: compare by difference
        return difference < 0 || difference == 0 && sequence < other.sequence;
    }

    @Override
    public String toString() {
        return task.toString();
    }
}
