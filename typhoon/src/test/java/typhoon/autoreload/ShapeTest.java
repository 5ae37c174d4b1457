package typhoon.autoreload;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ShapeTest {
    @TempDir
    Path folder = Path.of("");

    /** A build of another program may be writing it just now. */
    @Test
    void aClassThatIsHalfWrittenIsAnotherOneAndNoError() throws IOException {
        var project = new Project(folder.resolve("project"));
        project.writeClass("class Callee", "static final int LIMIT = 1;\nstatic String text() { return \"old\"; }");
        project.compile();
        Path whole = project.classes().resolve("p/Callee.class");
        byte[] bytes = Files.readAllBytes(whole);
        assertTrue(Shape.isSame(whole, whole));
        for (int length = 0; length < bytes.length; length++) {
            Path part = Files.write(folder.resolve("Part.class"), Arrays.copyOf(bytes, length));
            assertFalse(Shape.isSame(whole, part), "of " + length + " bytes");
        }
    }
}
