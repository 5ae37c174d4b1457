package typhoon.httpserver;

import typhoon.http.HttpInputError;
import typhoon.http.MemoryBudget;

/** What one holder takes of a {@link MemoryBudget}, as it grows and shrinks. */
final class Share {
    private final MemoryBudget budget;
    private final String what;
    private long held;

    /** Nothing, yet; {@code what} names it to a client for whom there is no room. */
    Share(MemoryBudget budget, String what) {
        this.budget = budget;
        this.what = what;
    }

    /**
     * Makes it {@code bytes}.
     *
     * @throws HttpInputError 503 when the budget is used up; the share is what it was
     */
    void hold(long bytes) {
        if (bytes > held && !budget.take(bytes - held))
            throw new HttpInputError(503, "no memory for so large a " + what + " now: too many are being received");
        if (bytes < held) budget.giveBack(held - bytes);
        held = bytes;
    }
}
