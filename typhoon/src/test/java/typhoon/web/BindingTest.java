package typhoon.web;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static typhoon.web.URLSpec.url;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import typhoon.httpserver.RequestDelegate;
import typhoon.testing.AsyncHttpTestCase;
import typhoon.testing.ExpectLog;

/** A record among a verb's parameters, sent as JSON. */
class BindingTest extends AsyncHttpTestCase {
    enum Role { ADMIN, GUEST }

    record Address(String street, @Nullable Integer zip) {}

    record NewUser(String name, int age, Address address, List<String> emails) {}

    record Plenty(boolean b, short s, long l, double d, Integer boxed, BigDecimal exact, BigInteger big, char c, Role role, UUID id,
            URI home, Instant at, LocalDate on, Duration lasts, int[] ints, byte[] bytes, Set<Role> roles, Map<String, Integer> counts,
            Optional<String> nick, OptionalInt luck, List<@Nullable String> holes, List<List<Integer>> grid, @Nullable Object any) {}

    record Page<T>(List<T> items, @Nullable Page<T> next) {}

    record Even(int number) {
        Even {
            if (number % 2 != 0) throw new IllegalArgumentException("is odd: " + number);
        }
    }

    record Fragile(int number) {
        Fragile {
            if (number == 0) throw new IllegalStateException("a bug");
        }
    }

    record Renamed(@JsonProperty("e-mail") String email) {}

    record Tree(List<Tree> nodes) {}

    static class Users extends RequestHandler {
        public void post(NewUser user) {
            write(user);
        }
    }

    static class UserOfTeam extends RequestHandler {
        public void put(String team, NewUser user, long id) {
            write(List.of(team, user.name(), id));
        }

        public void delete(String team, long id) {}
    }

    static class Everything extends RequestHandler {
        public void post(Plenty plenty) {
            write(plenty);
        }
    }

    static class Pages extends RequestHandler {
        public void post(Page<Address> page) {
            write(page);
        }
    }

    static class Numbers extends RequestHandler {
        public void post(Even even) {
            write(even);
        }

        public void put(Fragile fragile) {
            write(fragile);
        }

        public void patch(Renamed renamed) {
            write(renamed);
        }
    }

    static class Trees extends RequestHandler {
        public void post(Tree tree) {
            write("planted");
        }
    }

    static class Guarded extends RequestHandler {
        @Override protected void prepare() {
            if (request().headers().contains("X-Stop")) finish("stopped before it was read");
        }

        public void post(NewUser user) {
            throw new InputError(409).field("/name", "is taken");
        }
    }

    @Override protected RequestDelegate getApp() {
        return new Application(url("/users", Users::new), url("/teams/{team}/users/{id}", UserOfTeam::new), url("/plenty", Everything::new),
                url("/pages", Pages::new), url("/numbers", Numbers::new), url("/trees", Trees::new), url("/guarded", Guarded::new));
    }

    private static final String ADA =
            "{\"name\": \"Ada\", \"age\": 36, \"address\": {\"street\": \"Here\"}, \"emails\": [\"a@b\"]}";

    @Test void aRecordIsFilled() {
        assertEquals("{\"name\":\"Ada\",\"age\":36,\"address\":{\"street\":\"Here\",\"zip\":null},\"emails\":[\"a@b\"]}",
                fetch(post("/users").json(ADA)).bodyText());
    }

    @Test void whatTheUrlCapturesStandsBesideIt() {
        assertEquals("[\"loop\",\"Ada\",7]", fetch(put("/teams/loop/users/7").json(ADA)).bodyText());
        assertEquals(404, fetch(put("/teams/loop/users/x").json("{")).code());
        var other = fetch(post("/teams/loop/users/7").json(ADA));
        assertEquals(405, other.code());
        assertEquals("PUT, DELETE", other.headers().get("Allow"));
    }

    @Test void allKindsOfComponents() {
        String plenty = """
                {"b":true,"s":1,"l":5000000000,"d":1.0,"boxed":7,"exact":1.10,"big":100000000000000000000,"c":"x","role":"ADMIN",\
                "id":"00000000-0000-0007-0000-000000000007","home":"http://a.b/c","at":"2024-02-29T12:00:00Z","on":"2024-02-29",\
                "lasts":"PT1.5S","ints":[1,2],"bytes":"AQI=","roles":["GUEST","ADMIN"],"counts":{"a":1},"nick":"Al","luck":13,\
                "holes":["a",null],"grid":[[1],[]],"any":[null,{"x":1.25}]}""";
        assertEquals(plenty, fetch(post("/plenty").json(plenty)).bodyText());
    }

    @Test void recordsOfATypeAreRecordsOfThatType() {
        assertEquals("{\"items\":[{\"street\":\"A\",\"zip\":1}],\"next\":{\"items\":[],\"next\":null}}",
                fetch(post("/pages").json("{\"items\": [{\"street\": \"A\", \"zip\": 1}], \"next\": {\"items\": []}}")).bodyText());
        assertEquals(Map.of("/next/items/0/zip", "expected int, got \"1\""),
                errors("/pages", "{\"items\": [], \"next\": {\"items\": [{\"street\": \"A\", \"zip\": \"1\"}]}}"));
    }

    @Test void everyBadFieldIsNamedAtOnce() {
        assertEquals(Map.of("/name", "expected string, got 7", "/age", "expected int, got 7.0", "/address/street", "is required",
                "/address/zip", "expected int, got 99999999999", "/emails/1", "must not be null", "/emails/2",
                "expected string, got an array",
                "/nmae", "is unknown, expected one of name, age, address, emails"),
                errors("/users",
                "{\"name\": 7, \"age\": 7.0, \"address\": {\"zip\": 99999999999}, \"emails\": [\"a\", null, []], \"nmae\": 1}"));
        assertEquals(Map.of("/name", "is required", "/age", "must not be null", "/address", "is required", "/emails", "is required"),
                errors("/users", "{\"age\": null}"));
        assertEquals(Map.of("/address", "expected object, got an array", "/emails", "expected array, got \"a\"",
                "/name", "expected string, got true", "/age", "expected int, got an object"),
                errors("/users", "{\"name\": true, \"age\": {}, \"address\": [], \"emails\": \"a\"}"));
    }

    @Test void theProblemDocumentHasTitleStatusAndDetailToo() {
        var several = fetch(post("/users").json("{\"age\": 36, \"address\": {\"street\": \"Here\"}, \"emails\": 1}"));
        assertEquals(400, several.code());
        assertEquals("application/problem+json", several.headers().get("Content-Type"));
        assertEquals("{\"title\":\"Bad Request\",\"status\":400,\"detail\":\"2 fields are not valid\",\"errors\":["
                + "{\"field\":\"/name\",\"detail\":\"is required\"},{\"field\":\"/emails\",\"detail\":\"expected array, got 1\"}]}",
                several.bodyText());
        assertEquals("/emails: expected array, got 1", fetch(post("/users").json(ADA.replace("[\"a@b\"]",
                "1"))).json(Map.class).get("detail"));
    }

    @Test void aBrowserSeesItAsAList() {
        var page = fetch(post("/users").header("Accept", "text/html").json(ADA.replace("\"emails\"", "\"<b>\"")));
        assertEquals(400, page.code());
        assertTrue(page.bodyText().contains("<p>2 fields are not valid</p><ul><li><code>/emails</code>: is required</li>"
                + "<li><code>/&lt;b&gt;</code>: is unknown"), page.bodyText());
    }

    @Test void enumsDatesAndOtherTextAreExact() {
        String wrong = """
                {"b":1,"s":70000,"l":1e3,"d":1e999,"boxed":"7","exact":"1","big":1.5,"c":"xy","role":"admin","id":"1-1-1-1-1",\
                "home":"a b","at":5,"on":"2023-02-29","lasts":"1s","ints":[1,"2"],"bytes":"?","roles":["GUEST","GUEST"],\
                "counts":{"a~/b":"1"},\
                "nick":1,"luck":"13","holes":[1],"grid":[1],"any":null}""";
        var errors = errors("/plenty", wrong);
        assertEquals("expected true or false, got 1", errors.get("/b"));
        assertEquals("expected short, got 70000", errors.get("/s"));
        assertEquals("expected double, got 1E+999", errors.get("/d"));
        assertEquals("expected one of ADMIN, GUEST, got \"admin\"", errors.get("/role"));
        assertEquals("expected date like 2026-01-31, got \"2023-02-29\"", errors.get("/on"));
        assertEquals("has an element twice", errors.get("/roles"));
        assertEquals("expected int, got \"1\"", errors.get("/counts/a~0~1b"));
        assertEquals(Set.of("/b", "/s", "/l", "/d", "/boxed", "/exact", "/big", "/c", "/role", "/id", "/home", "/at", "/on", "/lasts",
                "/ints/1", "/bytes", "/roles", "/counts/a~0~1b", "/nick", "/luck", "/holes/0", "/grid/0"), errors.keySet());
    }

    @Test void halfOfASurrogatePairIsNoText() {
        assertEquals("JSON decode error at $, line 1, column 10: expected string, got \"?\"", refusal(ADA.replace("Ada", "\\ud800")));
        assertTrue(refusal("{\"a\\ud800\": 1, " + ADA.substring(1)).startsWith("JSON decode error at $, line 1, column "));
    }

    @Test void aConstructorThatRefusesSaysWhy() {
        assertEquals(Map.of("", "is odd: 3"), errors("/numbers", "{\"number\": 3}"));
        assertEquals("{\"number\":4}", fetch(post("/numbers").json("{\"number\": 4}")).bodyText());
    }

    @Test void aConstructorThatFailsIsNoFaultOfTheClient() {
        try (var _ = new ExpectLog("typhoon.application", "Uncaught exception PUT /numbers")) {
            assertEquals(500, fetch(put("/numbers").json("{\"number\": 0}")).code());
        }
    }

    @Test void aNameThatJacksonIsToldIsTheNameHereToo() {
        assertEquals("{\"e-mail\":\"a@b\"}", fetch(patch("/numbers").json("{\"e-mail\": \"a@b\"}")).bodyText());
        var errors = fetch(patch("/numbers").json("{\"email\": \"a@b\"}")).json(Map.class).get("errors");
        assertEquals(List.of(Map.of("field", "/e-mail", "detail", "is required"),
                Map.of("field", "/email", "detail", "is unknown, expected one of e-mail")), errors);
    }

    @Test void whatIsNoJsonSaysWhereAndWhy() {
        assertEquals("JSON decode error at $.name, line 2, column 8: unexpected character }", refusal("{\n\"name\":}"));
        assertEquals("JSON decode error at $.age, line 1, column 17: duplicate key \"age\"", refusal("{\"age\": 1, \"age\": 2}"));
        assertEquals("JSON decode error at $, line 1, column 1: expected a value, got the end of the text", refusal(""));
        assertEquals("JSON decode error at $, line 1, column 1: unexpected nul", refusal("nul"));
        assertTrue(refusal("[".repeat(300)).endsWith(": nested too deeply"), refusal("[".repeat(300)));
    }

    @Test void theWholeMustBeAnObject() {
        for (String text : List.of("null", "[]", "7", "\"{}\"")) assertEquals(Set.of(""), errors("/users", text).keySet(), text);
    }

    @Test void whatIsNeitherJsonNorAFormIsUnsupported() {
        var text = fetch(post("/users").header("Content-Type", "text/plain").body(ADA));
        assertEquals(415, text.code());
        assertEquals("application/json, application/x-www-form-urlencoded, multipart/form-data", text.headers().get("Accept"));
        assertEquals("expected Content-Type application/json or that of a form, got text/plain", text.json(Map.class).get("detail"));
        assertEquals(415, fetch(post("/users").body(ADA)).code());
        assertEquals(200, fetch(post("/users").header("Content-Type", "application/merge-patch+json").body(ADA)).code());
    }

    @Test void whoStopsItInPrepareNeedsNoRecord() {
        assertEquals("stopped before it was read", fetch(post("/guarded").header("X-Stop", "1").json("{")).bodyText());
    }

    @Test void aHandlerMayNameFieldsItself() {
        var taken = fetch(post("/guarded").json(ADA));
        assertEquals(409, taken.code());
        assertEquals(List.of(Map.of("field", "/name", "detail", "is taken")), taken.json(Map.class).get("errors"));
    }

    @Test void aHundredErrorsAreEnough() {
        String list = IntStream.range(0, 5000).mapToObj(String::valueOf).collect(Collectors.joining(","));
        var errors = errors("/users", ADA.replace("\"a@b\"", list));
        assertEquals(100, errors.size());
        String unknown = IntStream.range(0, 5000).mapToObj(i -> "\"" + "k".repeat(1000) + i + "\":1").collect(Collectors.joining(","));
        var many = fetch(post("/users").json("{" + unknown + "}"));
        assertEquals(400, many.code());
        assertTrue(many.body().length < 100_000, many.body().length + " bytes");
    }

    @Test void aListHasAnEnd() {
        String list = "[" + "0,".repeat(100_000) + "0]";
        assertEquals(Map.of("/ints", "has more than 100000 elements"),
                errors("/plenty", "{\"ints\":" + list + "}").entrySet().stream().filter(error -> error.getKey().equals("/ints"))
                        .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue)));
    }

    @Test void aRecordMayHoldItselfAsDeepAsJsonGoes() {
        assertEquals("planted", fetch(post("/trees").json("{\"nodes\":[".repeat(90) + "]}".repeat(90))).bodyText());
        assertFalse(errors("/trees", "{\"nodes\":[".repeat(90) + "1" + "]}".repeat(90)).isEmpty());
    }

    @Test void neitherJacksonNorAClassIsSeen() {
        for (String text : Arrays.asList("{", "{\"name\"", "[1 2]", "{\"a\":01}", "\"\\x\"", "tru", "{\"age\":1e99999999999}",
                "{\"a\":\"\n\"}", "NaN",
                "{}{}", "1".repeat(2000), "{\"age\":{}, \"address\":7}", "\"\\u12\"", "/* */1", "-", "1.", "[1,]", "{'a':1}")) {
            String said = fetch(post("/users").json(text)).bodyText();
            assertFalse(said.matches("(?s).*(ackson|typhoon|java|Stream|\\bcode \\d|Address|NewUser|Exception).*"), text + ": " + said);
        }
    }

    private Map<String, String> errors(String path, String json) {
        var refused = fetch(post(path).json(json));
        assertEquals(400, refused.code(), refused.bodyText());
        var errors = new LinkedHashMap<String, String>();
        assertTrue(refused.json(Map.class).containsKey("errors"), refused.bodyText());
        for (Object error : (List<?>) refused.json(Map.class).get("errors"))
            errors.put((String) ((Map<?, ?>) error).get("field"), (String) ((Map<?, ?>) error).get("detail"));
        return errors;
    }

    private String refusal(String json) {
        var refused = fetch(post("/users").json(json));
        assertEquals(400, refused.code(), refused.bodyText());
        return String.valueOf(refused.json(Map.class).get("detail"));
    }
}
