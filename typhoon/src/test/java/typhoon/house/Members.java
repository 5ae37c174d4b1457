package typhoon.house;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.Executable;
import java.lang.reflect.Modifier;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Finds what a table names: {@code type}, {@code type#FIELD}, {@code type#method(int,String)} or {@code type#new(int)}, parameters by their
 * simple names; a method may be inherited.
 */
final class Members {
    private Members() {}

    /** What is wrong with {@code name}; empty if it is there and a user may use it. */
    static String problem(String name) {
        String type = name.split("#")[0];
        Class<?> owner = find(type);
        if (owner == null) return problemElsewhere(name);
        if (!isOpen(owner.getModifiers())) return type + " is not public";
        if (name.equals(type)) return "";
        String member = name.substring(type.length() + 1);
        return members(owner).contains(member) ? "" : name + " is not there or not public; there are " + members(owner);
    }

    /**
     * Whether {@code name} is a class of tests, or one of its methods as {@code class#method}. The tests of other modules are not compiled
     * with ours: of these the source is read.
     */
    static boolean isTest(String name) {
        String type = name.split("#")[0];
        Class<?> owner = find(type);
        Path source = source("test", type);
        if (owner == null && source != null) return name.equals(type) || read(source).contains("void " + name.split("#")[1] + "(");
        return owner != null && (name.equals(type)
                || Arrays.stream(owner.getDeclaredMethods()).anyMatch(method -> name.equals(type + "#" + method.getName())));
    }

    /** Of a class that is not compiled with ours the source is read, as far as it says a method's name. */
    private static String problemElsewhere(String name) {
        String type = name.split("#")[0];
        Path source = source("main", type);
        if (source == null) return "no class " + type;
        String method = name.equals(type) ? "" : name.substring(type.length() + 1).replaceFirst("\\(.*", "(");
        boolean there = Pattern.compile("^    public .*\\b" + Pattern.quote(method), Pattern.MULTILINE).matcher(read(source)).find();
        return name.equals(type) || there ? "" : name + " is not there or not public";
    }

    private static @Nullable Path source(String kind, String type) {
        for (String module : List.of("typhoon-testing", "typhoon-openid")) {
            Path source = Path.of("..", module, "src", kind, "java", type.replace('.', '/') + ".java");
            if (Files.exists(source)) return source;
        }
        return null;
    }

    private static String read(Path source) {
        try {
            return Files.readString(source);
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    private static List<String> members(Class<?> owner) {
        var all = new ArrayList<String>();
        for (Class<?> type = owner; type != null; type = type.getSuperclass()) {
            for (var method : type.getDeclaredMethods()) add(all, method, method.getName());
            for (var field : type.getDeclaredFields()) if (isOpen(field.getModifiers())) all.add(field.getName());
        }
        for (var method : owner.getMethods()) add(all, method, method.getName());
        for (var constructor : owner.getDeclaredConstructors()) add(all, constructor, "new");
        return all.stream().distinct().sorted().toList();
    }

    private static void add(List<String> all, Executable member, String name) {
        if (isOpen(member.getModifiers()))
            all.add(name + Stream.of(member.getParameterTypes()).map(Class::getSimpleName).collect(Collectors.joining(",", "(", ")")));
    }

    private static boolean isOpen(int modifiers) {
        return Modifier.isPublic(modifiers) || Modifier.isProtected(modifiers);
    }

    /** Of a class within a class the dots become dollars, one after another. */
    private static Class<?> find(String name) {
        try {
            return Class.forName(name, false, Members.class.getClassLoader());
        } catch (ClassNotFoundException _) {
            int dot = name.lastIndexOf('.');
            boolean nested = dot > 0 && Character.isUpperCase(name.charAt(name.lastIndexOf('.', dot - 1) + 1));
            return nested ? find(name.substring(0, dot) + "$" + name.substring(dot + 1)) : null;
        }
    }
}
