package typhoon.web;

import org.jspecify.annotations.Nullable;

/** The list of request headers that a response depends on: RFC 9110 section 12.5.5. */
final class Vary {
    private Vary() {}

    /** The list {@code said} with {@code name} in it, once; {@code *} stands for all names. */
    static String with(@Nullable String said, String name) {
        if (said == null || said.isBlank()) return name;
        for (String each : said.split(",", -1)) {
            String one = each.strip();
            if (one.equals("*") || one.equalsIgnoreCase(name)) return said;
        }
        return said + ", " + name;
    }
}
