package typhoon.web;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static typhoon.web.URLSpec.url;

import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import typhoon.httpserver.RequestDelegate;
import typhoon.httpserver.ServerOptions;
import typhoon.testing.AsyncHttpTestCase;
import typhoon.testing.TestRequest;

/** A record among a verb's parameters, sent as a form or in the query. */
class FormBindingTest extends AsyncHttpTestCase {
    enum Color { RED, GREEN }

    record Address(String street, @Nullable Integer zip) {}

    record Order(String name, String note, int count, boolean gift, Set<Color> colors, Address address, @Nullable LocalDate day,
            Optional<Double> tip, Map<String, Integer> sizes) {}

    record Search(@Nullable String q, OptionalInt page, List<Long> without) {
        Search {
            if (page.orElse(1) < 1) throw new IllegalArgumentException("pages are counted from 1");
        }
    }

    record Lines(List<Address> lines) {}

    static class Orders extends RequestHandler {
        public void post(Order order) {
            write(order);
        }
    }

    static class Searches extends RequestHandler {
        public void get(Search search) {
            write(List.of(String.valueOf(search.q()), search.page().orElse(1), search.without()));
        }

        public void head(Search search) {
            get(search);
        }

        public void delete(Search search) {
            get(search);
        }
    }

    static class Invoices extends RequestHandler {
        public void put(Lines lines) {
            write(lines);
        }
    }

    @Override protected RequestDelegate getApp() {
        return new Application(new Settings().inputErrorStatus(422),
                url("/orders", Orders::new), url("/search", Searches::new), url("/invoices", Invoices::new),
                new Application(new Settings().ignoreUnknownFields(true), url("/loose", Orders::new)));
    }

    @Override protected ServerOptions serverOptions() {
        return new ServerOptions().maxFields(20_000);
    }

    @Test void aFormFillsARecordAndTheOnesWithin() {
        assertEquals("{\"name\":\" Ada \",\"note\":\"\",\"count\":2,\"gift\":true,\"colors\":[\"GREEN\",\"RED\"],"
                + "\"address\":{\"street\":\"Here\",\"zip\":4711},\"day\":\"2024-02-29\",\"tip\":0.5,\"sizes\":{\"s\":1,\"l\":2}}",
                fetch(post("/orders").form("name", " Ada ", "note", "", "count", " 2 ", "gift", "on", "colors", "GREEN", "colors", "RED",
                        "address.street", "Here", "address.zip", "4711", "day", "2024-02-29", "tip", ".5", "sizes.s", "1", "sizes.l", "2",
                        "_xsrf", "token")).bodyText());
    }

    @Test void whatAFormCannotSayIsTakenForWhatItMeans() {
        assertEquals("{\"name\":\"Ada\",\"note\":\"x\",\"count\":3,\"gift\":false,\"colors\":[],"
                + "\"address\":{\"street\":\"Here\",\"zip\":null},\"day\":null,\"tip\":null,\"sizes\":{\"s\":1}}",
                fetch(post("/orders").form("name", "Ada", "note", "x", "count", "1", "count", "3", "address.street", "Here", "address.zip",
                "",
                        "day", " ", "tip", "", "sizes.s", "1")).bodyText());
    }

    @Test void aFormInSeveralPartsIsAForm() {
        String body = Stream.of("name=Ada", "note=x", "count=2", "address.street=Here", "sizes.s=1").map(field -> field.split("=", -1))
                .map(field -> "--b\r\nContent-Disposition: form-data; name=\"" + field[0] + "\"\r\n\r\n" + field[1] + "\r\n")
                .collect(Collectors.joining("", "", "--b--\r\n"));
        var sent = fetch(post("/orders").header("Content-Type", "multipart/form-data; boundary=b").body(body));
        assertEquals(2, sent.json(Map.class).get("count"), sent.bodyText());
    }

    @Test void everyBadFieldIsNamedAsTheFormNamesIt() {
        assertEquals(Map.of("name", "is required", "note", "is required", "count", "expected int, got \"\"", "gift",
                "expected true or false, got \"yes\"", "colors", "expected one of RED, GREEN, got \"BLUE\"", "address.street",
                "is required",
                "address.zip", "expected int, got \"x\"", "sizes", "is required", "address.town", "is unknown, expected one of street, zip",
                "nme", "is unknown, expected one of name, note, count, gift, colors, address, day, tip, sizes"),
                errors(post("/orders").form("nme", "Ada", "count", "", "gift", "yes", "colors", "RED", "colors", "BLUE", "address.zip", "x",
                        "address.town", "Y")));
        assertEquals("expected string, got an object", errors(post("/orders").form("name", "Ada", "name.first", "Ada")).get("name"));
    }

    @Test void unknownFieldsMayBePassedOver() {
        var loose = fetch(post("/loose").form("name", "Ada", "note", "x", "count", "1", "address.street", "Here", "sizes.s", "1", "x",
                "y"));
        assertEquals(200, loose.code(), loose.bodyText());
        assertEquals(400, fetch(post("/loose").form("x", "y")).code());
        assertEquals(422, fetch(post("/orders").form("x", "y")).code());
        assertEquals(400, fetch(post("/orders").json("{")).code());
    }

    @Test void aQueryFillsTheRecordOfVerbsWithoutABody() {
        assertEquals("[\"caf\u00e9\",3,[1,2]]", fetch("/search?q=caf%C3%A9&page=3&without=1&without=2").bodyText());
        assertEquals("[\"null\",1,[]]", fetch("/search").bodyText());
        assertEquals("[\"null\",1,[]]", fetch(delete("/search?page=")).bodyText());
        assertEquals(200, fetch(head("/search?page=2")).code());
    }

    @Test void aQueryMayHaveMoreThanWasAskedFor() {
        assertEquals("[\"x\",1,[]]", fetch("/search?q=x&utm_source=mail").bodyText());
        assertEquals(Map.of("page", "expected int, got \"one\"", "without", "expected long, got \"\""),
                errors(get("/search?page=one&without=")));
    }

    @Test void aConstructorThatRefusesNamesNoField() {
        assertEquals(Map.of("", "pages are counted from 1"), errors(get("/search?page=0")));
    }

    @Test void aListOfRecordsIsNoFormsMatter() {
        assertEquals(Map.of("lines", "expected array, got an object"), errors(put("/invoices").form("lines.street", "Here")));
        assertEquals(Map.of("lines", "expected object, got \"x\""), errors(put("/invoices").form("lines", "x")));
    }

    @Test void namesMadeToBeDeepAreNoMoreThanUnknown() {
        var deep = errors(post("/orders").form("a" + ".a".repeat(50_000), "1", "..", "2"));
        assertTrue(deep.containsKey("a") && deep.size() < 20, deep.toString());
    }

    @Test void tenThousandFieldsAreRefusedInLinearTime() {
        String fields = IntStream.range(0, 10_000).mapToObj(i -> "f" + i + ".g=1").collect(Collectors.joining("&"));
        var many = errors(post("/orders").header("Content-Type", "application/x-www-form-urlencoded").body(fields));
        assertEquals(100, many.size());
    }

    private Map<String, String> errors(TestRequest request) {
        var refused = fetch(request);
        assertEquals(422, refused.code(), refused.bodyText());
        return ((List<?>) refused.json(Map.class).get("errors")).stream().map(error -> (Map<?, ?>) error)
                .collect(Collectors.toMap(error -> (String) error.get("field"), error -> (String) error.get("detail"), (one, _) -> one));
    }
}
