package typhoon.web;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** Checks the constraints of records. */
interface Checks {
    /** Is told what breaks one: the steps from the value that was checked to the one that breaks it, and how. */
    @FunctionalInterface
    interface Report {
        void problem(List<Object> steps, String detail);
    }

    /** Checks what shall become a component. */
    void component(Class<?> record, String component, @Nullable Object value, Report report);

    /** Checks what a record's own annotations ask for, its components are good already. */
    void whole(Object record, Report report);
}
