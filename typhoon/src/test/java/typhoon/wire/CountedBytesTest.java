package typhoon.wire;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import typhoon.http.MemoryBudget;

/** What is gathered is paid for, to the byte. */
class CountedBytesTest {
    private static final int MOST = 1 << 20;

    private final MemoryBudget budget = new MemoryBudget(100_000);
    private final CountedBytes bytes = new CountedBytes(budget);

    private void add(int count) {
        assertTrue(bytes.room(count, MOST));
        bytes.grown(count);
    }

    @Test
    void littleIsFree() {
        add(CountedBytes.FREE);
        assertEquals(0, budget.used());
        add(1);
        assertEquals(2 * CountedBytes.FREE, budget.used());
    }

    @Test
    void growingKeepsWhatIsThere() {
        bytes.room(1, MOST);
        bytes.array()[0] = 'a';
        bytes.grown(1);
        add(20_000);
        assertEquals('a', bytes.array()[0]);
        assertEquals(20_001, bytes.size());
    }

    @Test
    void oldAndNewArrayArePaidForWhileBothExist() {
        add(40_000);
        assertFalse(bytes.room(30_000, MOST), "40,000 and 80,000 are more than 100,000");
        assertEquals(40_000, bytes.size());
        assertEquals(40_000, budget.used(), "a refusal changes nothing");
        assertTrue(bytes.room(20_000, 60_000), "exactly what is left");
        assertEquals(60_000, budget.used());
    }

    @Test
    void whatWasTakenOwesItsLength() {
        add(10_000);
        add(5_000);
        assertEquals(20_000, budget.used());
        assertTrue(bytes.trim());
        assertEquals(15_000, bytes.take().length);
        assertEquals(15_000, budget.used());
        budget.giveBack(CountedBytes.cost(15_000));
        assertEquals(0, budget.used());
        assertEquals(0, bytes.size());
    }

    @Test
    void textOwesTheLengthOfItsBytes() {
        byte[] text = "ü".repeat(6_000).getBytes(StandardCharsets.UTF_8);
        add(10_000);
        assertTrue(bytes.room(2_000, MOST));
        System.arraycopy(text, 0, bytes.array(), 0, text.length);
        bytes.grown(2_000);
        assertEquals("ü".repeat(6_000), bytes.takeUtf8());
        assertEquals(12_000, budget.used());
    }

    @Test
    void clearingGivesAllBack() {
        add(50_000);
        bytes.clear();
        assertEquals(0, budget.used());
        bytes.clear();
        assertEquals(0, budget.used());
    }

    @Test
    void trimmingNeedsNoCopyWhenNothingIsLeftOver() {
        assertTrue(bytes.room(60_000, 60_000));
        bytes.grown(60_000);
        assertTrue(bytes.trim(), "a second array of 60,000 could not be paid for");
        assertArrayEquals(new byte[60_000], bytes.take());
    }

    @Test
    void aBudgetHasAtLeastOneByteAndSaysHowMuchIsUsed() {
        assertThrows(IllegalArgumentException.class, () -> new MemoryBudget(0));
        add(10_000);
        assertEquals("10000 of 100000 bytes in use", budget.toString());
        assertEquals(Runtime.getRuntime().maxMemory() / 4, MemoryBudget.ofHeap().limit());
    }
}
