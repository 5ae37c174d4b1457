package typhoon.iostream;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.Arrays;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import org.slf4j.Logger;
import typhoon.netty.Logs;
import typhoon.netty.Loop;

/** One end of a pipe that can only block, as those of child processes: a daemon thread of its own reads or writes it. */
final class BlockingPipe extends PipeEnd {
    private static final Logger LOG = Logs.of("typhoon.general");
    private static final byte[] END = {};               // no piece of data is empty

    private final Closeable stream;
    private boolean begun;                              // the thread that writes was started
    private boolean writing;

    // Between the loop and the thread.
    private final Semaphore mayRead = new Semaphore(0);
    private final LinkedBlockingQueue<byte[]> toWrite = new LinkedBlockingQueue<>();

    private BlockingPipe(Loop loop, Closeable stream) {
        super(loop);
        this.stream = stream;
    }

    static BlockingPipe reading(Loop loop, InputStream in) {
        var pipe = new BlockingPipe(loop, in);
        pipe.start("reader", () -> pipe.read(in));
        pipe.mayRead.release();
        return pipe;
    }

    static BlockingPipe writing(Loop loop, OutputStream out) {
        return new BlockingPipe(loop, out);
    }

    private void start(String what, Runnable body) {
        Thread.ofPlatform().daemon().name("typhoon-pipe-" + what).start(body);
    }

    // ---- on the thread

    private void read(InputStream in) {
        var chunk = new byte[CHUNK];
        try {
            while (true) {
                mayRead.acquireUninterruptibly();
                int count = in.read(chunk);
                if (count < 0) break;
                byte[] bytes = Arrays.copyOf(chunk, count);
                loop().enqueue(() -> {
                    if (received(Unpooled.wrappedBuffer(bytes))) mayRead.release();
                });
            }
            loop().enqueue(this::finishedByPeer);
        } catch (IOException broken) {
            loop().enqueue(() -> failed(broken));
        }
    }

    private void write(OutputStream out) {
        try {
            while (true) {
                byte[] bytes = toWrite.take();
                if (bytes.length == 0) break;
                out.write(bytes);
                out.flush();
                loop().enqueue(() -> written(bytes.length));
            }
        } catch (IOException broken) {
            loop().enqueue(() -> failed(broken));
        } catch (InterruptedException nobodyDoesThat) {
            Thread.currentThread().interrupt();
        }
    }

    // ---- on the loop

    private void written(int count) {
        writing = false;
        if (next() instanceof ByteBuf first) first.skipBytes(count);
        sent();
        if (next() != null) send();
    }

    @Override
    void resume() {
        mayRead.release();
    }

    /** One piece at a time: what the thread has cannot be taken back. */
    @Override
    void send() {
        if (writing || !(next() instanceof ByteBuf first)) return;
        if (!begun && stream instanceof OutputStream out) start("writer", () -> write(out));
        begun = true;
        writing = true;
        var bytes = new byte[first.readableBytes()];
        first.getBytes(first.readerIndex(), bytes);
        toWrite.add(bytes);
    }

    /** Not on the loop: to close what another thread is blocked in may block too. */
    @Override
    void release() {
        toWrite.add(END);
        mayRead.release();
        Thread.ofPlatform().daemon().name("typhoon-pipe-closer").start(() -> {
            try {
                stream.close();
            } catch (IOException odd) {
                LOG.debug("the end of a pipe could not be closed", odd);
            }
        });
    }
}
