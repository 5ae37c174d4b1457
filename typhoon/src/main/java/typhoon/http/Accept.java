package typhoon.http;

import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * What a client would like to get: RFC 9110 section 12.5.
 *
 * {@snippet class="typhoon.snippets.HttpSnippets" region="accept"}
 */
public final class Accept {
    private static final String[] NOTHING = {};

    private Accept() {}

    /** The media type that a Content-Type names, in lower case and without its parameters. */
    public static String mediaType(String contentType) {
        int end = contentType.indexOf(';');
        return (end < 0 ? contentType : contentType.substring(0, end)).strip().toLowerCase(Locale.ROOT);
    }

    /**
     * Whether an error is better told to this client as a page than as problem+json: only if it values {@code text/html} above both JSON
     * types. So browsers get pages; programs, and clients that take anything or say nothing, get JSON.
     */
    public static boolean prefersHtml(@Nullable String accept) {
        if (accept == null) return false;
        double json = Math.max(quality(accept, "application/problem+json"), quality(accept, "application/json"));
        return quality(accept, "text/html") > json;
    }

    /** Whether this client values {@code text/plain} above what {@link #prefersHtml} compares. */
    public static boolean prefersPlainText(@Nullable String accept) {
        if (accept == null) return false;
        double json = Math.max(quality(accept, "application/problem+json"), quality(accept, "application/json"));
        return quality(accept, "text/plain") > Math.max(json, quality(accept, "text/html"));
    }

    /**
     * Which of the {@code offered} media types, the best first, suits a client best; null if none does. Of several that it values alike the
     * first; to a client that says nothing, the first of all. Parameters of an offered type do not count.
     */
    public static @Nullable String choose(@Nullable String accept, List<String> offered) {
        if (offered.isEmpty()) throw new IllegalArgumentException("choose needs a media type that is offered");
        if (accept == null || accept.isBlank()) return offered.getFirst();
        String chosen = null;
        double best = 0;
        for (String type : offered) {
            double quality = quality(accept, mediaType(type));
            if (quality <= best) continue;
            chosen = type;
            best = quality;
        }
        return chosen;
    }

    /**
     * Whether a client takes a content coding, {@code gzip} for instance, and does not say that it would sooner have the plain body. {@code
     * gzip;q=0} is a refusal; whoever says nothing of codings gets none. Section 12.5.3.
     */
    public static boolean prefersCoding(@Nullable String acceptEncoding, String coding) {
        double quality = codingQuality(acceptEncoding, coding);
        return quality > 0 && quality >= named(acceptEncoding, "identity");
    }

    /** How much {@code accept} values a media type, 0 (not at all) to 1; of the ranges that fit the most specific decides. */
    public static double quality(String accept, String mediaType) {
        double quality = 0;
        int best = -1;
        for (int from = 0; from <= accept.length();) {
            int end = accept.indexOf(',', from);
            if (end < 0) end = accept.length();
            String[] parts = accept.substring(from, end).split(";", -1);
            int fit = fit(parts[0].strip().toLowerCase(Locale.ROOT), mediaType);
            if (fit > best) {
                best = fit;
                quality = weight(parts);
            }
            from = end + 1;
        }
        return quality;
    }

    /**
     * How much an Accept-Encoding values a content coding, {@code gzip} for instance: as that is listed, else as its asterisk is; 0 (not at
     * all) if neither is, or if there is no such header. RFC 9110 section 12.5.3.
     */
    public static double codingQuality(@Nullable String acceptEncoding, String coding) {
        double quality = named(acceptEncoding, coding);
        return quality >= 0 ? quality : Math.max(0, named(acceptEncoding, "*"));
    }

    /** The weight of the coding of that name; -1 where it is not named. */
    private static double named(@Nullable String acceptEncoding, String coding) {
        for (String member : acceptEncoding == null ? NOTHING : acceptEncoding.split(",", -1)) {
            String[] parts = member.split(";", -1);
            if (parts[0].strip().equalsIgnoreCase(coding)) return weight(parts);
        }
        return -1;
    }

    /** 2 for the type itself, 1 for its family, 0 for anything, -1 when the range does not cover it. */
    private static int fit(String range, String mediaType) {
        if (range.equals(mediaType)) return 2;
        if (range.equals("*/*")) return 0;
        boolean family = range.endsWith("/*") && mediaType.startsWith(range.substring(0, range.length() - 1));
        return family ? 1 : -1;
    }

    private static double weight(String[] parts) {
        for (int i = 1; i < parts.length; i++) {
            String part = parts[i].strip();
            if (part.length() > 2 && (part.startsWith("q=") || part.startsWith("Q="))) return number(part.substring(2));
        }
        return 1;
    }

    /** A weight has at most three digits after the point; what is none counts as 0. */
    private static double number(String text) {
        if (!text.matches("0(\\.[0-9]{0,3})?|1(\\.0{0,3})?")) return 0;
        return Double.parseDouble(text);
    }
}
