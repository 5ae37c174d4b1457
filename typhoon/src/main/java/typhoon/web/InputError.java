package typhoon.web;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * What the client sent is not what was asked for: one error that names every field with what is wrong with it. The record among a verb's
 * parameters is filled or this is thrown; throw it yourself for what only you can know.
 *
 * {@snippet class="typhoon.snippets.BindingSnippets" region="error"}
 *
 * <p>The body is a problem of RFC 9457 with a member {@code errors}, a list of {@code {"field", "detail"}}; on a page it is a list. Its
 * status is 400 unless {@link Settings#inputErrorStatus} or its constructor say otherwise.
 */
public final class InputError extends HttpError {
    private static final long serialVersionUID = 1;

    /**
     * A field and what is wrong with it.
     *
     * @param field where the record came from JSON a JSON pointer (RFC 6901), {@code /emails/0}; from a form or query the field's name,
     *     {@code address.street}
     * @param detail for people: {@code must be at least 18, got 7}
     */
    public record Field(String field, String detail) {}

    private final transient List<Field> fields = new ArrayList<>();

    /** A 400 that names no field yet. */
    public InputError() {
        this(400);
    }

    /** As {@link #InputError()}, with another status: 409 for what is taken already, say. */
    public InputError(int status) {
        super(status);
    }

    /** Names a field. */
    public InputError field(String field, String detail) {
        fields.add(new Field(field, detail));
        detail(fields.size() == 1 ? (field.isEmpty() ? "" : field + ": ") + detail : fields.size() + " fields are not valid");
        return this;
    }

    /** The fields that were named, in order. */
    public List<Field> fields() {
        return Collections.unmodifiableList(fields);
    }
}
