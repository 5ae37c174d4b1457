package typhoon.locks;

/**
 * What was acquired; closing it gives it back, once. For {@code try (var _ = lock.acquire())}.
 *
 * {@snippet class="typhoon.snippets.LocksSnippets" region="permit"}
 */
public final class Permit implements AutoCloseable {
    private final Semaphore from;
    private boolean returned;

    Permit(Semaphore from) {
        this.from = from;
    }

    /** Gives it back; a second call does nothing. */
    @Override
    public void close() {
        if (returned) return;
        returned = true;
        from.release();
    }
}
