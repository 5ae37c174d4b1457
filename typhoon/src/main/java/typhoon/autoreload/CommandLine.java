package typhoon.autoreload;

import java.io.File;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** How this JVM was started, so that another can be started like it. */
final class CommandLine {
    /** What two JVMs cannot have at once: the port of a debugger, and of JMX. */
    private static final Pattern ONCE = Pattern.compile("-agentlib:jdwp.*|-Xrunjdwp.*"
            + "|-Dcom\\.sun\\.management\\.jmxremote\\.(rmi\\.)?port=.*");
    private static final Pattern SOURCE_LAUNCHER = Pattern.compile("jdk\\.compiler/[\\w.]+ (.+?\\.java)( .*)?");

    private CommandLine() {}

    /** The command that runs this program again, with {@code more} options for its JVM. */
    static List<String> again(List<String> more) {
        List<String> words = words();
        return command(more, words.isEmpty() ? Stream.concat(options().stream(), program().stream()).toList() : words);
    }

    /** The command that runs {@code target} with the options and the class path of this JVM, whose program is {@code main}. */
    static List<String> instead(Class<?> main, List<String> target, List<String> more) {
        var all = new ArrayList<>(optionsBefore(main.getName()));
        all.addAll(target);
        return command(more, all);
    }

    /** The source file if this JVM was started by {@code java Hello.java}. */
    static @Nullable Path sourceFile() {
        var found = SOURCE_LAUNCHER.matcher(System.getProperty("sun.java.command", ""));
        return found.matches() ? Path.of(found.group(1)) : null;
    }

    /** Where this JVM finds classes: folders and jars, the class path first. */
    static List<Path> classPath() {
        return Stream.of("java.class.path", "jdk.module.path").flatMap(name -> paths(System.getProperty(name, ""))).toList();
    }

    static Stream<Path> paths(String path) {
        return Stream.of(path.split(File.pathSeparator)).filter(entry -> !entry.isEmpty())
                .map(entry -> Path.of(entry).toAbsolutePath().normalize());
    }

    private static List<String> command(List<String> more, List<String> rest) {
        var all = new ArrayList<>(List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString()));
        all.addAll(more);
        rest.stream().filter(word -> !ONCE.matcher(word).matches()).forEach(all::add);
        return List.copyOf(all);
    }

    private static List<String> optionsBefore(String main) {
        List<String> words = words();
        for (int i = 0; i < words.size(); i++) {
            String word = words.get(i);
            if (!word.equals(main) && !word.endsWith("/" + main)) continue;
            boolean named = i > 0 && words.get(i - 1).matches("-m|--module");
            return words.subList(0, named ? i - 1 : i);
        }
        return options();
    }

    /** What followed {@code java}, word by word; empty where the system does not tell. */
    private static List<String> words() {
        Path told = Path.of("/proc/self/cmdline");
        try {
            if (Files.exists(told)) return List.of(Files.readString(told).split("\0")).stream().skip(1).toList();
        } catch (IOException unreadable) {
            // the next way, then
        }
        return ProcessHandle.current().info().arguments().map(List::of).orElse(List.of());
    }

    private static List<String> options() {
        var all = new ArrayList<>(ManagementFactory.getRuntimeMXBean().getInputArguments());
        String classPath = System.getProperty("java.class.path", "");
        if (!classPath.isEmpty()) all.addAll(List.of("-cp", classPath));
        if (System.getProperty("jdk.module.path") instanceof String modulePath) all.addAll(List.of("-p", modulePath));
        return all;
    }

    private static List<String> program() {
        String told = System.getProperty("sun.java.command", "");
        var source = SOURCE_LAUNCHER.matcher(told);
        var words = List.of((source.matches() ? told.substring(told.indexOf(' ') + 1) : told).split(" "));
        boolean jar = words.getFirst().endsWith(".jar");
        boolean module = System.getProperty("jdk.module.main") != null && !source.matches();
        return jar || module ? Stream.concat(Stream.of(jar ? "-jar" : "-m"), words.stream()).toList() : words;
    }
}
