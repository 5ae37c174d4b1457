package typhoon.gen;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import org.jspecify.annotations.Nullable;
import typhoon.netty.Interruption;
import typhoon.netty.Loop;
import typhoon.netty.Rethrow;
import typhoon.netty.Spot;

/** The bodies of one {@link Gen#multi}: all of them end before it returns, however it returns. */
final class Together<T extends @Nullable Object> {
    private final Loop loop;
    private final List<Body> bodies = new ArrayList<>();
    private final Spot changed = new Spot();
    private int left;
    private @Nullable Throwable first;

    Together(Loop loop, List<? extends Callable<? extends T>> work) {
        this.loop = loop;
        left = work.size();
        for (Callable<? extends T> one : work) bodies.add(new Body(one));
    }

    List<T> results() {
        for (Body body : bodies) loop.enqueue(body);
        try {
            while (left > 0 && first == null) changed.await(loop, 0, "waiting for several coroutines");
        } catch (CancellationException interrupted) {
            first = interrupted;
        }
        if (first != null) {
            endAll();
            throw Rethrow.unchecked(first);
        }
        var results = new ArrayList<T>(bodies.size());
        for (Body body : bodies) results.add(body.result());
        return results;
    }

    /** A second interrupt does not free the caller: bodies that outlive the call would act on what it believes to be over. */
    private void endAll() {
        for (Body body : bodies) body.end();
        boolean interrupted = false;
        while (left > 0) {
            try {
                changed.await(loop, 0, "waiting for interrupted coroutines to end");
            } catch (CancellationException again) {
                interrupted = true;
            }
        }
        if (interrupted) Thread.currentThread().interrupt();
    }

    private final class Body implements Runnable {
        private final Callable<? extends T> work;
        private @Nullable T result;
        private @Nullable Thread thread;

        Body(Callable<? extends T> work) {
            this.work = work;
        }

        @Override
        @SuppressWarnings("ReferenceEquality") // an exception cannot suppress itself
        public void run() {
            thread = Thread.currentThread();
            try {
                if (first == null) result = work.call();
            } catch (Throwable problem) {
                if (first == null) first = problem;
                else if (problem != first && !Interruption.explains(problem)) first.addSuppressed(problem);
            } finally {
                thread = null;
                left--;
                changed.wake();
            }
        }

        void end() {
            if (thread != null) thread.interrupt();
        }

        @SuppressWarnings("NullAway")           // only asked when the work has returned: then it is a T, null or not
        T result() {
            return result;
        }

        @Override
        public String toString() {
            return "coroutine " + work;
        }
    }
}
