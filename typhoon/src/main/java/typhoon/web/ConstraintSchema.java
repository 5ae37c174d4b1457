package typhoon.web;

import jakarta.validation.constraints.DecimalMax;
import jakarta.validation.constraints.DecimalMin;
import jakarta.validation.constraints.Email;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.Negative;
import jakarta.validation.constraints.NegativeOrZero;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotEmpty;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Positive;
import jakarta.validation.constraints.PositiveOrZero;
import jakarta.validation.constraints.Size;
import java.lang.annotation.Annotation;
import java.math.BigDecimal;
import java.util.Map;

/** What constraints are in JSON Schema; those that it has no word for are left out. Loaded only where there are some. */
final class ConstraintSchema {
    private ConstraintSchema() {}

    static void add(Map<String, Object> schema, Annotation constraint) {
        switch (constraint) {
            case Size size -> {
                if (size.min() > 0) schema.put("min" + measure(schema), size.min());
                if (size.max() < Integer.MAX_VALUE) schema.put("max" + measure(schema), size.max());
            }
            case NotEmpty _ -> schema.putIfAbsent("min" + measure(schema), 1);
            case NotBlank _ -> {
                schema.putIfAbsent("minLength", 1);
                schema.putIfAbsent("pattern", "\\S");
            }
            case Min min -> schema.put("minimum", min.value());
            case Max max -> schema.put("maximum", max.value());
            case DecimalMin min -> schema.put(min.inclusive() ? "minimum" : "exclusiveMinimum", new BigDecimal(min.value()));
            case DecimalMax max -> schema.put(max.inclusive() ? "maximum" : "exclusiveMaximum", new BigDecimal(max.value()));
            case Positive _ -> schema.put("exclusiveMinimum", 0);
            case PositiveOrZero _ -> schema.put("minimum", 0);
            case Negative _ -> schema.put("exclusiveMaximum", 0);
            case NegativeOrZero _ -> schema.put("maximum", 0);
            case Email _ -> schema.put("format", "email");
            case Pattern pattern when pattern.flags().length == 0 -> schema.put("pattern", "^(?:" + pattern.regexp() + ")$");
            default -> {}
        }
    }

    private static String measure(Map<String, Object> schema) {
        return switch (String.valueOf(schema.get("type"))) {
            case "array" -> "Items";
            case "object" -> "Properties";
            default -> "Length";
        };
    }
}
