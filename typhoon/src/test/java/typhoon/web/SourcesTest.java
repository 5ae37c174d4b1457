package typhoon.web;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SourcesTest {
    @TempDir Path directory;

    private Path root;
    private Sources sources;

    @BeforeEach void write() throws IOException {
        root = Files.createDirectories(directory.resolve("src"));
        write("app/Users.java", 30);
        write("Top.java", 3);
        Files.writeString(directory.resolve("Outside.java"), "secret\n".repeat(30));
        sources = new Sources(List.of(root));
    }

    private void write(String name, int lines) throws IOException {
        Path file = root.resolve(name);
        Files.createDirectories(file.getParent());
        Files.writeString(file, IntStream.rangeClosed(1, lines).mapToObj(line -> "line " + line + "\n").collect(Collectors.joining()));
    }

    private static StackTraceElement frame(String className, String file, int line) {
        return new StackTraceElement(className, "get", file, line);
    }

    @Test void theLinesAroundAFrameOfANestedClass() {
        assertEquals(new Sources.Excerpt("app/Users.java", 5, 10, IntStream.rangeClosed(5, 15).mapToObj(line -> "line " + line).toList()),
                sources.around(frame("app.Users$UserHandler", "Users.java", 10)));
    }

    @Test void atTheEndsOfAFileThereAreFewer() {
        assertEquals(List.of("line 1", "line 2", "line 3"), sources.around(frame("Top", "Top.java", 1)).lines());
        assertNull(sources.around(frame("Top", "Top.java", 4)), "the file is another than the class was made from");
    }

    @Test void whatIsNotThereIsNotShown() {
        assertNull(sources.around(frame("app.Others", "Others.java", 1)));
        assertNull(sources.around(frame("java.lang.String", "String.java", 1)));
        assertNull(sources.around(new StackTraceElement("app.Users", "get", null, 1)));
        assertNull(sources.around(frame("app.Users", "Users.java", -2)), "a native method");
    }

    @Test void nothingOutsideIsRead() throws IOException {
        assertNull(sources.around(frame("Outside", "../Outside.java", 1)));
        assertNull(sources.around(frame("...Outside", "Outside.java", 1)));
        Files.createSymbolicLink(root.resolve("Linked.java"), directory.resolve("Outside.java"));
        assertNull(sources.around(frame("Linked", "Linked.java", 1)), "a link that leads out");
        Files.createSymbolicLink(root.resolve("pack"), directory);
        assertNull(sources.around(frame("pack.Outside", "Outside.java", 1)), "a directory that does");
        Files.writeString(root.resolve("application.properties"), "password=1\n");
        assertNull(sources.around(frame("Users", "application.properties", 1)), "what is no source");
    }

    @Test void bytesThatAreNoTextAreNoError() throws IOException {
        Files.write(root.resolve("Odd.java"), new byte[] {(byte) 0xFF, '\n', 'x'});
        assertEquals(List.of("\uFFFD", "x"), sources.around(frame("Odd", "Odd.java", 2)).lines());
    }

    @Test void asTheyComeThoseOfThisProgramAreFound() {
        assertNotNull(new Sources(List.of()).around(frame("typhoon.web.SourcesTest", "SourcesTest.java", 1)));
    }
}
