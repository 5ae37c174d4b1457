package typhoon.openid;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import typhoon.escape.Escape;
import typhoon.escape.JsonDecodeError;

/** An object that a provider has sent, and what is asked of it. */
record Json(String from, Map<String, Object> members) {
    /**
     * Reads the answer of {@code from}.
     *
     * @throws AuthError 502 if it is no object, or the status none of success
     */
    static Json read(String from, Http.Reply reply) {
        Json answer = new Json(from, object(from, reply));
        if (reply.status() / 100 == 2) return answer;
        String error = answer.text("error");
        throw AuthError.provider(from + " answered " + reply.status() + (error == null ? "" : ": " + error));
    }

    private static Map<String, Object> object(String from, Http.Reply reply) {
        try {
            if (Escape.jsonDecode(Escape.toUnicode(reply.body())) instanceof Map<?, ?> object) {
                var members = new LinkedHashMap<String, Object>();
                object.forEach((name, value) -> {
                    if (value != null) members.put(String.valueOf(name), value);
                });
                return members;
            }
        } catch (IllegalArgumentException | JsonDecodeError none) {
            // said below
        }
        throw AuthError.provider(from + " answered " + reply.status() + " without a JSON object");
    }

    @Nullable String text(String name) {
        return members.get(name) instanceof String text && !text.isEmpty() ? text : null;
    }

    /** As {@link #text}, where it has to be. */
    String needed(String name) {
        String text = text(name);
        if (text == null) throw AuthError.provider(from + " says no " + name);
        return text;
    }

    /** The texts of a list; {@code absent} if there is none. */
    List<String> texts(String name, List<String> absent) {
        if (!(members.get(name) instanceof List<?> list)) return absent;
        return list.stream().filter(String.class::isInstance).map(String.class::cast).toList();
    }

    boolean isTrue(String name) {
        return Boolean.TRUE.equals(members.get(name));
    }
}
