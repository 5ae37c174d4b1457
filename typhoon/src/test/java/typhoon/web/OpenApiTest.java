package typhoon.web;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static typhoon.web.Routes.routes;
import static typhoon.web.URLSpec.url;

import jakarta.validation.constraints.DecimalMin;
import jakarta.validation.constraints.Email;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Positive;
import jakarta.validation.constraints.Size;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import typhoon.escape.Escape;
import typhoon.httpserver.RequestDelegate;
import typhoon.testing.AsyncHttpTestCase;

class OpenApiTest extends AsyncHttpTestCase {
    enum Color { RED, GREEN }

    record Address(String street, @Nullable String town) {}

    record Named(@Size(min = 2, max = 5) @Pattern(regexp = "[a-z]+") String name, @NotBlank String nick, @Email String email) {}

    record Numbers(@Min(18) @Max(130) int age, @DecimalMin(value = "0.5", inclusive = false) BigDecimal share, @Positive long count,
            byte small,
            double ratio, boolean on) {}

    record Kinds(Color color, @Nullable Color second, UUID id, LocalDate day, Instant at, byte[] bytes, Set<Color> set, Map<String,
            Integer> map,
            Optional<String> maybe, @Size(max = 3) List<@Size(min = 1) String> list, Object any, @Nullable Address address) {}

    record Page<T>(List<T> items, @Nullable Page<T> next) {}

    record Search(String q, @Nullable Integer page, List<Long> without, Address near) {}

    static class Other {
        record Address(int number) {}
    }

    static class Users extends RequestHandler {
        @Operation(value = "Finds users", returns = Address[].class, tags = {"people", "search"})
        public void get(Search search) {}

        @Operation(value = "Makes one", description = "From *nothing*.", status = 201, problems = 409)
        public void post(Named named) {}
    }

    static class User extends RequestHandler {
        public void get(long id) {}

        public void put(long id, Kinds kinds) {}

        public void patch(long id, Numbers numbers) {}

        public void delete(long id) {}
    }

    static class Pages extends RequestHandler {
        public void post(Page<Address> page) {}

        @Operation(returns = Other.Address.class, id = "another")
        @Override public void get() {}
    }

    static class Things extends RequestHandler {
        public void get(Color color, UUID id) {}
    }

    static class Any extends RequestHandler {
        public void get(@Nullable String one) {}
    }

    @Operation(hidden = true)
    static class Secret extends RequestHandler {
        @Override public void get() {}
    }

    @Override protected RequestDelegate getApp() {
        var api = new OpenApi("Test", "1.2").description("For a test.").server("https://api.example");
        return new Application(new Settings().openApi(api).filter(new SecurityHeaders()), url("/users", Users::new),
                url("/users/{id}", User::new).named("user"), routes(url("/pages", Pages::new), url("/secret", Secret::new)).under("/v1"),
                url("/things/(?<color>[^/]+)/(?<id>[^/]+)", Things::new), url("/any/(a|b)?", Any::new),
                url("/elsewhere/(.*)", () -> new RedirectHandler("/{0}", true)));
    }

    @Test void itSaysWhatItIsOf() {
        var document = fetch("/openapi.json");
        assertEquals(200, document.code());
        assertEquals("application/json; charset=UTF-8", document.headers().get("Content-Type"));
        assertEquals("3.1.0", at("openapi"));
        assertEquals(Map.of("title", "Test", "version", "1.2", "description", "For a test."), at("info"));
        assertEquals(List.of(Map.of("url", "https://api.example")), at("servers"));
    }

    @Test void pathsAreThoseOfTheRoutesAndNothingElse() {
        assertEquals(Set.of("/users", "/users/{id}", "/v1/pages", "/things/{color}/{id}"), ((Map<?, ?>) at("paths")).keySet());
        assertEquals(Set.of("get", "put", "patch", "delete"), ((Map<?, ?>) at("paths", "/users/{id}")).keySet());
    }

    @Test void pathArgumentsHaveTheTypesOfTheVerbsParameters() {
        assertEquals(List.of(Map.of("name", "id", "in", "path", "required", true, "schema", Map.of("type", "integer", "format", "int64"))),
                at("paths", "/users/{id}", "get", "parameters"));
        assertEquals(List.of(Map.of("name", "color", "in", "path", "required", true, "schema",
                Map.of("type", "string", "enum", List.of("RED", "GREEN"))),
                Map.of("name", "id", "in", "path", "required", true, "schema", Map.of("type", "string", "format", "uuid"))),
                at("paths", "/things/{color}/{id}", "get", "parameters"));
    }

    @Test void aQueryHasAParameterForEachField() {
        assertEquals(List.of(
                Map.of("name", "q", "in", "query", "required", true, "schema", Map.of("type", "string")),
                Map.of("name", "page", "in", "query", "required", false, "schema", Map.of("type", List.of("integer", "null"), "format",
                "int32")),
                Map.of("name", "without", "in", "query", "required", false, "schema",
                        Map.of("type", "array", "items", Map.of("type", "integer", "format", "int64"))),
                Map.of("name", "near.street", "in", "query", "required", true, "schema", Map.of("type", "string")),
                Map.of("name", "near.town", "in", "query", "required", false, "schema", Map.of("type", List.of("string", "null")))),
                at("paths", "/users", "get", "parameters"));
    }

    @Test void constraintsAreKeywords() {
        assertEquals(Map.of("name", Map.of("type", "string", "minLength", 2, "maxLength", 5, "pattern", "^(?:[a-z]+)$"),
                "nick", Map.of("type", "string", "minLength", 1, "pattern", "\\S"), "email", Map.of("type", "string", "format", "email")),
                at("components", "schemas", "Named", "properties"));
        assertEquals(Map.of("age", Map.of("type", "integer", "format", "int32", "minimum", 18, "maximum", 130),
                "share", Map.of("type", "number", "exclusiveMinimum", 0.5),
                "count", Map.of("type", "integer", "format", "int64", "exclusiveMinimum", 0),
                "small", Map.of("type", "integer", "minimum", -128, "maximum", 127),
                "ratio", Map.of("type", "number", "format", "double"), "on", Map.of("type", "boolean")),
                at("components", "schemas", "Numbers", "properties"));
        assertEquals(List.of("age", "share", "count", "small", "ratio", "on"), at("components", "schemas", "Numbers", "required"));
    }

    @Test void kindsOfComponentsAreKindsOfSchemas() {
        assertEquals("{\"color\":{\"type\":\"string\",\"enum\":[\"RED\",\"GREEN\"]},"
                + "\"second\":{\"type\":[\"string\",\"null\"],\"enum\":[\"RED\",\"GREEN\",null]},"
                + "\"id\":{\"type\":\"string\",\"format\":\"uuid\"},\"day\":{\"type\":\"string\",\"format\":\"date\"},"
                + "\"at\":{\"type\":\"string\",\"format\":\"date-time\"},\"bytes\":{\"type\":\"string\",\"contentEncoding\":\"base64\"},"
                + "\"set\":{\"type\":\"array\",\"items\":{\"type\":\"string\",\"enum\":[\"RED\",\"GREEN\"]},\"uniqueItems\":true},"
                + "\"map\":{\"type\":\"object\",\"additionalProperties\":{\"type\":\"integer\",\"format\":\"int32\"}},"
                + "\"maybe\":{\"type\":[\"string\",\"null\"]},"
                + "\"list\":{\"type\":\"array\",\"items\":{\"type\":\"string\",\"minLength\":1},\"maxItems\":3},"
                + "\"any\":{},\"address\":{\"anyOf\":["
                + "{\"$ref\":\"#/components/schemas/typhoon_web_OpenApiTest_Address\"},{\"type\":\"null\"}]}}",
                Escape.jsonEncode(at("components", "schemas", "Kinds", "properties")));
        assertEquals(List.of("color", "id", "day", "at", "bytes", "set", "map", "list"), at("components", "schemas", "Kinds", "required"));
    }

    @Test void genericRecordsAndTwoOfOneNameHaveNamesThatStay() {
        assertEquals(Set.of("Named", "Numbers", "Kinds", "Page_Address", "typhoon_web_OpenApiTest_Address",
                "typhoon_web_OpenApiTest_Other_Address", "Problem"), ((Map<?, ?>) at("components", "schemas")).keySet());
        assertEquals(Map.of("anyOf", List.of(Map.of("$ref", "#/components/schemas/Page_Address"), Map.of("type", "null"))),
                at("components", "schemas", "Page_Address", "properties", "next"));
    }

    @Test void whatIsSentAndWhatIsAnswered() {
        assertEquals(Set.of("application/json", "application/x-www-form-urlencoded"),
                ((Map<?, ?>) at("paths", "/users", "post", "requestBody", "content")).keySet());
        assertEquals(Set.of("application/json"), ((Map<?, ?>) at("paths", "/users/{id}", "put", "requestBody", "content")).keySet());
        assertEquals(Set.of("201", "400", "409", "415", "default"), ((Map<?, ?>) at("paths", "/users", "post", "responses")).keySet());
        assertEquals(Set.of("200", "404", "default"), ((Map<?, ?>) at("paths", "/users/{id}", "get", "responses")).keySet());
        assertEquals(Map.of("schema", Map.of("type", "array", "items", Map.of("$ref",
                "#/components/schemas/typhoon_web_OpenApiTest_Address"))),
                at("paths", "/users", "get", "responses", "200", "content", "application/json"));
        assertEquals(Map.of("schema", Map.of("$ref", "#/components/schemas/Problem")),
                at("paths", "/users", "post", "responses", "409", "content", "application/problem+json"));
    }

    @Test void operationsHaveNamesGroupsAndWords() {
        assertEquals("getUsers", at("paths", "/users", "get", "operationId"));
        assertEquals("putUser", at("paths", "/users/{id}", "put", "operationId"));
        assertEquals("another", at("paths", "/v1/pages", "get", "operationId"));
        assertEquals("getThingsByColorById", at("paths", "/things/{color}/{id}", "get", "operationId"));
        assertEquals(List.of("people", "search"), at("paths", "/users", "get", "tags"));
        assertEquals(List.of("users"), at("paths", "/users", "post", "tags"));
        assertEquals("Makes one", at("paths", "/users", "post", "summary"));
        assertEquals("From *nothing*.", at("paths", "/users", "post", "description"));
    }

    @Test void thePageAsksNobodyElseAndHasNoScriptWithin() {
        var page = fetch("/docs");
        assertEquals(200, page.code());
        assertTrue(page.bodyText().contains("data-document=\"/openapi.json\""), page.bodyText());
        assertFalse(page.bodyText().matches("(?s).*(https?:|<style|<script>|style=|onload).*"), page.bodyText());
        for (String asset : List.of("/docs/page.js", "/docs/page.css")) {
            var part = fetch(asset);
            assertEquals(200, part.code());
            assertFalse(part.bodyText().matches("(?s).*(https?:|innerHTML|eval\\().*"), asset);
        }
        assertEquals("text/javascript; charset=UTF-8", fetch("/docs/page.js").headers().get("Content-Type"));
    }

    @Test void theirPathsMayBeOthersButHaveToBePaths() {
        assertEquals("expected a path like /openapi.json, got api", assertThrows(IllegalArgumentException.class,
                () -> new OpenApi("x", "1").path("api")).getMessage());
        assertThrows(IllegalArgumentException.class, () -> new OpenApi("x", "1").page("/{a}"));
    }

    private Object at(String... path) {
        Object at = fetch("/openapi.json").json(Map.class);
        for (String step : path) {
            assertTrue(at instanceof Map<?, ?> map && map.containsKey(step), step + " of " + String.join(" ", path) + " in " + at);
            at = ((Map<?, ?>) at).get(step);
        }
        return at;
    }
}
