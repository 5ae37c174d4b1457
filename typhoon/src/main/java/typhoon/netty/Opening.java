package typhoon.netty;

import io.netty.channel.ChannelFuture;
import java.io.IOException;
import java.util.concurrent.CancellationException;
import org.jspecify.annotations.Nullable;

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

    /** Why it failed, in the kernel's words; Netty wraps them where not even a channel could be made, for want of descriptors say. */
    static IOException refusal(Throwable failure) {
        for (@Nullable Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof IOException known) return known;
        }
        return new IOException(failure);
    }
}
