package typhoon.httpserver;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HexFormat;
import java.util.concurrent.Callable;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import typhoon.ioloop.IOLoop;
import typhoon.netty.Logs;

/**
 * A file that is being filled by a client. What asks a disk runs on threads of the executor, while the coroutine waits; if it is
 * interrupted meanwhile, the lock of this object makes {@link #discard} come after what such a thread is about. What is written is gathered
 * first, since some clients send little at a time.
 */
final class Spool {
    private static final Logger GENERAL = Logs.of("typhoon.general");
    private static final int GATHERED = 64 * 1024;
    private static final byte[] NOTHING = {};

    // Of the loop.
    private byte[] gathered = NOTHING;
    private int size;

    // Of whoever has the lock.
    private final Callable<Path> maker;
    private @Nullable Path path;
    private @Nullable OutputStream out;
    private boolean discarded;

    private Spool(Callable<Path> maker) {
        this.maker = maker;
    }

    /** A file that only we may read, in {@code directory} or where such files lie. */
    static Spool temporary(@Nullable Path directory) {
        return new Spool(() -> directory == null ? Files.createTempFile("typhoon-", ".part")
                : Files.createTempFile(directory, "typhoon-", ".part"));
    }

    /** A file beside {@code target}, to be moved there when it is whole. */
    static Spool beside(Path target) {
        String name = ".typhoon-" + HexFormat.of().toHexDigits(ThreadLocalRandom.current().nextLong()) + ".part";
        return new Spool(() -> Files.createFile(target.resolveSibling(name)));
    }

    /** Writes all that comes from {@code source} to a new file at {@code target}, which is there when it is whole; returns its length. */
    static long receive(Multipart.Source source, Path target) throws IOException {
        var spool = beside(target);
        try {
            long size = 0;
            while (source.next() instanceof byte[] piece) {
                spool.write(piece);
                size += piece.length;
            }
            spool.endAs(target);
            return size;
        } catch (Throwable failure) {
            spool.discard();
            throw failure;
        }
    }

    void write(byte[] bytes) throws IOException {
        if (size + bytes.length > GATHERED) flush();
        if (bytes.length >= GATHERED) {
            ask(() -> append(bytes, bytes.length));
            return;
        }
        if (gathered.length == 0) gathered = new byte[GATHERED];
        System.arraycopy(bytes, 0, gathered, size, bytes.length);
        size += bytes.length;
    }

    /** Writes what was gathered and closes the file, which is at the path that is returned. */
    Path end() throws IOException {
        flush();
        gathered = NOTHING;
        return ask(this::close);
    }

    /** As {@link #end}, then moves it to {@code target}, where nothing may be. */
    void endAs(Path target) throws IOException {
        end();
        ask(() -> move(target));
    }

    private void flush() throws IOException {
        int count = size;
        if (count > 0) ask(() -> append(gathered, count));
        size = 0;
    }

    /** Throws the file away, soon: nobody waits for it. Harmless if there is none, or it was moved. */
    void discard() {
        IOLoop.current().addCallback(() -> IOLoop.current().runInExecutor(() -> {
            delete();
            return "";
        }));
    }

    // ---- on threads of the executor

    private synchronized String append(byte[] bytes, int count) throws Exception {
        open().write(bytes, 0, count);
        return "";
    }

    private synchronized Path close() throws Exception {
        open().close();
        if (path == null) throw new IOException("there is no file");
        return path;
    }

    private synchronized String move(Path target) throws IOException {
        if (path == null || discarded) throw new IOException("there is no file");
        Files.move(path, target);
        path = null;
        return "";
    }

    private synchronized void delete() {
        discarded = true;
        try {
            if (out != null) out.close();
        } catch (IOException problem) {
            GENERAL.warn("Could not close an uploaded file", problem);
        }
        try {
            if (path != null) Files.deleteIfExists(path);
        } catch (IOException problem) {
            GENERAL.warn("Could not delete an uploaded file", problem);
        }
        path = null;
    }

    private OutputStream open() throws Exception {
        if (discarded) throw new IOException("nobody wants it any more");
        if (out != null) return out;
        path = maker.call();
        out = Files.newOutputStream(path, StandardOpenOption.WRITE);
        return out;
    }

    private static <T> T ask(Callable<T> question) throws IOException {
        return IOLoop.current().runInExecutor(question);
    }
}
