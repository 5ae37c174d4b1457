package typhoon.escape;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonSetter;
import com.fasterxml.jackson.annotation.Nulls;
import java.lang.reflect.AnnotatedArrayType;
import java.lang.reflect.AnnotatedParameterizedType;
import java.lang.reflect.AnnotatedType;
import java.lang.reflect.Executable;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.nio.charset.StandardCharsets;
import java.time.Year;
import java.time.temporal.TemporalAccessor;
import java.time.temporal.TemporalAmount;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.BeanDescription;
import tools.jackson.databind.DeserializationConfig;
import tools.jackson.databind.DeserializationContext;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.MapperFeature;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.ValueDeserializer;
import tools.jackson.databind.cfg.CoercionAction;
import tools.jackson.databind.cfg.CoercionInputShape;
import tools.jackson.databind.cfg.EnumFeature;
import tools.jackson.databind.cfg.MapperConfig;
import tools.jackson.databind.deser.ValueDeserializerModifier;
import tools.jackson.databind.deser.std.DelegatingDeserializer;
import tools.jackson.databind.exc.ValueInstantiationException;
import tools.jackson.databind.introspect.Annotated;
import tools.jackson.databind.introspect.AnnotatedMember;
import tools.jackson.databind.introspect.AnnotatedParameter;
import tools.jackson.databind.introspect.JacksonAnnotationIntrospector;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.module.SimpleModule;
import tools.jackson.databind.type.LogicalType;

/**
 * Jackson, told to be strict: what {@link Escape#jsonDecode} promises. Its defaults let most of what is refused here through. Only this
 * file and {@link JsonProblem}, which puts Jackson's exceptions into our words, know it.
 */
final class Json {
    private static final Set<Class<?>> UNTYPED = Set.of(Map.class, List.class, Collection.class);
    private static final JsonMapper MAPPER = mapper();

    private Json() {}

    /** A text becomes up to ten times as large: in {@code [[],[],…]} and with many short keys each token takes 30 to 100 bytes. */
    static StreamReadConstraints limits(long heap) {
        return StreamReadConstraints.builder().maxNestingDepth(200).maxStringLength(20_000_000).maxNumberLength(1_000).maxNameLength(50_000)
                .maxTokenCount(Math.max(1000, heap / 256)).build();
    }

    static String encode(@Nullable Object value) {
        try {
            return MAPPER.writeValueAsString(value).replace("</", "<\\/");      // "<" stands inside strings only
        } catch (JacksonException problem) {
            throw JsonProblem.encoding(value, problem);
        }
    }

    static byte[] encodeUtf8(@Nullable Object value) {
        try {
            byte[] bytes = MAPPER.writeValueAsBytes(value);
            return closesTag(bytes) ? Escape.utf8(new String(bytes, StandardCharsets.UTF_8).replace("</", "<\\/")) : bytes;
        } catch (JacksonException problem) {
            throw JsonProblem.encoding(value, problem);
        }
    }

    static <T> T decodeUtf8(byte[] utf8, Class<T> type) {
        String text = new String(utf8, StandardCharsets.UTF_8);
        if (text.indexOf('\uFFFD') >= 0) JsonProblem.checkUtf8(utf8);
        return Escape.jsonDecode(text, type);
    }

    /** Null only where {@code type} is {@code Object} and the text says so. */
    static <T> @Nullable T decode(String text, Class<T> type) {
        try (JsonParser parser = MAPPER.createParser(text)) {
            try {
                Object value = MAPPER.readerFor(UNTYPED.contains(type) ? Object.class : type).readValue(parser);
                boolean fits = value == null ? type == Object.class : type.isPrimitive() || type.isInstance(value);
                if (!fits) throw JsonProblem.wholeIs(value, type, text);
                @SuppressWarnings("unchecked") T read = (T) value;      // checked above; what a primitive type reads as is its box
                return read;
            } catch (JacksonException problem) {
                throw JsonProblem.decoding(problem, parser, text, type);
            }
        }
    }

    static @Nullable Object decodeExactly(byte[] utf8) {
        String text = new String(utf8, StandardCharsets.UTF_8);
        if (text.indexOf('\uFFFD') >= 0) JsonProblem.checkUtf8(utf8);
        try (JsonParser parser = MAPPER.createParser(text)) {
            try {
                return MAPPER.readerFor(Object.class).with(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS).readValue(parser);
            } catch (JacksonException problem) {
                throw JsonProblem.decoding(problem, parser, text, Object.class);
            } catch (NumberFormatException beyond) {
                throw JsonProblem.noNumber(beyond, parser);
            }
        }
    }

    /** The annotation may stand at a component, which is no place of its own: it is found at the accessor then. */
    static String name(RecordComponent component) {
        JsonProperty said = component.getAccessor().getAnnotation(JsonProperty.class);
        return said == null || said.value().isEmpty() ? component.getName() : said.value();
    }

    private static boolean closesTag(byte[] bytes) {
        for (int i = 1; i < bytes.length; i++) {
            if (bytes[i] == '/' && bytes[i - 1] == '<') return true;
        }
        return false;
    }

    private static JsonMapper mapper() {
        var factory = JsonFactory.builder().streamReadConstraints(limits(Runtime.getRuntime().maxMemory()))
                .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION).build();
        return JsonMapper.builder(factory)
                .annotationIntrospector(new RequiredComponents())
                .addModule(new SimpleModule().setDeserializerModifier(new Strict()))
                .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES, DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
                .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
                .enable(EnumFeature.FAIL_ON_NUMBERS_FOR_ENUMS)
                .disable(DeserializationFeature.ACCEPT_FLOAT_AS_INT)
                .disable(MapperFeature.ALLOW_COERCION_OF_SCALARS, MapperFeature.SORT_PROPERTIES_ALPHABETICALLY)
                .enable(SerializationFeature.FAIL_ON_EMPTY_BEANS)
                .changeDefaultNullHandling(_ -> JsonSetter.Value.forContentNulls(Nulls.FAIL))
                .withCoercionConfigDefaults(empty -> empty.setCoercion(CoercionInputShape.EmptyString, CoercionAction.Fail)
                        .setCoercion(CoercionInputShape.EmptyArray, CoercionAction.Fail))
                .withCoercionConfig(LogicalType.Textual, text -> text.setCoercion(CoercionInputShape.Integer, CoercionAction.Fail)
                        .setCoercion(CoercionInputShape.Float, CoercionAction.Fail)
                        .setCoercion(CoercionInputShape.Boolean, CoercionAction.Fail))
                .build();
    }

    /** A component of a record is required and not null, and so are its elements, unless the type says {@code @Nullable}. */
    private static final class RequiredComponents extends JacksonAnnotationIntrospector {
        private static final long serialVersionUID = 1;

        @Override
        public @Nullable Boolean hasRequiredMarker(MapperConfig<?> config, AnnotatedMember member) {
            Boolean said = super.hasRequiredMarker(config, member);
            return said == null && componentType(member) instanceof AnnotatedType type ? Boolean.valueOf(!isNullable(type)) : said;
        }

        @Override
        public JsonSetter.Value findSetterInfo(MapperConfig<?> config, Annotated member) {
            return componentType(member) instanceof AnnotatedType type
                    ? JsonSetter.Value.construct(isNullable(type) ? Nulls.SET : Nulls.FAIL, holdsNulls(type) ? Nulls.SET : Nulls.FAIL)
                    : super.findSetterInfo(config, member);
        }

        private static @Nullable AnnotatedType componentType(Annotated member) {
            return member instanceof AnnotatedParameter parameter && parameter.getDeclaringClass().isRecord()
                    ? ((Executable) parameter.getOwner().getAnnotated()).getAnnotatedParameterTypes()[parameter.getIndex()] : null;
        }

        private static boolean isNullable(AnnotatedType type) {
            return type.isAnnotationPresent(Nullable.class) || type.getType() == Object.class;
        }

        /** Of nested containers the outermost decides: Jackson keeps one rule for a component. */
        private static boolean holdsNulls(AnnotatedType type) {
            return switch (type) {
                case AnnotatedParameterizedType generic -> isNullable(last(generic.getAnnotatedActualTypeArguments()));     // Map's value
                case AnnotatedArrayType array -> isNullable(array.getAnnotatedGenericComponentType());
                default -> isRawContainer(type.getType());
            };
        }

        private static AnnotatedType last(AnnotatedType[] types) {
            return types[types.length - 1];
        }

        private static boolean isRawContainer(Type type) {
            return type instanceof Class<?> raw && (Collection.class.isAssignableFrom(raw) || Map.class.isAssignableFrom(raw));
        }
    }

    /**
     * Three things Jackson has no switch for: dates come as text only (a count of seconds in quotes is none), a number too large for a
     * double is no infinity, and half of a surrogate pair is no text. And one it gets wrong (3.2.4): in a list of strings it takes
     * {@code ["a"]} for "a" and loses its place in the text.
     */
    private static final class Strict extends ValueDeserializerModifier {
        private static final long serialVersionUID = 1;

        @Override
        public ValueDeserializer<?> modifyDeserializer(
                DeserializationConfig config, BeanDescription.Supplier bean, ValueDeserializer<?> reader) {
            Class<?> type = bean.getBeanClass();
            if (isDate(type)) return new TextOnly(reader);
            if (type == String.class) return new WholeText(reader);
            if (type == Object.class) return new FiniteWithin(reader);
            return type == double.class || type == Double.class || type == float.class || type == Float.class ? new Finite(reader) : reader;
        }

        private static boolean isDate(Class<?> type) {
            return type.getPackageName().equals("java.time") && !type.isEnum() && type != Year.class
                    && (TemporalAccessor.class.isAssignableFrom(type) || TemporalAmount.class.isAssignableFrom(type));
        }
    }

    private static final class TextOnly extends DelegatingDeserializer {
        private static final Pattern SECONDS = Pattern.compile("[-+]?[0-9.]*");

        TextOnly(ValueDeserializer<?> reader) {
            super(reader);
        }

        @Override
        protected ValueDeserializer<?> newDelegatingInstance(ValueDeserializer<?> reader) {
            return new TextOnly(reader);
        }

        @Override
        public @Nullable Object deserialize(JsonParser parser, DeserializationContext context) {
            boolean isText = parser.hasToken(JsonToken.VALUE_STRING) && !SECONDS.matcher(parser.getString()).matches();
            return isText ? super.deserialize(parser, context) : context.handleUnexpectedToken(handledType(), parser);
        }
    }

    private static final class WholeText extends DelegatingDeserializer {
        WholeText(ValueDeserializer<?> reader) {
            super(reader);
        }

        @Override
        protected ValueDeserializer<?> newDelegatingInstance(ValueDeserializer<?> reader) {
            return new WholeText(reader);
        }

        @Override
        public @Nullable Object deserialize(JsonParser parser, DeserializationContext context) {
            boolean isWhole = parser.hasToken(JsonToken.VALUE_STRING) && isWhole(parser.getString());
            return isWhole ? parser.getString() : context.handleUnexpectedToken(handledType(), parser);
        }

        private static boolean isWhole(String text) {
            int point;
            for (int i = 0; i < text.length(); i += Character.charCount(point)) {
                point = text.codePointAt(i);
                if (point >= Character.MIN_SURROGATE && point <= Character.MAX_SURROGATE) return false;
            }
            return true;
        }
    }

    private static final class FiniteWithin extends DelegatingDeserializer {
        FiniteWithin(ValueDeserializer<?> reader) {
            super(reader);
        }

        @Override
        protected ValueDeserializer<?> newDelegatingInstance(ValueDeserializer<?> reader) {
            return new FiniteWithin(reader);
        }

        @Override
        public @Nullable Object deserialize(JsonParser parser, DeserializationContext context) {
            Object value = super.deserialize(parser, context);
            if (isFinite(value)) return value;
            var problem = new IllegalArgumentException("a number is too large for a double");
            throw ValueInstantiationException.from(parser, "", context.constructType(Object.class), problem);
        }

        private static boolean isFinite(@Nullable Object value) {
            return switch (value) {
                case Double number -> Double.isFinite(number);
                case Map<?, ?> map -> map.values().stream().allMatch(FiniteWithin::isFinite);
                case Collection<?> list -> list.stream().allMatch(FiniteWithin::isFinite);
                case null, default -> true;
            };
        }
    }

    private static final class Finite extends DelegatingDeserializer {
        Finite(ValueDeserializer<?> reader) {
            super(reader);
        }

        @Override
        protected ValueDeserializer<?> newDelegatingInstance(ValueDeserializer<?> reader) {
            return new Finite(reader);
        }

        @Override
        public @Nullable Object deserialize(JsonParser parser, DeserializationContext context) {
            Object value = super.deserialize(parser, context);
            return value instanceof Number number && !Double.isFinite(number.doubleValue())
                    ? context.handleUnexpectedToken(handledType(), parser) : value;
        }
    }
}
