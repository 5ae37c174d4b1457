package typhoon.web;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import typhoon.http.Accept;

/**
 * What is sent for a file: itself, or a compressed copy that lies beside it.
 *
 * @param coding how it is compressed; null if it is the file itself
 * @param varies whether others may get another one
 */
record Precompressed(StaticFile file, @Nullable String coding, boolean varies) {
    /** A content coding and how files of it are called, the smallest ones first. */
    private record Coding(String name, String ending) {}

    private static final List<Coding> CODINGS = List.of(new Coding("br", ".br"), new Coding("zstd", ".zst"), new Coding("gzip", ".gz"));

    /**
     * What is sent for the file at {@code path}: with {@link Settings#staticPrecompressed} the copy beside it that the client likes best.
     * One that is older than the file was not made from it and is passed over. Asks the file system: not on the loop.
     */
    static Precompressed find(Path root, Path path, Settings settings, @Nullable String accept) throws IOException {
        StaticFile file = StaticFile.find(root, path, settings.staticLinks());
        if (file.isDirectory() || !settings.staticPrecompressed()) return new Precompressed(file, null, false);
        return choose(file, root, path, settings.staticLinks(), accept);
    }

    private static Precompressed choose(StaticFile file, Path root, Path path, boolean linksLeadAnywhere, @Nullable String accept)
            throws IOException {
        StaticFile chosen = file;
        String coding = null;
        boolean varies = false;
        double best = 0;
        for (Coding candidate : CODINGS) {
            Path beside = path.resolveSibling(path.getFileName() + candidate.ending);
            StaticFile copy = copy(file, root, beside, linksLeadAnywhere);
            if (copy == null) continue;
            varies = true;
            double quality = Accept.codingQuality(accept, candidate.name);
            if (quality <= best || quality < Accept.codingQuality(accept, "identity")) continue;
            best = quality;
            chosen = copy;
            coding = candidate.name;
        }
        return new Precompressed(chosen, coding, varies);
    }

    private static @Nullable StaticFile copy(StaticFile file, Path root, Path beside, boolean linksLeadAnywhere) throws IOException {
        try {
            StaticFile copy = StaticFile.find(root, beside, linksLeadAnywhere);
            return copy.isDirectory() || copy.modified().isBefore(file.modified()) ? null : copy;
        } catch (HttpError _) {
            return null;
        }
    }
}
