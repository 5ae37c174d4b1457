package typhoon.web;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.FutureTask;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import typhoon.ioloop.IOLoop;
import typhoon.netty.LoopLocal;
import typhoon.netty.Rethrow;

/**
 * The versions of files that a loop has computed: each once, however many ask for it meanwhile, and again when the file is another or has
 * another size or time.
 */
final class StaticVersions {
    private static final int MOST = 4096;                                       // a few hundred bytes each
    private static final LoopLocal<StaticVersions> HERE = new LoopLocal<>(StaticVersions::new);
    private static final long BELIEVED = Duration.ofSeconds(1).toNanos();

    /** The clock of a file system may stand still for that long: a file so young can change once more and look the same. */
    private static final Duration YOUNG = Duration.ofSeconds(2);

    private record Key(Class<?> by, StaticFile file) {}

    private record Named(Class<?> by, Path root, String path) {}

    private record Known(@Nullable String version, long nanos) {}

    private final Map<Key, FutureTask<@Nullable String>> versions = new Recent<>(MOST);
    private final Map<Named, Known> names = new Recent<>(MOST);

    private StaticVersions() {}

    /** Those of the loop that carries the caller. */
    static StaticVersions here() {
        return HERE.get();
    }

    void clear() {
        versions.clear();
        names.clear();
    }

    /** The version of {@code file} as {@code by} computes it, on a thread of the executor. Waits. */
    @Nullable String of(Class<?> by, StaticFile file, Callable<@Nullable String> computation) {
        var key = new Key(by, file);
        while (versions.get(key) instanceof FutureTask<@Nullable String> begun) {
            try {
                return begun.get();
            } catch (ExecutionException | CancellationException _) {
                versions.remove(key, begun);        // whoever began it failed or was interrupted; perhaps we are not
            } catch (InterruptedException _) {
                throw new CancellationException("interrupted while waiting for the version of " + file.path());
            }
        }
        return compute(key, new FutureTask<>(computation));
    }

    private @Nullable String compute(Key key, FutureTask<@Nullable String> task) {
        versions.put(key, task);
        boolean done = false;
        try {
            IOLoop.current().runInExecutor(Executors.callable(task));
            String version = task.get();
            done = true;
            return version;
        } catch (ExecutionException failed) {
            throw Rethrow.cause(failed);
        } catch (InterruptedException _) {
            throw new CancellationException("interrupted while computing the version of " + key.file.path());
        } finally {
            if (!done) task.cancel(true);
            Duration age = Duration.between(key.file.modified(), Instant.now()).abs();
            if (!done || age.compareTo(YOUNG) < 0) versions.remove(key, task);
        }
    }

    /** The version of what {@code path} names below {@code root}, where nobody looks again for a second: a page may ask for fifty. */
    @Nullable String named(Class<?> by, Path root, String path, Supplier<@Nullable String> computation) {
        long now = IOLoop.current().nanoTime();
        var name = new Named(by, root, path);
        if (names.get(name) instanceof Known known && now - known.nanos < BELIEVED) return known.version;
        String version = computation.get();
        names.put(name, new Known(version, now));
        return version;
    }

    /** Of all that is left of {@code content}, in lower-case hex. */
    static String sha512(InputStream content) throws IOException {
        MessageDigest digest = Digests.of("SHA-512");
        var chunk = new byte[FileSlice.CHUNK];
        for (int got = content.read(chunk); got >= 0; got = content.read(chunk)) digest.update(chunk, 0, got);
        return HexFormat.of().formatHex(digest.digest());
    }
}
