package typhoon.ioloop;

import typhoon.netty.Timer;

/**
 * A handle of {@link IOLoop#callLater} or {@link IOLoop#callAt}, to be given back to {@link IOLoop#removeTimeout}.
 *
 * {@snippet class="typhoon.snippets.IOLoopSnippets" region="timeout"}
 */
public final class Timeout {
    final Timer timer;

    Timeout(Timer timer) {
        this.timer = timer;
    }
}
