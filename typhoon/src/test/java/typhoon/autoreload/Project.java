package typhoon.autoreload;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import javax.tools.ToolProvider;

/** A small project as Maven lays it out, in a folder of the test's. */
final class Project {
    final Path folder;

    Project(Path folder) {
        this.folder = folder;
    }

    Path sources() {
        return folder.resolve("src/main/java");
    }

    Path classes() {
        return folder.resolve("target/classes");
    }

    /** Writes a file, later than all that was written before. */
    Path write(String name, String text) {
        try {
            Path file = folder.resolve(name);
            Files.createDirectories(file.getParent());
            Files.writeString(file, text);
            return file;
        } catch (IOException problem) {
            throw new UncheckedIOException(problem);
        }
    }

    /** Writes a class of package {@code p} from its body. */
    Path writeClass(String head, String body) {
        return write("src/main/java/p/" + head.replaceAll(".*(class|record|enum) (\\w+).*", "$2") + ".java",
                "package p;\n\n" + head + " {\n" + body + "\n}\n");
    }

    /** As {@code mvn compile} would, a minute ago. */
    void compile() throws IOException {
        Files.createDirectories(classes());
        var words = new ArrayList<>(List.of("-d", classes().toString(), "-g", "-parameters", "-cp",
                Path.of(Main.class.getResource("Main.class").getPath()).resolve("../../..").normalize().toString()));
        try (Stream<Path> files = Files.walk(sources())) {
            files.filter(file -> file.toString().endsWith(".java")).forEach(file -> words.add(file.toString()));
        }
        if (ToolProvider.getSystemJavaCompiler().run(null, null, null, words.toArray(String[]::new)) != 0) throw new AssertionError(words);
        age();
    }

    /** Makes everything of the project a minute old, so that whatever is written next is newer by any clock of any file system. */
    void age() throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            var then = FileTime.from(Instant.now().minusSeconds(60));
            for (Path file : files.filter(file -> !file.startsWith(folder.resolve("lib"))).toList()) Files.setLastModifiedTime(file, then);
        }
    }

    List<String> classFiles() throws IOException {
        try (Stream<Path> files = Files.walk(classes())) {
            return files.filter(Files::isRegularFile).map(file -> classes().relativize(file).toString()).sorted().toList();
        }
    }
}
