package typhoon.netty;

import java.net.SocketTimeoutException;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Aborts a connection whose peer takes no byte for too long; looks four times per limit, and only while something is pending. */
final class WriteWatch {
    private final StreamChannel channel;
    private long limit;
    private long seen;
    private long lastProgress;
    private @Nullable Timer timer;

    WriteWatch(StreamChannel channel) {
        this.channel = channel;
    }

    /** Nanoseconds; 0 for no limit. */
    void limit(long nanos) {
        limit = nanos;
    }

    /** Bytes are pending after a flush. */
    void begin() {
        if (limit == 0 || timer != null) return;
        seen = channel.taken();
        lastProgress = channel.loop().nanoTime();
        timer = channel.loop().schedule(limit / 4, this::look);
    }

    void end() {
        if (timer != null) channel.loop().cancel(timer);
        timer = null;
    }

    private void look() {
        timer = null;
        if (channel.pending() == 0) return;
        long taken = channel.taken();
        if (taken > seen) {
            begin();
            return;
        }
        seen = taken;                       // lower where more was queued meanwhile, which is no progress
        if (channel.loop().nanoTime() - lastProgress >= limit) {
            channel.abortFor(new SocketTimeoutException("the peer took no byte for " + TimeUnit.NANOSECONDS.toMillis(limit) + " ms"));
        } else {
            timer = channel.loop().schedule(limit / 4, this::look);
        }
    }
}
