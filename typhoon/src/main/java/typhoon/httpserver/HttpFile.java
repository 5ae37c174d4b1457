package typhoon.httpserver;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import typhoon.http.FileNames;
import typhoon.ioloop.IOLoop;

/**
 * A file that came with a form: {@link HttpServerRequest#files}. A small one is in memory, a larger one on the disk, see {@link
 * MultipartOptions#maxInMemory}; there it is deleted when the handler ends, however that ends, unless it was {@linkplain #transferTo
 * moved}.
 *
 * {@snippet class="typhoon.snippets.MultipartSnippets" region="files"}
 *
 * <p>Coroutines of the server's loop only. Tornado: {@code httputil.HTTPFile}, which is in memory always.
 */
public final class HttpFile {
    private static final byte[] NOTHING = {};

    private final String filename;
    private final String contentType;
    private final long size;
    private byte[] content;
    private @Nullable Spool spool;
    private @Nullable Path path;

    /** A file in memory. */
    public HttpFile(String filename, String contentType, byte[] body) {
        this.filename = filename;
        this.contentType = contentType;
        this.size = body.length;
        this.content = body;
    }

    HttpFile(Part part, Spool spool, Path path) {
        filename = part.filename() == null ? "" : part.filename();
        contentType = part.contentType();
        size = part.size();
        content = NOTHING;
        this.spool = spool;
        this.path = path;
    }

    /** The name as the client sent it: a path perhaps, or one made to lead somewhere else. Nothing for a path of yours. */
    public String filename() {
        return filename;
    }

    /** The name as a file may have it: {@link FileNames#safe}. Files that somebody else has sent may have the same. */
    public String safeFilename() {
        return FileNames.safe(filename);
    }

    /** The type, as the client said it; {@code application/unknown} if it did not. It need not be true. */
    public String contentType() {
        return contentType;
    }

    /** Its length in bytes. */
    public long size() {
        return size;
    }

    /** Where it is on the disk; null if it is in memory. */
    public @Nullable Path path() {
        return path;
    }

    /**
     * Its content. Waits if that is on the disk, from which it is read anew each time.
     *
     * @throws IOException if it cannot be read, or is no longer there: its request is over
     */
    public byte[] body() throws IOException {
        Path from = path;
        return from == null ? content : IOLoop.current().runInExecutor(() -> Files.readAllBytes(from));
    }

    /**
     * Makes it a file of yours, for good: moves it to {@code target}, or writes it there if it is in memory. There it is as a whole, or not
     * at all. What was on the disk keeps its permissions, by which only this user reads it. Waits.
     *
     * @throws java.nio.file.FileAlreadyExistsException if there is something at {@code target}
     * @throws IOException if it cannot be moved or written there
     */
    public void transferTo(Path target) throws IOException {
        Path from = path;
        if (from == null) {
            var copy = Spool.beside(target);
            try {
                copy.write(content);
                copy.endAs(target);
            } catch (Throwable failure) {
                copy.discard();
                throw failure;
            }
        } else {
            IOLoop.current().runInExecutor(() -> Files.move(from, target));
        }
        path = target;
        spool = null;
    }

    /** Its request is over. */
    void discard() {
        if (spool != null) spool.discard();
        spool = null;
    }
}
