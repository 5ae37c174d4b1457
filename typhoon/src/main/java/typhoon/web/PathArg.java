package typhoon.web;

import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Makes what a url captured into what a verb's parameter takes. */
enum PathArg {
    STRING, INT, LONG, UUID_TEXT, CONSTANT;

    /** How arguments of {@code type} are read; null if they cannot be. */
    static @Nullable PathArg of(Class<?> type) {
        if (type == String.class) return STRING;
        if (type == int.class || type == Integer.class) return INT;
        if (type == long.class || type == Long.class) return LONG;
        if (type == UUID.class) return UUID_TEXT;
        return type.isEnum() ? CONSTANT : null;
    }

    /**
     * The argument; null when the group took no part in the match.
     *
     * @throws HttpError 404 if it is none of that type
     */
    @Nullable Object read(@Nullable String text, Class<?> type) {
        if (text == null) {
            if (type.isPrimitive()) throw new HttpError(404);
            return null;
        }
        try {
            return switch (this) {
                case STRING -> text;
                case INT -> isNumber(text) ? Integer.valueOf(text) : none();
                case LONG -> isNumber(text) ? Long.valueOf(text) : none();
                case UUID_TEXT -> text.length() == 36 ? UUID.fromString(text) : none();
                case CONSTANT -> constant(text, type);
            };
        } catch (IllegalArgumentException _) {      // NumberFormatException is one
            throw new HttpError(404);
        }
    }

    /** Java's own parsers would take +7 and digits of any script as well: more urls for one thing than anybody asked for. */
    private static boolean isNumber(String text) {
        int from = text.startsWith("-") ? 1 : 0;
        return text.length() > from && Digits.only(text, from, text.length());
    }

    private static Object constant(String name, Class<?> type) {
        for (Object constant : type.getEnumConstants()) {
            if (((Enum<?>) constant).name().equals(name)) return constant;
        }
        throw new HttpError(404);
    }

    private static Object none() {
        throw new HttpError(404);
    }
}
