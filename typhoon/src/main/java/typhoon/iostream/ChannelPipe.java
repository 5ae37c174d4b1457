package typhoon.iostream;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.Pipe;
import java.nio.channels.SelectableChannel;
import org.slf4j.Logger;
import typhoon.ioloop.IOLoop;
import typhoon.netty.Logs;

/** One end of a {@link Pipe}, which the loop watches. */
final class ChannelPipe extends PipeEnd {
    private static final Logger LOG = Logs.of("typhoon.general");

    private final IOLoop ioLoop;
    private final SelectableChannel channel;
    private final ByteBuffer chunk = ByteBuffer.allocate(CHUNK);
    private boolean watched;

    ChannelPipe(IOLoop ioLoop, SelectableChannel channel) throws IOException {
        super(ioLoop.loop());
        this.ioLoop = ioLoop;
        this.channel = channel;
        channel.configureBlocking(false);
        watch(channel instanceof Pipe.SourceChannel ? IOLoop.READ : IOLoop.NONE);
    }

    private void watch(int events) {
        if (watched) ioLoop.updateHandler(channel, events);
        else ioLoop.addHandler(channel, (_, _) -> ready(), events);
        watched = true;
    }

    private void ready() {
        try {
            if (channel instanceof Pipe.SourceChannel source) read(source);
            else if (channel instanceof Pipe.SinkChannel sink) write(sink);
        } catch (IOException broken) {
            failed(broken);
        }
    }

    private void read(Pipe.SourceChannel source) throws IOException {
        int count = source.read(chunk.clear());
        if (count < 0) {
            watch(IOLoop.NONE);
            finishedByPeer();
        } else if (count > 0 && !received(Unpooled.copiedBuffer(chunk.flip())) && channel.isOpen()) {
            watch(IOLoop.NONE);
        }
    }

    private void write(Pipe.SinkChannel sink) throws IOException {
        while (next() instanceof ByteBuf first && channel.isOpen()) {
            int count = first.readBytes(sink, first.readableBytes());
            if (count == 0) return;
            sent();
        }
        if (channel.isOpen()) watch(IOLoop.NONE);
    }

    @Override
    void resume() {
        watch(IOLoop.READ);
    }

    @Override
    void send() {
        watch(IOLoop.WRITE);
    }

    @Override
    void release() {
        try {
            ioLoop.removeHandler(channel);
            channel.close();
        } catch (IOException odd) {
            LOG.warn("{} could not be closed", channel, odd);
        }
    }
}
