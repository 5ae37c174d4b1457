package typhoon.wire;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import typhoon.http.MemoryBudget;

/**
 * An array that grows as bytes arrive, and is paid for from a {@link MemoryBudget} before it is made. Doubling, so that many small pieces
 * cost linear time.
 */
public final class CountedBytes {
    /** Up to so many bytes nothing is counted: what every connection may have. */
    public static final int FREE = 8 * 1024;

    private static final byte[] EMPTY = {};

    private final MemoryBudget budget;
    private byte[] bytes = EMPTY;
    private int size;

    /** Nothing, yet. */
    public CountedBytes(MemoryBudget budget) {
        this.budget = budget;
    }

    /** What an array of {@code bytes} takes from the budget. */
    public static long cost(int bytes) {
        return bytes <= FREE ? 0 : bytes;
    }

    /**
     * Makes room for {@code count} more bytes.
     *
     * @param most how many there can be in all, at least {@code size() + count}
     * @return false, and nothing has changed, when the budget is used up
     */
    public boolean room(int count, int most) {
        int needed = size + count;
        return needed <= bytes.length || resize((int) Math.min(most, Math.max(needed, 2L * bytes.length)));
    }

    private boolean resize(int capacity) {
        if (!budget.take(cost(capacity))) return false;
        int before = bytes.length;
        try {
            bytes = Arrays.copyOf(bytes, capacity);         // both exist for a moment, so both are paid for
        } catch (OutOfMemoryError none) {
            budget.giveBack(cost(capacity));
            throw none;
        }
        budget.giveBack(cost(before));
        return true;
    }

    /** The array; the first {@link #size} bytes of it mean something. */
    public byte[] array() {
        return bytes;
    }

    /** How many bytes there are. */
    public int size() {
        return size;
    }

    /** So many bytes were put behind the others, for which there was {@link #room}. */
    public void grown(int count) {
        size += count;
    }

    /**
     * Cuts the array to its size, if it must be copied and that can be paid for.
     *
     * @return false when the budget is used up
     */
    public boolean trim() {
        return bytes.length == size || resize(size);
    }

    /** Empties this. The array belongs to the caller, and so does the duty to give back the {@link #cost} of its length. */
    public byte[] take() {
        byte[] whole = bytes;
        bytes = EMPTY;
        size = 0;
        return whole;
    }

    /** The bytes as text, which must be valid; otherwise as {@link #take}, for the {@link #cost} of {@link #size}. */
    public String takeUtf8() {
        int length = size;
        int capacity = bytes.length;
        var text = new String(take(), 0, length, StandardCharsets.UTF_8);
        budget.giveBack(cost(capacity) - cost(length));
        return text;
    }

    /** Empties this and gives everything back. */
    public void clear() {
        budget.giveBack(cost(take().length));
    }
}
