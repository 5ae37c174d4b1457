package typhoon.httpserver;

import java.nio.file.Path;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * What a form in several parts ({@code multipart/form-data}) may be like: {@link ServerOptions#multipart()}. Immutable: each method with an
 * argument returns a changed copy.
 *
 * {@snippet class="typhoon.snippets.MultipartSnippets" region="options"}
 *
 * <table>
 * <caption>What is limited, and what happens beyond it; the whole form is limited by {@link ServerOptions#maxBody}.</caption>
 * <tr><th>option</th><th>default</th><th>beyond it</th></tr>
 * <tr><td>{@link #maxParts()}</td><td>100</td><td>400, close</td></tr>
 * <tr><td>{@link #maxPartHead()}</td><td>10 KiB</td><td>400, close</td></tr>
 * <tr><td>{@link #maxPart()}</td><td>as much as the body may have</td><td>413, close</td></tr>
 * <tr><td>{@link #maxField()}</td><td>1 MiB</td><td>413, close</td></tr>
 * <tr><td>{@link #maxInMemory()}</td><td>64 KiB of each file</td><td>it goes on in a temporary file</td></tr>
 * </table>
 *
 * <p>Tornado: {@code httputil.ParseMultipartConfig} and {@code ParseBodyConfig}, which hold for the whole process and count what precedes
 * the first part as one.
 */
public final class MultipartOptions {
    private boolean enabled = true;
    private int maxParts = 100;
    private int maxPartHead = 10 * 1024;
    private long maxPart = Long.MAX_VALUE;
    private int maxField = 1024 * 1024;
    private int maxInMemory = 64 * 1024;
    private @Nullable Path directory;

    /** The defaults of the table. */
    public MultipartOptions() {}

    private MultipartOptions(MultipartOptions other) {
        enabled = other.enabled;
        maxParts = other.maxParts;
        maxPartHead = other.maxPartHead;
        maxPart = other.maxPart;
        maxField = other.maxField;
        maxInMemory = other.maxInMemory;
        directory = other.directory;
    }

    /** Whether such forms are taken at all; if not each is a 400. */
    public boolean enabled() {
        return enabled;
    }

    /** Changes {@link #enabled()}. */
    public MultipartOptions enabled(boolean enabled) {
        return with(o -> o.enabled = enabled);
    }

    /** Parts of a form, fields and files together. */
    public int maxParts() {
        return maxParts;
    }

    /** Changes {@link #maxParts()}. */
    public MultipartOptions maxParts(int parts) {
        return with(o -> o.maxParts = positive("maxParts", parts));
    }

    /** Bytes of what stands before the content of a part. */
    public int maxPartHead() {
        return maxPartHead;
    }

    /** Changes {@link #maxPartHead()}. */
    public MultipartOptions maxPartHead(int bytes) {
        return with(o -> o.maxPartHead = positive("maxPartHead", bytes));
    }

    /** Bytes of the content of a part, a file's too; {@link Long#MAX_VALUE} for no limit but that of the body. */
    public long maxPart() {
        return maxPart;
    }

    /** Changes {@link #maxPart()}. */
    public MultipartOptions maxPart(long bytes) {
        if (bytes < 1) throw new IllegalArgumentException("maxPart must be at least 1, not " + bytes);
        return with(o -> o.maxPart = bytes);
    }

    /** Bytes of a part that is taken into memory as a whole, as each field is that is no file. */
    public int maxField() {
        return maxField;
    }

    /** Changes {@link #maxField()}. */
    public MultipartOptions maxField(int bytes) {
        return with(o -> o.maxField = positive("maxField", bytes));
    }

    /** Bytes up to which a file is kept in memory; 0 for none at all. */
    public int maxInMemory() {
        return maxInMemory;
    }

    /** Changes {@link #maxInMemory()}. */
    public MultipartOptions maxInMemory(int bytes) {
        if (bytes < 0) throw new IllegalArgumentException("maxInMemory cannot be " + bytes);
        return with(o -> o.maxInMemory = bytes);
    }

    /** Where larger files are kept until their handler ends; null for the directory that {@code java.io.tmpdir} names. */
    public @Nullable Path directory() {
        return directory;
    }

    /** Changes {@link #directory()}, which must be there. On the disk where files end up, moving them there costs nothing. */
    public MultipartOptions directory(Path directory) {
        return with(o -> o.directory = directory);
    }

    private MultipartOptions with(Consumer<MultipartOptions> change) {
        var copy = new MultipartOptions(this);
        change.accept(copy);
        return copy;
    }

    private static int positive(String option, int value) {
        if (value <= 0) throw new IllegalArgumentException(option + " must be at least 1, not " + value);
        return value;
    }
}
