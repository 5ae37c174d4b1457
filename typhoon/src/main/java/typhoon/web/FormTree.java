package typhoon.web;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The fields of a form or query as the objects that their names describe: {@code address.street} is the street of the address. */
final class FormTree {
    private static final int DEEPEST = 20;

    /** The values of one name. */
    record Texts(List<String> values) {
        String last() {
            return values.getLast();
        }
    }

    private FormTree() {}

    static Map<String, Object> of(Map<String, List<String>> fields) {
        var root = new LinkedHashMap<String, Object>();
        fields.forEach((name, values) -> put(root, name, values));
        root.remove("_xsrf");
        return root;
    }

    @SuppressWarnings("unchecked")      // a map in here is one of ours
    private static void put(Map<String, Object> root, String name, List<String> values) {
        Map<String, Object> into = root;
        String[] steps = name.split("\\.", DEEPEST);
        for (int i = 0; i < steps.length - 1; i++) {
            Object next = into.get(steps[i]);
            if (!(next instanceof Map)) {
                next = new LinkedHashMap<String, Object>();
                into.put(steps[i], next);
            }
            into = (Map<String, Object>) next;
        }
        into.put(steps[steps.length - 1], new Texts(values));
    }
}
