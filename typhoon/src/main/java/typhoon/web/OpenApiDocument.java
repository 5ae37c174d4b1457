package typhoon.web;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import typhoon.http.HttpStatus;
import typhoon.web.Router.Endpoint;

/** What {@link OpenApi} serves, made from the routes of an application. */
final class OpenApiDocument {
    private static final String PROBLEM = "Problem";
    private static final Map<String, Object> PROBLEM_REF = Map.of("$ref", JsonSchema.COMPONENTS + PROBLEM);

    /** One verb at one url. */
    private record Operated(Endpoint endpoint, String path, List<String> names, Verb verb, @Nullable Operation said,
            Shape.@Nullable Fields sent, @Nullable Shape returned) {}

    private final List<Operated> operations = new ArrayList<>();
    private final Shapes shapes = new Shapes(true);
    private final Shapes queries = new Shapes(true);        // what fills them is described field by field
    private final Set<String> ids = new HashSet<>();
    private final JsonSchema schemas;

    private OpenApiDocument(List<Endpoint> endpoints) {
        for (Endpoint endpoint : endpoints) addAll(endpoint);
        schemas = new JsonSchema(shapes.records(), PROBLEM);
    }

    static Map<String, Object> of(OpenApi api, List<Endpoint> endpoints) {
        var made = new OpenApiDocument(endpoints);
        Map<String, Object> document = api.head();
        document.put("paths", made.paths());
        Map<String, Object> components = made.schemas.components();
        components.put(PROBLEM, problem());
        document.put("components", Map.of("schemas", components));
        return document;
    }

    private void addAll(Endpoint endpoint) {
        PathPattern pattern = endpoint.url().path();
        List<String> names = pattern.namesForAll();
        if (pattern.template(names) instanceof String path) {
            Class<? extends RequestHandler> type = endpoint.url().newHandler().getClass();
            Operation saidOfAll = type.getAnnotation(Operation.class);
            for (Verb verb : VerbTable.of(type).answering(pattern.captures())) {
                Operation said = verb.operation() == null ? saidOfAll : verb.operation();
                if (said != null && said.hidden()) continue;
                Shape.Fields sent = verb.binder() == null ? null
                        : (Shape.Fields) (verb.readsQuery() ? queries : shapes).of(verb.binder().type());
                Shape returned = said == null || said.returns() == void.class ? null : shapes.of(said.returns());
                operations.add(new Operated(endpoint, path, names, verb, said, sent, returned));
            }
        }
    }

    private Map<String, Object> paths() {
        var paths = new LinkedHashMap<String, Map<String, Object>>();
        for (Operated one : operations) {
            Map<String, Object> verbs = paths.computeIfAbsent(one.path, _ -> new LinkedHashMap<>());
            if (!verbs.containsKey(one.verb.verbName())) verbs.put(one.verb.verbName(), operation(one));    // the first url answers
        }
        return new LinkedHashMap<>(paths);
    }

    private Map<String, Object> operation(Operated one) {
        var operation = new LinkedHashMap<String, Object>();
        operation.put("operationId", id(one));
        List<String> tags = tags(one);
        if (!tags.isEmpty()) operation.put("tags", tags);
        if (one.said != null && !one.said.value().isEmpty()) operation.put("summary", one.said.value());
        if (one.said != null && !one.said.description().isEmpty()) operation.put("description", one.said.description());
        var parameters = new ArrayList<Map<String, Object>>();
        for (int i = 0; i < one.names.size(); i++) parameters.add(parameter(one.names.get(i), "path", true, one.verb.capture(i)));
        if (one.sent != null && one.verb.readsQuery()) addQuery(parameters, one.sent, "", new HashSet<>());
        if (!parameters.isEmpty()) operation.put("parameters", parameters);
        if (one.sent != null && one.verb.readsBody()) operation.put("requestBody", body(one.sent));
        operation.put("responses", responses(one));
        return operation;
    }

    private String id(Operated one) {
        String id = one.said == null ? "" : one.said.id();
        String name = one.endpoint.url().name();
        if (id.isEmpty()) id = one.verb.verbName() + (name == null ? words(one.path) : words(name));
        String unique = id;
        for (int i = 2; !ids.add(unique); i++) unique = id + i;
        return unique;
    }

    /** {@code /users/{id}} is UsersById. */
    private static String words(String text) {
        var words = new StringBuilder();
        for (String word : text.replace("{", "by-").split("[^A-Za-z0-9]+")) {
            if (!word.isEmpty()) words.append(word.substring(0, 1).toUpperCase(Locale.ROOT)).append(word.substring(1));
        }
        return words.toString();
    }

    private static List<String> tags(Operated one) {
        if (one.said != null && one.said.tags().length > 0) return List.of(one.said.tags());
        String first = one.path.substring(1).replaceFirst("/.*", "");
        return first.isEmpty() || first.contains("{") ? List.of() : List.of(first);
    }

    private Map<String, Object> parameter(String name, String in, boolean required, Class<?> type) {
        return parameter(name, in, required, schemas.of(new Shapes(true).of(type)));
    }

    private static Map<String, Object> parameter(String name, String in, boolean required, Map<String, Object> schema) {
        var parameter = new LinkedHashMap<String, Object>();
        parameter.put("name", name);
        parameter.put("in", in);
        parameter.put("required", required);
        parameter.put("schema", schema);
        return parameter;
    }

    /** A record within has its fields named after it. What holds itself is described once. */
    private void addQuery(List<Map<String, Object>> parameters, Shape.Fields record, String prefix, Set<Shape.Fields> within) {
        if (!within.add(record)) return;
        for (Shape.Field field : record.fields) {
            boolean isEmptyWhenAbsent = field.shape() instanceof Shape.Many
                    || field.shape() instanceof Shape.Single single && single.scalar().kind() == Scalar.Kind.BOOLEAN;
            String name = prefix + field.name();
            boolean required = field.required() && !isEmptyWhenAbsent;
            if (field.shape() instanceof Shape.Fields fields) addQuery(parameters, fields, name + ".", within);
            else if (isFlat(field.shape())) parameters.add(parameter(name, "query", required, schemas.of(field)));
        }
        within.remove(record);
    }

    private Map<String, Object> body(Shape.Fields sent) {
        var content = new LinkedHashMap<String, Object>();
        content.put("application/json", Map.of("schema", schemas.of(sent)));
        boolean isFlat = sent.fields.stream().allMatch(field -> isFlat(field.shape()));
        if (isFlat) content.put("application/x-www-form-urlencoded", Map.of("schema", schemas.of(sent)));
        var body = new LinkedHashMap<String, Object>();
        body.put("required", true);
        body.put("content", content);
        return body;
    }

    private static boolean isFlat(Shape shape) {
        return switch (shape) {
            case Shape.Single _, Shape.Anything _ -> true;
            case Shape.Many many -> many.element() instanceof Shape.Single;
            case Shape.Maybe maybe -> maybe.value() instanceof Shape.Single;
            case Shape.Named _, Shape.Fields _ -> false;
        };
    }

    private Map<String, Object> responses(Operated one) {
        var responses = new TreeMap<String, Object>();
        int status = one.said == null ? 200 : one.said.status();
        var good = new LinkedHashMap<String, Object>();
        good.put("description", HttpStatus.reason(status));
        if (one.returned != null) good.put("content", Map.of("application/json", Map.of("schema", schemas.of(one.returned))));
        responses.put(String.valueOf(status), good);
        if (one.sent != null) addProblem(responses, one.endpoint.application().settings().inputErrorStatus());
        if (one.sent != null && one.verb.readsBody()) {
            addProblem(responses, 400);
            addProblem(responses, 415);
        }
        if (!one.names.isEmpty()) addProblem(responses, 404);
        if (one.said != null) {
            for (int problem : one.said.problems()) addProblem(responses, problem);
        }
        responses.put("default", failure("Any other error"));
        return responses;
    }

    private static void addProblem(Map<String, Object> responses, int status) {
        responses.putIfAbsent(String.valueOf(status), failure(HttpStatus.reason(status)));
    }

    private static Map<String, Object> failure(String description) {
        var failure = new LinkedHashMap<String, Object>();
        failure.put("description", description);
        failure.put("content", Map.of("application/problem+json", Map.of("schema", PROBLEM_REF)));
        return failure;
    }

    private static Map<String, Object> problem() {
        var field = new LinkedHashMap<String, Object>();
        field.put("type", "object");
        field.put("properties", new TreeMap<>(Map.of("field", Map.of("type", "string"), "detail", Map.of("type", "string"))));
        field.put("required", List.of("field", "detail"));
        var properties = new LinkedHashMap<String, Object>();
        properties.put("title", Map.of("type", "string"));
        properties.put("status", Map.of("type", "integer"));
        properties.put("detail", Map.of("type", "string"));
        properties.put("errors", new TreeMap<>(new HashMap<>(Map.of("type", "array", "items", field))));
        var problem = new LinkedHashMap<String, Object>();
        problem.put("type", "object");
        problem.put("description", "What went wrong: RFC 9457");
        problem.put("properties", properties);
        problem.put("required", List.of("title", "status"));
        return problem;
    }
}
