package typhoon.web;

import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What a handler class can do: which method answers which verb with how many arguments. Read once per class, by name, as Tornado does it:
 * {@code get(long id)} is the GET of a url with one capture. HEAD and OPTIONS are verbs like the others and not made up from GET.
 */
final class VerbTable {
    /** In the order an Allow header lists them. */
    private static final List<String> METHODS = List.of("GET", "HEAD", "POST", "PUT", "DELETE", "PATCH", "OPTIONS");
    private static final List<String> NAMES = METHODS.stream().map(method -> method.toLowerCase(Locale.ROOT)).toList();
    private static final ClassValue<VerbTable> TABLES = new ClassValue<>() {
        @Override
        protected VerbTable computeValue(Class<?> type) {
            return new VerbTable(type);
        }
    };

    private final Class<?> type;
    private final Map<String, List<Verb>> verbs = new HashMap<>();
    private final List<Verb> gets;              // most requests are a GET, whose name is read as the same string each time
    private final boolean streams;
    private final boolean decodes;
    private final boolean receives;

    private VerbTable(Class<?> type) {
        this.type = type;
        this.streams = type.isAnnotationPresent(StreamRequestBody.class);
        this.receives = overrides("dataReceived");
        for (Method method : methods(type)) {
            verbs.computeIfAbsent(method.getName().toUpperCase(Locale.ROOT), _ -> new ArrayList<>()).add(Verb.of(method));
        }
        verbs.values().forEach(this::refuseTwins);
        this.gets = verbs.getOrDefault("GET", List.of());
        this.decodes = overrides("decodeArgument");
        checkStreaming();
    }

    /**
     * The table of {@code type}.
     *
     * @throws IllegalArgumentException if it has a method named as a verb that cannot be one
     */
    static VerbTable of(Class<? extends RequestHandler> type) {
        return TABLES.get(type);
    }

    /** The verb for an HTTP method, exactly as it is spelt, and a number of captures; null means 405. */
    @Nullable Verb find(String method, int captures) {
        List<Verb> named = "GET".equals(method) ? gets : verbs.getOrDefault(method, List.of());
        for (int i = 0; i < named.size(); i++) {
            if (named.get(i).takes(captures)) return named.get(i);
        }
        return null;
    }

    /** The verbs for a number of captures. */
    List<Verb> answering(int captures) {
        return METHODS.stream().map(method -> find(method, captures)).filter(Objects::nonNull).toList();
    }

    /** The value of an Allow header. */
    String allowed(int captures) {
        return METHODS.stream().filter(method -> find(method, captures) != null).collect(Collectors.joining(", "));
    }

    /** Whether the body is not read before the verb is called. */
    boolean streams() {
        return streams;
    }

    /** Whether the handler decodes arguments in its own way. */
    boolean decodes() {
        return decodes;
    }

    /** Whether the pieces of the body are passed on, before the verb is called. */
    boolean receives() {
        return receives;
    }

    /** Refuses a url that no verb of this handler can answer. */
    void check(URLSpec url) {
        int captures = url.path().captures();
        boolean answersInPrepare = verbs.isEmpty() && overrides("prepare");
        if (answersInPrepare || !allowed(captures).isEmpty()) return;
        String has = verbs.values().stream().flatMap(List::stream).map(Verb::toString).sorted().collect(Collectors.joining(", "));
        throw new IllegalArgumentException(url + " captures " + PathPattern.captures(captures) + ", but " + name()
                + (verbs.isEmpty() ? " has no verb at all: override get(), post() or another"
                        : " has no verb that takes " + counted(captures) + ", only " + has));
    }

    private String name() {
        return type.getSimpleName().isEmpty() ? type.getTypeName() : type.getSimpleName();
    }

    private static String counted(int captures) {
        return switch (captures) {
            case 0 -> "none";
            case 1 -> "one";
            default -> String.valueOf(captures);
        };
    }

    private void refuseTwins(List<Verb> named) {
        for (Verb verb : named) {
            for (Verb other : named) {
                if (verb != other && verb.overlaps(other)) {
                    throw new IllegalArgumentException(name() + " has both " + verb + " and " + other + ": no telling which is meant");
                }
            }
        }
    }

    private void checkStreaming() {
        boolean fills = verbs.values().stream().flatMap(List::stream).anyMatch(Verb::readsBody);
        if (streams && fills)
            throw new IllegalArgumentException(name() + " is a @StreamRequestBody: nothing is left of the body to fill a record from");
        if (streams || !receives) return;
        throw new IllegalArgumentException(
                name() + " overrides dataReceived(byte[]), which is called only if the class is annotated with @StreamRequestBody");
    }

    private boolean overrides(String method) {
        for (Class<?> at = type; at != RequestHandler.class; at = at.getSuperclass()) {
            if (Arrays.stream(at.getDeclaredMethods()).anyMatch(own -> own.getName().equals(method) && !own.isBridge())) return true;
        }
        return false;
    }

    /** Methods named as a verb that are the handler's own or inherited from its user's base classes; the most derived of each signature. */
    private static List<Method> methods(Class<?> type) {
        var found = new ArrayList<Method>();
        for (Class<?> at = type; at != RequestHandler.class; at = at.getSuperclass()) {
            for (Method method : at.getDeclaredMethods()) {
                if (isVerb(method) && found.stream().noneMatch(other -> overrides(other, method))) found.add(method);
            }
        }
        return found;
    }

    private static boolean isVerb(Method method) {
        int modifiers = method.getModifiers();
        boolean isHelper = Modifier.isStatic(modifiers) || Modifier.isPrivate(modifiers) || method.isSynthetic();
        return !isHelper && NAMES.contains(method.getName());
    }

    private static boolean overrides(Method derived, Method base) {
        return derived.getName().equals(base.getName()) && Arrays.equals(derived.getParameterTypes(), base.getParameterTypes());
    }
}
