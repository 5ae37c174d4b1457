package typhoon.web;

import jakarta.validation.Constraint;
import jakarta.validation.ConstraintViolation;
import jakarta.validation.Path;
import jakarta.validation.Validation;
import jakarta.validation.Validator;
import jakarta.validation.spi.ValidationProvider;
import java.lang.annotation.Annotation;
import java.lang.reflect.AnnotatedArrayType;
import java.lang.reflect.AnnotatedElement;
import java.lang.reflect.AnnotatedParameterizedType;
import java.lang.reflect.AnnotatedType;
import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.List;
import java.util.ServiceLoader;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Constraints of {@code jakarta.validation}, checked by whichever provider of it is there. */
final class JakartaChecks implements Checks {
    private static final boolean PROVIDED = ServiceLoader.load(ValidationProvider.class, JakartaChecks.class.getClassLoader())
            .stream().findAny().isPresent();

    /** Made once, by the thread that first asks. */
    private static final class Only {
        static final JakartaChecks CHECKS = new JakartaChecks();
    }

    private final Validator validator;

    /** With words of ours, so that no expression language is needed, and none runs on what a client sent. */
    private JakartaChecks() {
        validator = Validation.byDefaultProvider().configure().messageInterpolator(new ConstraintWords()).buildValidatorFactory()
                .getValidator();
    }

    static boolean isProvided() {
        return PROVIDED;
    }

    /** The checks, with all loaded that they need for {@code records}. */
    static Checks loaded(Set<Class<?>> records) {
        for (Class<?> record : records) {
            Only.CHECKS.validator.getConstraintsForClass(record).isBeanConstrained();
            for (RecordComponent component : record.getRecordComponents()) {
                if (!component.getType().isPrimitive()) Only.CHECKS.component(record, component.getName(), null, (_, _) -> {});
            }
        }
        return Only.CHECKS;
    }

    @Override
    public void component(Class<?> record, String component, @Nullable Object value, Report report) {
        for (ConstraintViolation<?> broken : validator.validateValue(record, component, value)) {
            List<Object> steps = steps(broken.getPropertyPath());
            report.problem(steps.subList(1, steps.size()), broken.getMessage());
        }
    }

    @Override
    public void whole(Object record, Report report) {
        if (validator.getConstraintsForClass(record.getClass()).getConstraintDescriptors().isEmpty()) return;
        for (ConstraintViolation<?> broken : validator.validate(record)) {
            report.problem(steps(broken.getPropertyPath()), broken.getMessage());
        }
    }

    /** Whether {@code record} has constraints, itself or on components or on what those hold. */
    static boolean constrains(Class<?> record) {
        if (!constraints(record).isEmpty()) return true;
        for (RecordComponent component : record.getRecordComponents()) {
            if (!of(component).isEmpty() || isConstrained(component.getAnnotatedType())) return true;
        }
        return false;
    }

    /** The constraints of a component: they stand at its field, for a component itself is no place of theirs. */
    static List<Annotation> of(RecordComponent component) {
        try {
            Field field = component.getDeclaringRecord().getDeclaredField(component.getName());
            return constraints(field);
        } catch (NoSuchFieldException impossible) {
            throw new AssertionError(impossible);
        }
    }

    private static boolean isConstrained(AnnotatedType type) {
        if (!constraints(type).isEmpty()) return true;
        return switch (type) {
            case AnnotatedParameterizedType generic -> {
                for (AnnotatedType argument : generic.getAnnotatedActualTypeArguments()) {
                    if (isConstrained(argument)) yield true;
                }
                yield false;
            }
            case AnnotatedArrayType array -> isConstrained(array.getAnnotatedGenericComponentType());
            default -> false;
        };
    }

    static List<Annotation> constraints(AnnotatedElement element) {
        var found = new ArrayList<Annotation>();
        for (Annotation annotation : element.getAnnotations()) {
            if (annotation.annotationType().isAnnotationPresent(Constraint.class)) found.add(annotation);
            else found.addAll(repeated(annotation));
        }
        return found;
    }

    /** Of an annotation that is only there to hold several of one kind, those. */
    private static List<Annotation> repeated(Annotation annotation) {
        try {
            Method value = annotation.annotationType().getMethod("value");
            Class<?> member = value.getReturnType().componentType();
            boolean holds = member != null && member.isAnnotationPresent(Constraint.class);
            return holds ? List.of((Annotation[]) value.invoke(annotation)) : List.of();
        } catch (ReflectiveOperationException _) {
            return List.of();
        }
    }

    /** A step into a list is a number, one into a map a key, and what a container calls its elements is none. */
    private static List<Object> steps(Path path) {
        var steps = new ArrayList<Object>();
        for (Path.Node node : path) {
            if (node.getIndex() != null) steps.add(node.getIndex());
            else if (node.getKey() != null) steps.add(String.valueOf(node.getKey()));
            boolean named = node.getName() != null && !node.getName().startsWith("<");
            if (named) steps.add(node.getName());
        }
        return steps;
    }

}
