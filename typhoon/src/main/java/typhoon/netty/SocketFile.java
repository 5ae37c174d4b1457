package typhoon.netty;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;

/**
 * The file of a listening socket of the unix domain. Its owner alone may connect, from the first moment on: it is made in a directory that
 * nobody else can enter, and moved to its place when its mode is right. The kernel knows no other way to give a socket a mode.
 */
final class SocketFile implements AutoCloseable {
    private static final int KIND = 0xF000;
    private static final int SOCKET = 0xC000;
    private static final int NUMBER_OF_NAMES = 36 * 36 * 36 * 36;
    private static final SecureRandom NAMES = new SecureRandom();

    private final Path target;
    private final Path directory;

    private SocketFile(Path target, Path directory) {
        this.target = target;
        this.directory = directory;
    }

    /** Before it is bound. A socket that is there is replaced later; anything else is refused. */
    static SocketFile at(Path path) throws IOException {
        Path target = path.toAbsolutePath();
        if (Files.exists(target, LinkOption.NOFOLLOW_LINKS) && !isSocket(target))
            throw new FileAlreadyExistsException(target.toString(), null, "is there and is no socket");
        Path parent = target.resolveSibling("");
        if (!Files.isDirectory(parent)) throw new NoSuchFileException(target.toString(), null, "its folder is not there");
        return new SocketFile(target, makeDirectory(parent));
    }

    /** With a short name: the kernel keeps about 100 bytes for all of a path, and those of the target shall be the ones that count. */
    private static Path makeDirectory(Path parent) throws IOException {
        var onlyMe = PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"));
        while (true) {
            try {
                return Files.createDirectory(parent.resolve("." + Integer.toString(NAMES.nextInt(NUMBER_OF_NAMES), 36)), onlyMe);
            } catch (FileAlreadyExistsException taken) {
                // there are others
            }
        }
    }

    private static boolean isSocket(Path file) throws IOException {
        return ((Integer) Files.getAttribute(file, "unix:mode", LinkOption.NOFOLLOW_LINKS) & KIND) == SOCKET;
    }

    /** Where to bind it. */
    Path toBind() {
        return directory.resolve("s");
    }

    /** After it is bound. */
    void publish() throws IOException {
        Files.setPosixFilePermissions(toBind(), PosixFilePermissions.fromString("rw-------"));
        Files.move(toBind(), target, StandardCopyOption.ATOMIC_MOVE);
    }

    /** Whatever came of it. */
    @Override
    public void close() throws IOException {
        Files.deleteIfExists(toBind());
        Files.deleteIfExists(directory);
    }
}
