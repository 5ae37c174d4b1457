package typhoon.process;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import org.slf4j.Logger;
import typhoon.netty.Logs;

/** A place for one socket where nobody but this user may go. */
final class Directory {
    private static final Logger LOG = Logs.of("typhoon.general");

    /** The kernel keeps 108 bytes for the name of a socket; some systems fewer. */
    private static final int LONGEST = 80;

    private Directory() {}

    /** A new one, with mode 0700, in the folder for such things or, where its name is too long, in /tmp. */
    static Path make() throws IOException {
        Path usual = Path.of(System.getProperty("java.io.tmpdir"));
        return Files.createTempDirectory(usual.toString().length() > LONGEST ? Path.of("/tmp") : usual, "typhoon-");
    }

    /** Removes the socket and the directory around it; harmless when they are gone. */
    static void remove(Path socket) {
        try {
            Files.deleteIfExists(socket);
            Files.deleteIfExists(Objects.requireNonNull(socket.getParent()));
        } catch (IOException elsewhere) {
            LOG.debug("cannot remove {}", socket, elsewhere);
        }
    }
}
