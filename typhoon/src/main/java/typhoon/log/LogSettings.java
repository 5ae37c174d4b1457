package typhoon.log;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import typhoon.netty.Task;
import typhoon.options.OptionParser;
import typhoon.options.OptionsError;

/** What the options of logging say. Here stand their names, their defaults and what {@code --help} has about them. */
record LogSettings(Log.Level level, @Nullable Boolean toStderr, @Nullable Path file, long maxSize, int backups, Log.RotateMode mode,
        Log.RotateWhen when, int interval) {

    static final LogSettings DEFAULT =
            new LogSettings(Log.Level.INFO, null, null, 100_000_000, 10, Log.RotateMode.SIZE, Log.RotateWhen.MIDNIGHT, 1);

    private static final String GROUP = "Logging";
    private static final String PID = "{pid}";
    private static final String TASK = "{task}";

    static void define(OptionParser options) {
        options.define("logging", DEFAULT.level).group(GROUP)
                .help("least important level that is logged; with none logging is left as it is");
        options.define("log_to_stderr", Boolean.class).group(GROUP)
                .help("log to standard error, in colours on a terminal; done unless logs go elsewhere");
        options.define("log_file_prefix", Path.class).group(GROUP)
                .help("log to this file, and keep old ones beside it; in its name {pid} stands for the number of the process, {task} for "
                        + "the task id of a child of several; with neither, the children have app-0.log, app-1.log ... for app.log");
        options.define("log_file_max_size", DEFAULT.maxSize).group(GROUP).metavar("BYTES").help("size from which a new file is begun");
        options.define("log_file_num_backups", DEFAULT.backups).group(GROUP).help("how many old files are kept");
        options.define("log_rotate_mode", DEFAULT.mode).group(GROUP).help("when a new file is begun");
        options.define("log_rotate_when", DEFAULT.when).group(GROUP).metavar("UNIT")
                .help("unit of the interval with --log-rotate-mode=time: s, m, h, d, w0 (Monday) to w6, or midnight");
        options.define("log_rotate_interval", DEFAULT.interval).group(GROUP).help("after how many of the unit a new file is begun");
    }

    static LogSettings of(OptionParser options) {
        if (!options.contains("log_to_stderr"))
            throw new IllegalStateException("the parser has no options of logging: call Log.defineLoggingOptions before it parses");
        return new LogSettings(
                (Log.Level) value(options, "logging"),
                (Boolean) options.get("log_to_stderr"),
                file((Path) options.get("log_file_prefix")),
                atLeast(1, (Long) value(options, "log_file_max_size"), "--log-file-max-size"),
                (int) atLeast(0, (Integer) value(options, "log_file_num_backups"), "--log-file-num-backups"),
                (Log.RotateMode) value(options, "log_rotate_mode"),
                (Log.RotateWhen) value(options, "log_rotate_when"),
                (int) atLeast(1, (Integer) value(options, "log_rotate_interval"), "--log-rotate-interval"));
    }

    private static Object value(OptionParser options, String name) {
        if (options.get(name) instanceof Object value) return value;
        throw new OptionsError("--" + name.replace('_', '-') + " has no value");
    }

    /** A child of several processes gets a file of its own, whether the name says so or not. */
    private static @Nullable Path file(@Nullable Path prefix) {
        if (prefix == null) return null;
        Integer task = Task.ofThisProcess();
        String name = prefix.toString();
        if (task != null && !name.contains(PID) && !name.contains(TASK)) name = numbered(prefix).toString();
        String pid = Long.toString(ProcessHandle.current().pid());
        return Path.of(name.replace(PID, pid).replace(TASK, task == null ? "main" : task.toString()));
    }

    /** {@code app.log} becomes {@code app-{task}.log}: {@code app.log.1} would be an old one. */
    private static Path numbered(Path file) {
        String name = file.getFileName().toString();
        int end = name.lastIndexOf('.') > 0 ? name.lastIndexOf('.') : name.length();
        return file.resolveSibling(name.substring(0, end) + "-" + TASK + name.substring(end));
    }

    private static long atLeast(long least, long value, String option) {
        if (value >= least) return value;
        throw new OptionsError(option + ": expected " + least + " or more, got " + value);
    }
}
