package typhoon.gen;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.Test;
import typhoon.testing.AsyncTestCase;

class WaitIteratorTest extends AsyncTestCase {
    private final CompletableFuture<String> first = new CompletableFuture<>();
    private final CompletableFuture<String> second = new CompletableFuture<>();
    private final CompletableFuture<String> third = new CompletableFuture<>();

    @Test
    void ofNothingIsDoneAtOnce() {
        var none = WaitIterator.of();
        assertTrue(none.done());
        assertFalse(none.hasNext());
        assertThrows(NoSuchElementException.class, none::next);
        assertThrows(IllegalStateException.class, none::currentIndex);
    }

    @Test
    void givesWhatIsDoneAlreadyInTheOrderOfTheArguments() {
        var results = WaitIterator.of(CompletableFuture.completedFuture("a"), CompletableFuture.completedFuture("b"));
        assertEquals("a", results.next());
        assertEquals(0, results.currentIndex());
        assertEquals("b", results.next());
        assertEquals(1, results.currentIndex());
        assertTrue(results.done());
        assertThrows(IllegalStateException.class, results::currentFuture);
    }

    @Test
    void givesResultsInTheOrderTheyCome() {
        var results = WaitIterator.of(first, second, third);
        loop().addCallback(() -> third.complete("c"));
        loop().addCallback(() -> first.complete("a"));
        loop().addCallback(() -> second.complete("b"));
        var order = new ArrayList<String>();
        while (!results.done()) order.add(results.next() + results.currentIndex());
        assertEquals(List.of("c2", "a0", "b1"), order);
    }

    @Test
    void namesThemByTheKeysOfAMap() {
        var futures = new LinkedHashMap<String, Future<String>>();
        futures.put("f1", first);
        futures.put("f2", second);
        var results = WaitIterator.of(futures);
        second.complete("b");
        assertEquals("b", results.next());
        assertEquals("f2", results.currentIndex());
        assertSame(second, results.currentFuture());
        first.complete("a");
        assertEquals("a", results.next());
        assertEquals("f1", results.currentIndex());
    }

    @Test
    void aFailureIsThrownInItsTurnAndTheOthersStillCome() {
        var results = WaitIterator.of(first, second, third);
        first.complete("a");
        second.completeExceptionally(new IOException("b"));
        third.complete("c");
        assertEquals("a", results.next());
        assertEquals("b", assertThrows(IOException.class, results::next).getMessage());
        assertEquals(1, results.currentIndex());
        assertEquals("c", results.next());
        assertTrue(results.done());
    }

    @Test
    void theSameFutureMayBeGivenTwice() {
        var results = WaitIterator.of(first, first);
        first.complete("a");
        assertEquals("a", results.next());
        assertEquals("a", results.next());
        assertTrue(results.done());
    }

    @Test
    void futuresOfOtherThreadsAndOfTheOldKindAreWaitedForToo() {
        var old = new FutureTask<>(() -> "old");
        var results = WaitIterator.of(first, old);
        loop().addCallback(() -> loop().runInExecutor(() -> {
            old.run();
            return first.complete("foreign");
        }));
        assertEquals(List.of("foreign", "old"), List.of(results.next(), results.next()).stream().sorted().toList());
    }
}
