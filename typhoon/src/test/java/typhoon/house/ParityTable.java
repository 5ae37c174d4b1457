package typhoon.house;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Tables with a heading and cells between tabs. */
final class ParityTable {
    private ParityTable() {}

    /** One line. */
    record Row(List<String> cells) {
        String cell(int number) {
            return cells.get(number);
        }

        /** The first cells, which name what the row is about. */
        String key(int count) {
            return String.join(" ", cells.subList(0, count));
        }

        /** Whether the cell says that there is nothing, and the next one why. */
        boolean isReason(int number) {
            return cell(number).equals("-");
        }
    }

    /** A file of the project; its name counts from the folder of the module. */
    static List<Row> read(String file, int cells) {
        try {
            return rows(Files.readString(Path.of(file)), file, cells);
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    /** What Tornado has, from the resources of the tests. */
    static List<Row> listed(String name) {
        try (var in = ParityTable.class.getResourceAsStream("/parity/" + name)) {
            return rows(new String(in.readAllBytes(), StandardCharsets.UTF_8), name, 3);
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    private static List<Row> rows(String text, String file, int cells) {
        List<Row> rows = text.lines().skip(1).map(line -> new Row(List.of(line.split("\t", -1)))).toList();
        rows.stream().filter(row -> row.cells().size() != cells || row.cells().contains("")).findFirst().ifPresent(row -> {
            throw new AssertionError(file + ": expected " + cells + " cells with something in them, got " + row.cells());
        });
        return rows;
    }
}
