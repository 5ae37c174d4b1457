package typhoon.web;

import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What a path leads to, as the file system said it. Whoever asks it waits for a disk or a network: not on the loop.
 *
 * @param path where it is, without links
 * @param key what the file system knows it by, if it says so: a file that was put in the place of another has another one
 */
record StaticFile(Path path, boolean isDirectory, long size, Instant modified, @Nullable Object key) {
    /** It is another, or has changed, since it was looked at: to be asked for again. */
    static final class Changed extends IOException {
        private static final long serialVersionUID = 1;

        Changed(Path path) {
            super(path + " has changed since it was looked at");
        }
    }

    /**
     * The file or directory at {@code path}.
     *
     * @param root what links may not lead out of, unless {@code linksLeadAnywhere}
     * @throws HttpError 404 if there is nothing, 403 if it is outside of the root, not ours to read, or neither a file nor a directory: a
     *     pipe, for instance, would be waited for
     */
    static StaticFile find(Path root, Path path, boolean linksLeadAnywhere) throws IOException {
        try {
            Path real = path.toRealPath();
            if (!linksLeadAnywhere && !real.startsWith(root.toRealPath())) throw new HttpError(403);
            return look(real);
        } catch (FileSystemException problem) {
            throw refused(problem);
        }
    }

    /** What the client is told of a file that is not there or cannot be read. */
    static HttpError refused(FileSystemException problem) {
        return new HttpError(problem instanceof AccessDeniedException ? 403 : 404);
    }

    private static StaticFile look(Path path) throws IOException {
        var attributes = Files.readAttributes(path, BasicFileAttributes.class);
        if (!attributes.isRegularFile() && !attributes.isDirectory()) throw new HttpError(403);
        Instant modified = attributes.lastModifiedTime().toInstant();
        return new StaticFile(path, attributes.isDirectory(), attributes.size(), modified, attributes.fileKey());
    }

    /**
     * The bytes at {@code path} from {@code start} on.
     *
     * @param isReal whether the path has no links, so that one that is there now was put there since
     */
    static InputStream open(Path path, long start, boolean isReal) throws IOException {
        var channel = isReal ? FileChannel.open(path, StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS)
                : FileChannel.open(path, StandardOpenOption.READ);
        channel.position(start);
        return Channels.newInputStream(channel);
    }

    /** Throws {@link Changed} if it is not what it was. */
    void checkUnchanged() throws IOException {
        if (!look(path).equals(this)) throw new Changed(path);
    }
}
