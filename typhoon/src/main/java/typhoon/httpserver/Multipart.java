package typhoon.httpserver;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import typhoon.http.HttpInputError;
import typhoon.http.MemoryBudget;
import typhoon.wire.PartHead;
import typhoon.wire.PartReader;
import typhoon.wire.PartReader.Step;

/**
 * A form in several parts ({@code multipart/form-data}, RFC 7578), part by part as it comes: see {@link HttpServerRequest#multipart}. Of a
 * form of any size little is in memory, and while nobody asks the client has to wait.
 *
 * {@snippet class="typhoon.snippets.MultipartSnippets" region="parts"}
 *
 * <p>It is strict: CR LF, a boundary of 1 to 70 characters that RFC 2046 allows and that occurs at the end too, nothing said twice, names
 * in UTF-8. What precedes the first part and follows the last is passed over. Limits are {@link MultipartOptions}. Coroutines of the
 * server's loop only. That of a request is closed by the server; one of your own by you. Tornado: {@code
 * httputil.parse_multipart_form_data}, which wants the whole body in memory.
 */
public final class Multipart implements AutoCloseable {
    private final MultipartOptions options;
    private final Source source;
    private final PartReader reader;
    private final MemoryBudget budget;
    private final List<HttpFile> files = new ArrayList<>(0);
    private Charset charset = StandardCharsets.UTF_8;
    private @Nullable Part current;             // whose content has not ended
    private byte @Nullable [] unread;
    private int count;
    private long taken;
    private boolean closed;

    /** Where the bytes of a form come from. */
    @FunctionalInterface
    public interface Source {
        /** The next piece, which is the caller's from then on; null at the end. May wait. */
        byte @Nullable [] next();
    }

    /**
     * A form from somewhere else than a request, to be closed.
     *
     * @param contentType with its boundary
     * @throws HttpInputError 415 if the type is not {@code multipart/form-data}; 400 if the boundary is missing or none, or such forms are
     *     not {@linkplain MultipartOptions#enabled taken}
     */
    public Multipart(@Nullable String contentType, MultipartOptions options, Source source) {
        this(contentType, options, new MemoryBudget(Long.MAX_VALUE), source);
    }

    Multipart(@Nullable String contentType, MultipartOptions options, MemoryBudget budget, Source source) {
        reader = new PartReader(contentType, options.maxPartHead());
        if (!options.enabled()) throw new HttpInputError(400, "multipart/form-data is not taken here");
        this.options = options;
        this.source = source;
        this.budget = budget;
    }

    /**
     * The next part, when its head is there; what was not read of the one before is passed over. Null at the end of the form.
     *
     * @throws HttpInputError 400 if the form is malformed or has more than {@link MultipartOptions#maxParts}, and what {@link Part} says
     */
    public @Nullable Part next() {
        while (current instanceof Part open) open.read();
        if (step() == Step.DONE) {
            passOverRest();
            return null;
        }
        if (++count > options.maxParts()) throw new HttpInputError(400, "a form of more than " + options.maxParts() + " parts");
        current = new Part(this, reader.head());
        return current;
    }

    /** Deletes the {@linkplain Part#toFile files} on the disk that were not moved, without waiting for that. */
    @Override
    public void close() {
        if (closed) return;
        closed = true;
        current = null;
        budget.giveBack(taken);
        files.forEach(HttpFile::discard);
    }

    private Step step() {
        if (closed) throw new IllegalStateException("a form was read after the end of its request");
        while (true) {
            Step step = reader.next();
            if (step != Step.MORE) return step;
            byte[] more = source.next();
            if (more == null) throw reader.endedEarly();
            reader.feed(more);
        }
    }

    /** So that the connection can go on with the next request. */
    private void passOverRest() {
        byte[] rest = source.next();
        while (rest != null) rest = source.next();
    }

    // ---- for its parts

    /** The next piece of {@code part}; null at its end. */
    byte @Nullable [] read(Part part) {
        if (part != current) return null;
        byte[] piece = unread;
        unread = null;
        if (piece != null) return piece;
        if (step() == Step.PIECE) return reader.piece();
        current = null;
        return null;
    }

    /** Puts back what was read last. */
    void unread(byte[] piece) {
        unread = piece;
    }

    MultipartOptions options() {
        return options;
    }

    /** Of fields that do not name their own. */
    Charset charset() {
        return charset;
    }

    void charset(String name) {
        charset = PartHead.charset(name);
    }

    HttpFile keep(HttpFile file) {
        files.add(file);
        return file;
    }

    /** Counts what is kept in memory, until this is closed. */
    void take(int bytes) {
        if (!budget.take(bytes)) throw new HttpInputError(503, "no memory for so large a form now: too many are being received");
        taken += bytes;
    }

    void giveBack(int bytes) {
        budget.giveBack(bytes);
        taken -= bytes;
    }
}
