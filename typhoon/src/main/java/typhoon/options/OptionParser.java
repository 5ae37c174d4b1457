package typhoon.options;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import typhoon.netty.Logs;

/**
 * A set of options. Most programs use the one of {@link Options}; a library or a test may want its own.
 *
 * {@snippet class="typhoon.snippets.OptionsSnippets" region="parser"}
 *
 * <p>In names {@code -} and {@code _} are the same. A value set later replaces an earlier one. Belongs to one thread at a time, the one
 * that starts the program as a rule; values may be read from any thread afterwards. Source: Tornado's {@code options.OptionParser}.
 */
public final class OptionParser {
    private static final Logger LOG = Logs.of("typhoon.general");

    /** What editors of Windows put before a text in UTF-8. */
    private static final String BYTE_ORDER_MARK = "\ufeff";

    private final Map<String, Option<?>> options = new LinkedHashMap<>();
    private final List<Runnable> parseCallbacks = new ArrayList<>();
    private IntConsumer exit = System::exit;

    /** With the option {@code help} only. */
    public OptionParser() {
        define("help", false).help("show this help information").group("").callback(asked -> {
            if (!asked) return;
            printHelp();
            exit.accept(0);
        });
    }

    // ---- defining

    /**
     * Defines an option of the type of its default: String, Boolean, Integer, Long, Double, Duration, LocalDateTime, Path or an enum.
     *
     * {@snippet class="typhoon.snippets.OptionsSnippets" region="define"}
     *
     * @throws OptionsError if the name is taken
     */
    public <T> Option<T> define(String name, T absent) {
        Class<?> type = absent instanceof Enum<?> constant ? constant.getDeclaringClass() : absent instanceof Path ? Path.class
                : absent.getClass();
        return add(new Option<>(name, ValueType.of(type), false, absent, Caller.name()));
    }

    /** Defines an option that is null until it is set. */
    public <T> Option<@Nullable T> define(String name, Class<T> type) {
        return add(new Option<@Nullable T>(name, ValueType.of(type), false, null, Caller.name()));
    }

    /** Defines an option that takes several values, separated by commas; whole numbers also as {@code from:to}, both included. */
    public <T> Option<List<T>> defineMultiple(String name, Class<T> type) {
        return defineMultiple(name, type, List.of());
    }

    /** As {@link #defineMultiple(String, Class)}, with a default. */
    public <T> Option<List<T>> defineMultiple(String name, Class<T> type, List<T> absent) {
        return add(new Option<>(name, ValueType.of(type), true, List.copyOf(absent), Caller.name()));
    }

    private <T extends @Nullable Object> Option<T> add(Option<T> option) {
        Option<?> there = options.putIfAbsent(key(option.name()), option);
        if (there != null) throw new OptionsError("--" + option.shown() + " is defined already, in " + there.group());
        return option;
    }

    // ---- asking

    /** The value of an option. {@link OptionsError} if there is none of that name. */
    public @Nullable Object get(String name) {
        return known(name).value();
    }

    /** Sets an option to a value of its type; a whole number may stand for a wider one. {@link OptionsError} if it does not fit. */
    public void set(String name, Object value) {
        known(name).setChecked(value);
    }

    /** Whether there is such an option. */
    public boolean contains(String name) {
        return options.containsKey(key(name));
    }

    /** Names, as they were defined, and values. */
    public Map<String, @Nullable Object> asMap() {
        return values(null);
    }

    /** The headings of {@code --help}. */
    public Set<String> groups() {
        Set<String> groups = new TreeSet<>();
        for (Option<?> option : options.values()) groups.add(option.group());
        return groups;
    }

    /** As {@link #asMap}, of one group. */
    public Map<String, @Nullable Object> groupMap(String group) {
        return values(group);
    }

    private Map<String, @Nullable Object> values(@Nullable String group) {
        Map<String, @Nullable Object> values = new LinkedHashMap<>();
        for (Option<?> option : options.values()) {
            if (group == null || option.group().equals(group)) values.put(option.name(), option.value());
        }
        return values;
    }

    /** Sets an option for as long as the result is not closed: for tests, with {@code try}. */
    public Overridden override(String name, Object value) {
        Option<?> option = known(name);
        Runnable restorer = option.restorer();
        option.setChecked(value);
        return restorer::run;
    }

    /** A value that is set for a while. */
    public interface Overridden extends AutoCloseable {
        /** Puts back the value from before. */
        @Override
        void close();
    }

    // ---- parsing

    /** As {@link #parseCommandLine(List, boolean)}, as the last source of options. */
    public List<String> parseCommandLine(String... arguments) {
        return parseCommandLine(List.of(arguments), true);
    }

    /**
     * Sets options from a command line: {@code --name=value}, or {@code --name} for one that is true or false. Ends at the first argument
     * without a dash, or behind {@code --}; returns the rest. {@code --help} prints {@link #printHelp} and exits with 0.
     *
     * @param last whether no other source follows, so that the {@link #addParseCallback callbacks} run
     * @throws OptionsError if an option is unknown or its value cannot be, in one line that says what was expected
     */
    public List<String> parseCommandLine(List<String> arguments, boolean last) {
        int at = 0;
        while (at < arguments.size() && arguments.get(at).startsWith("-") && !arguments.get(at).equals("--")) parse(arguments.get(at++));
        boolean dashes = at < arguments.size() && arguments.get(at).equals("--");
        if (last) runParseCallbacks();
        return List.copyOf(arguments.subList(dashes ? at + 1 : at, arguments.size()));
    }

    /**
     * As {@link #parseCommandLine(String...)}; a mistake, also one in a file that a callback parses, is one line on standard error and the
     * exit code 2, as a shell's user expects.
     */
    public List<String> parseOrExit(String... arguments) {
        try {
            return parseCommandLine(arguments);
        } catch (OptionsError | UncheckedIOException mistake) {
            System.err.println(Caller.program() + ": " + mistake.getMessage());
            exit.accept(2);
            return List.of();
        }
    }

    private void parse(String argument) {
        int equals = argument.indexOf('=');
        String name = (equals < 0 ? argument : argument.substring(0, equals)).replaceFirst("^-+", "");
        Option<?> option = options.get(key(name));
        if (option == null) throw new OptionsError("unknown option " + OptionsError.shown(argument) + " (--help lists the options)");
        if (equals >= 0) option.parse(argument.substring(equals + 1));
        else if (option.isFlag()) option.parse("true");
        else throw new OptionsError("--" + option.shown() + " needs a value: --" + option.shown() + "=" + option.metavar());
    }

    /** As {@link #parseConfigFile(Path, boolean)}, as the last source of options. */
    public void parseConfigFile(Path file) {
        parseConfigFile(file, true);
    }

    /**
     * Sets options from a file in UTF-8 with a line {@code name = value} each, values as on a command line, in quotes if they begin or end
     * with blanks; {@code #} begins a comment line. It is data: nothing in it is run. A name nobody has defined is passed over.
     *
     * @throws OptionsError if a line cannot be, with file and number
     * @throws UncheckedIOException if the file cannot be read
     */
    public void parseConfigFile(Path file, boolean last) {
        int number = 0;
        for (String line : lines(file)) {
            number++;
            if (line.isBlank() || line.stripLeading().startsWith("#")) continue;
            try {
                parseLine(line);
            } catch (OptionsError problem) {
                throw new OptionsError(file + ":" + number + ": " + problem.getMessage());
            }
        }
        if (last) runParseCallbacks();
    }

    private static List<String> lines(Path file) {
        try {
            List<String> lines = Files.readAllLines(file);
            if (!lines.isEmpty() && lines.getFirst().startsWith(BYTE_ORDER_MARK)) lines.set(0, lines.getFirst().substring(1));
            return lines;
        } catch (CharacterCodingException malformed) {
            throw new OptionsError(file + ": expected a text in UTF-8");
        } catch (NoSuchFileException absent) {
            throw new UncheckedIOException("cannot read the options of " + file + ": no such file", absent);
        } catch (IOException unreadable) {
            throw new UncheckedIOException("cannot read the options of " + file + ": " + unreadable, unreadable);
        }
    }

    private void parseLine(String line) {
        int equals = line.indexOf('=');
        if (equals < 0) throw new OptionsError("expected name = value, got " + OptionsError.shown(line.strip()));
        String name = line.substring(0, equals).strip();
        String value = line.substring(equals + 1).strip();
        char quote = value.length() > 1 ? value.charAt(0) : ' ';
        boolean quoted = (quote == '"' || quote == '\'') && value.charAt(value.length() - 1) == quote;
        Option<?> option = options.get(key(name));
        if (option == null) LOG.debug("no option {}, its line in a file is passed over", OptionsError.shown(name));
        else option.parse(quoted ? value.substring(1, value.length() - 1) : value);
    }

    /** Has {@code callback} run when all sources were parsed: to look at options together. An {@link OptionsError} it throws gets out. */
    public void addParseCallback(Runnable callback) {
        parseCallbacks.add(callback);
    }

    /** Runs the callbacks; what parses the last source does it. */
    public void runParseCallbacks() {
        parseCallbacks.forEach(Runnable::run);
    }

    // ---- help

    /** Prints the options to standard output. */
    public void printHelp() {
        System.out.print(HelpText.of(Caller.program(), options.values()));
    }

    /** Writes the options to {@code out}. */
    public void printHelp(Appendable out) throws IOException {
        out.append(HelpText.of(Caller.program(), options.values()));
    }

    /** What {@code --help} and a mistake do at their end: System.exit, unless a test has other plans. */
    void onExit(IntConsumer other) {
        exit = other;
    }

    private Option<?> known(String name) {
        Option<?> option = options.get(key(name));
        if (option == null) throw new OptionsError("there is no option " + name);
        return option;
    }

    private static String key(String name) {
        return name.replace('_', '-');
    }
}
