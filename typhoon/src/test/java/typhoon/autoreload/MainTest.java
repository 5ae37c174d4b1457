package typhoon.autoreload;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Programs as a shell starts them. */
@Timeout(240)
class MainTest extends ProjectTestCase {
    @Test
    void aChangedSourceIsCompiledAndTheProgramRunsAgainWithItsArguments() throws Exception {
        program(print("\"one \" + java.util.List.of(words)") + STAYS);
        project.compile();
        try (var launched = Launched.main(project, "p.Program", "a b", "--c='d'")) {
            launched.says("one \\[a b, --c='d'\\]");
            program(print("\"two \" + java.util.List.of(words)") + STAYS);
            assertEquals("[autoreload] src/main/java/p/Program.java changed", launched.says("changed"));
            launched.says("two \\[a b, --c='d'\\]");
        }
    }

    @Test
    void whatDoesNotCompileIsShownAndTheOldProgramGoesOnUntilItDoes() throws Exception {
        program(print("\"one\"") + STAYS);
        project.compile();
        try (var launched = Launched.main(project, "-m", "p.Program")) {
            launched.says("one");
            long before = launched.program().pid();
            program(print("\"two\"") + "mistake" + STAYS);
            launched.says("^src/main/java/p/Program.java:5: error: ");
            launched.says("the program from before this change goes on");
            assertEquals(before, launched.program().pid());
            program(print("\"two\"") + STAYS);
            launched.says("^two");
            assertNotEquals(before, launched.program().pid());
        }
    }

    @Test
    void aProgramThatFailsAtItsStartIsStartedAgainAfterTheNextChange() throws Exception {
        program("throw new IllegalStateException(\"no luck\");");
        project.compile();
        try (var launched = Launched.main(project, "p.Program")) {
            launched.says("IllegalStateException: no luck");
            launched.says("ended with exit code 1; it is started again after a change");
            program(print("\"luck\"") + STAYS);
            launched.says("^luck");
        }
    }

    @Test
    void untilSuccessEndsWithTheFirstExitCode0() throws Exception {
        program("System.exit(3);");
        project.compile();
        try (var launched = Launched.main(project, "--until-success", "p.Program")) {
            launched.says("ended with exit code 3");
            program(print("\"done\""));
            launched.says("^done");
            assertEquals(0, launched.exitCode());
        }
    }

    @Test
    void withoutItAProgramThatHasDoneItsWorkWaitsForTheNextChange() throws Exception {
        program(print("\"one\""));
        project.compile();
        try (var launched = Launched.main(project, "p.Program")) {
            launched.says("ended with exit code 0");
            program(print("\"two\""));
            launched.says("^two");
            launched.says("ended with exit code 0");
            assertTrue(launched.process().isAlive());
        }
    }

    @Test
    void sourcesThatAreNewerThanTheirClassesAreCompiledBeforeTheFirstStart() throws Exception {
        program(print("\"one\"") + STAYS);
        project.compile();
        program(print("\"two\"") + STAYS);
        try (var launched = Launched.main(project, "p.Program")) {
            launched.says("^two");
            assertFalse(launched.all().contains("one"));
        }
    }

    @Test
    void aClassThatSomebodyElseCompilesIsAChangeToo() throws Exception {
        program(print("\"one\"") + STAYS);
        project.compile();
        Files.move(folder.resolve("src"), folder.resolve("elsewhere"));
        try (var launched = Launched.main(project, "p.Program")) {
            launched.says("^one");
            Files.move(folder.resolve("elsewhere"), folder.resolve("src"));
            program(print("\"two\"") + STAYS);
            project.compile();
            launched.says("target/classes/p/Program.class changed");
            launched.says("^two");
        }
    }

    @Test
    void aResourceThatChangesIsSeenByTheNextStart() throws Exception {
        program(print("new String(Program.class.getResourceAsStream(\"/text\").readAllBytes())") + STAYS);
        project.write("src/main/resources/text", "one");
        project.write("target/classes/text", "one");
        project.compile();
        try (var launched = Launched.main(project, "p.Program")) {
            launched.says("^one");
            project.write("src/main/resources/text", "two");
            launched.says("^two");
        }
    }

    @Test
    void aSourceFileIsRunByJavaAndWatched() throws Exception {
        project.write("Hello.java", "void main(String[] words) throws Exception { IO.println(\"one \" + words[0]); " + STAYS + " }\n");
        project.age();
        try (var launched = Launched.main(project, "Hello.java", "x")) {
            launched.says("^one x");
            project.write("Hello.java", "void main(String[] words) throws Exception { IO.println(\"two \" + words[0]); " + STAYS + " }\n");
            launched.says("^two x");
        }
    }

    @Test
    void anyCommandRunsAgainWhenAFileChangesThatNoBuildHasMade() throws Exception {
        project.write("test.sh", "echo one; cat notes");
        project.write("notes", "first\n");
        project.age();
        try (var launched = Launched.main(project, "--exec", "sh", "test.sh")) {
            launched.says("^first");
            launched.says("ended with exit code 0");
            project.write("target/made", "");
            project.write("notes", "second\n");
            launched.says("^.autoreload. notes changed$");
            launched.says("^second");
        }
    }

    @Test
    void aProgramThatDoesNotEndIsEndedByForceAfterTwoSeconds() throws Exception {
        program("Runtime.getRuntime().addShutdownHook(new Thread(() -> { while (true) {} }));" + print("\"one\"") + STAYS);
        project.compile();
        try (var launched = Launched.main(project, "p.Program")) {
            launched.says("^one");
            program(print("\"two\"") + STAYS);
            launched.says("restarting");
            long began = System.nanoTime();
            launched.says("^two");
            assertTrue(Duration.ofNanos(System.nanoTime() - began).toMillis() >= 1900);
        }
    }

    @Test
    void theEndOfTheLauncherIsTheEndOfItsProgram() throws Exception {
        program("Runtime.getRuntime().addShutdownHook(new Thread(() -> System.out.println(\"in order\")));" + print("\"one\"") + STAYS);
        project.compile();
        try (var launched = Launched.main(project, "p.Program")) {
            launched.says("^one");
            ProcessHandle program = launched.program();
            launched.process().destroy();
            launched.says("in order");
            assertEquals(143, launched.exitCode());
            program.onExit().get(10, TimeUnit.SECONDS);
            assertFalse(launched.all().contains("it is started again"), launched.all());
        }
    }

    @Test
    void lookingAtTheFilesCostsLittle() throws Exception {
        program(print("\"one\"") + STAYS);
        project.compile();
        for (int i = 0; i < 300; i++) project.write("src/main/resources/many/file" + i, "");
        try (var launched = Launched.main(project, "p.Program")) {
            launched.says("^one");
            Thread.sleep(1000);
            Duration before = cpu(launched);
            Thread.sleep(3000);
            Duration used = cpu(launched).minus(before);
            assertTrue(used.toMillis() < 300, () -> "used " + used + " in 3 s");
        }
    }

    private static Duration cpu(Launched launched) {
        return launched.process().toHandle().info().totalCpuDuration().orElseThrow();
    }

    @Test
    void aCallThatIsWrongIsOneLineAndExitCode2() throws Exception {
        try (var launched = Launched.main(project, "--prot")) {
            assertEquals(2, launched.exitCode());
            assertEquals("typhoon.autoreload.Main: unknown option --prot (--help lists what there is)\n", launched.all());
        }
        try (var launched = Launched.main(project, "--until-success")) {
            assertEquals(2, launched.exitCode());
            assertEquals("typhoon.autoreload.Main: what to run is missing (--help lists what there is)\n", launched.all());
        }
        try (var launched = Launched.main(project, "--help")) {
            assertEquals(0, launched.exitCode());
            launched.says("Usage: java");
        }
    }
}
