package typhoon.examples.users;

import java.io.UncheckedIOException;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** What the program says to the shell that started it: a line when something is wrong, and an exit code. */
final class CommandLine {
    private static final int FINE = 0;
    private static final int FAILED = 1;
    private static final int MISUSED = 2;

    private CommandLine() {}

    /** Gives the options to {@code program}, which returns when it has been stopped; returns the exit code. */
    static int run(List<String> arguments, Consumer<Options> program) {
        if (arguments.contains("--help") || arguments.contains("-h")) {
            System.out.print(Options.HELP);
            return FINE;
        }
        if (arguments.contains("--version")) {
            System.out.println(version());
            return FINE;
        }
        try {
            return run(Options.parse(arguments), program);
        } catch (Options.Mistake mistake) {
            return complain(MISUSED, mistake.getMessage());
        }
    }

    private static int run(Options options, Consumer<Options> program) {
        try {
            program.accept(options);
            return FINE;
        } catch (UserStore.DatabaseError problem) {
            return complain(FAILED, "--database=" + UserStore.shown(options.database()) + ": " + problem.getMessage());
        } catch (UncheckedIOException notListening) {
            return complain(FAILED, notListening.getMessage() + " (choose another with --port=… or --address=…)");
        } catch (RuntimeException | Error grave) {      // the loop has ended; other threads would keep a process alive that serves nobody
            grave.printStackTrace();
            return FAILED;
        }
    }

    private static int complain(int exitCode, @Nullable String line) {
        System.err.println("users: " + line);
        return exitCode;
    }

    private static String version() {
        String version = Objects.requireNonNullElse(Users.class.getPackage().getImplementationVersion(), "not packaged");
        return "users " + version + ", Java " + Runtime.version();
    }
}
