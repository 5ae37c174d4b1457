package typhoon.locks;

/**
 * A semaphore that never has more permits than it began with: one {@link #release} too many is a mistake, and said. Source: Tornado's
 * {@code locks.BoundedSemaphore}.
 *
 * {@snippet class="typhoon.snippets.LocksSnippets" region="bounded"}
 */
public final class BoundedSemaphore extends Semaphore {
    private final int most;

    /** One permit. */
    public BoundedSemaphore() {
        this(1);
    }

    /** So many permits; {@link IllegalArgumentException} if negative. */
    public BoundedSemaphore(int permits) {
        super(permits, "BoundedSemaphore");
        this.most = permits;
    }

    /** As {@link Semaphore#release}; throws {@link IllegalStateException} when all permits are there already. */
    @Override
    public void release() {
        if (free() >= most) throw new IllegalStateException("Semaphore released too many times: all of its " + most + " permits are free");
        super.release();
    }
}
