package typhoon.options;

import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Durations and moments as people write them. */
final class Times {
    private static final Pattern PART = Pattern.compile("\\s*([-+]?\\d+(?:\\.\\d+)?)\\s*(\\p{Alpha}*)\\s*");
    private static final Map<String, Duration> UNITS = Map.ofEntries(
            Map.entry("us", Duration.ofNanos(1000)), Map.entry("microseconds", Duration.ofNanos(1000)),
            Map.entry("ms", Duration.ofMillis(1)), Map.entry("milliseconds", Duration.ofMillis(1)),
            Map.entry("", Duration.ofSeconds(1)), Map.entry("s", Duration.ofSeconds(1)),
            Map.entry("sec", Duration.ofSeconds(1)), Map.entry("seconds", Duration.ofSeconds(1)),
            Map.entry("m", Duration.ofMinutes(1)), Map.entry("min", Duration.ofMinutes(1)), Map.entry("minutes", Duration.ofMinutes(1)),
            Map.entry("h", Duration.ofHours(1)), Map.entry("hours", Duration.ofHours(1)),
            Map.entry("d", Duration.ofDays(1)), Map.entry("days", Duration.ofDays(1)),
            Map.entry("w", Duration.ofDays(7)), Map.entry("weeks", Duration.ofDays(7)));
    private static final List<DateTimeFormatter> MOMENTS = List.of(
            DateTimeFormatter.ISO_LOCAL_DATE_TIME, DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm[:ss]", Locale.ROOT),
            DateTimeFormatter.ofPattern("yyyyMMdd HH:mm[:ss]", Locale.ROOT),
            DateTimeFormatter.ofPattern("yyyyMMdd'T'HH:mm[:ss]", Locale.ROOT),
            DateTimeFormatter.ofPattern("EEE MMM d HH:mm:ss yyyy", Locale.ROOT));
    private static final LocalDate NO_DAY = LocalDate.of(1900, 1, 1);

    private Times() {}

    /** One or more numbers, each with a unit ({@code 1h30m}, {@code 2 days}); seconds where there is none. Null if it is none. */
    static @Nullable Duration duration(String text) {
        var sum = Duration.ZERO;
        int end = 0;
        for (Matcher part = PART.matcher(text); end < text.length(); end = part.end()) {
            Duration unit = part.find(end) && part.start() == end ? unit(part.group(2)) : null;
            if (unit == null) return null;
            var nanos = new BigDecimal(part.group(1)).multiply(BigDecimal.valueOf(unit.toNanos()));
            sum = sum.plusNanos(nanos.longValueExact());
        }
        return end == 0 ? null : sum;
    }

    /** As {@link #duration} reads it: {@code 1h30m}, {@code 250ms}; {@code 0s} if it is none. */
    static String written(Duration duration) {
        String sign = duration.isNegative() ? "-" : "";
        var text = new StringBuilder();
        Duration left = duration.abs();
        for (String unit : List.of("d", "h", "m", "s", "ms", "us")) {
            Duration one = Objects.requireNonNull(UNITS.get(unit));
            long count = left.dividedBy(one);
            if (count > 0) text.append(sign).append(count).append(unit);
            left = left.minus(one.multipliedBy(count));
        }
        return text.isEmpty() ? "0s" : text.toString();
    }

    private static @Nullable Duration unit(String name) {
        String word = name.toLowerCase(Locale.ROOT);
        Duration unit = UNITS.get(word);
        return unit == null ? UNITS.get(word + "s") : unit;
    }

    /** A day with or without a time, or a time, whose day is the first of January 1900 then, as in Tornado. Null if it is none. */
    static @Nullable LocalDateTime moment(String text) {
        for (DateTimeFormatter format : MOMENTS) {
            if (attempt(() -> LocalDateTime.parse(text, format)) instanceof LocalDateTime moment) return moment;
        }
        for (DateTimeFormatter format : List.of(DateTimeFormatter.ISO_LOCAL_DATE, DateTimeFormatter.BASIC_ISO_DATE)) {
            if (attempt(() -> LocalDate.parse(text, format).atStartOfDay()) instanceof LocalDateTime moment) return moment;
        }
        return attempt(() -> LocalTime.parse(text).atDate(NO_DAY));
    }

    private static @Nullable LocalDateTime attempt(Supplier<LocalDateTime> reading) {
        try {
            return reading.get();
        } catch (DateTimeException other) {
            return null;
        }
    }
}
