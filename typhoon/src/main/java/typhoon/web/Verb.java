package typhoon.web;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** A method of a handler that answers one HTTP method for one number of captures. */
final class Verb {
    private static final MethodType CALL = MethodType.methodType(void.class, RequestHandler.class, Object[].class);

    private final String name;
    private final MethodHandle handle;
    private final Class<?>[] types;
    private final @Nullable PathArg[] readers;          // null: the parameter is the record
    private final @Nullable Binder binder;              // fills the record, if there is one
    private final int captures;
    private final boolean takesAll;
    private final Guard guard;
    private final @Nullable Operation operation;

    private Verb(Method method, MethodHandle handle, @Nullable PathArg[] readers, @Nullable Binder binder) {
        this.name = signature(method);
        this.types = method.getParameterTypes();
        this.readers = readers;
        this.binder = binder;
        this.captures = types.length - (binder == null ? 0 : 1);
        this.takesAll = method.isVarArgs();
        this.guard = Guard.of(method);
        this.operation = method.getAnnotation(Operation.class);
        this.handle = handle.asFixedArity().asSpreader(Object[].class, types.length).asType(CALL);
    }

    /**
     * The verb that {@code method} is.
     *
     * @throws IllegalArgumentException if it cannot be called with what a url captures and a record of what was sent
     */
    static Verb of(Method method) {
        Class<?>[] types = method.getParameterTypes();
        var readers = new @Nullable PathArg[types.length];
        Binder binder = null;
        if (method.getReturnType() != void.class) {
            throw new IllegalArgumentException(describe(method) + " returns " + method.getReturnType().getSimpleName()
                    + ", but a verb returns nothing: write(…) its result, or name the method otherwise");
        }
        for (int i = 0; i < types.length; i++) {
            if (types[i].isRecord()) {
                if (binder != null) throw new IllegalArgumentException(describe(method) + " takes two records, but one is sent");
                binder = binder(method, i);
                continue;
            }
            PathArg reader = PathArg.of(method.isVarArgs() ? String.class : types[i]);
            if (reader == null || method.isVarArgs() && !(types.length == 1 && types[0] == String[].class)) {
                throw new IllegalArgumentException(describe(method) + " takes a " + types[i].getSimpleName()
                        + ", but an argument of a url is a String, int, long, Integer, Long, UUID or enum (or String... for all of them)");
            }
            readers[i] = reader;
        }
        return new Verb(method, unreflect(method), readers, binder);
    }

    private static Binder binder(Method method, int index) {
        try {
            return new Binder(method.getName(), method.getAnnotatedParameterTypes()[index]);
        } catch (IllegalArgumentException unfit) {
            throw new IllegalArgumentException(describe(method) + ": " + unfit.getMessage(), unfit);
        }
    }

    /** Whether it is the one for a url with so many captures. */
    boolean takes(int captures) {
        return takesAll || this.captures == captures;
    }

    /** What stands before it. */
    Guard guard() {
        return guard;
    }

    /** Whether some number of captures fits both. */
    boolean overlaps(Verb other) {
        return takesAll || other.takesAll || captures == other.captures;
    }

    /** {@code get(long)}. */
    @Override
    public String toString() {
        return name;
    }

    /** What it will be called with, but for the record; 404 if a capture is none of the parameter's type. */
    @Nullable Object[] arguments(RequestHandler handler) {
        if (takesAll) return new Object[] {handler.decodedCaptures()};
        if (types.length == 0) return handler.captured();
        var arguments = new @Nullable Object[types.length];
        int next = 0;
        for (int i = 0; i < types.length; i++) {
            if (readers[i] instanceof PathArg reader) arguments[i] = reader.read(handler.decodedCapture(next++), types[i]);
        }
        return arguments;
    }

    /** Puts the record that was sent among the arguments, if the verb takes one. */
    void bind(RequestHandler handler, @Nullable Object[] arguments) throws Exception {
        if (binder == null) return;
        for (int i = 0; i < types.length; i++) {
            if (readers[i] == null) arguments[i] = binder.read(handler);
        }
    }

    /** {@code get}. */
    String verbName() {
        return name.substring(0, name.indexOf('('));
    }

    /** What was said of it to be described. */
    @Nullable Operation operation() {
        return operation;
    }

    /** What it takes of what a url captures. */
    Class<?> capture(int index) {
        if (takesAll) return String.class;
        int next = 0;
        for (int i = 0; i < types.length; i++) {
            if (readers[i] != null && next++ == index) return types[i];
        }
        throw new IndexOutOfBoundsException(index);
    }

    /** Whether it takes a record that the query fills. */
    boolean readsQuery() {
        return binder != null && binder.fromQuery();
    }

    /** Whether it takes a record that the body fills. */
    boolean readsBody() {
        return binder != null && !binder.fromQuery();
    }

    /** What fills its record, if it takes one. */
    @Nullable Binder binder() {
        return binder;
    }

    /** To be called with a handler and {@link #arguments}; by the caller himself, for each frame of ours stands in users' stacks. */
    MethodHandle method() {
        return handle;
    }

    private static String describe(Method method) {
        return method.getDeclaringClass().getTypeName() + "." + signature(method);
    }

    private static String signature(Method method) {
        String types = Arrays.stream(method.getParameterTypes()).map(Class::getSimpleName).collect(Collectors.joining(", "));
        return method.getName() + "(" + (method.isVarArgs() ? types.replace("[]", "...") : types) + ")";
    }

    /** Overridden ones are found through RequestHandler's own, which needs no access to the class; the others need the package open. */
    private static MethodHandle unreflect(Method method) {
        try {
            if (method.getParameterCount() == 0) {
                return MethodHandles.lookup().findVirtual(RequestHandler.class, method.getName(), MethodType.methodType(void.class));
            }
            Class<?> owner = method.getDeclaringClass();
            Verb.class.getModule().addReads(owner.getModule());
            return MethodHandles.privateLookupIn(owner, MethodHandles.lookup()).unreflect(method);
        } catch (IllegalAccessException closed) {
            Class<?> owner = method.getDeclaringClass();
            throw new IllegalArgumentException(describe(method) + " cannot be called: write \"opens " + owner.getPackageName()
                    + " to typhoon, tools.jackson.databind;\" into the module-info of " + owner.getModule().getName(), closed);
        } catch (NoSuchMethodException impossible) {
            throw new AssertionError(impossible);
        }
    }
}
