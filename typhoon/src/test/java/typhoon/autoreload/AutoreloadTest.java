package typhoon.autoreload;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Programs that ask for it themselves. */
@Timeout(240)
class AutoreloadTest extends ProjectTestCase {
    private static final String START = "typhoon.autoreload.Autoreload.start();";

    @Test
    void startRunsTheProgramInAJvmOfItsOwnWithItsCommandLine() throws Exception {
        program(print("\"before\""), START, START, print("\"one \" + java.util.List.of(words) + System.getProperty(\"some\")"), STAYS);
        project.compile();
        try (var launched = Launched.java(project, "-Dsome=thing x", "p.Program", "a b")) {
            launched.says("^before");
            launched.says("^before");
            launched.says("^one \\[a b\\]thing x");
            program(START, print("\"two \" + java.util.List.of(words)"), STAYS);
            launched.says("^two \\[a b\\]");
        }
    }

    @Test
    void aProgramThatEndsByItselfEndsTheLauncher() throws Exception {
        program(START, print("\"done\""));
        project.compile();
        try (var launched = Launched.java(project, "p.Program")) {
            launched.says("^done");
            assertEquals(0, launched.exitCode());
        }
    }

    @Test
    void aSourceFileMayStartItToo() throws Exception {
        project.write("Hello.java", "void main() throws Exception { " + START + " IO.println(\"one\"); " + STAYS + " }\n");
        project.age();
        try (var launched = Launched.java(project, "Hello.java")) {
            launched.says("^one");
            project.write("Hello.java", "void main() throws Exception { " + START + " IO.println(\"two\"); " + STAYS + " }\n");
            launched.says("^two");
        }
    }

    @Test
    void hooksRunInTheirOrderBeforeARestartAndAtNoOtherEnd() throws Exception {
        String hook = "typhoon.autoreload.Autoreload.addReloadHook(() -> System.out.println(\"%s\"));";
        program(START, hook.formatted("first hook"), hook.formatted("second hook"), print("\"one\""), STAYS);
        project.compile();
        try (var launched = Launched.java(project, "p.Program")) {
            launched.says("^one");
            program(START, hook.formatted("third hook"), print("\"two\""));
            launched.says("^first hook");
            launched.says("^second hook");
            launched.says("^two");
            assertEquals(0, launched.exitCode());
            assertFalse(launched.all().contains("third"));
        }
    }

    @Test
    void anyFileMayBeWatchedWhetherItIsThereOrNot() throws Exception {
        Path late = folder.resolve("conf/late.properties");
        program(START, "typhoon.autoreload.Autoreload.watch(java.nio.file.Path.of(\"conf/late.properties\"));", print("\"one\""), STAYS);
        project.compile();
        try (var launched = Launched.java(project, "p.Program")) {
            launched.says("^one");
            Thread.sleep(1000);         // for the launcher to have read the note
            project.write("conf/late.properties", "a=b");
            launched.says("conf/late.properties changed");
            launched.says("^one");
            Thread.sleep(1000);
            Files.delete(late);
            launched.says("conf/late.properties changed");
            launched.says("^one");
        }
    }

    @Test
    void waitForChangeKeepsAProgramThatHasDoneItsWork() throws Exception {
        program(print("\"one\""), "typhoon.autoreload.Autoreload.waitForChange();", print("\"never\""));
        project.compile();
        try (var launched = Launched.java(project, "p.Program")) {
            launched.says("^one");
            launched.says("^one");
            program(print("\"two\""), "typhoon.autoreload.Autoreload.waitForChange();");
            launched.says("^two");
            assertFalse(launched.all().contains("never"));
        }
    }

    @Test
    void onAnotherThreadOrOnALoopItIsTooLate() throws Exception {
        program("Thread.ofPlatform().start(() -> typhoon.autoreload.Autoreload.start()).join();",
                "Thread.ofVirtual().start(() -> typhoon.autoreload.Autoreload.start()).join();");
        project.compile();
        try (var launched = Launched.java(project, "p.Program")) {
            launched.says("IllegalStateException: autoreload was asked for on Thread.*, too late .*: "
                    + "call Autoreload.start\\(\\) first thing in main");
            launched.says("IllegalStateException: autoreload was asked for on VirtualThread.*, too late");
            assertEquals(0, launched.exitCode());
        }
    }

    @Test
    void inAJvmThatRunsTestsNothingHappens() {
        Autoreload.start();
        Autoreload.watch(folder);
        Autoreload.addReloadHook(() -> {
            throw new AssertionError("there is no launcher");
        });
    }

    @Test
    void inAChildOfForkNothingHappens() throws Exception {
        program(START, print("\"child \" + ProcessHandle.current().pid()"));
        project.compile();
        try (var launched = Launched.java(project, "-Dtyphoon.task=0", "p.Program")) {
            launched.says("^child " + launched.process().pid());
            assertEquals(0, launched.exitCode());
        }
    }

    @Test
    void aLauncherThatIsKilledLeavesNoProgramBehind() throws Exception {
        program(START, print("\"one\""), STAYS);
        project.compile();
        try (var launched = Launched.java(project, "p.Program")) {
            launched.says("^one");
            ProcessHandle program = launched.program();
            launched.process().destroyForcibly();
            program.onExit().get(20, TimeUnit.SECONDS);
        }
    }
}
