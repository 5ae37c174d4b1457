package typhoon.web;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeFalse;
import static typhoon.web.URLSpec.url;

import jakarta.validation.Constraint;
import jakarta.validation.ConstraintValidator;
import jakarta.validation.ConstraintValidatorContext;
import jakarta.validation.Payload;
import jakarta.validation.constraints.AssertTrue;
import jakarta.validation.constraints.DecimalMax;
import jakarta.validation.constraints.DecimalMin;
import jakarta.validation.constraints.Digits;
import jakarta.validation.constraints.Email;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Past;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Positive;
import jakarta.validation.constraints.Size;
import java.io.IOException;
import java.io.InputStream;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.math.BigDecimal;
import java.net.URL;
import java.time.LocalDate;
import java.util.Collections;
import java.util.Enumeration;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import typhoon.httpserver.RequestDelegate;
import typhoon.testing.AsyncHttpTestCase;

/** Constraints of jakarta.validation at records among a verb's parameters. */
class ConstraintsTest extends AsyncHttpTestCase {
    /** The later day comes second. */
    @Constraint(validatedBy = InOrder.Check.class)
    @Retention(RetentionPolicy.RUNTIME)
    @interface InOrder {
        String message() default "ends before it begins";

        Class<?>[] groups() default {};

        Class<? extends Payload>[] payload() default {};

        class Check implements ConstraintValidator<InOrder, Stay> {
            @Override public boolean isValid(Stay stay, ConstraintValidatorContext context) {
                return stay.to().isAfter(stay.from());
            }
        }
    }

    record Address(@NotBlank String street, @Pattern(regexp = "[0-9]{5}") @Nullable String zip) {}

    record NewUser(@Size(min = 2, max = 5) String name, @Email String email, @Min(18) @Max(130) int age, Address address,
            @Size(max = 2) List<@Size(min = 3) String> tags, Map<String, @Positive Integer> counts, Optional<@Min(3) Integer> luck,
            @Past LocalDate born, @Digits(integer = 3, fraction = 2) BigDecimal price, @Nullable @NotNull String really,
            @DecimalMin(value = "0", inclusive = false) @DecimalMax("1") double share, @AssertTrue boolean agreed) {}

    @InOrder record Stay(LocalDate from, LocalDate to) {}

    record Own(@Size(min = 3, message = "wants {min} letters, ${validatedValue} and {nothing}") String code) {
        Own(String code) {      // no compact one: its parameter has no annotation
            this.code = code;
        }
    }

    static class Users extends RequestHandler {
        public void post(NewUser user) {
            write(user);
        }
    }

    static class Stays extends RequestHandler {
        public void post(Stay stay) {
            write(stay);
        }

        public void get(Own own) {
            write(own);
        }
    }

    @Override protected RequestDelegate getApp() {
        return new Application(url("/users", Users::new), url("/stays", Stays::new));
    }

    private static final Map<String, Object> ADA = Map.ofEntries(Map.entry("name", "Ada"), Map.entry("email", "a@b.c"), Map.entry("age",
            36),
            Map.entry("address", Map.of("street", "Here", "zip", "12345")), Map.entry("tags", List.of("abc")),
            Map.entry("counts", Map.of("a", 1)), Map.entry("luck", 3), Map.entry("born", "1815-12-10"), Map.entry("price", 1.5),
            Map.entry("really", "yes"), Map.entry("share", 0.5), Map.entry("agreed", true));

    @Test void whatKeepsThemComesIn() {
        assertEquals(200, fetch(post("/users").json(ADA)).code());
    }

    @Test void allThatAreBrokenAreNamedWithWhatIsAskedFor() {
        var sent = Map.ofEntries(Map.entry("name", "A"), Map.entry("email", "a"), Map.entry("age", 7),
                Map.entry("address", Map.of("street", " ", "zip", "1234")), Map.entry("tags", List.of("abc", "a", "abc")),
                Map.entry("counts", Map.of("a", 0)), Map.entry("luck", 1), Map.entry("born", "2999-01-01"), Map.entry("price", 1.555),
                Map.entry("share", 0.0), Map.entry("agreed", false));
        var expected = Map.ofEntries(Map.entry("/name", "must have 2 to 5 characters, has 1"), Map.entry("/email",
                "must be an e-mail address"),
                Map.entry("/age", "must be at least 18, got 7"), Map.entry("/address/street", "must not be blank"),
                Map.entry("/address/zip", "must match [0-9]{5}"), Map.entry("/tags", "must have at most 2 elements, has 3"),
                Map.entry("/tags/1", "must have at least 3 characters, has 1"), Map.entry("/counts/a", "must be above 0, got 0"),
                Map.entry("/luck", "must be at least 3, got 1"), Map.entry("/born", "must be in the past"),
                Map.entry("/price", "must have at most 3 digits before and 2 behind the point, got 1.555"), Map.entry("/really",
                "is required"),
                Map.entry("/share", "must be above 0, got 0.0"), Map.entry("/agreed", "must be true"));
        assertEquals(expected, errors("/users", sent));
    }

    @Test void theyAreCheckedBesideFieldsOfAWrongType() {
        var sent = new HashMap<>(ADA);
        sent.put("name", "A");
        sent.put("age", "x");
        assertEquals(Map.of("/name", "must have 2 to 5 characters, has 1", "/age", "expected int, got \"x\""), errors("/users", sent));
    }

    @Test void theOnesOfARecordAsAWholeComeLast() {
        assertEquals(Map.of("", "ends before it begins"), errors("/stays", Map.of("from", "2026-02-01", "to", "2026-01-01")));
        assertEquals(Map.of("/to", "expected date like 2026-01-31, got \"?\""), errors("/stays", Map.of("from", "2026-02-01", "to", "?")));
        assertEquals(200, fetch(post("/stays").json(Map.of("from", "2026-02-01", "to", "2026-03-01"))).code());
    }

    @Test void aMessageOfOnesOwnIsFilledInAndNeverRun() {
        var refused = fetch("/stays?code=x");
        assertEquals("code: wants 3 letters, ${validatedValue} and {nothing}", refused.json(Map.class).get("detail"));
    }

    @Test void theWordsDoNotDependOnTheMachine() {
        Locale before = Locale.getDefault();
        Locale.setDefault(Locale.GERMANY);
        try {
            assertEquals("must be at least 18, got 7",
                    errors("/users", Map.of("age", 7)).get("/age"));
        } finally {
            Locale.setDefault(before);
        }
    }

    @Test void withoutAProviderTheRouteIsRefused() throws Exception {
        assumeFalse(Application.class.getModule().isNamed(), "is a test of the class path");
        String message = refusal(name -> name.startsWith("org.hibernate."));
        assertTrue(message.endsWith("Checked has constraints of jakarta.validation, but nothing here checks them:"
                + " add org.hibernate.validator:hibernate-validator to the program"), message);
    }

    @Test void evenWithoutTheAnnotationsThemselves() throws Exception {
        assumeFalse(Application.class.getModule().isNamed(), "is a test of the class path");
        String message = refusal(name -> name.startsWith("org.hibernate.") || name.startsWith("jakarta."));
        assertTrue(message.contains("Checked has constraints of jakarta.validation"), message);
    }

    @Test void aRecordWithoutConstraintsNeedsNothing() throws Exception {
        assumeFalse(Application.class.getModule().isNamed(), "is a test of the class path");
        assertEquals("", without(name -> name.startsWith("org.hibernate.") || name.startsWith("jakarta."), "unchecked"));
    }

    private static String refusal(Predicate<String> absent) throws Exception {
        String message = without(absent, "checked");
        assertFalse(message.isEmpty());
        return message;
    }

    private static String without(Predicate<String> absent, String program) throws Exception {
        var loader = new Without(absent, ConstraintsTest.class.getClassLoader());
        return (String) loader.loadClass(ConstraintsProgram.class.getName()).getMethod(program).invoke(null);
    }

    /** Loads us once more, where some libraries are not. */
    private static final class Without extends ClassLoader {
        private final Predicate<String> absent;

        Without(Predicate<String> absent, ClassLoader parent) {
            super(parent);
            this.absent = absent;
        }

        @Override protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
            if (absent.test(name)) throw new ClassNotFoundException(name);
            if (!name.startsWith("typhoon.")) return super.loadClass(name, resolve);
            if (findLoadedClass(name) instanceof Class<?> loaded) return loaded;
            try (InputStream bytes = getParent().getResourceAsStream(name.replace('.', '/') + ".class")) {
                if (bytes == null) throw new ClassNotFoundException(name);
                byte[] code = bytes.readAllBytes();
                return defineClass(name, code, 0, code.length);
            } catch (IOException problem) {
                throw new ClassNotFoundException(name, problem);
            }
        }

        @Override public Enumeration<URL> getResources(String name) throws IOException {
            return name.startsWith("META-INF/services/jakarta.validation") ? Collections.emptyEnumeration() : super.getResources(name);
        }
    }

    private Map<String, String> errors(String path, Map<String, ?> sent) {
        var refused = fetch(post(path).json(sent));
        assertEquals(400, refused.code(), refused.bodyText());
        return ((List<?>) refused.json(Map.class).get("errors")).stream().map(error -> (Map<?, ?>) error)
                .collect(Collectors.toMap(error -> (String) error.get("field"), error -> (String) error.get("detail")));
    }
}
