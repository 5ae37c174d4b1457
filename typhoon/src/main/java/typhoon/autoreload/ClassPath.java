package typhoon.autoreload;

import java.io.File;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** Where this JVM finds classes. */
final class ClassPath {
    private ClassPath() {}

    /** Folders and jars, the class path first, then the module path. */
    static List<Path> ofThisJvm() {
        return Stream.concat(entries("java.class.path"), modules()).toList();
    }

    /** Those of the module path. */
    static Stream<Path> modules() {
        return entries("jdk.module.path");
    }

    private static Stream<Path> entries(String property) {
        return Stream.of(System.getProperty(property, "").split(File.pathSeparator)).filter(entry -> !entry.isEmpty())
                .map(entry -> Path.of(entry).toAbsolutePath().normalize());
    }
}
