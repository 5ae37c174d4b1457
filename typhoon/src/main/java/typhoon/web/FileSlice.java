package typhoon.web;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;

/**
 * A part of a file on its way out, of which no more than a chunk is held. {@link #next} is for threads that may wait for a disk, everything
 * else for the loop. The two meet only if the loop gives up while a thread reads: then closing waits until it has, so that no descriptor
 * stays open.
 */
final class FileSlice implements AutoCloseable {
    /** As in Tornado; less would be more ways between threads, more would be memory. */
    static final int CHUNK = 64 * 1024;

    private final Callable<InputStream> opener;
    private final byte[] buffer;
    private @Nullable InputStream content;
    private boolean closed;
    private long left;

    FileSlice(Callable<InputStream> opener, long length) {
        this.opener = opener;
        this.left = length;
        this.buffer = new byte[(int) Math.min(CHUNK, length)];
    }

    long left() {
        return left;
    }

    /**
     * The next chunk; the array is used again for the one after it.
     *
     * @throws EOFException if the file has become shorter
     */
    synchronized byte[] next() throws Exception {
        if (closed) throw new IOException("nobody wants it any more");
        if (content == null) content = opener.call();
        int wanted = (int) Math.min(buffer.length, left);
        int got = content.readNBytes(buffer, 0, wanted);
        if (got < wanted) throw new EOFException("it ended " + (left - got) + " bytes early");
        left -= got;
        if (left == 0) close();
        return got == buffer.length ? buffer : Arrays.copyOf(buffer, got);
    }

    @Override
    public synchronized void close() throws IOException {
        if (!closed && content != null) content.close();
        closed = true;
    }
}
