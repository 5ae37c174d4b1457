package typhoon.autoreload;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import typhoon.autoreload.Snapshot.Root;
import typhoon.netty.ThisJvm;

/** What runs in the first JVM: looks at the files, and ends and starts the program. */
final class Launcher {
    /** Looking at the files takes about one part in so many of the time, but changes are not overlooked for longer than that. */
    private static final int REST = 50;
    private static final Duration LONGEST_REST = Duration.ofSeconds(2);
    private static final Duration QUIET = Duration.ofMillis(100);
    private static final Duration QUIET_CLASSES = Duration.ofMillis(300);

    /** As everywhere in Typhoon: for what passes on no signals, as Maven does. */
    private static final String WITH_PARENT = "typhoon.stopWithParent";

    private final Board board;
    private final Program program;
    private final Build build;
    private final Set<Root> roots = new HashSet<>();
    private final boolean untilSuccess;
    private final Duration checkTime;
    private Snapshot seen = Snapshot.nothing();
    private Duration lookTook = Duration.ZERO;

    private Launcher(Board board, Program program, Build build, boolean untilSuccess, Duration checkTime) {
        this.board = board;
        this.program = program;
        this.build = build;
        this.untilSuccess = untilSuccess;
        this.checkTime = checkTime;
        for (SourceFolder folder : build.folders()) {
            roots.add(Root.sourcesIn(folder.sources()));
            roots.add(Root.everythingIn(folder.resources()));
        }
    }

    /** Of the program that has called {@link Autoreload#start}. */
    static Launcher ofThisProgram(Duration checkTime) {
        Board board = board();
        Path source = ThisJvm.sourceFile();
        Ports ports = Ports.open(board.folder());
        var command = java(ThisJvm.again(_ -> true, options(board, ports)));
        var launcher = of(board, ports, command, ClassPath.ofThisJvm(), true, checkTime);
        return source == null ? launcher : launcher.watching(source);
    }

    /** Of a program that is named by its class, jar or source file, with its arguments. */
    static Launcher ofTarget(List<String> target, boolean untilSuccess, Duration checkTime) {
        Board board = board();
        String name = target.getFirst();
        Path file = Path.of(name).toAbsolutePath();
        boolean module = name.indexOf('/') > 0 && !Files.exists(file);
        List<String> named = name.endsWith(".jar") ? List.of("-jar", name) : module ? List.of("-m", name) : List.of(name);
        List<String> words = Stream.concat(named.stream(), target.stream().skip(1)).toList();
        List<Path> classPath = name.endsWith(".jar") ? List.of(file) : ClassPath.ofThisJvm();
        Ports ports = Ports.open(board.folder());
        var command = java(ThisJvm.instead(words, options(board, ports)));
        var launcher = of(board, ports, command, classPath, untilSuccess, checkTime);
        return name.endsWith(".java") ? launcher.watching(file) : launcher;
    }

    /** Of any command; what is watched is the working directory, but for what builds leave there. */
    static Launcher ofCommand(List<String> command, boolean untilSuccess, Duration checkTime) {
        Board board = board();
        var launcher = of(board, null, new ProcessBuilder(command), List.of(), untilSuccess, checkTime);
        Set<String> made = Set.of("target", "build", "out", "bin", "node_modules");
        launcher.roots.add(new Root(Path.of("").toAbsolutePath(), Root::isNoScratch,
                folder -> Root.isNoScratch(folder) && !made.contains(String.valueOf(folder.getFileName()))));
        return launcher;
    }

    private static List<String> options(Board board, @Nullable Ports ports) {
        return ports == null ? List.of(board.option()) : List.of(board.option(), ports.option());
    }

    private static ProcessBuilder java(List<String> command) {
        var builder = new ProcessBuilder(command);
        builder.environment().keySet().removeAll(ThisJvm.VARIABLES);
        return builder;
    }

    private static Launcher of(Board board, @Nullable Ports ports, ProcessBuilder command, List<Path> classPath, boolean untilSuccess,
            Duration checkTime) {
        var build = new Build(classPath, board.folder().resolve("classes"));
        var launcher = new Launcher(board, new Program(command, board, ports), build, untilSuccess, checkTime);
        classPath.forEach(entry -> launcher.roots.add(Root.everythingIn(entry)));
        return launcher;
    }

    /** A program in a source file is compiled by {@code java} itself, with what lies beside it. */
    private Launcher watching(Path source) {
        roots.add(Root.sourcesIn(source.toAbsolutePath().normalize().resolveSibling("").normalize()));
        return this;
    }

    private static Board board() {
        try {
            return Board.make();
        } catch (IOException problem) {
            throw new UncheckedIOException(problem);
        }
    }

    /** Runs the program, again and again; the exit code for this JVM, once there is one. */
    int run() {
        Runtime.getRuntime().addShutdownHook(Thread.ofPlatform().name("end-of-launcher").unstarted(this::end));
        if (Boolean.getBoolean(WITH_PARENT))
            ProcessHandle.current().parent().ifPresent(parent -> parent.onExit().thenRun(() -> System.exit(0)));
        try {
            seen = look();
            restart(build.stale());
            while (!(program.endsWithin(pause()) && hasDoneItsWork())) {
                Set<Path> changed = changes();
                if (!changed.isEmpty()) restart(changed);
            }
            return 0;
        } catch (InterruptedException interrupted) {
            return 1;
        }
    }

    private boolean hasDoneItsWork() {
        if (untilSuccess && program.exitCode() == 0) return true;
        say("the program has ended with exit code " + program.exitCode() + "; it is started again after a change (Ctrl-C ends this)");
        return false;
    }

    private void restart(Set<Path> changed) throws InterruptedException {
        if (!changed.isEmpty()) say(named(changed) + " changed");
        try {
            if (build.problems(changed) instanceof String problems) {
                System.err.println(problems);
                say(program.isRunning() ? "the program from before this change goes on" : "the program is started as soon as it compiles");
                return;
            }
            if (!changed.isEmpty()) say("restarting");
            program.stop();
            build.install();
            seen = seen.with(look(), build.outputs());
            program.start();
        } catch (IOException | UncheckedIOException problem) {
            say("tried again after the next change: " + problem);
        }
    }

    /** What has changed since the last look, once nothing changes any more. */
    private Set<Path> changes() throws InterruptedException {
        Snapshot now = look();
        Set<Path> changed = new TreeSet<>(now.changesSince(seen));
        for (Set<Path> more = changed; !more.isEmpty();) {
            boolean byABuild = more.stream().anyMatch(file -> file.toString().endsWith(".class") || file.toString().endsWith(".jar"));
            Thread.sleep(byABuild ? QUIET_CLASSES : QUIET);
            Snapshot next = look();
            more = next.changesSince(now);
            changed.addAll(more);
            now = next;
        }
        seen = now;
        return changed;
    }

    private Set<Root> roots() {
        var all = new HashSet<>(roots);
        for (Path file : board.additions()) all.add(Root.everythingIn(file));
        return all;
    }

    private Snapshot look() {
        long began = cpuTime();
        Snapshot found = Snapshot.of(roots());
        lookTook = Duration.ofNanos(cpuTime() - began);
        return found;
    }

    private Duration pause() {
        Duration rest = lookTook.multipliedBy(REST);
        return rest.compareTo(LONGEST_REST) > 0 ? longer(LONGEST_REST) : longer(rest);
    }

    private Duration longer(Duration rest) {
        return rest.compareTo(checkTime) > 0 ? rest : checkTime;
    }

    private static long cpuTime() {
        return ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
    }

    private static String named(Set<Path> changed) {
        Path first = changed.iterator().next();
        return Compiler.shown(first) + (changed.size() == 1 ? "" : " and " + (changed.size() - 1) + " more");
    }

    static void say(String line) {
        System.err.println("[autoreload] " + line);
    }

    private void end() {
        program.endWithLauncher();
        try {
            Folders.delete(board.folder());
        } catch (IOException left) {
            // in a folder for temporary files
        }
    }
}
