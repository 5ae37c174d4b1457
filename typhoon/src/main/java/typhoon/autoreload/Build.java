package typhoon.autoreload;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Compiles what has changed, aside at first: the program that runs keeps the classes it was started with until it is ended. As long as a
 * changed class looks the same to others, it alone is compiled; otherwise its folder as a whole, and those that stand before it on the
 * class path, since these may use it.
 */
final class Build {
    private final List<SourceFolder> folders;
    private final List<Path> classPath;
    private final @Nullable Compiler compiler;
    private final Path workshop;

    // Since the last time that all was well.
    private final Set<Path> pending = new TreeSet<>();
    private final Map<SourceFolder, Piece> pieces = new LinkedHashMap<>();

    /** What was compiled of a folder, and which of its class files these replace. */
    private record Piece(Path staged, Set<Path> replaced) {}

    Build(List<Path> classPath, Path workshop) {
        this.classPath = classPath;
        this.workshop = workshop;
        this.compiler = Compiler.ofThisJdk();
        this.folders = classPath.stream().map(SourceFolder::of).flatMap(Stream::ofNullable).toList();
    }

    List<SourceFolder> folders() {
        return folders;
    }

    /** The folders that {@link #install} writes to. */
    Set<Path> outputs() {
        return folders.stream().flatMap(folder -> Stream.of(folder.classes(), folder.resourcesTo())).collect(Collectors.toSet());
    }

    /** Sources that were changed after the build tool had compiled them. */
    Set<Path> stale() {
        return folders.stream().flatMap(folder -> folder.stale().stream()).collect(Collectors.toCollection(TreeSet::new));
    }

    /** Compiles what these changes make necessary; returns what the compiler says if it cannot, else null. */
    @Nullable String problems(Set<Path> changed) throws IOException {
        pending.addAll(changed);
        pieces.clear();
        Folders.delete(workshop);
        Files.createDirectories(workshop);
        if (compiler == null) return null;
        boolean whole = false;
        for (SourceFolder folder : folders.reversed()) {
            List<Path> mine = pending.stream().filter(file -> folder.isSource(file) && !isUnusedDescriptor(folder, file)).toList();
            if (mine.isEmpty() && !whole) continue;
            String problem = whole ? null : problemsWithFew(compiler, folder, mine);
            if (problem != null) return problem;
            whole = whole || !pieces.containsKey(folder);
            if (whole) problem = problemsWithAll(compiler, folder);
            if (problem != null) return problem;
        }
        return null;
    }

    /** Compiles only these. If others have to be compiled too, there is no piece of this folder when it returns. */
    private @Nullable String problemsWithFew(Compiler javac, SourceFolder folder, List<Path> sources) throws IOException {
        if (isModule(folder) || !sources.stream().allMatch(Files::exists)) return null;
        Path to = Files.createTempDirectory(workshop, "few");
        String problem = javac.problems(sources, List.of("-cp", Compiler.path(classPathOf(folder))), to, Set.of());
        if (problem != null) return problem;
        Set<Path> before = folder.classesFrom(sources);
        List<Path> after = classFiles(to);
        if (!before.stream().map(folder.classes()::relativize).toList().equals(after.stream().map(to::relativize).toList())) return null;
        for (Path file : after) {
            if (!Shape.isSame(file, folder.classes().resolve(to.relativize(file)))) return null;
        }
        pieces.put(folder, new Piece(to, before));
        return null;
    }

    private @Nullable String problemsWithAll(Compiler javac, SourceFolder folder) throws IOException {
        Path to = Files.createTempDirectory(workshop, "all");
        Set<Path> sources = folder.all();
        var gone = pending.stream().filter(file -> folder.isSource(file) && !sources.contains(file)).toList();
        var replaced = folder.classesFrom(Stream.concat(sources.stream(), gone.stream()).collect(Collectors.toSet()));
        sources.removeIf(file -> isUnusedDescriptor(folder, file));
        List<String> where = List.of(isModule(folder) ? "-p" : "-cp", Compiler.path(classPathOf(folder)));
        String problem = sources.isEmpty() ? null : javac.problems(sources, where, to, folder.classesFrom(gone));
        if (problem == null) pieces.put(folder, new Piece(to, replaced));
        return problem;
    }

    /** Puts what was compiled in the place of what it replaces, and resources beside it. The program does not run. */
    void install() throws IOException {
        for (var entry : pieces.entrySet()) install(entry.getKey(), entry.getValue());
        for (Path file : pending) {
            for (SourceFolder folder : folders) folder.copyResource(file);
        }
        pending.clear();
        pieces.clear();
    }

    private static void install(SourceFolder folder, Piece piece) throws IOException {
        var left = new TreeSet<>(piece.replaced);
        for (Path file : classFiles(piece.staged)) {
            Path to = folder.classes().resolve(piece.staged.relativize(file));
            left.remove(to);
            byte[] bytes = Files.readAllBytes(file);
            if (Files.exists(to) && Arrays.equals(bytes, Files.readAllBytes(to))) continue;
            Files.createDirectories(to.resolveSibling(""));
            Files.write(to, bytes);
        }
        for (Path file : left) {
            if (!file.endsWith("module-info.class") && !file.endsWith("package-info.class")) Files.delete(file);
        }
    }

    /** What was just compiled stands before what it replaces; a module does not see its own old classes. */
    private List<Path> classPathOf(SourceFolder folder) {
        var path = new ArrayList<Path>();
        pieces.values().forEach(piece -> path.add(piece.staged));
        Collection<Path> rest = new ArrayList<>(classPath);
        if (isModule(folder)) rest.remove(folder.classes());
        path.addAll(rest);
        return path;
    }

    private static boolean isModule(SourceFolder folder) {
        return ClassPath.modules().anyMatch(folder.classes()::equals)
                && Files.exists(folder.sources().resolve("module-info.java"));
    }

    /** The descriptor of a module that runs on the class path. */
    private static boolean isUnusedDescriptor(SourceFolder folder, Path file) {
        return file.equals(folder.sources().resolve("module-info.java")) && !isModule(folder);
    }

    private static List<Path> classFiles(Path folder) throws IOException {
        try (Stream<Path> found = Files.walk(folder)) {
            return found.filter(file -> file.toString().endsWith(".class")).sorted().toList();
        }
    }
}
