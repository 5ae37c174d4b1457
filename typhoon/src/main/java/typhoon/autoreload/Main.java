package typhoon.autoreload;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * Runs a program, and again whenever one of its files changes, without a word of it in the program: {@link Autoreload} says what is watched
 * and how it is restarted. A program that has ended by itself is run again after the next change, so this runs tests too.
 *
 * {@snippet class="typhoon.snippets.AutoreloadSnippets" region="main"}
 *
 * <p>Source: {@code python -m tornado.autoreload}.
 */
public final class Main {
    private static final Duration CHECK_TIME = Duration.ofMillis(200);
    private static final int MISUSED = 2;

    private static final String USAGE = """
            Usage: java [options of Java] typhoon.autoreload.Main [--until-success] [-m] PROGRAM [ARGUMENT...]
                   java -cp typhoon.jar typhoon.autoreload.Main [--until-success] --exec COMMAND [ARGUMENT...]

            Runs a program, and runs it again when one of its files changes.

              PROGRAM          a main class, module/class, a .jar or a .java file; gets the
                               options of Java, and the class path, that stand before Main
              --exec           runs any command instead, "mvn -q test" for example, again
                               when a file of the working directory changes
              --until-success  ends when the program ends with the exit code 0
              --help           this text
            """;

    private Main() {}

    /** The program; {@code --help} says how to call it. Exit code 2 if it was called otherwise. */
    public static void main(String... arguments) {
        var rest = new ArrayList<>(List.of(arguments));
        boolean untilSuccess = false;
        boolean command = false;
        while (!rest.isEmpty() && rest.getFirst().startsWith("-")) {
            switch (rest.removeFirst()) {
                case "--until-success" -> untilSuccess = true;
                case "--exec" -> command = true;
                case "-m" -> {}
                case "--help" -> {
                    System.out.print(USAGE);
                    return;
                }
                case String unknown -> misused("unknown option " + unknown);
            }
            if (command) break;
        }
        if (rest.isEmpty()) misused("what to run is missing");
        var launcher = command ? Launcher.ofCommand(rest, untilSuccess, CHECK_TIME) : Launcher.ofTarget(rest, untilSuccess, CHECK_TIME);
        System.exit(launcher.run());
    }

    private static void misused(String what) {
        System.err.println("typhoon.autoreload.Main: " + what + " (--help lists what there is)");
        System.exit(MISUSED);
    }
}
