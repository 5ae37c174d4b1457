package typhoon.web;

import java.lang.annotation.Annotation;
import java.lang.reflect.AnnotatedParameterizedType;
import java.lang.reflect.AnnotatedType;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Writes {@link Shape}s as JSON Schema of 2020-12, in which records stand once, by their names. */
final class JsonSchema {
    static final String COMPONENTS = "#/components/schemas/";

    private final Map<Shape.Fields, String> names = new HashMap<>();

    /** Schemas of these records, and of what is made of them; {@code taken} is no name for one. */
    JsonSchema(Iterable<Shape.Fields> records, String taken) {
        var once = new LinkedHashSet<String>();
        var twice = new LinkedHashSet<>(Set.of(taken));
        for (Shape.Fields record : records) {
            if (!once.add(record.title)) twice.add(record.title);
        }
        for (Shape.Fields record : records) {
            String prefix = record.type.getName().replaceAll("[^A-Za-z0-9]", "_");
            String full = prefix + record.title.substring(record.type.getSimpleName().length());
            names.put(record, twice.contains(record.title) ? full : record.title);
        }
    }

    /** The records by their names. */
    Map<String, Object> components() {
        var components = new TreeMap<String, Object>();
        names.forEach((record, name) -> components.put(name, object(record)));
        return components;
    }

    /** What {@code shape} looks like. */
    Map<String, Object> of(Shape shape) {
        return of(shape, null);
    }

    /** What a component looks like, its constraints included. */
    Map<String, Object> of(Shape.Field field) {
        Map<String, Object> schema = of(field.shape(), field.component().getAnnotatedType());
        constrain(schema, Constraints.of(field.component()));
        return field.required() ? schema : orNull(field.shape(), schema);
    }

    private Map<String, Object> of(Shape shape, @Nullable AnnotatedType type) {
        var schema = new LinkedHashMap<String, Object>();
        switch (shape) {
            case Shape.Single single -> single(schema, single.scalar());
            case Shape.Many many -> {
                schema.put("type", "array");
                schema.put("items", element(many.element(), many.nulls(), argument(type, 0)));
                if (many.container() == Set.class) schema.put("uniqueItems", true);
            }
            case Shape.Named named -> {
                schema.put("type", "object");
                schema.put("additionalProperties", element(named.value(), named.nulls(), argument(type, 1)));
            }
            case Shape.Maybe maybe -> {
                return element(maybe.value(), false, argument(type, 0));
            }
            case Shape.Anything _ -> {}
            case Shape.Fields fields -> schema.put("$ref", COMPONENTS + names.get(fields));
        }
        return schema;
    }

    private Map<String, Object> element(Shape shape, boolean nulls, @Nullable AnnotatedType type) {
        Map<String, Object> schema = of(shape, type);
        if (type != null) constrain(schema, Constraints.of(type));
        return nulls ? orNull(shape, schema) : schema;
    }

    private Map<String, Object> object(Shape.Fields record) {
        var properties = new LinkedHashMap<String, Object>();
        var required = new ArrayList<String>();
        for (Shape.Field field : record.fields) {
            properties.put(field.name(), of(field));
            if (field.required()) required.add(field.name());
        }
        var schema = new LinkedHashMap<String, Object>();
        schema.put("type", "object");
        schema.put("properties", properties);
        if (!required.isEmpty()) schema.put("required", required);
        return schema;
    }

    private static void single(Map<String, Object> schema, Scalar scalar) {
        schema.put("type", switch (scalar.kind()) {
            case TEXT -> "string";
            case INTEGER -> "integer";
            case NUMBER -> "number";
            case BOOLEAN -> "boolean";
        });
        if (scalar.format() != null) schema.put("format", scalar.format());
        Class<?> type = scalar.type();
        if (type.isEnum()) schema.put("enum", Arrays.stream(type.getEnumConstants()).map(one -> ((Enum<?>) one).name()).toList());
        else if (type == byte[].class) schema.put("contentEncoding", "base64");
        else if (type == byte.class || type == Byte.class) schema.putAll(Map.of("minimum", Byte.MIN_VALUE, "maximum", Byte.MAX_VALUE));
        else if (type == short.class || type == Short.class) schema.putAll(Map.of("minimum", Short.MIN_VALUE, "maximum", Short.MAX_VALUE));
        else if (type == char.class || type == Character.class) schema.putAll(Map.of("minLength", 1, "maxLength", 1));
    }

    /** In 3.1 there is no "nullable": null is a type. */
    private static Map<String, Object> orNull(Shape shape, Map<String, Object> schema) {
        if (shape instanceof Shape.Anything) return schema;
        if (!(schema.get("type") instanceof String type))
            return new LinkedHashMap<>(Map.of("anyOf", List.of(schema, Map.of("type", "null"))));
        schema.put("type", List.of(type, "null"));
        if (schema.get("enum") instanceof List<?> constants) {
            var all = new ArrayList<@Nullable Object>(constants);
            all.add(null);
            schema.put("enum", all);
        }
        return schema;
    }

    private static void constrain(Map<String, Object> schema, List<Annotation> constraints) {
        if (schema.containsKey("$ref")) return;
        for (Annotation constraint : constraints) ConstraintSchema.add(schema, constraint);
    }

    private static @Nullable AnnotatedType argument(@Nullable AnnotatedType type, int index) {
        if (!(type instanceof AnnotatedParameterizedType generic)) return null;
        AnnotatedType[] arguments = generic.getAnnotatedActualTypeArguments();
        return index < arguments.length ? arguments[index] : null;
    }
}
