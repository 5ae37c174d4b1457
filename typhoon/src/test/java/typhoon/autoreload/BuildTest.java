package typhoon.autoreload;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BuildTest {
    @TempDir
    Path folder = Path.of("");

    private Project project;
    private Path user;

    @BeforeEach
    void aProject() throws IOException {
        project = new Project(folder.resolve("project"));
        project.writeClass("class Callee", "static final int LIMIT = 1;\nstatic String text() { return \"old\"; }");
        user = project.writeClass("public class Caller", "public static String call() { return \"\" + Callee.text() + Callee.LIMIT; }");
        project.compile();
    }

    private Build build() {
        return new Build(List.of(project.classes()), folder.resolve("workshop"));
    }

    private String compiled(Path... changed) throws IOException {
        var build = build();
        assertNull(build.problems(Set.of(changed)));
        build.install();
        return call();
    }

    private String call() throws IOException {
        try (var loader = new URLClassLoader(new URL[] {project.classes().toUri().toURL()}, null)) {
            return (String) loader.loadClass("p.Caller").getMethod("call").invoke(null);
        } catch (ReflectiveOperationException broken) {
            throw new AssertionError(broken);
        }
    }

    private byte[] callerBytes() throws IOException {
        return Files.readAllBytes(project.classes().resolve("p/Caller.class"));
    }

    @Test
    void aBodyThatChangesIsCompiledAlone() throws IOException {
        byte[] before = callerBytes();
        var time = Files.getLastModifiedTime(project.classes().resolve("p/Caller.class"));
        assertEquals("new1", compiled(project.writeClass("class Callee",
                "static final int LIMIT = 1;\nprivate static int calls;\nstatic String text() { calls++; return \"new\"; }")));
        assertArrayEquals(before, callerBytes());
        assertEquals(time, Files.getLastModifiedTime(project.classes().resolve("p/Caller.class")));
    }

    @Test
    void aConstantThatOthersHaveCopiedIsCopiedAnew() throws IOException {
        assertEquals("old2", compiled(project.writeClass("class Callee",
                "static final int LIMIT = 2;\nstatic String text() { return \"old\"; }")));
    }

    @Test
    void aMethodThatReturnsAnotherTypeIsSeenByItsCallers() throws IOException {
        assertEquals("71", compiled(project.writeClass("class Callee",
                "static final int LIMIT = 1;\nstatic Object text() { return 7; }")));
    }

    @Test
    void aCallerThatNoLongerCompilesIsToldThoughItDidNotChange() throws IOException {
        var build = build();
        String problems = build.problems(Set.of(project.writeClass("class Callee", "static final int LIMIT = 1;")));
        assertTrue(String.valueOf(problems).matches("(?s).*Caller.java:4: error: cannot find symbol.*text\\(\\).*1 error"), problems);
        assertEquals("old1", call());
    }

    @Test
    void whatIsWrongIsShownWithItsLineAndNothingIsReplacedUntilItIsMended() throws IOException {
        var build = build();
        Path callee = project.writeClass("class Callee", "static final int LIMIT = 1;\nstatic String text() { return \"new\" }");
        String problems = build.problems(Set.of(callee));
        String told = "Callee.java:5: error: ';' expected\nstatic String text() { return \"new\" }";
        assertTrue(String.valueOf(problems).contains(told), problems);
        build.install();
        assertEquals("old1", call());
        project.writeClass("class Callee", "static final int LIMIT = 1;\nstatic String text() { return \"new\"; }");
        assertNull(build.problems(Set.of(callee)));
        build.install();
        assertEquals("new1", call());
    }

    @Test
    void whatFailedIsCompiledAgainTogetherWithTheNextChange() throws IOException {
        var build = build();
        Path callee = project.writeClass("class Callee", "static final int LIMIT = 1;\nstatic String text(int n) { return \"n\" + n; }");
        assertTrue(String.valueOf(build.problems(Set.of(callee))).contains("Caller.java"));
        project.writeClass("public class Caller", "public static String call() { return Callee.text(5); }");
        assertNull(build.problems(Set.of(user)));
        build.install();
        assertEquals("n5", call());
    }

    @Test
    void aNewSourceIsCompiled() throws IOException {
        Path added = project.writeClass("record Pair(int a, int b)", "");
        Path caller = project.writeClass("public class Caller", "public static String call() { return new Pair(1, 2).toString(); }");
        assertEquals("Pair[a=1, b=2]", compiled(added, caller));
        assertEquals(List.of("p/Callee.class", "p/Caller.class", "p/Pair.class"), project.classFiles());
    }

    @Test
    void theClassesOfASourceThatIsGoneGoToo() throws IOException {
        Path caller = project.writeClass("public class Caller",
                "class Inner {}\npublic static String call() { return \"\" + new Caller().new Inner(); }");
        compiled(caller);
        project.writeClass("public class Caller", "public static String call() { return \"alone\"; }");
        Path callee = project.sources().resolve("p/Callee.java");
        Files.delete(callee);
        assertEquals("alone", compiled(caller, callee));
        assertEquals(List.of("p/Caller.class"), project.classFiles());
    }

    @Test
    void aSourceThatIsGoneIsMissedByItsUsers() throws IOException {
        Path callee = project.sources().resolve("p/Callee.java");
        Files.delete(callee);
        assertTrue(String.valueOf(build().problems(Set.of(callee))).contains("Caller.java:4: error: cannot find symbol"));
    }

    @Test
    void classesThatCameFromElsewhereStay() throws IOException {
        Files.copy(project.classes().resolve("p/Callee.class"), project.classes().resolve("Copied.class"));
        project.write("target/classes/p/data.bin", "data");
        Path callee = project.writeClass("class Callee", "static final int LIMIT = 3;\nstatic String text() { return \"old\"; }");
        compiled(callee);
        assertEquals(List.of("Copied.class", "p/Callee.class", "p/Caller.class", "p/data.bin"), project.classFiles());
    }

    @Test
    void resourcesAreCopiedAndDeleted() throws IOException {
        Path resource = project.write("src/main/resources/p/page.html", "<p>");
        compiled(resource);
        assertEquals("<p>", Files.readString(project.classes().resolve("p/page.html")));
        Files.delete(resource);
        compiled(resource);
        assertEquals(List.of("p/Callee.class", "p/Caller.class"), project.classFiles());
    }

    @Test
    void aProjectThatUsesAnotherIsCompiledWithIt() throws IOException {
        var above = new Project(folder.resolve("above"));
        above.write("src/main/java/q/Top.java", "package q;\npublic class Top { int n = p.Api.N; }\n");
        Path api = project.writeClass("public class Api", "public static final int N = 1;");
        var both = new Build(List.of(above.classes(), project.classes()), folder.resolve("workshop"));
        Files.createDirectories(above.classes());
        assertNull(both.problems(Set.of(api)));
        both.install();
        assertEquals(List.of("q/Top.class"), above.classFiles());
    }

    @Test
    void onlyWhatIsNewerThanItsClassIsStale() throws IOException {
        assertEquals(Set.of(), build().stale());
        project.write("src/main/java/p/package-info.java", "package p;\n");
        Path caller = project.writeClass("public class Caller", "");
        Path added = project.writeClass("class Added", "");
        assertEquals(Set.of(added, caller), build().stale());
    }

    @Test
    void gradlesLayoutIsKnownToo() throws IOException {
        Path classes = Files.createDirectories(folder.resolve("g/build/classes/java/main"));
        assertNull(SourceFolder.of(classes));
        Files.createDirectories(folder.resolve("g/src/main/java"));
        var found = SourceFolder.of(classes);
        assertEquals(new SourceFolder(classes, folder.resolve("g/src/main/java"), folder.resolve("g/src/main/resources"),
                folder.resolve("g/build/resources/main")), found);
    }
}
