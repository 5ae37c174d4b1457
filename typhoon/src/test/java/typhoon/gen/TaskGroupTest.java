package typhoon.gen;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import typhoon.testing.AsyncTestCase;

class TaskGroupTest extends AsyncTestCase {
    private static final Duration LONG = Duration.ofDays(1);

    private final List<String> events = new ArrayList<>();

    /** A task that waits for ever and says how it ended. */
    private String waits(String name) {
        try {
            Gen.sleep(LONG);
            return name;
        } catch (CancellationException interrupted) {
            events.add(name + " interrupted");
            throw interrupted;
        }
    }

    private static Callable<Object> fails(Exception failure) {
        return () -> {
            throw failure;
        };
    }

    @Test
    void joinWaitsForAllAlsoForThoseThatTasksAdd() {
        try (var group = new TaskGroup()) {
            Future<String> first = group.spawn(() -> {
                Gen.moment();
                group.spawn(() -> {
                    Gen.moment();
                    events.add("grandchild");
                });
                return "first";
            });
            group.join();
            assertEquals(List.of("grandchild"), events);
            assertEquals("first", Gen.await(first));
        }
    }

    @Test
    void theFirstFailureInterruptsTheOthersAndIsThrownByJoin() {
        var failure = new IOException("broken");
        try (var group = new TaskGroup()) {
            group.spawn(() -> waits("a"));
            group.spawn(() -> waits("b"));
            group.spawn(fails(failure));
            group.spawn(() -> waits("has not begun"));
            assertSame(failure, assertThrows(IOException.class, group::join));
            assertEquals(List.of("a interrupted", "b interrupted"), events);
        }
    }

    @Test
    void theFailureOfAnotherWhileItEndsIsSuppressedInTheFirst() {
        var second = new IllegalStateException("while ending");
        try (var group = new TaskGroup()) {
            group.spawn(() -> {
                try {
                    Gen.sleep(LONG);
                } catch (CancellationException interrupted) {
                    throw second;
                }
            });
            group.spawn(fails(new IOException("first")));
            var thrown = assertThrows(IOException.class, group::join);
            assertEquals(List.of(second), List.of(thrown.getSuppressed()));
        }
    }

    @Test
    void leavingTheBlockInterruptsThemAndWaitsForTheirEnd() {
        try (var group = new TaskGroup()) {
            group.spawn(() -> waits("a"));
            group.spawn(() -> {
                try {
                    Gen.sleep(LONG);
                } catch (CancellationException interrupted) {
                    Gen.moment();
                    Gen.moment();
                    events.add("b has tidied up");
                }
            });
            Gen.moment();
        }
        assertEquals(List.of("a interrupted", "b has tidied up"), events);
    }

    @Test
    void soDoesABlockThatThrows() {
        var failure = new ArithmeticException();
        assertSame(failure, assertThrows(ArithmeticException.class, () -> {
            try (var group = new TaskGroup()) {
                group.spawn(() -> waits("a"));
                Gen.moment();
                throw failure;
            }
        }));
        assertEquals(List.of("a interrupted"), events);
    }

    @Test
    void aFailureThatNobodyJoinedForIsThrownAtTheEndOfTheBlock() {
        assertThrows(IOException.class, () -> {
            try (var group = new TaskGroup()) {
                group.spawn(fails(new IOException("unjoined")));
                Gen.moment();
                Gen.moment();
                events.add("block ends");
            }
        });
        assertEquals(List.of("block ends"), events);
    }

    @Test
    void whoHasNotBegunWhenTheBlockEndsNeverDoes() {
        Future<?> never;
        try (var group = new TaskGroup()) {
            never = group.spawn(() -> {
                events.add("begun");
            });
        }
        assertTrue(never.isCancelled());
        assertEquals(List.of(), events);
    }

    @Test
    void cancellingOneIsNoFailureOfTheGroup() {
        try (var group = new TaskGroup()) {
            Future<String> cancelled = group.spawn(() -> waits("cancelled"));
            Future<String> other = group.spawn(() -> {
                Gen.moment();
                Gen.moment();
                return "other";
            });
            Gen.moment();
            cancelled.cancel(true);
            group.join();
            assertEquals("other", Gen.await(other));
            assertEquals(List.of("cancelled interrupted"), events);
        }
    }

    @Test
    void anInterruptOfTheOwnerEndsAll() {
        Future<?> owner = Gen.spawn(() -> {
            try (var group = new TaskGroup()) {
                group.spawn(() -> waits("a"));
                group.spawn(() -> waits("b"));
                group.join();
            } finally {
                events.add("owner");
            }
        });
        Gen.moment();
        Gen.moment();
        owner.cancel(true);
        for (int turn = 0; turn < 5; turn++) Gen.moment();
        assertEquals(List.of("a interrupted", "b interrupted", "owner"), events);
    }

    @Test
    void onlyWhoMadeItMayWaitForItAndEndIt() {
        try (var group = new TaskGroup()) {
            group.spawn(() -> waits("a"));
            Gen.moment();
            Future<?> other = Gen.spawn(() -> {
                assertThrows(IllegalStateException.class, group::close);
                group.join();
            });
            String refused = assertThrows(IllegalStateException.class, () -> Gen.await(other)).getMessage();
            assertTrue(refused.startsWith("TaskGroup.join was called in ") && refused.contains("which made it"), refused);
            assertEquals(List.of(), events);
        }
        assertEquals(List.of("a interrupted"), events);
    }

    @Test
    void aClosedGroupTakesNoMore() {
        var group = new TaskGroup();
        group.close();
        assertThrows(IllegalStateException.class, () -> group.spawn(() -> "late"));
        group.close();
    }
}
