package typhoon.options;

import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The options of this program. Each class defines those it needs, as static fields; {@code main} parses.
 *
 * {@snippet class="typhoon.snippets.OptionsSnippets" region="main"}
 *
 * <p>A class that is not loaded when the command line is parsed has not defined its options yet. Source: Tornado's {@code options.options}.
 */
public final class Options {
    /** All of them. */
    public static final OptionParser OPTIONS = new OptionParser();

    private Options() {}

    /** As {@link OptionParser#define(String, Object)}. */
    public static <T> Option<T> define(String name, T absent) {
        return OPTIONS.define(name, absent);
    }

    /** As {@link OptionParser#define(String, Class)}. */
    public static <T> Option<@Nullable T> define(String name, Class<T> type) {
        return OPTIONS.define(name, type);
    }

    /** As {@link OptionParser#defineMultiple(String, Class)}. */
    public static <T> Option<List<T>> defineMultiple(String name, Class<T> type) {
        return OPTIONS.defineMultiple(name, type);
    }

    /** As {@link OptionParser#parseCommandLine(String...)}. */
    public static List<String> parseCommandLine(String... arguments) {
        return OPTIONS.parseCommandLine(arguments);
    }

    /** As {@link OptionParser#parseOrExit}. */
    public static List<String> parseOrExit(String... arguments) {
        return OPTIONS.parseOrExit(arguments);
    }

    /** As {@link OptionParser#parseConfigFile(Path)}. */
    public static void parseConfigFile(Path file) {
        OPTIONS.parseConfigFile(file);
    }

    /** As {@link OptionParser#addParseCallback}. */
    public static void addParseCallback(Runnable callback) {
        OPTIONS.addParseCallback(callback);
    }

    /** As {@link OptionParser#printHelp()}. */
    public static void printHelp() {
        OPTIONS.printHelp();
    }
}
