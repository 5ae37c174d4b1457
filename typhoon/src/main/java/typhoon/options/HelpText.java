package typhoon.options;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** What {@code --help} prints: groups by name, options by name, what each is for in a column of its own. */
final class HelpText {
    private static final int NAMES = 30;
    private static final int WORDS = 44;

    private HelpText() {}

    static String of(String program, Collection<Option<?>> options) {
        var text = new StringBuilder("Usage: " + program + " [OPTIONS]\n\nOptions:\n\n");
        Map<String, List<Option<?>>> groups = options.stream().sorted(Comparator.comparing(Option::shown))
                .collect(Collectors.groupingBy(Option::group, TreeMap::new, Collectors.toList()));
        groups.forEach((group, members) -> {
            if (!group.isEmpty()) text.append('\n').append(group).append(" options:\n\n");
            for (Option<?> option : members) append(option, text);
        });
        return text.append('\n').toString();
    }

    private static void append(Option<?> option, StringBuilder text) {
        String name = "  --" + option.shown() + (option.isFlag() ? "" : "=" + option.metavar());
        text.append(name);
        int column = name.length();
        for (String line : wrapped(words(option))) {
            if (column > NAMES) {
                text.append('\n');
                column = 0;
            }
            text.append(" ".repeat(NAMES + 4 - column)).append(line).append('\n');
            column = 0;
        }
        if (column > 0) text.append('\n');
    }

    private static String words(Option<?> option) {
        Object absent = option.absent();
        boolean plain = "".equals(absent) || List.of().equals(absent) || option.isFlag() && Boolean.FALSE.equals(absent);
        if (absent == null || plain) return option.help();
        return (option.help() + " (default " + ValueType.written(absent) + ")").strip();
    }

    private static List<String> wrapped(String words) {
        var lines = new ArrayList<String>();
        var line = new StringBuilder();
        for (String word : words.split("\\s+")) {
            if (!line.isEmpty() && line.length() + 1 + word.length() > WORDS) {
                lines.add(line.toString());
                line.setLength(0);
            }
            line.append(line.isEmpty() ? "" : " ").append(word);
        }
        if (!line.isEmpty()) lines.add(line.toString());
        return lines;
    }
}
