package typhoon.autoreload;

import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** A test beside a small project whose program it writes, and writes anew. */
class ProjectTestCase {
    /** For the end of a program that is to run until it is ended. */
    static final String STAYS = "Thread.sleep(100_000);";

    @TempDir
    Path folder = Path.of("");

    Project project;

    @BeforeEach
    void aProject() {
        project = new Project(folder);
    }

    /** Writes the class {@code p.Program}, whose arguments are {@code words}. */
    final void program(String... statements) {
        project.writeClass("public class Program", "public static void main(String[] words) throws Exception {\n"
                + String.join("\n", statements) + "\n}");
    }

    static String print(String text) {
        return "System.out.println(" + text + ");";
    }
}
