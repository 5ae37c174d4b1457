package typhoon.options;

import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * An interface, and the implementation of it that this program uses: chosen once, at the start, by code or by an option that names a class.
 *
 * {@snippet class="typhoon.snippets.OptionsSnippets" region="configurable"}
 *
 * <p>Belongs to the thread that starts the program; {@link #make} may be called by any afterwards. Source: Tornado's {@code
 * util.Configurable}, a base class there, and {@code import_object}.
 */
public final class Configurable<T> {
    private final Class<T> type;
    private final Supplier<? extends T> usual;
    private Supplier<? extends T> chosen;
    private @Nullable Class<?> named;

    private Configurable(Class<T> type, Supplier<? extends T> usual) {
        this.type = type;
        this.usual = usual;
        this.chosen = usual;
    }

    /** Of an interface or class, with what makes the usual implementation. */
    public static <T> Configurable<T> of(Class<T> type, Supplier<? extends T> usual) {
        return new Configurable<>(type, usual);
    }

    /** Chooses what {@code maker} makes. */
    public void configure(Supplier<? extends T> maker) {
        chosen = maker;
        named = null;
    }

    /**
     * Chooses the class of this name, as {@code a.b.Name}; a class in another one is {@code a.b.Outer$Name}. It is made by its constructor
     * without parameters; on the module path its package has to be open to {@code typhoon}, unless it is exported and both are public. An
     * empty name chooses the usual one.
     *
     * @throws OptionsError if there is no such class, it is no implementation, or cannot be made so; in one line
     */
    public void configure(String className) {
        if (className.isEmpty()) {
            configure(usual);
            return;
        }
        Constructor<? extends T> constructor = find(className);
        configure(() -> make(constructor));
        named = constructor.getDeclaringClass();
    }

    private Constructor<? extends T> find(String className) {
        try {
            var found = Class.forName(className, true, Thread.currentThread().getContextClassLoader());
            if (!type.isAssignableFrom(found))
                throw new OptionsError("expected a class that is a " + type.getName() + ", got " + className);
            return found.asSubclass(type).getDeclaredConstructor();
        } catch (ClassNotFoundException | LinkageError absent) {
            throw new OptionsError("expected the name of a class that is a " + type.getName() + ", but there is no " + className);
        } catch (NoSuchMethodException wrong) {
            throw new OptionsError(className + " has no constructor without parameters");
        }
    }

    private static <T> T make(Constructor<? extends T> constructor) {
        try {
            constructor.setAccessible(true);
            return constructor.newInstance();
        } catch (InvocationTargetException failed) {
            throw new IllegalStateException("the constructor of " + constructor.getName() + " failed", failed.getCause());
        } catch (ReflectiveOperationException | RuntimeException refused) {
            throw new OptionsError(constructor.getName() + " cannot be made: " + refused.getMessage());
        }
    }

    /** A new instance of what was chosen. */
    public T make() {
        return chosen.get();
    }

    /** The class that was chosen by its name, else the class of what {@link #make} makes. */
    public Class<?> configuredClass() {
        return named == null ? make().getClass() : named;
    }
}
