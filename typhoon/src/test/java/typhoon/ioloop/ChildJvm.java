package typhoon.ioloop;

import static org.junit.jupiter.api.Assertions.fail;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Runs a program of the tests in a JVM of its own, on the carrier of this one. */
public final class ChildJvm {
    private ChildJvm() {}

    /** Everything it wrote. It must end by itself within a minute. */
    public static String run(Class<?> program, List<String> options, String... arguments) throws IOException, InterruptedException {
        return run(List.of(), program, options, arguments);
    }

    /** As {@link #run(Class, List, String...)}, with a command before that of Java. */
    public static String run(List<String> before, Class<?> program, List<String> options, String... arguments)
            throws IOException, InterruptedException {
        if (IOLoop.class.getModule().isNamed()) ThisRun.skip("programs in a JVM of their own are tested on the class path");
        var command = new ArrayList<>(before);
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.add("--enable-native-access=ALL-UNNAMED");
        if (IOLoop.carrier().equals("private access")) command.addAll(List.of("--add-opens", "java.base/java.lang=ALL-UNNAMED"));
        command.addAll(options);
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), program.getName()));
        command.addAll(List.of(arguments));
        Path output = Files.createTempFile("child", ".txt");
        try {
            var builder = new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(output.toFile());
            builder.environment().keySet().removeAll(List.of("JAVA_TOOL_OPTIONS", "JDK_JAVA_OPTIONS"));
            Process child = builder.start();
            if (!child.waitFor(60, TimeUnit.SECONDS)) {
                child.destroyForcibly().waitFor();
                fail("the program did not end: " + Files.readString(output));
            }
            return Files.readString(output);
        } finally {
            Files.delete(output);
        }
    }
}
