package typhoon.netty;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What some coroutines do together, a request's say: who they are, so that all can be told to end, and the moment by which it has to be
 * done. What one of them spawns belongs to it as well. Touched on its loop only.
 */
public final class Work {
    /** One who can be told to end, whether it has begun or not. */
    public interface Member {
        /** To be done once. */
        void interrupt();
    }

    private final Loop loop;
    private final @Nullable Work outer;
    private final Set<Member> members = new LinkedHashSet<>();
    private boolean limited;
    private long end;

    /** Work without a limit of its own, inside of {@code outer}, if there is any, whose limit holds too. */
    public Work(Loop loop, @Nullable Work outer) {
        this.loop = loop;
        this.outer = outer;
    }

    /** Has to be done in {@code nanos} from now; who watches over that is another matter. 0: whenever it is. */
    public void limit(long nanos) {
        limited = nanos > 0;
        end = loop.nanoTime() + nanos;
    }

    /** How many nanoseconds are left, none or fewer when the time is up; {@link Long#MAX_VALUE} without a limit. */
    public long left() {
        long others = outer == null ? Long.MAX_VALUE : outer.left();
        return limited ? Math.min(others, end - loop.nanoTime()) : others;
    }

    /** Who waits for it himself, and tells it to end, need not be a member. Inner work has those of the outer. */
    public void add(Member member) {
        root().members.add(member);
    }

    /** It has ended. */
    public void remove(Member member) {
        root().members.remove(member);
    }

    /** Tells all members to end; those who come later are not told. */
    public void interrupt() {
        var told = new ArrayList<>(root().members);
        root().members.clear();
        told.forEach(Member::interrupt);
    }

    private Work root() {
        return outer == null ? this : outer.root();
    }

    /** Has {@code thread}, in the middle of a task, work for this; until it is given other work, or the task ends. */
    public void assign(Thread thread) {
        loop.assign(thread, this);
    }

    /** Whether it is work of this loop, so that it may be handed on there. */
    @SuppressWarnings("ReferenceEquality")              // a loop is itself only
    public boolean isOf(Loop other) {
        return loop == other;
    }
}
