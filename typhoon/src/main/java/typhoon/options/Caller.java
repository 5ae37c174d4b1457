package typhoon.options;

import java.util.Objects;
import java.util.Set;

/** Who calls: the class that defines an option, the program that has them. */
final class Caller {
    private static final StackWalker WALKER = StackWalker.getInstance(StackWalker.Option.RETAIN_CLASS_REFERENCE);

    private static final Set<Class<?>> OURS = Set.of(Caller.class, OptionParser.class, Options.class);

    private Caller() {}

    /** The nearest class outside this room, by its simple name. */
    static String name() {
        return WALKER.walk(frames -> frames.map(StackWalker.StackFrame::getDeclaringClass)
                .filter(type -> !OURS.contains(type))
                .findFirst().map(Class::getSimpleName).orElse(""));
    }

    /** What was started: the name of the main class or of the jar, as a shell's messages begin. */
    static String program() {
        String command = Objects.requireNonNullElse(System.getProperty("sun.java.command"), "java").split(" ")[0];
        String last = command.substring(command.lastIndexOf('/') + 1);
        return last.endsWith(".jar") ? last.substring(0, last.length() - ".jar".length()) : last.substring(last.lastIndexOf('.') + 1);
    }
}
