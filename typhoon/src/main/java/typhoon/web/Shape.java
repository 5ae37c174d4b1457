package typhoon.web;

import java.lang.invoke.MethodHandle;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What can be filled from JSON, a form or a query: a record, what its components are, what those hold. Read once, by {@link Shapes}. */
sealed interface Shape {
    /** One value. */
    record Single(Scalar scalar) implements Shape {}

    /** Several in order: a {@code List}, {@code Set} or array, as {@code container} says. */
    record Many(Shape element, boolean nulls, Class<?> container) implements Shape {}

    /** Several by name: a {@code Map} with names of ours. */
    record Named(Shape value, boolean nulls) implements Shape {}

    /** One or none: an {@code Optional} or one of its kin. */
    record Maybe(Shape value, Class<?> optional) implements Shape {}

    /** Whatever JSON has. */
    record Anything() implements Shape {}

    /**
     * A component of a record.
     *
     * @param name what it is called where it comes from
     * @param required whether it must be there, and must not be null
     */
    record Field(String name, RecordComponent component, Shape shape, boolean required) {}

    /** A record. Its fields come after it has been made, for it may stand in them again. */
    final class Fields implements Shape {
        final Class<?> type;
        final String title;                             // User, or Page_User where that says of what
        final List<Field> fields = new ArrayList<>();
        @Nullable MethodHandle constructor;             // null: for describing only
        boolean constrained;

        Fields(Class<?> type, String title) {
            this.type = type;
            this.title = title;
        }

        @Nullable Field named(String name) {
            for (Field field : fields) {
                if (field.name.equals(name)) return field;
            }
            return null;
        }
    }

    /** The types of those records that have constraints. */
    static Set<Class<?>> constrained(Iterable<Fields> records) {
        var constrained = new LinkedHashSet<Class<?>>();
        for (Fields record : records) {
            if (record.constrained) constrained.add(record.type);
        }
        return constrained;
    }
}
