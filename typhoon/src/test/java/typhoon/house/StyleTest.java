package typhoon.house;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** What a machine can say about style: tabs, width, blanks at the end, the order of imports, the size of a file. */
class StyleTest {
    private static final Path REACTOR = Path.of("..");
    private static final int WIDTH = 140;
    private static final int LINES = 400;

    @Test
    void everySourceFileKeepsTheRules() throws IOException {
        var wrong = new ArrayList<String>();
        for (Path file : sources()) wrong.addAll(complaints(REACTOR.relativize(file).toString(), Files.readString(file)));
        assertEquals(List.of(), wrong);
    }

    @Test
    void eachRuleCanBeBroken() {
        assertEquals(List.of("X:1 has a tab"), complaints("X", "\tint a;\n"));
        assertEquals(List.of("X:1 ends in a blank"), complaints("X", "int a; \n"));
        assertEquals(List.of("X:1 is 141 columns wide"), complaints("X", "x".repeat(141) + "\n"));
        assertEquals(List.of("X does not end with a line end"), complaints("X", "int a;"));
        assertEquals(List.of("X:2 import a.A; is out of order"), complaints("X", "import b.B;\nimport a.A;\n"));
        assertEquals(List.of("X:2 import static a.A.a; is out of order"), complaints("X", "import b.B;\nimport static a.A.a;\n"));
        assertEquals(List.of("X has 401 lines and does not say why at its head"), complaints("X", "\n".repeat(401)));
        String reason = "// Longer than 400 lines because it is the manual.\n";
        assertEquals(List.of("X has 401 lines and does not say why at its head"), complaints("X", "\n".repeat(400) + reason));
        assertEquals(List.of(), complaints("X", reason + "\n".repeat(401)));
    }

    private static List<Path> sources() throws IOException {
        var found = new TreeSet<Path>();
        try (var files = Files.walk(REACTOR)) {
            files.filter(path -> path.toString().endsWith(".java") && !path.toString().contains("target")).forEach(found::add);
        }
        if (found.size() < 20) throw new IllegalStateException("only " + found.size() + " source files below " + REACTOR.toAbsolutePath());
        return List.copyOf(found);
    }

    private static List<String> complaints(String name, String text) {
        var wrong = new ArrayList<String>();
        String[] lines = text.split("\n", -1);
        String before = "";
        for (int i = 0; i < lines.length; i++) {
            String at = name + ":" + (i + 1) + " ";
            if (lines[i].indexOf('\t') >= 0) wrong.add(at + "has a tab");
            if (lines[i].endsWith(" ")) wrong.add(at + "ends in a blank");
            if (lines[i].length() > WIDTH) wrong.add(at + "is " + lines[i].length() + " columns wide");
            if (lines[i].startsWith("import ")) {
                if (order(lines[i]).compareTo(before) < 0) wrong.add(at + lines[i] + " is out of order");
                before = order(lines[i]);
            }
        }
        if (!text.endsWith("\n")) wrong.add(name + " does not end with a line end");
        int count = lines.length - 1;
        if (count > LINES && !text.startsWith("// Longer than 400 lines because"))
            wrong.add(name + " has " + count + " lines and does not say why at its head");
        return wrong;
    }

    /** Static imports first, then by letter, as the code stands. */
    private static String order(String line) {
        return (line.startsWith("import static ") ? "0 " : "1 ") + line.replace(";", "");
    }
}
