package typhoon.escape;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.module.ModuleFinder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.spi.ToolProvider;

/** A user's module that opens nothing, compiled and loaded by the test that asks for a class of its package {@code app.pkg}. */
public final class ClosedModule {
    private final Path folder;
    private final Class<?> type;

    /** The module with one class, given as Java and without its package line. */
    public ClosedModule(Path folder, String name, String source) {
        this.folder = folder;
        try {
            var module = source("module-info.java", "module app { exports app.door; }");
            var hidden = source("app/pkg/" + name + ".java", "package app.pkg; " + source);
            var door = source("app/door/Door.java", "package app.door; public class Door { public static Object make() throws Exception {"
                    + " var maker = Class.forName(\"app.pkg." + name + "\").getDeclaredConstructor();"
                    + " maker.setAccessible(true); return maker.newInstance(); } }");
            String classes = folder.resolve("classes").toString();
            var javac = ToolProvider.findFirst("javac").orElseThrow();
            int status = javac.run(System.out, System.err, "-d", classes, module, hidden, door);
            if (status != 0) throw new IllegalStateException("does not compile: " + source);
            type = loader().loadClass("app.pkg." + name);
        } catch (IOException problem) {
            throw new UncheckedIOException(problem);
        } catch (ClassNotFoundException missing) {
            throw new IllegalStateException(missing);
        }
    }

    /** The class. */
    public Class<?> type() {
        return type;
    }

    /** An instance, made by the module itself. */
    Object instance() throws ReflectiveOperationException {
        return type.getClassLoader().loadClass("app.door.Door").getMethod("make").invoke(null);
    }

    private String source(String name, String text) throws IOException {
        Path file = folder.resolve("src").resolve(name);
        Files.createDirectories(file.getParent());
        return Files.writeString(file, text).toString();
    }

    private ClassLoader loader() {
        var boot = ModuleLayer.boot();
        var resolved = boot.configuration().resolve(ModuleFinder.of(folder.resolve("classes")), ModuleFinder.of(), Set.of("app"));
        var layer = ModuleLayer.defineModulesWithOneLoader(resolved, List.of(boot), ClassLoader.getPlatformClassLoader()).layer();
        return layer.findLoader("app");
    }
}
