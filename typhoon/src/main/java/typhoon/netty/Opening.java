package typhoon.netty;

import io.netty.channel.ChannelFuture;
import java.util.concurrent.CancellationException;

/** Waits until a channel has been bound, connected or taken over. */
final class Opening {
    private Opening() {}

    /** Parks the calling coroutine until {@code future} is done, however. When it is interrupted, the channel will be closed. */
    static void await(Loop loop, ChannelFuture future, String what) {
        var done = new Spot();
        future.addListener(_ -> done.wake());
        try {
            while (!future.isDone()) done.await(loop, 0, what);
        } catch (CancellationException interrupted) {
            future.addListener(_ -> future.channel().close());          // it may still succeed, and nobody would know
            throw interrupted;
        }
    }
}
