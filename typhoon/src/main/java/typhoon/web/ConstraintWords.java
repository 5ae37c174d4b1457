package typhoon.web;

import jakarta.validation.MessageInterpolator;
import jakarta.validation.metadata.ConstraintDescriptor;
import java.lang.reflect.Array;
import java.util.Collection;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What a broken constraint says: the same words on every machine, whatever its locale. A message that a program gave itself is kept, with
 * {@code {min}} and its like filled in; expressions in it are not run.
 */
final class ConstraintWords implements MessageInterpolator {
    private static final Pattern PARAMETER = Pattern.compile("(?<!\\$)\\{(\\w+)}");
    private static final Pattern KEY = Pattern.compile("\\{[\\w.]+\\.message}");
    private static final int SHOWN = 40;

    @Override
    public String interpolate(String template, Context context) {
        ConstraintDescriptor<?> constraint = context.getConstraintDescriptor();
        Map<String, Object> attributes = constraint.getAttributes();
        if (!KEY.matcher(template).matches()) {
            return PARAMETER.matcher(template).replaceAll(found -> Matcher.quoteReplacement(
                    attributes.get(found.group(1)) instanceof Object value ? String.valueOf(value) : found.group()));
        }
        return standard(constraint.getAnnotation().annotationType().getSimpleName(), attributes, context.getValidatedValue());
    }

    @Override
    public String interpolate(String template, Context context, Locale locale) {
        return interpolate(template, context);
    }

    private static String standard(String name, Map<String, Object> attributes, @Nullable Object value) {
        return switch (name) {
            case "NotNull" -> "is required";
            case "Null" -> "must not be there";
            case "NotBlank" -> "must not be blank";
            case "NotEmpty" -> "must not be empty";
            case "Size" -> size(attributes, value);
            case "Min" -> "must be at least " + attributes.get("value") + got(value);
            case "Max" -> "must be at most " + attributes.get("value") + got(value);
            case "DecimalMin" -> "must be " + (inclusive(attributes) ? "at least " : "above ") + attributes.get("value") + got(value);
            case "DecimalMax" -> "must be " + (inclusive(attributes) ? "at most " : "below ") + attributes.get("value") + got(value);
            case "Positive" -> "must be above 0" + got(value);
            case "PositiveOrZero" -> "must be at least 0" + got(value);
            case "Negative" -> "must be below 0" + got(value);
            case "NegativeOrZero" -> "must be at most 0" + got(value);
            case "Digits" -> "must have at most " + attributes.get("integer") + " digits before and " + attributes.get("fraction")
                    + " behind the point" + got(value);
            case "Pattern" -> "must match " + attributes.get("regexp");
            case "Email" -> "must be an e-mail address";
            case "Past" -> "must be in the past";
            case "PastOrPresent" -> "must not be in the future";
            case "Future" -> "must be in the future";
            case "FutureOrPresent" -> "must not be in the past";
            case "AssertTrue" -> "must be true";
            case "AssertFalse" -> "must be false";
            default -> "breaks the rule " + name + parameters(attributes);
        };
    }

    private static boolean inclusive(Map<String, Object> attributes) {
        return Boolean.TRUE.equals(attributes.get("inclusive"));
    }

    private static String size(Map<String, Object> attributes, @Nullable Object value) {
        int min = attributes.get("min") instanceof Integer number ? number : 0;
        int max = attributes.get("max") instanceof Integer number ? number : Integer.MAX_VALUE;
        String what = value instanceof CharSequence ? " characters" : " elements";
        String bounds = max == Integer.MAX_VALUE ? "at least " + min : min == 0 ? "at most " + max
                : min == max ? String.valueOf(min) : min + " to " + max;
        return "must have " + bounds + what + (value == null ? "" : ", has " + length(value));
    }

    private static int length(Object value) {
        return switch (value) {
            case CharSequence text -> text.length();
            case Collection<?> elements -> elements.size();
            case Map<?, ?> members -> members.size();
            default -> Array.getLength(value);
        };
    }

    private static String got(@Nullable Object value) {
        String shown = String.valueOf(value);
        return ", got " + (shown.length() > SHOWN ? shown.substring(0, SHOWN) + "…" : shown);
    }

    /** Of a constraint that we know no words for. */
    private static String parameters(Map<String, Object> attributes) {
        var own = new TreeMap<>(attributes);
        own.keySet().removeIf(name -> name.equals("message") || name.equals("groups") || name.equals("payload"));
        own.values().removeIf(value -> value instanceof String text && text.isEmpty() || value.getClass().isArray());
        return own.isEmpty() ? "" : " " + own;
    }
}
