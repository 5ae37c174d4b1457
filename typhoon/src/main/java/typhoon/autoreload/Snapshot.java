package typhoon.autoreload;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitOption;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.util.Collection;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * What files there are, with their times and sizes; two of them tell what has changed. Looked at again and again rather than told by the
 * system, which on some file systems tells nothing.
 */
final class Snapshot {
    private static final Snapshot NOTHING = new Snapshot(Map.of());

    private final Map<Root, Map<Path, Stamp>> roots;

    private Snapshot(Map<Root, Map<Path, Stamp>> roots) {
        this.roots = roots;
    }

    /** A file or a folder, and which files in it count. Folders that {@code enters} refuses are not looked into. */
    record Root(Path path, Predicate<Path> counts, Predicate<Path> enters) {
        static Root everythingIn(Path path) {
            return new Root(path, Root::isNoScratch, _ -> true);
        }

        static Root sourcesIn(Path path) {
            return new Root(path, file -> file.toString().endsWith(".java") && isNoScratch(file), Root::isNoScratch);
        }

        /** What editors leave beside a file while it is edited. */
        static boolean isNoScratch(Path file) {
            String name = String.valueOf(file.getFileName());
            return !name.startsWith(".") && !name.endsWith("~") && !name.endsWith(".swp") && !name.endsWith(".tmp");
        }

        /** The same folder is the same root, whoever made it. */
        @Override
        public boolean equals(Object other) {
            return other instanceof Root root && path.equals(root.path);
        }

        @Override
        public int hashCode() {
            return path.hashCode();
        }
    }

    private record Stamp(FileTime modified, long size) {}

    static Snapshot nothing() {
        return NOTHING;
    }

    /** Looks; what is missing or cannot be read is not there. */
    static Snapshot of(Set<Root> roots) {
        var all = new HashMap<Root, Map<Path, Stamp>>();
        for (Root root : roots) all.put(root, look(root));
        return new Snapshot(all);
    }

    /** As this, but for what {@code newer} says of the roots that are at {@code paths}. */
    Snapshot with(Snapshot newer, Collection<Path> paths) {
        var all = new HashMap<>(roots);
        newer.roots.forEach((root, files) -> {
            if (paths.contains(root.path)) all.put(root, files);
        });
        return new Snapshot(all);
    }

    /** The files that are new, other or gone, of those roots that both have looked at. */
    Set<Path> changesSince(Snapshot before) {
        var changes = new TreeSet<Path>();
        roots.forEach((root, now) -> {
            if (!(before.roots.get(root) instanceof Map<Path, Stamp> then)) return;
            now.forEach((file, stamp) -> {
                if (!stamp.equals(then.get(file))) changes.add(file);
            });
            then.keySet().stream().filter(file -> !now.containsKey(file)).forEach(changes::add);
        });
        return changes;
    }

    private static Map<Path, Stamp> look(Root root) {
        var found = new HashMap<Path, Stamp>();
        try {
            Files.walkFileTree(root.path, EnumSet.of(FileVisitOption.FOLLOW_LINKS), Integer.MAX_VALUE, new SimpleFileVisitor<>() {
                @Override
                public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) {
                    return folder.equals(root.path) || root.enters.test(folder) ? FileVisitResult.CONTINUE : FileVisitResult.SKIP_SUBTREE;
                }

                @Override
                public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
                    if (root.counts.test(file)) found.put(file, new Stamp(attributes.lastModifiedTime(), attributes.size()));
                    return FileVisitResult.CONTINUE;
                }

                @Override
                public FileVisitResult visitFileFailed(Path file, IOException problem) {
                    return FileVisitResult.CONTINUE;
                }

                @Override
                public FileVisitResult postVisitDirectory(Path folder, @Nullable IOException problem) {
                    return FileVisitResult.CONTINUE;
                }
            });
        } catch (IOException problem) {
            throw new UncheckedIOException(problem);
        }
        return found;
    }
}
