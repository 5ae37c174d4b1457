package typhoon.options;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDateTime;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What kind of value an option has: how it is read from text, and how one says what was expected. */
final class ValueType<T> {
    private static final Set<String> YES = Set.of("true", "t", "1", "yes", "y", "on");
    private static final Set<String> NO = Set.of("false", "f", "0", "no", "n", "off");
    private static final Pattern RANGE = Pattern.compile("(-?\\d{1,9}):(-?\\d{1,9})");
    private static final int LONGEST_RANGE = 100_000;

    private final Class<T> type;
    private final String expected;
    private final Function<String, @Nullable T> reader;

    private ValueType(Class<T> type, String expected, Function<String, @Nullable T> reader) {
        this.type = type;
        this.expected = expected;
        this.reader = reader;
    }

    static ValueType<?> of(Class<?> type) {
        if (type.isEnum()) return ofEnum(type);
        if (type == String.class) return new ValueType<>(String.class, "text", text -> text);
        if (type == Boolean.class) return new ValueType<>(Boolean.class, "true or false", ValueType::flag);
        if (type == Integer.class) return new ValueType<>(Integer.class, "a whole number", Integer::valueOf);
        if (type == Long.class) return new ValueType<>(Long.class, "a whole number", Long::valueOf);
        if (type == Double.class) return new ValueType<>(Double.class, "a number", ValueType::number);
        if (type == Duration.class)
            return new ValueType<>(Duration.class, "a duration such as 90, 1h30m or \"2.5 s\"", Times::duration);
        if (type == LocalDateTime.class)
            return new ValueType<>(LocalDateTime.class, "a date such as 2026-11-23, 2026-11-23T13:00 or 13:00", Times::moment);
        if (type == Path.class) return new ValueType<>(Path.class, "a path", Path::of);
        throw new IllegalArgumentException("an option is a String, Boolean, Integer, Long, Double, Duration, LocalDateTime, Path or an "
                + "enum, not a " + type.getName());
    }

    private static <E> ValueType<E> ofEnum(Class<E> type) {
        E[] constants = type.getEnumConstants();
        String names = Stream.of(constants).map(ValueType::lower).collect(Collectors.joining(", "));
        return new ValueType<>(type, "one of " + names,
                text -> Stream.of(constants).filter(one -> lower(one).equals(lower(text))).findFirst().orElse(null));
    }

    /** How users write a constant: {@code IN_ORDER} is {@code in-order}. */
    private static String lower(Object name) {
        return name.toString().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** Null if the text is none of this type. */
    @Nullable T read(String text) {
        try {
            return reader.apply(text);
        } catch (NumberFormatException | InvalidPathException | ArithmeticException no) {
            return null;
        }
    }

    /** {@code 3:7} of a whole number, both ends included; null if it is no range. A mistake is said to be {@code option}'s. */
    @Nullable List<?> range(String option, String text) {
        Matcher range = RANGE.matcher(text);
        if (type != Integer.class && type != Long.class || !range.matches()) return null;
        int from = Integer.parseInt(range.group(1));
        int to = Integer.parseInt(range.group(2));
        if (to - from >= LONGEST_RANGE)
            throw new OptionsError(option + ": expected a range of " + LONGEST_RANGE + " numbers at most, got " + text);
        IntStream all = IntStream.rangeClosed(from, to);
        return type == Long.class ? all.asLongStream().boxed().toList() : all.boxed().toList();
    }

    /** {@code value} if it is of this type, or a whole number where a wider one is wanted; else null. */
    @Nullable Object widened(Object value) {
        if (type.isInstance(value)) return value;
        if (!(value instanceof Integer || value instanceof Long)) return null;
        long whole = ((Number) value).longValue();
        if (type == Double.class) return (double) whole;
        return type == Long.class ? whole : null;
    }

    Class<T> of() {
        return type;
    }

    String expected() {
        return expected;
    }

    /** What stands for a value in the help text: the type's name, or the constants of an enum. */
    String word() {
        if (!type.isEnum()) return type.getSimpleName().toUpperCase(Locale.ROOT);
        return Stream.of(type.getEnumConstants()).map(ValueType::lower).collect(Collectors.joining("|"));
    }

    /** A value as its user would write it. */
    static String written(Object value) {
        if (value instanceof List<?> all) return all.stream().map(ValueType::written).collect(Collectors.joining(","));
        if (value instanceof Duration duration) return Times.written(duration);
        return value instanceof Enum<?> ? lower(value) : value.toString();
    }

    private static @Nullable Boolean flag(String text) {
        String word = text.toLowerCase(Locale.ROOT);
        if (YES.contains(word)) return true;
        return NO.contains(word) ? false : null;
    }

    private static @Nullable Double number(String text) {
        double number = Double.parseDouble(text);
        return Double.isFinite(number) ? number : null;
    }
}
