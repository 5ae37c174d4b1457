package typhoon.web;

import java.lang.reflect.Array;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import typhoon.escape.Escape;
import typhoon.netty.LogText;
import typhoon.web.FormTree.Texts;

/**
 * What one client sent on its way into a record. It goes on after a mistake, so that the client hears of all of them at once; what is made
 * of a part that is wrong is {@link #BAD}, and then nothing is made of what that stands in.
 */
final class Binding {
    static final Object BAD = new Object();
    private static final int MOST_ERRORS = 100;
    private static final int MOST_ELEMENTS = 100_000;
    private static final int SHOWN = 40;            // characters of a value
    private static final int SHOWN_LIST = 200;      // of names, or of what a constructor says

    private final InputError errors;
    private final boolean fromText;                 // a form or query: all values are text, and names may come twice
    private final boolean ignoresUnknown;
    private final @Nullable Checks checks;

    Binding(int status, boolean fromText, boolean ignoresUnknown, @Nullable Checks checks) {
        this.errors = new InputError(status);
        this.fromText = fromText;
        this.ignoresUnknown = ignoresUnknown;
        this.checks = checks;
    }

    /**
     * The record that {@code sent} is.
     *
     * @throws InputError if it is none, with all that is wrong
     */
    Object record(Shape.Fields shape, @Nullable Object sent) {
        Object made = fields(shape, sent, null);
        if (!errors.fields().isEmpty()) throw errors;
        return made;
    }

    private Object value(Shape shape, Object sent, @Nullable Place place) {
        return switch (shape) {
            case Shape.Single single -> single(single.scalar(), sent, place);
            case Shape.Many many -> many(many, sent, place);
            case Shape.Named named -> named(named, sent, place);
            case Shape.Maybe maybe -> maybe(maybe, sent, place);
            case Shape.Anything _ -> sent instanceof Texts texts ? texts.last() : sent;
            case Shape.Fields fields -> fields(fields, sent, place);
        };
    }

    private Object single(Scalar scalar, Object sent, @Nullable Place place) {
        Object read = switch (sent) {
            case Texts texts -> scalar.read(Arguments.clean(texts.last(), scalar.type() != String.class));
            case String text -> scalar.kind() == Scalar.Kind.TEXT ? scalar.read(text) : null;
            case Boolean flag -> scalar.kind() == Scalar.Kind.BOOLEAN ? flag : null;
            case Integer number -> number(scalar, number, true);
            case Long number -> number(scalar, number, true);
            case BigInteger number -> number(scalar, number, true);
            case Number number -> number(scalar, number, false);
            default -> null;
        };
        return read == null ? bad(place, "expected " + scalar.expected() + ", got " + shown(sent)) : read;
    }

    private static @Nullable Object number(Scalar scalar, Number number, boolean whole) {
        boolean fits = scalar.kind() == Scalar.Kind.NUMBER || whole && scalar.kind() == Scalar.Kind.INTEGER;
        return fits ? scalar.read(number.toString()) : null;
    }

    private Object many(Shape.Many shape, Object sent, @Nullable Place place) {
        List<?> elements = switch (sent) {
            case List<?> list -> list;
            case Texts texts -> texts.values().stream().map(text -> new Texts(List.of(text))).toList();
            default -> null;
        };
        if (elements == null) return bad(place, "expected array, got " + shown(sent));
        if (elements.size() > MOST_ELEMENTS) return bad(place, "has more than " + MOST_ELEMENTS + " elements");
        var made = new ArrayList<@Nullable Object>(elements.size());
        boolean good = true;
        for (int i = 0; i < elements.size(); i++) {
            Object element = element(shape.element(), shape.nulls(), elements.get(i), new Place(place, i));
            good &= element != BAD;
            made.add(element);
        }
        return good ? contained(shape, made, place) : BAD;
    }

    private Object contained(Shape.Many shape, List<@Nullable Object> elements, @Nullable Place place) {
        if (shape.container() == Set.class) {
            var set = new LinkedHashSet<>(elements);
            return set.size() == elements.size() ? Collections.unmodifiableSet(set) : bad(place, "has an element twice");
        }
        if (!shape.container().isArray()) return Collections.unmodifiableList(elements);
        Object array = Array.newInstance(shape.container().componentType(), elements.size());
        for (int i = 0; i < elements.size(); i++) Array.set(array, i, elements.get(i));
        return array;
    }

    private Object named(Shape.Named shape, Object sent, @Nullable Place place) {
        if (!(sent instanceof Map<?, ?> members)) return bad(place, "expected object, got " + shown(sent));
        if (members.size() > MOST_ELEMENTS) return bad(place, "has more than " + MOST_ELEMENTS + " members");
        var made = new LinkedHashMap<String, @Nullable Object>();
        boolean good = true;
        for (Map.Entry<?, ?> member : members.entrySet()) {
            String name = String.valueOf(member.getKey());
            Object value = element(shape.value(), shape.nulls(), member.getValue(), new Place(place, name));
            good &= value != BAD;
            made.put(name, value);
        }
        return good ? Collections.unmodifiableMap(made) : BAD;
    }

    private @Nullable Object element(Shape shape, boolean nulls, @Nullable Object sent, Place place) {
        if (sent != null) return value(shape, sent, place);
        if (shape instanceof Shape.Maybe maybe) return none(maybe.optional());
        return nulls || shape instanceof Shape.Anything ? null : bad(place, "must not be null");
    }

    private Object maybe(Shape.Maybe shape, Object sent, @Nullable Place place) {
        if (isBlank(shape.value(), sent)) return none(shape.optional());
        Object value = value(shape.value(), sent, place);
        if (value == BAD) return BAD;
        return switch (value) {
            case Integer number when shape.optional() == OptionalInt.class -> OptionalInt.of(number);
            case Long number when shape.optional() == OptionalLong.class -> OptionalLong.of(number);
            case Double number when shape.optional() == OptionalDouble.class -> OptionalDouble.of(number);
            default -> Optional.of(value);
        };
    }

    private Object fields(Shape.Fields shape, @Nullable Object sent, @Nullable Place place) {
        if (!(sent instanceof Map<?, ?> members)) return bad(place, "expected object, got " + shown(sent));
        int before = errors.fields().size();
        var values = new @Nullable Object[shape.fields.size()];
        for (int i = 0; i < values.length; i++) values[i] = field(shape, shape.fields.get(i), members, place);
        if (!ignoresUnknown) refuseUnknown(shape, members, place);
        return errors.fields().size() == before ? made(shape, values, place) : BAD;
    }

    private @Nullable Object field(Shape.Fields record, Shape.Field field, Map<?, ?> members, @Nullable Place place) {
        Object sent = members.get(field.name());
        var here = new Place(place, field.name());
        Object value = sent == null || isBlank(field, sent) ? absent(field, members.containsKey(field.name()), here)
                : value(field.shape(), sent, here);
        if (value != BAD && record.constrained && checks != null) {
            int before = errors.fields().size();
            checks.component(record.type, field.component().getName(), value, (steps, detail) -> bad(at(here, steps), detail));
            if (errors.fields().size() > before) return BAD;
        }
        return value;
    }

    /** What a form cannot send: no list is an empty one, and a box that is not ticked is not there. */
    private @Nullable Object absent(Shape.Field field, boolean isNull, Place place) {
        if (field.shape() instanceof Shape.Maybe maybe) return none(maybe.optional());
        if (!field.required()) return null;
        if (fromText && field.shape() instanceof Shape.Fields fields) return fields(fields, Map.of(), place);
        if (fromText && field.shape() instanceof Shape.Many many) return contained(many, List.of(), place);
        if (fromText && field.shape() instanceof Shape.Single single && single.scalar().kind() == Scalar.Kind.BOOLEAN) return false;
        return bad(place, isNull && !fromText ? "must not be null" : "is required");
    }

    /** Whether a form's field was left empty that need not be filled. */
    private static boolean isBlank(Shape.Field field, Object sent) {
        return !field.required() && isBlank(field.shape(), sent);
    }

    private static boolean isBlank(Shape shape, Object sent) {
        return sent instanceof Texts texts && texts.last().isBlank() && shape instanceof Shape.Single single
                && single.scalar().type() != String.class;
    }

    private void refuseUnknown(Shape.Fields shape, Map<?, ?> members, @Nullable Place place) {
        for (Object name : members.keySet()) {
            if (shape.named(String.valueOf(name)) == null)
                bad(new Place(place, String.valueOf(name)), "is unknown, expected one of " + cut(Shapes.names(shape), SHOWN_LIST));
        }
    }

    private Object made(Shape.Fields shape, @Nullable Object[] values, @Nullable Place place) {
        Object made = construct(shape, values, place);
        if (made == BAD || !shape.constrained || checks == null) return made;
        int before = errors.fields().size();
        checks.whole(made, (steps, detail) -> bad(at(place, steps), detail));
        return errors.fields().size() == before ? made : BAD;
    }

    private Object construct(Shape.Fields shape, @Nullable Object[] values, @Nullable Place place) {
        if (shape.constructor == null) throw new AssertionError(shape.type + " was read to be described");
        try {
            return (Object) shape.constructor.invokeExact(values);
        } catch (IllegalArgumentException refused) {
            String why = refused.getMessage();
            return bad(place, why == null ? "is not valid" : cut(LogText.line(why), SHOWN_LIST));
        } catch (RuntimeException | Error problem) {
            throw problem;
        } catch (Throwable checked) {
            throw new IllegalStateException("the constructor of " + shape.type.getTypeName() + " failed", checked);
        }
    }

    private Object bad(@Nullable Place place, String detail) {
        errors.field(whole(fromText ? Place.name(place) : Place.pointer(place)), whole(detail));
        if (errors.fields().size() >= MOST_ERRORS) throw errors;
        return BAD;
    }

    private static @Nullable Place at(@Nullable Place place, Collection<?> steps) {
        Place at = place;
        for (Object step : steps) at = new Place(at, step);
        return at;
    }

    private static Object none(Class<?> optional) {
        if (optional == OptionalInt.class) return OptionalInt.empty();
        if (optional == OptionalLong.class) return OptionalLong.empty();
        return optional == OptionalDouble.class ? OptionalDouble.empty() : Optional.empty();
    }

    private static String shown(@Nullable Object sent) {
        return switch (sent) {
            case null -> "null";
            case Map<?, ?> _ -> "an object";
            case List<?> _ -> "an array";
            case Texts texts -> quoted(texts.last());
            case String text -> quoted(text);
            default -> cut(sent.toString(), SHOWN);
        };
    }

    /** With a question mark for half of a surrogate pair, of a name or where a text was cut. */
    private static String whole(String text) {
        return Escape.toUnicode(Escape.utf8(text));
    }

    private static String quoted(String text) {
        return "\"" + LogText.line(cut(text, SHOWN)) + "\"";
    }

    private static String cut(String text, int most) {
        return text.length() > most ? text.substring(0, most) + "…" : text;
    }
}
