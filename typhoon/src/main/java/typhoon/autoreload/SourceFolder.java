package typhoon.autoreload;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.classfile.Attributes;
import java.lang.classfile.ClassFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Where the classes of a folder on the class path come from, by the usual layout of Maven or Gradle. */
record SourceFolder(Path classes, Path sources, Path resources, Path resourcesTo) {
    private static final String END = ".java";

    /** Null if no build tool we know has made the folder, or its sources are not there. */
    static @Nullable SourceFolder of(Path classes) {
        SourceFolder found = null;
        if (classes.endsWith("target/classes")) found = maven(classes, "main");
        else if (classes.endsWith("target/test-classes")) found = maven(classes, "test");
        else if (classes.endsWith("build/classes/java/main")) found = gradle(classes, "main");
        else if (classes.endsWith("build/classes/java/test")) found = gradle(classes, "test");
        return found != null && Files.isDirectory(found.sources) ? found : null;
    }

    private static SourceFolder maven(Path classes, String kind) {
        Path from = classes.resolve("../../src").resolve(kind).normalize();
        return new SourceFolder(classes, from.resolve("java"), from.resolve("resources"), classes);
    }

    private static SourceFolder gradle(Path classes, String kind) {
        Path project = classes.resolve("../../../..").normalize();
        Path from = project.resolve("src").resolve(kind);
        return new SourceFolder(classes, from.resolve("java"), from.resolve("resources"), project.resolve("build/resources").resolve(kind));
    }

    /** All source files there are now. */
    Set<Path> all() {
        return files(sources, END);
    }

    /** The source files that are newer than their classes, or have none. */
    List<Path> stale() {
        return all().stream().filter(file -> !isDescription(file) && isNewer(file, classOf(file))).toList();
    }

    boolean isSource(Path file) {
        return file.startsWith(sources) && file.toString().endsWith(END);
    }

    /** The class files that were made from one of these sources, whether that is still there or not. */
    Set<Path> classesFrom(Collection<Path> files) {
        var found = new TreeSet<Path>();
        files.stream().map(file -> classOf(file).resolveSibling("")).distinct().filter(Files::isDirectory).forEach(folder -> {
            for (Path file : files(folder, ".class")) {
                if (files.contains(sourceOf(file))) found.add(file);
            }
        });
        return found;
    }

    /** Copies a resource to where the program finds it; one that is gone goes there too. Other files are none of ours. */
    void copyResource(Path file) throws IOException {
        if (!file.startsWith(resources)) return;
        Path to = resourcesTo.resolve(resources.relativize(file));
        if (Files.isRegularFile(file)) {
            Files.createDirectories(to.resolveSibling(""));
            Files.write(to, Files.readAllBytes(file));
        } else {
            Files.deleteIfExists(to);
        }
    }

    private Path classOf(Path source) {
        String name = sources.relativize(source).toString();
        return classes.resolve(name.substring(0, name.length() - END.length()) + ".class");
    }

    /** By what the compiler has written into it. */
    private @Nullable Path sourceOf(Path classFile) {
        try {
            Path there = sources.resolve(classes.relativize(classFile));
            return ClassFile.of().parse(classFile).findAttribute(Attributes.sourceFile())
                    .map(name -> there.resolveSibling(name.sourceFile().stringValue())).orElse(null);
        } catch (IOException | IllegalArgumentException halfWritten) {
            return null;
        }
    }

    private static boolean isDescription(Path file) {
        return file.endsWith("package-info.java") || file.endsWith("module-info.java");
    }

    private static boolean isNewer(Path file, Path than) {
        try {
            return !Files.exists(than) || Files.getLastModifiedTime(file).compareTo(Files.getLastModifiedTime(than)) > 0;
        } catch (IOException gone) {
            return true;
        }
    }

    private static Set<Path> files(Path folder, String end) {
        try (Stream<Path> found = Files.walk(folder)) {
            return new TreeSet<>(found.filter(file -> file.toString().endsWith(end)).toList());
        } catch (IOException problem) {
            throw new UncheckedIOException(problem);
        }
    }
}
