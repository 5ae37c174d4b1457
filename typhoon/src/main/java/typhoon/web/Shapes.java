package typhoon.web;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.reflect.AnnotatedArrayType;
import java.lang.reflect.AnnotatedParameterizedType;
import java.lang.reflect.AnnotatedType;
import java.lang.reflect.AnnotatedTypeVariable;
import java.lang.reflect.AnnotatedWildcardType;
import java.lang.reflect.GenericArrayType;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.lang.reflect.TypeVariable;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import typhoon.escape.Escape;

/** Reads {@link Shape}s off types, {@code Page<User>} too; each record once, so that it may hold itself. */
final class Shapes {
    private static final Set<Class<?>> LISTS = Set.of(List.class, Collection.class, Iterable.class, Set.class);
    private static final Map<Class<?>, Class<?>> OPTIONALS =
            Map.of(OptionalInt.class, int.class, OptionalLong.class, long.class, OptionalDouble.class, double.class);

    /** What the variables of a generic record stand for. */
    private record Known(Map<TypeVariable<?>, AnnotatedType> types, Map<TypeVariable<?>, Shape> shapes) {
        static final Known NONE = new Known(Map.of(), Map.of());
    }

    private final Map<String, Shape.Fields> records = new LinkedHashMap<>();
    private final boolean describes;            // for a document: no constructors, and what is unknown is anything

    Shapes(boolean describes) {
        this.describes = describes;
    }

    /**
     * The shape of a type.
     *
     * @throws IllegalArgumentException if it is none that could be filled; the message says where and what could be
     */
    Shape of(AnnotatedType type) {
        return of(type, Known.NONE, type.getType().getTypeName());
    }

    /** As {@link #of(AnnotatedType)}, of a type without annotations. */
    Shape of(Class<?> type) {
        if (!describes || !type.isArray()) return raw(type, List.of(), Known.NONE, type.getTypeName());
        return new Shape.Many(of(type.componentType()), false, type);
    }

    /** All records met so far, in the order of their first occurrence. */
    Collection<Shape.Fields> records() {
        return records.values();
    }

    private Shape of(AnnotatedType type, Known known, String where) {
        if (type.getType() == byte[].class) return raw(byte[].class, List.of(), known, where);
        return switch (type) {
            case AnnotatedTypeVariable variable -> standsFor((TypeVariable<?>) variable.getType(), known, where);
            case AnnotatedWildcardType wildcard -> of(wildcard.getAnnotatedUpperBounds()[0], known, where);
            case AnnotatedArrayType array -> {
                AnnotatedType element = array.getAnnotatedGenericComponentType();
                yield new Shape.Many(of(element, known, where + "[]"), isNullable(element), erased(type.getType()));
            }
            case AnnotatedParameterizedType generic ->
                    raw(erased(type.getType()), List.of(generic.getAnnotatedActualTypeArguments()), known, where);
            default -> raw(erased(type.getType()), List.of(), known, where);
        };
    }

    private Shape raw(Class<?> type, List<AnnotatedType> arguments, Known known, String where) {
        if (Scalar.of(type) instanceof Scalar scalar) return new Shape.Single(scalar);
        if (OPTIONALS.get(type) instanceof Class<?> number) return new Shape.Maybe(raw(number, List.of(), known, where), type);
        if (type.isRecord()) return record(type, arguments, known, where);
        if (type == Object.class) return new Shape.Anything();
        if (LISTS.contains(type) && arguments.size() == 1) {
            AnnotatedType element = arguments.getFirst();
            return new Shape.Many(of(element, known, where), isNullable(element), type);
        }
        if (type == Optional.class && arguments.size() == 1) return new Shape.Maybe(of(arguments.getFirst(), known, where), type);
        if (type == Map.class && arguments.size() == 2 && arguments.getFirst().getType() == String.class) {
            AnnotatedType value = arguments.getLast();
            return new Shape.Named(of(value, known, where), isNullable(value));
        }
        if (describes) return new Shape.Anything();
        throw new IllegalArgumentException(where + " is a " + type.getTypeName() + ", which cannot be filled from a request: a record's"
                + " components are text, numbers, booleans, enums, UUID, URI, java.time, other records, and List, Set, array, Optional"
                + " or Map<String, …> of these");
    }

    private Shape record(Class<?> type, List<AnnotatedType> arguments, Known outside, String where) {
        TypeVariable<?>[] variables = type.getTypeParameters();
        if (variables.length != arguments.size() && describes) return new Shape.Anything();
        if (variables.length != arguments.size())
            throw new IllegalArgumentException(where + " is a " + type.getSimpleName() + ", but does not say of what: write "
                    + type.getSimpleName() + "<…>");
        var types = new HashMap<TypeVariable<?>, AnnotatedType>();
        var shapes = new HashMap<TypeVariable<?>, Shape>();
        var key = new StringBuilder(type.getName());
        var title = new StringBuilder(type.getSimpleName());
        for (int i = 0; i < variables.length; i++) {
            Shape shape = of(arguments.get(i), outside, where);
            types.put(variables[i], arguments.get(i));
            shapes.put(variables[i], shape);
            key.append('<').append(key(shape)).append(isNullable(arguments.get(i)) ? "?>" : ">");
            title.append('_').append(title(shape));
        }
        Shape.Fields before = records.get(key.toString());
        if (before != null) return before;
        var fields = new Shape.Fields(type, title.toString());
        records.put(key.toString(), fields);
        fill(fields, new Known(types, shapes));
        return fields;
    }

    private void fill(Shape.Fields fields, Known known) {
        RecordComponent[] components = fields.type.getRecordComponents();
        for (RecordComponent component : components) {
            AnnotatedType type = component.getAnnotatedType();
            String where = fields.type.getSimpleName() + "." + component.getName();
            Shape shape = of(type, known, where);
            boolean optional = isNullable(type) || type instanceof AnnotatedTypeVariable && isNullable(bound(type, known))
                    || shape instanceof Shape.Maybe || shape instanceof Shape.Anything;
            fields.fields.add(new Shape.Field(Escape.jsonName(component), component, shape, !optional));
        }
        if (describes) return;
        fields.constrained = Constraints.on(fields.type);
        fields.constructor = constructor(fields.type, components);
    }

    private static AnnotatedType bound(AnnotatedType variable, Known known) {
        return known.types.getOrDefault((TypeVariable<?>) variable.getType(), variable);
    }

    private static Shape standsFor(TypeVariable<?> variable, Known known, String where) {
        if (known.shapes.get(variable) instanceof Shape shape) return shape;
        throw new IllegalArgumentException(where + " is a " + variable.getName() + ", and nobody says what that is");
    }

    private static String key(Shape shape) {
        return switch (shape) {
            case Shape.Single single -> single.scalar().type().getName();
            case Shape.Many many -> many.container().getName() + "<" + key(many.element()) + ">";
            case Shape.Named named -> "Map<" + key(named.value()) + ">";
            case Shape.Maybe maybe -> "Optional<" + key(maybe.value()) + ">";
            case Shape.Anything _ -> "Object";
            case Shape.Fields fields -> fields.type.getName() + "/" + fields.title;
        };
    }

    private static String title(Shape shape) {
        return switch (shape) {
            case Shape.Single single -> single.scalar().type().getSimpleName().replace("[]", "s");
            case Shape.Many many -> "List_" + title(many.element());
            case Shape.Named named -> "Map_" + title(named.value());
            case Shape.Maybe maybe -> title(maybe.value());
            case Shape.Anything _ -> "Any";
            case Shape.Fields fields -> fields.title;
        };
    }

    private static boolean isNullable(AnnotatedType type) {
        return type.isAnnotationPresent(Nullable.class);
    }

    private static Class<?> erased(Type type) {
        return switch (type) {
            case Class<?> raw -> raw;
            case ParameterizedType generic -> (Class<?>) generic.getRawType();
            case GenericArrayType array -> erased(array.getGenericComponentType()).arrayType();
            case TypeVariable<?> variable -> erased(variable.getBounds()[0]);
            default -> Object.class;
        };
    }

    private static MethodHandle constructor(Class<?> type, RecordComponent[] components) {
        try {
            Class<?>[] types = Arrays.stream(components).map(RecordComponent::getType).toArray(Class<?>[]::new);
            Shapes.class.getModule().addReads(type.getModule());
            MethodHandle constructor = MethodHandles.privateLookupIn(type, MethodHandles.lookup())
                    .findConstructor(type, MethodType.methodType(void.class, types));
            return constructor.asFixedArity().asSpreader(Object[].class, types.length)
                    .asType(MethodType.methodType(Object.class, Object[].class));
        } catch (IllegalAccessException closed) {
            throw new IllegalArgumentException("a " + type.getTypeName() + " cannot be made: write \"opens " + type.getPackageName()
                    + " to typhoon, tools.jackson.databind;\" into the module-info of " + type.getModule().getName(), closed);
        } catch (NoSuchMethodException impossible) {
            throw new AssertionError(impossible);
        }
    }

    /** For errors: {@code name, emails}. */
    static String names(Shape.Fields fields) {
        return fields.fields.stream().map(Shape.Field::name).collect(Collectors.joining(", "));
    }
}
