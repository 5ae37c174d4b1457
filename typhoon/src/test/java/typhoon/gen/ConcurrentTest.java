package typhoon.gen;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import typhoon.ioloop.ThisRun;
import typhoon.testing.AsyncTestCase;
import typhoon.testing.ExpectLog;

/** Futures of others. */
class ConcurrentTest extends AsyncTestCase {
    private final List<String> told = new ArrayList<>();

    @Test
    void aFutureEndsAsTheOneItIsChainedTo() {
        var from = new CompletableFuture<String>();
        var to = new CompletableFuture<String>();
        Concurrent.chain(from, to);
        from.complete("result");
        assertFalse(to.isDone(), "it is told through the loop");
        assertEquals("result", Gen.await(to));

        var failed = new CompletableFuture<String>();
        Concurrent.chain(CompletableFuture.failedFuture(new IOException("broken")), failed);
        assertTrue(failed.isCompletedExceptionally(), "one that has ended is passed on at once");
        assertEquals("broken", assertThrows(IOException.class, () -> Gen.await(failed)).getMessage());

        var cancelled = new CompletableFuture<String>();
        Future<String> ended = new CompletableFuture<>();
        ended.cancel(true);
        Concurrent.chain(ended, cancelled);
        assertTrue(cancelled.isCancelled());
    }

    @Test
    void oneThatIsDoneStaysAsItIsAndItsCancellationGoesNowhere() {
        var from = new CompletableFuture<String>();
        var to = new CompletableFuture<String>();
        Concurrent.chain(from, to);
        to.cancel(true);
        assertFalse(from.isDone());
        from.complete("too late");
        Gen.moment();
        assertTrue(to.isCancelled());
    }

    @Test
    void aFutureOfAThreadPoolIsPassedOnOnTheLoop() {
        try (var pool = Executors.newSingleThreadExecutor()) {
            String here = ThisRun.carrier();
            var to = new CompletableFuture<String>();
            var where = to.thenApply(result -> result + (ThisRun.carrier().equals(here) ? " on the loop" : " elsewhere"));
            Concurrent.chain(pool.submit(() -> "work"), to);
            assertEquals("work on the loop", Gen.await(where));
        }
    }

    @Test
    void whoListensIsToldAtOnceIfItIsDoneAndElseOnTheLoop() {
        var future = new CompletableFuture<String>();
        Concurrent.onDone(future, ended -> told.add("first " + ended.resultNow()));
        future.complete("x");
        Concurrent.onDone(future, ended -> told.add("second " + ended.resultNow()));
        assertEquals(List.of("second x"), told);
        Gen.moment();
        assertEquals(List.of("second x", "first x"), told);
    }

    @Test
    void aResultForACancelledFutureIsDroppedAndASecondOneIsRefused() {
        var cancelled = new CompletableFuture<Integer>();
        cancelled.cancel(false);
        Concurrent.setResultUnlessCancelled(cancelled, 42);
        assertTrue(cancelled.isCancelled());
        var done = new CompletableFuture<Integer>();
        Concurrent.setResultUnlessCancelled(done, 42);
        assertEquals(42, done.resultNow());
        assertThrows(IllegalStateException.class, () -> Concurrent.setResultUnlessCancelled(done, 43));
    }

    @Test
    void aFailureForACancelledFutureIsLogged() {
        var cancelled = new CompletableFuture<Integer>();
        cancelled.cancel(false);
        try (var _ = new ExpectLog("typhoon.application", "Exception after Future was cancelled")) {
            Concurrent.setExceptionUnlessCancelled(cancelled, new IOException("late"));
        }
        var failure = new IOException("in time");
        var failed = new CompletableFuture<Integer>();
        Concurrent.setExceptionUnlessCancelled(failed, failure);
        assertSame(failure, failed.exceptionNow());
        assertThrows(IllegalStateException.class, () -> Concurrent.setExceptionUnlessCancelled(failed, failure));
    }

    @Test
    void theDirectExecutorRunsItsTasksWhereTheyAreSubmitted() throws Exception {
        Thread here = Thread.currentThread();
        Future<Thread> there = Concurrent.DIRECT.submit(Thread::currentThread);
        assertTrue(there.isDone());
        assertSame(here, there.get());
        Future<Object> failed = Concurrent.DIRECT.submit(() -> {
            throw new IOException("kept");
        });
        assertEquals("java.io.IOException: kept", String.valueOf(assertThrows(ExecutionException.class, failed::get).getCause()));
        Concurrent.DIRECT.shutdown();
        assertFalse(Concurrent.DIRECT.isShutdown() || Concurrent.DIRECT.isTerminated());
        assertEquals(List.of(), Concurrent.DIRECT.shutdownNow());
        Concurrent.DIRECT.close();
        loop().setDefaultExecutor(Concurrent.DIRECT);
        assertSame(here, loop().runInExecutor(Thread::currentThread));
    }
}
