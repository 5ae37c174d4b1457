package typhoon.ioloop;

import typhoon.netty.Timer;

/**
 * A handle of {@link IOLoop#callLater} or {@link IOLoop#callAt}, to be given back to {@link IOLoop#removeTimeout}.
 *
 * {@snippet class="typhoon.snippets.IOLoopSnippets" region="timeout"}
 */
public final class Timeout {
    final Timer timer;
    final Call call;

    Timeout(Timer timer, Call call) {
        this.timer = timer;
        this.call = call;
    }

    /** What the loop runs when the time has come, unless it was taken back while it stood in the queue. */
    static final class Call implements Runnable {
        private final Runnable callback;
        boolean takenBack;

        Call(Runnable callback) {
            this.callback = callback;
        }

        @Override
        public void run() {
            if (!takenBack) callback.run();
        }

        @Override
        public String toString() {
            return callback.toString();
        }
    }
}
