package typhoon.examples.users;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.abort;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.DataInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.jar.JarFile;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import typhoon.testing.RawClient;

/** The jar that is handed out, alone in a folder: on the Java it needs, and on an older one. The build runs this after packaging. */
@Timeout(60)
class JarTest {
    private static final int JAVA_11 = 55;
    private static final Path JAVA_HOME = Path.of(System.getProperty("java.home"));

    @TempDir
    Path folder = Path.of("");

    @BeforeEach
    void copyItAlone() throws IOException {
        assumeTrue(System.getProperty("users.jar") != null, "no jar was built: -Dusers.jar is not set");
        Files.copy(Path.of(System.getProperty("users.jar")), folder.resolve("users.jar"));
    }

    @Test
    void itServesFromAFolderThatHoldsNothingElse() {
        try (var users = run(JAVA_HOME, "--port=0"); var client = new RawClient(users.port())) {
            String body = "{\"email\": \"ada@example.org\"}";
            client.send("POST /users HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: " + body.length()
                    + "\r\n\r\n" + body);
            assertEquals(201, client.readResponse().code());
            users.awaitLine(".*Coroutines by private access.*");
            assertTrue(!System.getProperty("os.name").equals("Linux") || users.err().contains("sockets by epoll"), users.err());
            users.signal("TERM");
            assertEquals(0, users.exitCode(), users.err());
        }
    }

    @Test
    void itsVersionIsThatOfTheBuild() throws IOException {
        try (var jar = new JarFile(folder.resolve("users.jar").toFile()); var users = run(JAVA_HOME, "--version")) {
            String version = jar.getManifest().getMainAttributes().getValue("Implementation-Version");
            assertEquals(0, users.exitCode());
            assertTrue(users.out().startsWith("users " + version + ", "), users.out());
        }
    }

    @Test
    void anOlderJavaSaysWhatItNeedsAndTheLineThatWorks() throws IOException, InterruptedException {
        Path older = olderJava();
        try (var users = run(older, "--version", "--database=a b")) {
            assertEquals(1, users.exitCode());
            assertEquals("", users.out());
            List<String> lines = users.err().lines().toList();
            assertTrue(lines.getFirst().startsWith("This program needs Java 25 or later; this is Java "), users.err());
            assertTrue(lines.getFirst().endsWith(" from " + older + "."), users.err());
            assertTrue(lines.get(1).matches("There is one here: .*/bin/java -jar users\\.jar --version '--database=a b'"), users.err());
            String line = lines.get(1).substring(lines.get(1).indexOf(": ") + 2);
            Process advised = new ProcessBuilder("sh", "-c", line).directory(folder.toFile()).inheritIO().start();
            assertEquals(0, advised.waitFor());
        }
    }

    @Test
    void onlyTheLauncherIsForJava11() throws IOException {
        try (var jar = new JarFile(folder.resolve("users.jar").toFile())) {
            assertEquals(Map.of("Launcher", JAVA_11, "Users", JAVA_11 + 14),
                    Map.of("Launcher", classVersion(jar, "Launcher"), "Users", classVersion(jar, "Users")));
        }
    }

    @Test
    void nothingIsLeftOfModulesAndSignatures() throws IOException {
        var entries = new ArrayList<String>();
        try (var jar = new JarFile(folder.resolve("users.jar").toFile())) {
            jar.stream().forEach(entry -> entries.add(entry.getName()));
        }
        var unwanted = Pattern.compile("(.*/)?module-info\\.class|META-INF/(.*\\.(SF|DSA|RSA)|INDEX\\.LIST)");
        assertEquals(List.of(), entries.stream().filter(name -> unwanted.matcher(name).matches()).toList());
        assertEquals(entries.size(), entries.stream().distinct().count());
        assertTrue(entries.contains("META-INF/native/libnetty_transport_native_epoll_x86_64.so"));
        assertTrue(entries.contains("META-INF/native/libnetty_transport_native_epoll_aarch_64.so"));
    }

    private UsersProcess run(Path home, String... options) {
        var command = new ArrayList<>(List.of(home.resolve("bin").resolve("java").toString(), "-jar", "users.jar"));
        command.addAll(List.of(options));
        return UsersProcess.run(folder, command);
    }

    private static int classVersion(JarFile jar, String name) throws IOException {
        try (var in = new DataInputStream(jar.getInputStream(jar.getEntry("typhoon/examples/users/" + name + ".class")))) {
            in.skipNBytes(6);
            return in.readUnsignedShort();
        }
    }

    private static Path olderJava() throws IOException {
        var old = Pattern.compile("JAVA_VERSION=\"(1[1-9]|2[0-4])\\.");
        Path usual = Path.of("/usr/lib/jvm");
        assumeTrue(Files.isDirectory(usual), "no older Java to try: there is no " + usual);
        try (var homes = Files.list(usual)) {
            for (Path home : homes.filter(home -> Files.isExecutable(home.resolve("bin/java"))).map(JarTest::real).toList()) {
                Path release = home.resolve("release");
                if (Files.exists(release) && old.matcher(Files.readString(release)).find()) return home;
            }
        }
        return abort("no older Java to try below " + usual);
    }

    private static Path real(Path path) {
        try {
            return path.toRealPath();
        } catch (IOException gone) {
            return path;
        }
    }
}
