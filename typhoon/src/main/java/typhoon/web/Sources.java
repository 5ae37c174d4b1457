package typhoon.web;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The sources of a program, as far as they lie below some directories; never anything outside of them, wherever links lead. Asks the file
 * system: not on the loop.
 */
final class Sources {
    /**
     * A few lines of a file.
     *
     * @param first the number of the first
     * @param line the number of the one it is about
     */
    record Excerpt(String file, int first, int line, List<String> lines) {}

    private static final int AROUND = 5;
    private static final long LARGEST = 2L * 1024 * 1024;
    private static final int DEPTH = 3;
    private static final int MOST_DIRECTORIES = 1000;
    private static final List<String> USUAL = List.of("src/main/java", "src/test/java", "src/main/kotlin", "src");
    private static final Set<String> PASSED_OVER = Set.of("target", "build", "out", "node_modules", "src");

    private final List<Path> roots;
    private final Map<Path, List<String>> read = new HashMap<>();

    /** Sources below {@code roots}; if there are none, below the usual directories in the working directory and what lies in it. */
    Sources(List<Path> roots) {
        this.roots = roots.isEmpty() ? usual(Path.of("").toAbsolutePath()) : roots;
    }

    /** The lines around a frame; null if its file is not there. */
    @Nullable Excerpt around(StackTraceElement frame) {
        String file = frame.getFileName();
        int line = frame.getLineNumber();
        if (file == null || line < 1 || !file.matches("[\\w$-]{1,200}\\.(java|kt|groovy|scala)")) return null;
        String inPackage = frame.getClassName().replaceFirst("[^.]*$", "").replace('.', '/') + file;
        for (Path root : roots) {
            List<String> lines = lines(root, inPackage);
            if (lines == null || lines.size() < line) continue;
            int first = Math.max(1, line - AROUND);
            return new Excerpt(inPackage, first, line, lines.subList(first - 1, Math.min(lines.size(), line + AROUND)));
        }
        return null;
    }

    private @Nullable List<String> lines(Path root, String file) {
        try {
            Path top = root.toRealPath();
            Path real = top.resolve(file).toRealPath();
            if (!real.startsWith(top) || !Files.isRegularFile(real) || Files.size(real) > LARGEST) return null;
            if (!read.containsKey(real)) read.put(real, new String(Files.readAllBytes(real), StandardCharsets.UTF_8).lines().toList());
            return read.get(real);
        } catch (IOException | InvalidPathException _) {
            return null;
        }
    }

    /** The usual places in {@code top} and, a few levels deep, in the modules that it has; links are not followed. */
    private static List<Path> usual(Path top) {
        var found = new ArrayList<Path>();
        var left = new ArrayDeque<>(List.of(top));
        for (int looked = 0; looked < MOST_DIRECTORIES && left.pollFirst() instanceof Path directory; looked++) {
            for (String name : USUAL) addIfBelow(top, directory.resolve(name), found);
            if (top.relativize(directory).getNameCount() < DEPTH) left.addAll(inside(directory));
        }
        found.add(top);                                 // a program of one file
        return found;
    }

    private static void addIfBelow(Path top, Path directory, List<Path> found) {
        try {
            if (Files.isDirectory(directory) && directory.toRealPath().startsWith(top.toRealPath())) found.add(directory);
        } catch (IOException _) {
            // it has just gone
        }
    }

    private static List<Path> inside(Path directory) {
        try (Stream<Path> entries = Files.list(directory)) {
            return entries.filter(Sources::mayHaveModules).sorted().limit(MOST_DIRECTORIES).toList();
        } catch (IOException _) {
            return List.of();
        }
    }

    private static boolean mayHaveModules(Path entry) {
        String name = String.valueOf(entry.getFileName());
        return !name.startsWith(".") && !PASSED_OVER.contains(name) && !Files.isSymbolicLink(entry) && Files.isDirectory(entry);
    }
}
