package typhoon.autoreload;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A folder in which launcher and program leave notes for each other: what else to watch, and whether an end is for a restart. */
record Board(Path folder) {
    private static final String PROPERTY = "typhoon.autoreload.launcher";

    /** A new one, the launcher's, in a folder of its user's only. */
    static Board make() throws IOException {
        return new Board(Files.createTempDirectory("typhoon-autoreload-"));
    }

    /** The one this program was given; null if no launcher has started it. */
    static @Nullable Board ofThisProgram() {
        return System.getProperty(PROPERTY) instanceof String folder ? new Board(Path.of(folder)) : null;
    }

    /** What tells a program that it has this one. */
    String option() {
        return "-D" + PROPERTY + "=" + folder;
    }

    /** Adds a file to those that are watched. */
    void watch(Path file) {
        try {
            Files.writeString(watched(), file.toAbsolutePath().normalize() + "\n", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        } catch (IOException gone) {
            // with its launcher, and that is noticed elsewhere
        }
    }

    /** The files that were added since the program was started. */
    List<Path> additions() {
        try {
            return Files.readAllLines(watched()).stream().map(Path::of).toList();
        } catch (NoSuchFileException none) {
            return List.of();
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    /** Forgets the files that were added, and that there was a restart: the next program says anew what it wants. */
    void clear() throws IOException {
        Files.deleteIfExists(watched());
        Files.deleteIfExists(restarting());
    }

    /** Says that the program is about to be ended in order to be started again. */
    void announceRestart() throws IOException {
        Files.writeString(restarting(), "");
    }

    /** Whether that was said. */
    boolean isRestarting() {
        return Files.exists(restarting());
    }

    private Path watched() {
        return folder.resolve("watched");
    }

    private Path restarting() {
        return folder.resolve("restarting");
    }
}
