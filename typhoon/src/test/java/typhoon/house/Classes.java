package typhoon.house;

import java.io.IOException;
import java.io.InputStream;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassModel;
import java.lang.module.ModuleDescriptor;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The compiled classes of the module, read from where Maven put them. */
final class Classes {
    private static final Path ROOT = Path.of("target", "classes");

    private Classes() {}

    static List<ClassModel> ofModule() throws IOException {
        var models = new ArrayList<ClassModel>();
        try (var files = Files.walk(ROOT.resolve("typhoon"))) {
            for (Path file : files.filter(path -> path.toString().endsWith(".class")).sorted().toList()) {
                ClassModel model = ClassFile.of().parse(file);
                if (!model.thisClass().asInternalName().endsWith("package-info")) models.add(model);
            }
        }
        if (models.isEmpty()) throw new IllegalStateException("no classes below " + ROOT.toAbsolutePath());
        return models;
    }

    static ModuleDescriptor descriptor() throws IOException {
        try (InputStream file = Files.newInputStream(ROOT.resolve("module-info.class"))) {
            return ModuleDescriptor.read(file);
        }
    }
}
