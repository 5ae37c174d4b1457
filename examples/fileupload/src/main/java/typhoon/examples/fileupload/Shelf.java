package typhoon.examples.fileupload;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import typhoon.http.FileNames;
import typhoon.ioloop.IOLoop;

/** A directory of files that strangers have named. Its disk is asked on threads of the executor; what it remembers belongs to one loop. */
final class Shelf {
    private final Path directory;
    private final Set<String> coming = new HashSet<>();

    /** A file that is whole. */
    record Stored(String name, long size, Instant modified) {}

    /** What brings the content of a new file to {@code target}. */
    interface Bringer {
        void bring(Path target) throws Exception;
    }

    Shelf(Path directory) {
        this.directory = directory;
    }

    Path directory() {
        return directory;
    }

    /** What is there, the newest first. */
    List<Stored> all() throws IOException {
        return ask(() -> {
            var all = new ArrayList<Stored>();
            try (Stream<Path> files = Files.list(directory)) {
                for (Path file : (Iterable<Path>) files::iterator) {
                    String name = String.valueOf(file.getFileName());
                    if (!name.startsWith(".") && Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS))
                        all.add(new Stored(name, Files.size(file), Files.getLastModifiedTime(file).toInstant()));
                }
            }
            all.sort(Comparator.comparing(Stored::modified).reversed().thenComparing(Stored::name));
            return all;
        });
    }

    /** Puts a file there under the name that was wished for, as far as it is safe and nobody else's; returns the name that it got. */
    String put(String wished, Bringer bringer) throws Exception {
        String name = free(FileNames.safe(wished));
        coming.add(name);
        try {
            bringer.bring(directory.resolve(name));
            return name;
        } finally {
            coming.remove(name);
        }
    }

    /** Takes one away; whether it was there. */
    boolean remove(String name) throws IOException {
        return name.equals(FileNames.safe(name)) && ask(() -> Files.deleteIfExists(directory.resolve(name)));
    }

    /** {@code report.pdf}, or {@code report (2).pdf} if there is one, and so on. */
    private String free(String name) throws IOException {
        int dot = name.lastIndexOf('.');
        String stem = dot > 0 ? name.substring(0, dot) : name;
        String extension = dot > 0 ? name.substring(dot) : "";
        String free = name;
        for (int copy = 2; !isFree(free); copy++) free = stem + " (" + copy + ")" + extension;
        return free;
    }

    private boolean isFree(String name) throws IOException {
        boolean there = ask(() -> Files.exists(directory.resolve(name), LinkOption.NOFOLLOW_LINKS));
        return !there && !coming.contains(name);
    }

    private static <T> T ask(Callable<T> question) throws IOException {
        return IOLoop.current().runInExecutor(question);
    }
}
