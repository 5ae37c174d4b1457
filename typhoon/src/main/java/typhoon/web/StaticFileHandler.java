package typhoon.web;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.FileSystemException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import typhoon.http.HttpDate;
import typhoon.ioloop.IOLoop;
import typhoon.netty.LogText;
import typhoon.netty.Logs;
import typhoon.web.ByteRanges.Part;

/**
 * Serves the files below a directory, by GET and HEAD; the url captures which: {@code url("/files/(.*)", () -> new
 * StaticFileHandler(root))}. {@link Settings#staticPath} adds one for the files of a site.
 *
 * {@snippet class="typhoon.snippets.StaticSnippets" region="handler"}
 *
 * <p>A file has an ETag (the SHA-512 of its content, computed once) and Last-Modified, and is not sent to who has it already; ranges are
 * answered, several of them too (RFC 9110 section 14). A url with an argument {@code v}, as {@link RequestHandler#staticUrl} makes them,
 * may be kept for ten years. With {@link Settings#staticPrecompressed} a compressed copy that lies beside a file is sent to who accepts it.
 * Content-Type goes by the end of the name.
 *
 * <p>Nothing outside of the root is served, whatever the url says and wherever links lead, unless {@link Settings#staticLinks} lets them;
 * neither are pipes and devices, nor names with a backslash. 404 is what is not there, 403 what may not be read and a directory; with a
 * default file name, a directory whose url ends in a slash is that file in it, and one without is sent there.
 *
 * <p>Files are read, and their versions computed, on threads of {@link IOLoop#runInExecutor}, a chunk of 64 KiB at a time and not before
 * the client has taken the one before. A file that shrinks meanwhile ends in an aborted connection and a line in the log.
 *
 * <p>The methods below are what a subclass may say otherwise, down to files that are none. Source: Tornado's {@code
 * web.StaticFileHandler}, which serves one range at most, reads on the loop, keeps the version of a file that has changed, and follows
 * links anywhere.
 */
@Operation(hidden = true)
public class StaticFileHandler extends RequestHandler {
    /** How long what has a version in its url may be kept: ten years. */
    public static final Duration CACHE_MAX_AGE = Duration.ofDays(3650);

    private static final Logger GENERAL = Logs.of("typhoon.general");
    private static final int ATTEMPTS = 3;

    private final Path root;
    private final @Nullable String defaultFilename;
    private String path = "";
    private @Nullable Path absolutePath;
    private @Nullable StaticFile file;          // what is sent; null before validateAbsolutePath(), and if that is another's
    private @Nullable String coding;
    private boolean varies;

    /** A handler for the files below {@code root}; directories are refused. */
    public StaticFileHandler(Path root) {
        this(root, null);
    }

    /** A handler for the files below {@code root}; for a directory the file of that name in it is sent. */
    public StaticFileHandler(Path root, @Nullable String defaultFilename) {
        this.root = root;
        this.defaultFilename = defaultFilename;
    }

    /** The directory whose files are served. */
    public final Path root() {
        return root;
    }

    /** What is sent for a directory; null if nothing is. */
    public final @Nullable String defaultFilename() {
        return defaultFilename;
    }

    /** Sends a file, or what was asked for of it. */
    public void get(@Nullable String path) throws Exception {
        serve(path == null ? "" : path);
    }

    /** Sends the head that GET would send, Content-Length included. */
    public void head(@Nullable String path) throws Exception {
        serve(path == null ? "" : path);
    }

    // ---- to override: which file

    /** The path below the root that a url means, given what it captured, decoded. As it comes: the same. */
    protected String parseUrlPath(String urlPath) {
        return urlPath;
    }

    /**
     * Where {@code path} lies if it is taken from the root on; it need not be below it, which {@link #validateAbsolutePath} looks after.
     *
     * @throws HttpError 404 if no file can be called so: for a NUL, a backslash, on Windows also for names of devices and streams
     */
    protected Path getAbsolutePath(Path root, String path) {
        return StaticPath.of(root, path);
    }

    /**
     * The file to send; null if the request has been answered, by a redirect for instance. Waits. As it comes: what lies at {@code
     * absolute}, or the default file in there.
     *
     * @throws HttpError 403 or 404 if that is not to be had
     */
    protected @Nullable Path validateAbsolutePath(Path root, Path absolute) throws Exception {
        if (!StaticPath.isBelow(root, absolute)) throw new HttpError(403);
        if (!look(root, absolute).isDirectory()) return absolute;
        if (defaultFilename == null) throw new HttpError(403);
        String url = request().path();
        if (!url.endsWith("/")) {
            redirect(LocationPath.of(url) + "/", 301);
            return null;
        }
        Path inside = absolute.resolve(defaultFilename);
        if (look(root, inside).isDirectory()) throw new HttpError(403);
        return inside;
    }

    // ---- to override: what is said about it

    /** The size of the content in bytes. Waits. */
    protected long getContentSize() throws Exception {
        return file().size();
    }

    /** When the content was last changed, in whole seconds; null if that is not said. Waits. */
    protected @Nullable Instant getModifiedTime() throws Exception {
        return file().modified().truncatedTo(ChronoUnit.SECONDS);
    }

    /** The type of the content, by the end of the file's name, {@code application/octet-stream} where it is not known; empty for none. */
    protected String getContentType() {
        Path name = absolutePath().getFileName();
        return ContentTypes.of(name == null ? "" : name.toString());
    }

    /** How long the answer may be kept: {@link #CACHE_MAX_AGE} if the url has an argument {@code v}, of any value; else zero, not said. */
    protected Duration getCacheTime(String path, @Nullable Instant modified, String contentType) {
        return request().queryArguments().containsKey("v") ? CACHE_MAX_AGE : Duration.ZERO;
    }

    /** Sets headers of your own, after all others. */
    protected void setExtraHeaders(String path) throws Exception {}

    /** Sets the headers of the answer, of a 304 too. As it comes: all that is said here. */
    protected void setHeaders() throws Exception {
        setHeader("Accept-Ranges", "bytes");
        if (computeEtag() instanceof String etag) setHeader("Etag", etag);
        Instant modified = getModifiedTime();
        if (modified != null) setHeader("Last-Modified", modified);
        String type = getContentType();
        if (type.isEmpty()) clearHeader("Content-Type");
        else setHeader("Content-Type", type);
        Duration cache = getCacheTime(path, modified, type);
        if (cache.isPositive()) {
            setHeader("Expires", Instant.now().plus(cache));
            setHeader("Cache-Control", "max-age=" + cache.toSeconds());
        }
        setExtraHeaders(path);
    }

    /** Whether the client has what would be sent: its If-None-Match decides, or else If-Modified-Since; one that is no date is ignored. */
    protected boolean shouldReturn304() throws Exception {
        String tags = request().headers().get("If-None-Match", "");
        if (!tags.isEmpty()) return EtagCheck.matches(tags, response().headers().get("Etag"));
        Instant since = HttpDate.parse(request().headers().get("If-Modified-Since", ""));
        Instant modified = getModifiedTime();
        return since != null && modified != null && !since.isBefore(modified);
    }

    /** The {@linkplain #getContentVersion version} of the content, in quotes. Waits while that is computed. */
    @Override
    protected @Nullable String computeEtag() {
        Path path = absolutePath;
        if (path == null) return super.computeEtag();
        String version = file == null ? IOLoop.current().runInExecutor(() -> getContentVersion(path)) : version(file, settings());
        return version == null ? null : '"' + version + '"';
    }

    // ---- to override: content

    /**
     * The content from {@code start} on, of which as much is read as is needed. Called, and read, on a thread of the executor: look only at
     * what does not change.
     *
     * @throws FileSystemException if it cannot be read: a 404 or 403
     */
    protected InputStream getContent(Path absolute, long start) throws IOException {
        return StaticFile.open(absolute, start, file != null && file.path().equals(absolute));
    }

    /**
     * What changes when the content does: its SHA-512 in hex, unless you know something cheaper. Null if that cannot be said. Called on a
     * thread of the executor, once for a file while it is what it was.
     */
    protected @Nullable String getContentVersion(Path absolute) throws IOException {
        try (InputStream content = getContent(absolute, 0)) {
            return StaticVersions.sha512(content);
        }
    }

    // ---- urls

    /**
     * The url of {@code path}, with its version as argument {@code v} if there is one: see {@link RequestHandler#staticUrl}, which asks a
     * handler that serves no request. The path is not escaped. Waits.
     */
    public String makeStaticUrl(Settings settings, String path, boolean includeVersion) {
        String url = settings.staticUrlPrefix() + path;
        return includeVersion && getVersion(settings, path) instanceof String version ? url + "?v=" + version : url;
    }

    /**
     * The version of the file that {@code path} names below the root, for its url; null, and a line in the log, if it is not there. Waits,
     * if it has not looked within the last second.
     */
    public @Nullable String getVersion(Settings settings, String path) {
        if (!settings.staticHashCache()) return versionNow(settings, path);
        return StaticVersions.here().named(getClass(), root, path, () -> versionNow(settings, path));
    }

    /** Forgets all versions that this loop has computed: for tests. Files that change are noticed anyway. */
    public static void reset() {
        StaticVersions.here().clear();
    }

    // ---- how it goes

    /** The path below the root that was asked for. */
    protected final String path() {
        return path;
    }

    /**
     * The file that is sent, links and all.
     *
     * @throws IllegalStateException before {@link #validateAbsolutePath} has returned it
     */
    protected final Path absolutePath() {
        if (absolutePath != null) return absolutePath;
        throw new IllegalStateException("which file is sent is known when validateAbsolutePath() has returned it");
    }

    /** What has changed while it was looked at is looked at again, if nothing was sent yet. */
    private void serve(String urlPath) throws Exception {
        for (int attempt = 1;; attempt++) {
            try {
                answer(urlPath);
                return;
            } catch (EOFException | StaticFile.Changed problem) {
                if (response().started()) throw cut(problem);
                if (attempt == ATTEMPTS) throw new HttpError(503, problem.getMessage()).header("Retry-After", "1");
                forget();
            } catch (FileSystemException problem) {
                throw response().started() ? cut(problem) : StaticFile.refused(problem);
            }
        }
    }

    private void forget() {
        setStatus(200);
        for (String name : List.of("Content-Encoding", "Content-Length", "Content-Range", "Etag", "Last-Modified")) clearHeader(name);
    }

    private static HttpError cut(IOException problem) {
        return new HttpError(500, "the answer was cut short: " + problem.getMessage());
    }

    private void answer(String urlPath) throws Exception {
        file = null;
        path = parseUrlPath(urlPath);
        absolutePath = validateAbsolutePath(root, getAbsolutePath(root, path));
        if (absolutePath == null || response().finished()) return;
        long size = getContentSize();
        if (coding != null) setHeader("Content-Encoding", coding);
        setHeaders();
        if (shouldReturn304()) {
            setStatus(304);
            return;
        }
        switch (isRangeWanted() ? ByteRanges.of(request().headers().get("Range"), size) : new ByteRanges.Whole()) {
            case ByteRanges.Whole _ -> {
                setHeader("Content-Length", size);
                send(new Part(0, size), null);
            }
            case ByteRanges.One(Part part) -> {
                setStatus(206);
                setHeader("Content-Range", part.contentRange(size));
                setHeader("Content-Length", part.length());
                send(part, null);
            }
            case ByteRanges.Several several -> sendSeveral(several, size);
            case ByteRanges.Unsatisfiable _ -> {
                setStatus(416);
                setHeader("Content-Type", "text/plain");
                setHeader("Content-Range", "bytes */" + size);
            }
        }
    }

    /** RFC 9110 13.1.5: by a strong tag, or by a date that cannot be that of two versions. */
    private boolean isRangeWanted() throws Exception {
        String condition = request().headers().get("If-Range");
        if (condition == null) return true;
        if (condition.strip().startsWith("\"")) return condition.strip().equals(response().headers().get("Etag"));
        Instant modified = getModifiedTime();
        if (modified == null || modified.isAfter(Instant.now().minusSeconds(1))) return false;
        return modified.equals(HttpDate.parse(condition.strip()));
    }

    private void sendSeveral(ByteRanges.Several several, long size) throws Exception {
        var multipart = new MultipartRanges(several.parts(), response().headers().get("Content-Type", ""), size);
        setStatus(206);
        setHeader("Content-Type", multipart.type());
        setHeader("Content-Length", multipart.length());
        for (Part part : multipart.parts()) send(part, multipart.head(part));
        if (!request().method().equals("HEAD")) write(multipart.end());
    }

    /** Sends a part, and {@code before} before it, which waits until the first chunk is there: until then the answer may be another. */
    private void send(Part part, byte @Nullable [] before) throws Exception {
        if (request().method().equals("HEAD")) return;
        Path content = file == null ? absolutePath() : file.path();
        try (var slice = new FileSlice(() -> open(content, part.start()), part.length())) {
            byte[] first = before;
            while (slice.left() > 0) {
                if (response().size() > 0) flush();
                byte[] chunk = ask(slice::next);
                if (first != null) write(first);
                first = null;
                write(chunk);
            }
        }
    }

    /** On a thread of the executor: what is open cannot be put another in place of, so this is when to look whether somebody has. */
    private InputStream open(Path content, long start) throws IOException {
        InputStream opened = getContent(content, start);
        try {
            if (file != null) file.checkUnchanged();
            return opened;
        } catch (Throwable problem) {
            opened.close();
            throw problem;
        }
    }

    private StaticFile look(Path root, Path absolute) throws IOException {
        Settings settings = settings();
        String accept = request().headers().get("Accept-Encoding");
        Precompressed found = ask(() -> Precompressed.find(root, absolute, settings, accept));
        file = found.file();
        coding = found.coding();
        if (found.varies() && !varies) addHeader("Vary", "Accept-Encoding");
        varies |= found.varies();
        return file;
    }

    private StaticFile file() throws IOException {
        if (file == null) file = ask(() -> StaticFile.find(root, absolutePath(), true));
        return file;
    }

    private @Nullable String version(StaticFile file, Settings settings) {
        Callable<@Nullable String> computation = () -> {
            String version = getContentVersion(file.path());
            file.checkUnchanged();
            return version;
        };
        if (!settings.staticHashCache()) return IOLoop.current().runInExecutor(computation);
        return StaticVersions.here().of(getClass(), file, computation);
    }

    private @Nullable String versionNow(Settings settings, String path) {
        try {
            Path absolute = getAbsolutePath(root, path);
            if (!StaticPath.isBelow(root, absolute)) throw new HttpError(403);
            StaticFile found = ask(() -> StaticFile.find(root, absolute, settings.staticLinks()));
            if (found.isDirectory()) throw new HttpError(403);
            return version(found, settings);
        } catch (HttpError | IOException problem) {
            GENERAL.warn("no version of the static file {}: {}", LogText.line(path), LogText.line(String.valueOf(problem.getMessage())));
            return null;
        }
    }

    private static <T> T ask(Callable<T> question) throws IOException {
        return IOLoop.current().runInExecutor(question);
    }
}
