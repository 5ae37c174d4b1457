package typhoon.autoreload;

import java.io.File;
import java.io.IOException;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import javax.tools.ForwardingJavaFileManager;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;
import org.jspecify.annotations.Nullable;

/** The compiler of this JDK, which gets faster with each use. */
final class Compiler {
    private static final List<String> MORE = List.of(System.getProperty("typhoon.autoreload.javac", "").strip().split("\\s+"));
    private static final Path HERE = Path.of("").toAbsolutePath();

    private final JavaCompiler javac;

    private Compiler(JavaCompiler javac) {
        this.javac = javac;
    }

    /** Null where Java comes without one. */
    static @Nullable Compiler ofThisJdk() {
        return ToolProvider.getSystemJavaCompiler() instanceof JavaCompiler javac ? new Compiler(javac) : null;
    }

    /**
     * Compiles {@code sources} into the folder {@code to}.
     *
     * @param hidden class files that are not there any more, as far as this is concerned
     * @return what javac says, with paths as seen from the working directory; null if it could compile them
     */
    @Nullable String problems(Collection<Path> sources, List<String> where, Path to, Set<Path> hidden) throws IOException {
        var options = new ArrayList<>(where);
        options.addAll(List.of("-d", to.toString(), "-g", "-parameters", "-nowarn", "-encoding", "UTF-8", "-Xmaxerrs", "20"));
        MORE.stream().filter(word -> !word.isEmpty()).forEach(options::add);
        var said = new StringWriter();
        try (var files = javac.getStandardFileManager(null, Locale.getDefault(), StandardCharsets.UTF_8)) {
            var objects = files.getJavaFileObjectsFromPaths(sources.stream().map(Compiler::shown).toList());
            boolean fine = javac.getTask(said, new Without(files, hidden), null, options, null, objects).call();
            return fine ? null : said.toString().strip();
        } catch (IllegalArgumentException wrongOption) {
            return String.valueOf(wrongOption.getMessage());
        }
    }

    static String path(Collection<Path> entries) {
        return entries.stream().map(Path::toString).collect(Collectors.joining(File.pathSeparator));
    }

    static Path shown(Path file) {
        return file.startsWith(HERE) ? HERE.relativize(file) : file;
    }

    /** Sees no classes of sources that are gone. */
    private static final class Without extends ForwardingJavaFileManager<StandardJavaFileManager> {
        private final Set<Path> hidden;

        Without(StandardJavaFileManager files, Set<Path> hidden) {
            super(files);
            this.hidden = hidden;
        }

        @Override
        public Iterable<JavaFileObject> list(Location location, String packageName, Set<JavaFileObject.Kind> kinds, boolean recurse)
                throws IOException {
            Iterable<JavaFileObject> found = super.list(location, packageName, kinds, recurse);
            if (hidden.isEmpty()) return found;
            return StreamSupport.stream(found.spliterator(), false).filter(file -> !isHidden(file)).toList();
        }

        private boolean isHidden(JavaFileObject file) {
            return file.getKind() == JavaFileObject.Kind.CLASS && file.toUri().getScheme().equals("file")
                    && hidden.contains(Path.of(file.toUri()));
        }
    }
}
