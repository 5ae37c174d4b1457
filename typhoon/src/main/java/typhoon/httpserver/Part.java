package typhoon.httpserver;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import typhoon.http.FileNames;
import typhoon.http.HttpHeaders;
import typhoon.http.HttpInputError;
import typhoon.netty.LogText;
import typhoon.wire.PartHead;

/**
 * A part of a form, of which the content is read when it is asked for: piece by piece, as a whole, or into a file. What is not read is
 * passed over when the {@linkplain Multipart#next next} part is asked for, after which this one has nothing more to give.
 *
 * {@snippet class="typhoon.snippets.MultipartSnippets" region="pieces"}
 *
 * <p>All that reads may throw what {@link HttpServerRequest#body} does, and an {@link HttpInputError}: 400 if the form is malformed, 413 if
 * the part is longer than {@link MultipartOptions#maxPart}. Coroutines of the server's loop only.
 */
public final class Part {
    /** RFC 7578 section 4.6: says how the fields behind it are to be read. */
    private static final String CHARSET_FIELD = "_charset_";

    private static final String NO_TYPE = "application/unknown";

    private final Multipart form;
    private final PartHead head;
    private long size;

    Part(Multipart form, PartHead head) {
        this.form = form;
        this.head = head;
    }

    /** The name of the field. */
    public String name() {
        return head.name();
    }

    /** What the client calls the file: {@link HttpFile#filename}. Null if it is none, or if none was chosen. */
    public @Nullable String filename() {
        return head.filename() == null || head.filename().isEmpty() ? null : head.filename();
    }

    /** The name as a file may have it: {@link FileNames#safe}. */
    public String safeFilename() {
        return FileNames.safe(filename() instanceof String own ? own : "");
    }

    /** The type, as the client said it; {@code application/unknown} if it did not. */
    public String contentType() {
        return head.contentType() == null ? NO_TYPE : head.contentType();
    }

    /** What stands before the content, one character a byte. A Content-Transfer-Encoding is not undone: RFC 7578 section 4.7. */
    public HttpHeaders headers() {
        return head.headers();
    }

    /** How many bytes of the content were read. */
    public long size() {
        return size;
    }

    /** The next piece of the content, of 64 KiB at most, as it comes; waits for it. Null at the end. The array is yours. */
    public byte @Nullable [] read() {
        byte[] piece = form.read(this);
        if (piece == null) return null;
        size += piece.length;
        long most = form.options().maxPart();
        if (size > most) throw new HttpInputError(413, "a part of more than " + most + " bytes");
        return piece;
    }

    /**
     * What is left of the content, as a whole in memory, which counts against the server's {@link ServerOptions#memoryBudget} until the
     * request is over.
     *
     * @throws HttpInputError 413 if it is more than {@link MultipartOptions#maxField}, 503 beyond the budget
     */
    public byte[] body() {
        int most = form.options().maxField();
        byte[] first = gather(most);
        if (read() == null) return first;
        throw new HttpInputError(413, "a form field of more than " + most + " bytes");
    }

    /**
     * As {@link #body}, as text: in the charset that the part names, else in that of a field {@code _charset_} before it, else in UTF-8.
     *
     * @throws HttpInputError as there, and 400 if it is no text in that charset
     */
    public String text() {
        String text = PartHead.decoded(body(), head.charset() == null ? form.charset() : head.charset());
        if (name().equals(CHARSET_FIELD)) form.charset(text.strip());
        return text;
    }

    /**
     * What is left of the content as a file, in memory or, beyond {@link MultipartOptions#maxInMemory}, on the disk until the request is
     * over.
     *
     * @throws IOException if it cannot be written there
     */
    public HttpFile toFile() throws IOException {
        int most = form.options().maxInMemory();
        byte[] first = gather(most);
        byte[] next = read();
        if (next == null) return new HttpFile(head.filename() == null ? "" : head.filename(), contentType(), first);
        var spool = Spool.temporary(form.options().directory());
        try {
            spool.write(first);
            form.giveBack(first.length);
            spool.write(next);
            while (read() instanceof byte[] piece) spool.write(piece);
            return form.keep(new HttpFile(this, spool, spool.end()));
        } catch (Throwable failure) {
            spool.discard();
            throw failure;
        }
    }

    /**
     * Writes what is left of the content to a new file at {@code target}, no faster than the disk takes it, and returns how many bytes that
     * were. It is there when it is whole; while it comes it has another name beside it, {@code .typhoon-….part}, and if the client leaves
     * or anything else goes wrong it is deleted. Never make {@code target} of {@link #filename}; of {@link #safeFilename} you may.
     *
     * @throws java.nio.file.FileAlreadyExistsException if there is something at {@code target}
     * @throws IOException if it cannot be written there
     */
    public long transferTo(Path target) throws IOException {
        return Spool.receive(this::read, target);
    }

    /** {@code photo (me.png), 4096 bytes read}, in one line whatever the client has sent. */
    @Override
    public String toString() {
        String file = filename() instanceof String own ? " (" + own + ")" : "";
        return LogText.line(name() + file) + ", " + size + " bytes read";
    }

    /** The content until it ends, or until {@code most} would be exceeded: what exceeds it is left unread. */
    private byte[] gather(int most) {
        var all = new ByteArrayOutputStream(32);
        while (read() instanceof byte[] piece) {
            if (piece.length > most - all.size()) {
                size -= piece.length;
                form.unread(piece);
                break;
            }
            form.take(piece.length);
            all.writeBytes(piece);
        }
        return all.toByteArray();
    }
}
