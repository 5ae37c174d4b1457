package typhoon.house;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** Each public type shows how it is used, by code that is compiled. An error need not: it is seen where it is thrown. */
class SnippetTest {
    private static final Path REACTOR = Path.of("..");
    private static final Path SNIPPETS = REACTOR.resolve("examples/snippets/src/main/java");
    private static final Pattern PUBLIC_TYPE =
            Pattern.compile("^public (?:abstract |final |sealed )*(?:class|interface|record|enum|@interface) (\\w+)", Pattern.MULTILINE);
    private static final Pattern REFERENCE = Pattern.compile("\\{@snippet class=\"([\\w.]+)\" region=\"(\\w+)\"}");
    private static final Pattern MACHINE_ROOM = Pattern.compile("^package typhoon\\.(netty|wire);", Pattern.MULTILINE);

    @Test
    void everyPublicTypeShowsHowItIsUsed() throws IOException {
        var without = new ArrayList<String>();
        sources().forEach((name, text) -> {
            if (!isShown(text)) without.add(name);
        });
        assertEquals(List.of(), without);
    }

    @Test
    void everyExampleThatIsNamedExists() throws IOException {
        var missing = new ArrayList<String>();
        for (Map.Entry<String, String> source : sources().entrySet()) {
            for (var found = REFERENCE.matcher(source.getValue()); found.find();) {
                Path file = SNIPPETS.resolve(found.group(1).replace('.', '/') + ".java");
                String region = "// @start region=\"" + found.group(2) + "\"";
                if (!Files.exists(file) || !Files.readString(file).contains(region))
                    missing.add(source.getKey() + " → " + found.group(1) + " " + found.group(2));
            }
        }
        assertEquals(List.of(), missing);
    }

    @Test
    void aTypeWithoutIsFound() {
        String shown = "package typhoon.web;\n\n/**\n * Text.\n *\n * {@snippet class=\"a.B\" region=\"c\"}\n */\npublic class X {}\n";
        assertEquals(List.of(true, false, false, true, true, true, true), List.of(
                isShown(shown), isShown(shown.replace("@snippet", "@link")),
                isShown("package typhoon.web;\n\npublic class X {\n    /** {@snippet class=\"a.B\" region=\"c\"} */\n    int x;\n}\n"),
                isShown("package typhoon.web;\n\nclass X {}\n"), isShown("package typhoon.netty;\n\npublic class X {}\n"),
                isShown("package typhoon.web;\n\n/** @hidden */\npublic class X {}\n"),
                isShown("package typhoon.web;\n\npublic class XError extends RuntimeException {}\n")));
    }

    private static boolean isShown(String text) {
        var type = PUBLIC_TYPE.matcher(text);
        if (!type.find() || MACHINE_ROOM.matcher(text).find()) return true;
        String before = text.substring(0, type.start());
        boolean isError = text.startsWith(" extends ", type.end()) && text.substring(type.end()).lines().findFirst().orElse("")
                .matches(" extends \\w*(Error|Exception) \\{.*");
        return isError || before.contains("@hidden") || REFERENCE.matcher(before).find();
    }

    private static Map<String, String> sources() throws IOException {
        var found = new TreeMap<String, String>();
        for (String module : List.of("typhoon", "typhoon-testing", "typhoon-openid")) {
            try (var files = Files.walk(REACTOR.resolve(module).resolve("src/main/java"))) {
                for (Path file : files.filter(path -> path.toString().endsWith(".java")).toList())
                    found.put(REACTOR.relativize(file).toString(), Files.readString(file));
            }
        }
        if (found.size() < 100) throw new IllegalStateException("only " + found.size() + " source files");
        return found;
    }
}
