package typhoon.web;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Where in what was sent a value stands: a name in an object, or a number in an array, within something; null is the whole. */
record Place(@Nullable Place within, Object step) {
    private static final int SHOWN = 200;       // characters

    /** {@code /emails/0}: RFC 6901. */
    static String pointer(@Nullable Place place) {
        var pointer = new StringBuilder();
        for (Object step : steps(place)) {
            pointer.append('/').append(String.valueOf(step).replace("~", "~0").replace("/", "~1"));
            if (pointer.length() > SHOWN) return pointer.substring(0, SHOWN) + "…";
        }
        return pointer.toString();
    }

    /** {@code address.street}; which of several values of one name is not said. */
    static String name(@Nullable Place place) {
        var name = new StringBuilder();
        for (Object step : steps(place)) {
            if (!(step instanceof String part)) continue;
            name.append(name.isEmpty() ? "" : ".").append(part);
            if (name.length() > SHOWN) return name.substring(0, SHOWN) + "…";
        }
        return name.toString();
    }

    private static List<Object> steps(@Nullable Place place) {
        var steps = new ArrayList<Object>();
        for (Place at = place; at != null; at = at.within) steps.add(at.step);
        return steps.reversed();
    }
}
