package typhoon.process;

import com.sun.management.HotSpotDiagnosticMXBean;
import com.sun.management.VMOption;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.Charset;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/** How this program was started, so that it can be started once more. */
final class JvmCommand {
    /** One debugger or monitoring port cannot be had twice, and a recording or archive cannot be written by two. */
    private static final Pattern ONCE = Pattern.compile("-agentlib:jdwp.*|-agentpath:.*jdwp.*|-Xrunjdwp.*|-Xdebug"
            + "|-Dcom\\.sun\\.management\\.(jmxremote|config|snmp).*"
            + "|-XX:(ArchiveClassesAtExit|AOTCacheOutput|AOTConfiguration|AOTMode=record).*"
            + "|-Dtyphoon\\.(task|ports).*");

    /** The heap is divided: what says how large it is comes anew. */
    private static final Pattern HEAP = Pattern.compile("-Xm[xsn].*|-XX:(Max|Min|Initial|Soft)?(Max)?(RAM|RAMPercentage|RAMFraction"
            + "|HeapSize|NewSize)=.*");
    private static final Set<String> SIZES = Set.of("InitialHeapSize", "NewSize", "MaxNewSize");
    private static final long LEAST_HEAP = 16L * 1024 * 1024;

    private static final String SOURCE_LAUNCHER = "jdk.compiler/com.sun.tools.javac.launcher.";
    private static final String SOURCE_LEVEL = "-Djdk.internal.javac.source=";

    /** Read by the JVM and by the {@code java} command; what they say is among our arguments already. */
    static final List<String> VARIABLES = List.of("JAVA_TOOL_OPTIONS", "JDK_JAVA_OPTIONS", "_JAVA_OPTIONS");

    private JvmCommand() {}

    /** The command that starts this program again with a part of the heap, and with one {@code more} option. */
    static List<String> again(int parts, String more) {
        List<String> options = ManagementFactory.getRuntimeMXBean().getInputArguments();
        var command = new ArrayList<String>();
        command.add(java());
        for (String option : options) {
            if (isInherited(option)) command.add(option);
        }
        command.addAll(heap(ManagementFactory.getPlatformMXBean(HotSpotDiagnosticMXBean.class), parts));
        command.add(more);
        command.addAll(program(options));
        return command;
    }

    static boolean isInherited(String option) {
        return !ONCE.matcher(option).matches() && !HEAP.matcher(option).matches() && !option.startsWith(SOURCE_LEVEL);
    }

    private static String java() {
        Path java = Path.of(System.getProperty("java.home"), "bin", "java");
        if (!Files.isExecutable(java))
            throw new IllegalStateException("Processes.fork starts this program again with the java of its JDK, but there is no " + java);
        return java.toString();
    }

    /** In bytes, whatever said it: an option, a share of the memory, or the JVM's own choice of a quarter. */
    static List<String> heap(HotSpotDiagnosticMXBean jvm, int parts) {
        var options = new ArrayList<String>();
        options.add("-XX:MaxHeapSize=" + Math.max(LEAST_HEAP, Long.parseLong(jvm.getVMOption("MaxHeapSize").getValue()) / parts));
        for (String size : SIZES) {
            VMOption given = jvm.getVMOption(size);
            if (given.getOrigin() == VMOption.Origin.VM_CREATION)
                options.add("-XX:" + size + "=" + Long.parseLong(given.getValue()) / parts);
        }
        return options;
    }

    /** Class path and main class, jar, module or source file, then the arguments. */
    private static List<String> program(List<String> options) {
        List<String> words = words();
        String main = words.getFirst();
        String classPath = System.getProperty("java.class.path");
        var command = new ArrayList<String>();
        if (main.startsWith(SOURCE_LAUNCHER)) {
            for (String option : options) {
                if (option.startsWith(SOURCE_LEVEL)) command.addAll(List.of("--source", option.substring(SOURCE_LEVEL.length())));
            }
            words = words.subList(1, words.size());
        } else if (main.equals(classPath)) {
            command.add("-jar");
            command.addAll(words);
            return command;
        }
        if (!classPath.isEmpty()) command.addAll(List.of("-cp", classPath));
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
        if (line.isBlank()) throw new IllegalStateException("Processes.fork starts this program again, but the JVM does not say how it was "
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
