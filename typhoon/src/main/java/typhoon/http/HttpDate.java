package typhoon.http;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.temporal.ChronoField;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Dates as HTTP writes them: RFC 9110 section 5.6.7. Tornado: {@code httputil.format_timestamp}.
 *
 * {@snippet class="typhoon.snippets.HttpSnippets" region="date"}
 */
public final class HttpDate {
    private static final DateTimeFormatter FIXDATE = DateTimeFormatter.ofPattern("EEE, dd MMM yyyy HH:mm:ss 'GMT'", Locale.US);
    private static final DateTimeFormatter ASCTIME = DateTimeFormatter.ofPattern("EEE MMM ppd HH:mm:ss yyyy", Locale.US);
    private static final DateTimeFormatter RFC_850 = new DateTimeFormatterBuilder()
            .appendPattern("EEEE, dd-MMM-")
            .appendValueReduced(ChronoField.YEAR, 2, 2, 1970)
            .appendPattern(" HH:mm:ss 'GMT'")
            .toFormatter(Locale.US);

    private HttpDate() {}

    /** {@code moment} as in {@code Sun, 06 Nov 1994 08:49:37 GMT}; what is less than a second is cut off. */
    public static String format(Instant moment) {
        return FIXDATE.format(moment.atOffset(ZoneOffset.UTC));
    }

    /**
     * The moment that {@code text} names in one of the three forms a recipient has to know; null when it is none. Years of two digits are
     * 1970 to 2069.
     */
    public static @Nullable Instant parse(String text) {
        for (DateTimeFormatter form : new DateTimeFormatter[] {FIXDATE, RFC_850, ASCTIME}) {
            try {
                return LocalDateTime.parse(text, form).toInstant(ZoneOffset.UTC);
            } catch (DateTimeException _) {
                // RFC 9110 5.6.7: perhaps it is an older form
            }
        }
        return null;
    }
}
