package typhoon.web;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.annotation.Annotation;
import java.lang.classfile.ClassFile;
import java.lang.classfile.constantpool.PoolEntry;
import java.lang.classfile.constantpool.Utf8Entry;
import java.lang.reflect.AnnotatedType;
import java.lang.reflect.RecordComponent;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;

/**
 * Whether records have constraints of {@code jakarta.validation}, and who checks them. That library may be absent, so only {@link
 * JakartaChecks} and what it uses name its classes, and nothing touches them where it is.
 */
final class Constraints {
    private static final String PREFIX = "Ljakarta/validation/constraints/";
    private static final String HELP = "add org.hibernate.validator:hibernate-validator";
    private static final boolean PRESENT = isPresent();

    private Constraints() {}

    /**
     * Whether {@code record} has some.
     *
     * @throws IllegalArgumentException if it has, and nothing there checks them
     */
    static boolean on(Class<?> record) {
        if (PRESENT ? !JakartaChecks.constrains(record) : !isNamedIn(record)) return false;
        if (PRESENT && JakartaChecks.isProvided()) return true;
        throw new IllegalArgumentException(record.getSimpleName() + " has constraints of jakarta.validation, but nothing here checks them: "
                + HELP + " to the program");
    }

    /** Those of a component, in order; none where the library is absent. */
    static List<Annotation> of(RecordComponent component) {
        return PRESENT ? JakartaChecks.of(component) : List.of();
    }

    /** As {@link #of(RecordComponent)}, of what a list or map holds. */
    static List<Annotation> of(AnnotatedType type) {
        return PRESENT ? JakartaChecks.constraints(type) : List.of();
    }

    /** Loads what checks some records: in a thread of its own, for it takes half a second that no loop has. */
    static Future<Checks> load(Set<Class<?>> records) {
        return CompletableFuture.supplyAsync(() -> JakartaChecks.loaded(records),
                task -> Thread.ofPlatform().daemon().name("typhoon-constraints").start(task));
    }

    private static boolean isPresent() {
        try {
            Class.forName("jakarta.validation.Validation", false, Constraints.class.getClassLoader());
            return true;
        } catch (ClassNotFoundException _) {
            return false;
        }
    }

    /** Annotations whose class is absent are not there for reflection, so look at the class file: a rule must not vanish with its jar. */
    private static boolean isNamedIn(Class<?> record) {
        String file = record.getName().substring(record.getPackageName().isEmpty() ? 0 : record.getPackageName().length() + 1) + ".class";
        try (InputStream bytes = record.getResourceAsStream(file)) {
            if (bytes == null) return false;
            for (PoolEntry entry : ClassFile.of().parse(bytes.readAllBytes()).constantPool()) {
                if (entry instanceof Utf8Entry text && text.stringValue().startsWith(PREFIX)) return true;
            }
            return false;
        } catch (IOException problem) {
            throw new UncheckedIOException(problem);
        }
    }
}
