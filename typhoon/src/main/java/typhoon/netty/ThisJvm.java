package typhoon.netty;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.Charset;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** How this JVM was started, so that another can be started like it. Needs no other class of this room, nor Netty. */
public final class ThisJvm {
    /** Read by the JVM and by the {@code java} command; what they say is among our options already, so the next is to have none of them. */
    public static final List<String> VARIABLES = List.of("JAVA_TOOL_OPTIONS", "JDK_JAVA_OPTIONS", "_JAVA_OPTIONS");

    /** One debugger or monitoring port cannot be had twice, and a recording or archive cannot be written by two. */
    private static final Pattern ONCE = Pattern.compile("-agentlib:jdwp.*|-agentpath:.*jdwp.*|-Xrunjdwp.*|-Xdebug"
            + "|-Dcom\\.sun\\.management\\.(jmxremote|config|snmp).*"
            + "|-XX:(ArchiveClassesAtExit|AOTCacheOutput|AOTConfiguration|AOTMode=record).*");

    private static final String SOURCE_LAUNCHER = "jdk.compiler/com.sun.tools.javac.launcher.";
    private static final String SOURCE_LEVEL = "-Djdk.internal.javac.source=";

    private ThisJvm() {}

    /** The command that runs this program again, with those of its options that are {@code inherited}, and {@code more}. */
    public static List<String> again(Predicate<String> inherited, List<String> more) {
        return command(inherited, more, program());
    }

    /** The command that runs something else with the options and the class path of this program. */
    public static List<String> instead(List<String> target, List<String> more) {
        var program = new ArrayList<>(classPath());
        program.addAll(target);
        return command(_ -> true, more, program);
    }

    /** The source file if this JVM was started by {@code java Hello.java}. */
    public static @Nullable Path sourceFile() {
        List<String> words = words();
        return words.getFirst().startsWith(SOURCE_LAUNCHER) ? Path.of(words.get(1)) : null;
    }

    /** Whether more than one JVM can have this option at the same time. */
    public static boolean isForMany(String option) {
        return !ONCE.matcher(option).matches() && !option.startsWith(SOURCE_LEVEL);
    }

    private static List<String> command(Predicate<String> inherited, List<String> more, List<String> program) {
        var command = new ArrayList<String>();
        command.add(java());
        options().stream().filter(ThisJvm::isForMany).filter(inherited).forEach(command::add);
        command.addAll(more);
        command.addAll(program);
        return command;
    }

    private static List<String> options() {
        return ManagementFactory.getRuntimeMXBean().getInputArguments();
    }

    private static String java() {
        Path java = Path.of(System.getProperty("java.home"), "bin", "java");
        if (!Files.isExecutable(java))
            throw new IllegalStateException("this program is to be started again with the java of its JDK, but there is no " + java);
        return java.toString();
    }

    private static List<String> classPath() {
        String classPath = System.getProperty("java.class.path", "");
        return classPath.isEmpty() ? List.of() : List.of("-cp", classPath);
    }

    /** Class path and main class, jar, module or source file, then the arguments. */
    private static List<String> program() {
        List<String> words = words();
        String main = words.getFirst();
        var command = new ArrayList<String>();
        if (main.startsWith(SOURCE_LAUNCHER)) {
            for (String option : options()) {
                if (option.startsWith(SOURCE_LEVEL)) command.addAll(List.of("--source", option.substring(SOURCE_LEVEL.length())));
            }
            words = words.subList(1, words.size());
        } else if (main.equals(System.getProperty("java.class.path"))) {
            command.add("-jar");
            command.addAll(words);
            return command;
        }
        command.addAll(classPath());
        if (System.getProperty("jdk.module.main") != null && !main.startsWith(SOURCE_LAUNCHER)) command.add("-m");
        command.addAll(words);
        return command;
    }

    /**
     * What is to be started and its arguments. The JVM knows them as one line; where they begin and end is seen in what the operating
     * system knows of this process, unless they came from an @file: then they are what stands between spaces.
     */
    private static List<String> words() {
        String line = System.getProperty("sun.java.command", "");
        if (line.isBlank()) throw new IllegalStateException("this program is to be started again, but the JVM does not say how it was "
                + "started: there is no system property sun.java.command, as in a program that makes its JVM itself");
        return words(line, arguments());
    }

    static List<String> words(String line, List<String> arguments) {
        String program = line.startsWith(SOURCE_LAUNCHER) ? line.substring(line.indexOf(' ') + 1) : line;
        for (int from = 0; from < arguments.size(); from++) {
            List<String> rest = arguments.subList(from, arguments.size());
            if (!String.join(" ", rest).equals(program)) continue;
            if (program.equals(line)) return rest;
            var all = new ArrayList<String>();
            all.add(line.substring(0, line.indexOf(' ')));
            all.addAll(rest);
            return all;
        }
        return List.of(line.split(" +"));
    }

    private static List<String> arguments() {
        try {
            String all = Files.readString(Path.of("/proc/self/cmdline"), Charset.forName(System.getProperty("sun.jnu.encoding")));
            return List.of(all.substring(0, Math.max(0, all.length() - 1)).split("\0", -1));
        } catch (IOException | IllegalArgumentException noSuchFile) {
            return ProcessHandle.current().info().arguments().map(Arrays::asList).orElse(List.of());
        }
    }
}
