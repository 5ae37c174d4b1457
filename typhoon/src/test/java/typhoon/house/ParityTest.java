package typhoon.house;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import typhoon.house.ParityTable.Row;

/**
 * {@code docs/parity.tsv} says where each symbol of Tornado is found in Typhoon, {@code docs/parity-tests.tsv} which test of ours holds the
 * sentence of which test of Tornado. Both are complete for the modules that are done, and name only what exists.
 */
class ParityTest {
    /** The modules that are done, their tests included. */
    private static final Set<String> DONE = Set.of("tornado", "util", "concurrent", "log", "options", "ioloop", "gen", "locks", "queues",
            "iostream", "netutil", "tcpserver", "tcpclient", "process", "autoreload", "testing", "escape", "routing", "web",
            "httputil", "httpserver");

    /** What of these has no row yet, because it waits for a room that is not built: templates, their modules, locales, the client. */
    private static final Pattern LATER = Pattern.compile("web (UIModule|TemplateModule|Application\\.ui_)"
            + "|web RequestHandler\\.(.*template.*|.*locale|render.*|ui)$"
            + "|web Application setting: (ui_|websocket_|facebook_|autoescape|.*template)"
            + "|web_test.py \\S+ test_(uimodule_|ui_|render_|accept_language|set_properties|.*from_ui_module)"
            + "|httputil (ResponseStartLine|parse_response_start_line|encode_username_password)");
    private static final int SHARED_BY_AT_MOST = 3;
    private static final int REASONS_PERCENT = 5;

    private final List<Row> symbols = ParityTable.read("../docs/parity.tsv", 4);
    private final List<Row> tests = ParityTable.read("../docs/parity-tests.tsv", 4);

    @Test
    void everySymbolOfAModuleThatIsDoneHasItsRow() {
        var wanted = ParityTable.listed("symbols.tsv").stream()
                .filter(row -> DONE.contains(row.cell(0)) && !row.cell(2).equals("drop")).map(row -> row.key(2)).toList();
        assertEquals(List.of(), missing(wanted, symbols, 2).stream().filter(key -> !isForLater(key)).toList());
    }

    @Test
    void everyTestOfAFileThatIsDoneHasItsRow() {
        var wanted = ParityTable.listed("tests.tsv").stream().filter(row -> DONE.contains(module(row))).map(row -> row.key(3)).toList();
        assertEquals(List.of(), missing(wanted, tests, 3).stream().filter(key -> !isForLater(key)).toList());
    }

    @Test
    void nothingThatHasItsRowWaitsForARoom() {
        var keys = new ArrayList<String>();
        symbols.forEach(row -> keys.add(row.key(2)));
        tests.forEach(row -> keys.add(row.key(3)));
        assertEquals(List.of(), keys.stream().filter(ParityTest::isForLater).toList());
    }

    @Test
    void noRowStandsForSomethingThatTornadoDoesNotHaveOrStandsTwice() {
        assertEquals(List.of(), strangers(symbols, 2, "symbols.tsv"));
        assertEquals(List.of(), strangers(tests, 3, "tests.tsv"));
    }

    @Test
    void everyMemberExistsAndIsPublic() {
        assertEquals(List.of(), symbols.stream().filter(row -> !row.isReason(2)).map(row -> Members.problem(row.cell(2)))
                .filter(problem -> !problem.isEmpty()).distinct().toList());
    }

    @Test
    void everyTestThatIsNamedExists() {
        var named = new ArrayList<String>();
        symbols.stream().filter(row -> !row.isReason(2)).map(row -> row.cell(3)).forEach(named::add);
        tests.stream().filter(row -> !row.cell(3).startsWith("-")).map(row -> row.cell(3)).forEach(named::add);
        assertEquals(List.of(), named.stream().distinct().filter(name -> !Members.isTest(name)).toList());
    }

    @Test
    void aMemberStandsForThreeSymbolsAtMost() {
        Map<String, Long> uses = symbols.stream().filter(row -> !row.isReason(2))
                .collect(Collectors.groupingBy(row -> row.cell(2), Collectors.counting()));
        uses.values().removeIf(count -> count <= SHARED_BY_AT_MOST);
        assertEquals(Map.of(), uses);
    }

    @Test
    void atMostFivePercentOfAModuleIsAReasonInstead() {
        var tooMany = new ArrayList<String>();
        tooMany.addAll(tooManyReasons(symbols, row -> row.isReason(2), row -> row.cell(0) + "." + row.cell(1) + ": " + row.cell(3)));
        tooMany.addAll(tooManyReasons(tests, row -> row.cell(3).startsWith("-"), row -> String.join(" ", row.cells())));
        assertEquals(List.of(), tooMany);
    }

    /** Prints all there are. A module with fewer than 20 rows may have one. */
    private static List<String> tooManyReasons(List<Row> all, Predicate<Row> isReason, Function<Row, String> shown) {
        Map<String, List<Row>> modules = all.stream().collect(Collectors.groupingBy(row -> row.cell(0)));
        var tooMany = new ArrayList<String>();
        modules.forEach((module, rows) -> {
            List<Row> reasons = rows.stream().filter(isReason).toList();
            reasons.forEach(row -> System.out.println("no counterpart: " + shown.apply(row)));
            int allowed = Math.max(1, rows.size() * REASONS_PERCENT / 100);
            if (reasons.size() > allowed) tooMany.add(module + ": " + reasons.size() + " of " + rows.size());
        });
        return tooMany;
    }

    private static boolean isForLater(String key) {
        return LATER.matcher(key).lookingAt();
    }

    /** Of a file of tests, the module that it tests. */
    private static String module(Row test) {
        return test.cell(0).replaceFirst("_test\\.py$", "");
    }

    private static List<String> missing(Collection<String> wanted, List<Row> rows, int keyCells) {
        Set<String> there = rows.stream().map(row -> row.key(keyCells)).collect(Collectors.toSet());
        return wanted.stream().filter(key -> !there.contains(key)).toList();
    }

    private static List<String> strangers(List<Row> rows, int keyCells, String list) {
        Set<String> left = ParityTable.listed(list).stream().map(row -> row.key(keyCells)).collect(Collectors.toCollection(HashSet::new));
        return rows.stream().map(row -> row.key(keyCells)).filter(key -> !left.remove(key)).toList();
    }
}
