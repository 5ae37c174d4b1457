package typhoon.examples.users;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.Paths;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * What {@code java -jar users.jar} starts: compiled for Java 11, so that an older Java can still say what is missing instead of
 * failing with a class file version.
 */
public final class Launcher {
    private static final int NEEDED = 25;

    private Launcher() {}

    /** Hands over to the program on Java 25 or later; otherwise names what is needed and where it lies, and exits with 1. */
    public static void main(String[] args) throws Throwable {
        if (Runtime.version().feature() < NEEDED) {
            System.err.println(complaint(args));
            System.exit(1);
        }
        try {
            Class.forName("typhoon.examples.users.Users").getMethod("main", String[].class).invoke(null, (Object) args);
        } catch (java.lang.reflect.InvocationTargetException thrown) {
            throw thrown.getCause();
        }
    }

    private static String complaint(String[] args) {
        String found = "This program needs Java " + NEEDED + " or later; this is Java " + Runtime.version() + " from "
                + System.getProperty("java.home") + ".";
        for (Path home : candidates()) {
            if (feature(home) >= NEEDED)
                return found + System.lineSeparator() + "There is one here: " + home.resolve("bin").resolve("java") + " -jar "
                        + quoted(System.getProperty("java.class.path"), args);
        }
        return found + System.lineSeparator() + "None was found on this machine; install a JDK " + NEEDED
                + ", for example Eclipse Temurin (https://adoptium.net).";
    }

    /** As a shell wants it. */
    private static String quoted(String jar, String[] args) {
        StringBuilder line = new StringBuilder();
        for (String word : Stream.concat(Stream.of(jar), Stream.of(args)).toArray(String[]::new)) {
            boolean plain = word.matches("[\\w@%+=:,./\\\\-]+");
            line.append(line.length() == 0 ? "" : " ").append(plain ? word : "'" + word.replace("'", "'\\''") + "'");
        }
        return line.toString();
    }

    private static List<Path> candidates() {
        List<Path> homes = new ArrayList<>();
        System.getenv().forEach((name, value) -> {
            if (name.matches("(JAVA|JDK).*HOME.*")) homes.add(Paths.get(value));
        });
        String user = System.getProperty("user.home", ".");
        for (String parent : new String[] {"/usr/lib/jvm", "/usr/lib64/jvm", "/usr/java", "/usr/local/java", "/opt", "/opt/java",
                "/Library/Java/JavaVirtualMachines", "/opt/homebrew/opt", "/usr/local/opt", user + "/Library/Java/JavaVirtualMachines",
                "C:\\Program Files\\Java", "C:\\Program Files\\Eclipse Adoptium", user + "/.jdks", user + "/.m2/jdks",
                user + "/.gradle/jdks", user + "/.sdkman/candidates/java", user + "/.asdf/installs/java",
                user + "/.local/share/mise/installs/java"}) {
            File[] children = new File(parent).listFiles(File::isDirectory);
            if (children == null) continue;
            for (File child : children) {
                homes.add(child.toPath());
                homes.add(child.toPath().resolve("Contents/Home"));
                homes.add(child.toPath().resolve("libexec/openjdk.jdk/Contents/Home"));
            }
        }
        return homes;
    }

    /** The feature number a JDK gives in its release file, or 0. */
    private static int feature(Path home) {
        if (!Files.isExecutable(home.resolve("bin/java")) && !Files.isExecutable(home.resolve("bin/java.exe"))) return 0;
        try (BufferedReader release = Files.newBufferedReader(home.resolve("release"), StandardCharsets.UTF_8)) {
            for (String line = release.readLine(); line != null; line = release.readLine()) {
                if (line.startsWith("JAVA_VERSION=")) return Runtime.Version.parse(line.replaceAll("JAVA_VERSION=|\"", "")).feature();
            }
        } catch (IOException | IllegalArgumentException unreadable) {
            return 0;
        }
        return 0;
    }
}
