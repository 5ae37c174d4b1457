package typhoon.web;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.net.URI;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.Period;
import java.time.YearMonth;
import java.time.ZonedDateTime;
import java.util.Base64;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A type that one piece of text stands for: what an argument, a field of a form or a value in JSON can be read as.
 *
 * @param kind what it is in JSON
 * @param expected what it is in an error
 * @param format what JSON Schema calls it, if it has a word for it
 */
record Scalar(Class<?> type, Kind kind, String expected, @Nullable String format, Function<String, Object> reader) {
    /** The kinds of values that JSON has. */
    enum Kind { TEXT, INTEGER, NUMBER, BOOLEAN }

    private static final int LONGEST_NUMBER = 1000;     // characters: reading an integer takes time by the square of them
    private static final int LARGEST_EXPONENT = 1000;   // and writing out one that is short, 1e999999999, takes memory by the exponent
    private static final int LONGEST_LIST = 200;        // characters of the names of constants in an error
    private static final Pattern INTEGER = Pattern.compile("-?[0-9]+");
    private static final Pattern DECIMAL = Pattern.compile("[-+]?([0-9]+\\.?[0-9]*|\\.[0-9]+)([eE][-+]?[0-9]+)?");
    private static final String SAID = "none of this type";     // nobody reads it: what was expected is said with the name
    private static final Map<Class<?>, Scalar> ALL = new HashMap<>();

    static {
        add(Kind.TEXT, "string", null, text -> text, String.class);
        add(Kind.TEXT, "a single character", null, Scalar::character, char.class, Character.class);
        add(Kind.INTEGER, "byte", null, text -> Byte.valueOf(integer(text)), byte.class, Byte.class);
        add(Kind.INTEGER, "short", null, text -> Short.valueOf(integer(text)), short.class, Short.class);
        add(Kind.INTEGER, "int", "int32", text -> Integer.valueOf(integer(text)), int.class, Integer.class);
        add(Kind.INTEGER, "long", "int64", text -> Long.valueOf(integer(text)), long.class, Long.class);
        add(Kind.INTEGER, "integer", null, text -> new BigInteger(integer(text)), BigInteger.class);
        add(Kind.NUMBER, "float", "float", text -> finite(Float.valueOf(decimal(text))), float.class, Float.class);
        add(Kind.NUMBER, "double", "double", text -> finite(Double.valueOf(decimal(text))), double.class, Double.class);
        add(Kind.NUMBER, "number", null, Scalar::exact, BigDecimal.class);
        add(Kind.BOOLEAN, "true or false", null, Scalar::flag, boolean.class, Boolean.class);
        add(Kind.TEXT, "Base64 text", null, text -> Base64.getDecoder().decode(text), byte[].class);
        add(Kind.TEXT, "UUID", "uuid", Scalar::uuid, UUID.class);
        add(Kind.TEXT, "URI", "uri", URI::create, URI.class);
        add(Kind.TEXT, "date like 2026-01-31", "date", LocalDate::parse, LocalDate.class);
        add(Kind.TEXT, "time like 13:30:00", null, LocalTime::parse, LocalTime.class);
        add(Kind.TEXT, "date and time like 2026-01-31T13:30:00", null, LocalDateTime::parse, LocalDateTime.class);
        add(Kind.TEXT, "date and time like 2026-01-31T13:30:00+01:00", "date-time", OffsetDateTime::parse, OffsetDateTime.class);
        add(Kind.TEXT, "date and time like 2026-01-31T13:30:00+01:00", "date-time", ZonedDateTime::parse, ZonedDateTime.class);
        add(Kind.TEXT, "date and time like 2026-01-31T12:30:00Z", "date-time", Instant::parse, Instant.class);
        add(Kind.TEXT, "month like 2026-01", null, YearMonth::parse, YearMonth.class);
        add(Kind.TEXT, "duration like PT1H30M", "duration", Duration::parse, Duration.class);
        add(Kind.TEXT, "period like P1Y2M", "duration", Period::parse, Period.class);
    }

    /** How {@code type} is read; null if one piece of text is none. */
    static @Nullable Scalar of(Class<?> type) {
        return type.isEnum() ? constants(type) : ALL.get(type);
    }

    /** As {@link #of}, for a type that a handler has named. */
    static Scalar required(Class<?> type) {
        if (of(type) instanceof Scalar scalar) return scalar;
        throw new IllegalArgumentException("an argument is a String, a number, a boolean, an enum, a UUID, a URI or of java.time, not a "
                + type.getTypeName());
    }

    /** The value that {@code text} stands for; null if it is none of this type. */
    @Nullable Object read(String text) {
        try {
            return reader.apply(text);
        } catch (IllegalArgumentException | DateTimeException | ArithmeticException _) {
            return null;
        }
    }

    private static void add(
            Kind kind, String expected, @Nullable String format, Function<String, Object> reader, Class<?>... types) {
        for (Class<?> type : types) ALL.put(type, new Scalar(type, kind, expected, format, reader));
    }

    private static Scalar constants(Class<?> type) {
        var byName = new LinkedHashMap<String, Object>();
        for (Object constant : type.getEnumConstants()) byName.put(((Enum<?>) constant).name(), constant);
        String names = String.join(", ", byName.keySet());
        String some = names.length() > LONGEST_LIST ? names.substring(0, LONGEST_LIST) + "…" : names;
        return new Scalar(type, Kind.TEXT, "one of " + some, null, name -> known(byName.get(name)));
    }

    private static Object known(@Nullable Object constant) {
        if (constant == null) throw new IllegalArgumentException(SAID);
        return constant;
    }

    /** Java's own parsers would take +7 and digits of any script as well. */
    private static String integer(String text) {
        if (text.length() > LONGEST_NUMBER || !INTEGER.matcher(text).matches()) throw new NumberFormatException(SAID);
        return text;
    }

    /** Decimal notation only: no NaN, no infinity, no hexadecimal, no trailing f or d, all of which Java would take. */
    private static String decimal(String text) {
        if (text.length() > LONGEST_NUMBER || !DECIMAL.matcher(text).matches()) throw new NumberFormatException(SAID);
        return text;
    }

    private static Number finite(Number number) {
        if (!Double.isFinite(number.doubleValue())) throw new NumberFormatException(SAID);
        return number;
    }

    private static BigDecimal exact(String text) {
        var number = new BigDecimal(decimal(text));
        if (number.scale() < -LARGEST_EXPONENT || number.scale() > LARGEST_EXPONENT) throw new NumberFormatException(SAID);
        return number;
    }

    private static Boolean flag(String text) {
        return switch (text) {
            case "true", "1", "on" -> true;
            case "false", "0", "off" -> false;
            default -> throw new IllegalArgumentException(SAID);
        };
    }

    private static Character character(String text) {
        if (text.length() != 1) throw new IllegalArgumentException(SAID);
        return text.charAt(0);
    }

    private static UUID uuid(String text) {
        if (text.length() != 36) throw new IllegalArgumentException(SAID);      // Java takes 1-1-1-1-1 as well
        return UUID.fromString(text);
    }
}
