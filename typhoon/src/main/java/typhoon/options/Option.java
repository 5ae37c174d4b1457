package typhoon.options;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One option of a program, and the handle to its value. Made by {@link OptionParser#define}.
 *
 * {@snippet class="typhoon.snippets.OptionsSnippets" region="option"}
 *
 * @param <T> the type of its values; of an option that may be given several, a list
 */
public final class Option<T extends @Nullable Object> {
    private final String name;
    private final ValueType<?> type;
    private final boolean multiple;
    private final T absent;
    private String group;
    private String help = "";
    private @Nullable String metavar;
    private Consumer<? super T> callback = _ -> {};
    private T value;

    Option(String name, ValueType<?> type, boolean multiple, T absent, String group) {
        this.name = name;
        this.type = type;
        this.multiple = multiple;
        this.absent = absent;
        this.value = absent;
        this.group = group;
    }

    /** What it is for, in a line or two of {@code --help}. */
    public Option<T> help(String text) {
        help = text;
        return this;
    }

    /** What stands for its value in {@code --help}: {@code PORT} in {@code --port=PORT}. The type's name unless set. */
    public Option<T> metavar(String word) {
        metavar = word;
        return this;
    }

    /** Under which heading {@code --help} has it. The class that defined it unless set. */
    public Option<T> group(String heading) {
        group = heading;
        return this;
    }

    /** Called with each new value, from wherever it comes. */
    public Option<T> callback(Consumer<? super T> told) {
        callback = told;
        return this;
    }

    /** Its name as it was defined. */
    public String name() {
        return name;
    }

    /** The value set last, or the default. */
    public T value() {
        return value;
    }

    /** Sets the value, and tells the callback. */
    public void set(T changed) {
        value = changed;
        callback.accept(changed);
    }

    String group() {
        return group;
    }

    String help() {
        return help;
    }

    String metavar() {
        return metavar == null ? type.word() : metavar;
    }

    T absent() {
        return absent;
    }

    boolean isFlag() {
        return !multiple && type.of() == Boolean.class;
    }

    /** Sets what the text of a command line or a file says. */
    void parse(String text) {
        set(read(text));
    }

    private T read(String text) {
        if (!multiple) return cast(one(text));
        List<Object> all = new ArrayList<>();
        for (String part : text.split(",", -1)) {
            List<?> range = type.range("--" + shown(), part);
            if (range == null) all.add(one(part));
            else all.addAll(range);
        }
        return cast(List.copyOf(all));
    }

    private Object one(String text) {
        Object read = type.read(text);
        if (read != null) return read;
        String got = text.isEmpty() ? "nothing" : OptionsError.shown(text);
        throw new OptionsError("--" + shown() + ": expected " + type.expected() + ", got " + got);
    }

    /** Sets a value whose type is not known at compile time. */
    void setChecked(@Nullable Object changed) {
        if (multiple && changed instanceof List<?> list) set(cast(list.stream().map(this::checked).toList()));
        else if (changed == null || multiple) throw wrong(changed);
        else set(cast(checked(changed)));
    }

    private Object checked(Object item) {
        Object fits = type.widened(item);
        if (fits == null) throw wrong(item);
        return fits;
    }

    private OptionsError wrong(@Nullable Object got) {
        return new OptionsError("--" + shown() + ": expected " + (multiple ? "a list, each " : "") + type.expected() + ", got " + got);
    }

    /** Puts back the value of now. */
    Runnable restorer() {
        T before = value;
        return () -> set(before);
    }

    /** The name as a command line has it. */
    String shown() {
        return name.replace('_', '-');
    }

    @SuppressWarnings("unchecked")          // the parser made this option with a type that fits T
    private T cast(Object read) {
        return (T) read;
    }

    @Override
    public String toString() {
        return "--" + shown() + "=" + value;
    }
}
