package typhoon.web;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import java.lang.module.ModuleFinder;
import java.lang.reflect.Array;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Typhoon as a module among modules, without the lines that open it to Jackson for the other tests of that run. */
class OwnModuleTest {
    @Test void anApplicationIsMadeAlthoughOurOwnModuleOpensNothing() throws ReflectiveOperationException {
        assumeFalse(Application.class.getModule().isNamed(), "is a test of the class path, where it finds all modules closed");
        var module = closedModule();
        assertTrue(module.isNamed());
        var loader = module.getClassLoader();
        var routes = Array.newInstance(loader.loadClass(Route.class.getName()), 0);
        var made = loader.loadClass(Application.class.getName()).getConstructor(routes.getClass()).newInstance(routes);
        assertEquals(module, made.getClass().getModule());
    }

    private static Module closedModule() {
        var boot = ModuleLayer.boot();
        var resolved = boot.configuration().resolve(ModuleFinder.of(modules()), ModuleFinder.of(), Set.of("typhoon"));
        var layer = ModuleLayer.defineModulesWithOneLoader(resolved, List.of(boot), ClassLoader.getPlatformClassLoader()).layer();
        return layer.findModule("typhoon").orElseThrow();
    }

    private static Path[] modules() {
        return Stream.of(System.getProperty("java.class.path").split(System.getProperty("path.separator"))).map(Path::of)
                .filter(entry -> Files.isRegularFile(entry) || Files.exists(entry.resolve("module-info.class"))).toArray(Path[]::new);
    }
}
