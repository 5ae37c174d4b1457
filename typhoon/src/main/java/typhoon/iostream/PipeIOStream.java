package typhoon.iostream;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.Pipe;
import java.nio.channels.SelectableChannel;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;
import typhoon.ioloop.IOLoop;
import typhoon.netty.Loop;

/**
 * A stream over one end of a pipe: it reads or it writes. Of a {@link Pipe}, which the loop watches; or of streams that can only block, as
 * those of child processes, which a thread of its own reads or writes.
 *
 * {@snippet class="typhoon.snippets.IOStreamSnippets" region="pipe"}
 *
 * <p>Made in a coroutine of the loop it shall belong to. Closing it closes the end of the pipe. Source: Tornado's {@code
 * iostream.PipeIOStream}.
 */
public final class PipeIOStream extends BaseIOStream {
    private final boolean reads;
    private final Object end;

    /** The end of a pipe that is read. It is set to non-blocking. */
    public PipeIOStream(Pipe.SourceChannel source) {
        this(pipe(source), true, source);
    }

    /** The end of a pipe that is written. It is set to non-blocking. */
    public PipeIOStream(Pipe.SinkChannel sink) {
        this(pipe(sink), false, sink);
    }

    /** What a child process writes, for example: {@code process.getInputStream()}. */
    public PipeIOStream(InputStream in) {
        this(BlockingPipe.reading(current().loop(), in), true, in);
    }

    /** What a child process reads, for example: {@code process.getOutputStream()}. Flushed behind each piece. */
    public PipeIOStream(OutputStream out) {
        this(BlockingPipe.writing(current().loop(), out), false, out);
    }

    private PipeIOStream(PipeEnd conduit, boolean reads, Object end) {
        super(conduit);
        this.reads = reads;
        this.end = end;
    }

    private static PipeEnd pipe(SelectableChannel channel) {
        try {
            return new ChannelPipe(current(), channel);
        } catch (IOException unusable) {
            throw new UncheckedIOException("the pipe " + channel + " cannot be used", unusable);
        }
    }

    private static IOLoop current() {
        Loop loop = Loop.current();
        if (loop == null) throw new IllegalStateException("a PipeIOStream was made on " + Thread.currentThread()
                + ", but it belongs in a coroutine of an IOLoop: make it inside runSync(() -> …) or addCallback(() -> …)");
        return (IOLoop) loop.owner();
    }

    /** {@inheritDoc} {@link IllegalStateException} at the end that is read. */
    @Override
    public Future<@Nullable Void> write(ByteBuffer data) {
        if (reads) throw new IllegalStateException("write was called on the end of a pipe that is read: " + this);
        return super.write(data);
    }

    @Override
    final void begin(String call) {
        if (!reads) throw new IllegalStateException(call + " was called on the end of a pipe that is written: " + this);
        super.begin(call);
    }

    /** Names the end. */
    @Override
    public String toString() {
        return "PipeIOStream[" + end + "]";
    }
}
