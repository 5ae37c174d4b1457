package typhoon.web;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

class PathPatternTest {
    enum Colour { RED }

    @Nested class Matching {
        @Test void plainTextMatchesItselfOnly() {
            matches("/robots.txt", "/robots.txt");
            matchesNot("/robots.txt", "/robotsXtxt");
            matchesNot("/robots.txt", "/robots.txt/");
            matchesNot("/users", "/users/7");
        }

        @Test void aNameCapturesUpToTheNextSlash() {
            matches("/users/{id}", "/users/7", "7");
            matches("/users/{id}/photos/{photo}", "/users/7/photos/a%2Fb", "7", "a%2Fb");
            matches("/{file}.{type}", "/a.b.txt", "a.b", "txt");
            matchesNot("/users/{id}", "/users/");
            matchesNot("/users/{id}", "/users/7/");
            matchesNot("/users/{id}", "/users/7/8");
        }

        @Test void aRegexMatchesTheWholePath() {
            matches("/users/(\\d+)", "/users/7", "7");
            matches("/users/(\\d+)$", "/users/7", "7");
            matches("^/a|/b", "/b");
            matchesNot("/a|/b", "/ax");
            matchesNot("/users/(\\d+)", "/users/7x");
            matches("/(?<year>\\d{4})/(?<month>\\d\\d)", "/2024/02", "2024", "02");
        }

        @Test void aGroupThatTookNoPartIsNull() {
            matches("/a(/(\\d+))?", "/a", null, null);
        }
    }

    @Nested class Reversing {
        @Test void aTemplate() {
            assertEquals("/users/7/photos/a%2Fb%20c", PathPattern.of("/users/{id}/photos/{photo}").reverse(7, "a/b c"));
            assertEquals("/c/RED", PathPattern.of("/c/{colour}").reverse(Colour.RED));
            assertEquals("/", PathPattern.of("/").reverse());
        }

        @Test void aRegexWithPlainTextAroundItsGroups() {
            assertEquals("/users/7", PathPattern.of("^/users/(\\d+)$").reverse(7));
            assertEquals("/files/a/b%20c.txt", PathPattern.of("/files/(.*)\\.txt").reverse("a/b c"));
            assertEquals("/a.b/x", PathPattern.of("/a.b/(?<name>[^()/]+)").reverse("x"));
        }

        @Test void whatNoUrlCanBeMadeFrom() {
            for (String regex : new String[] {"/x/?", "/a(b(c))", "/\\d(a)", "/(a)?", "/(?:a)(b)", "/[ab](c)", "/(a)|/(b)"}) {
                assertEquals("url " + regex + " cannot have a name: outside its groups only plain or escaped characters can be turned"
                        + " into a url, no operators, and no group may be optional or stand in another",
                        refused(() -> PathPattern.of(regex).checkReversible()));
            }
        }

        @Test void theWrongNumberOfArguments() {
            assertEquals("url /users/{id} captures 1 argument, but got 2", refused(() -> PathPattern.of("/users/{id}").reverse(1, 2)));
            assertEquals("url / captures 0 arguments, but got 1", refused(() -> PathPattern.of("/").reverse(1)));
        }

        @Test void whatThePatternWouldNotMatch() {
            assertEquals("url /users/(\\d+) would not match /users/ada, made from [ada]",
                    refused(() -> PathPattern.of("/users/(\\d+)").reverse("ada")));
            assertEquals("url /users/{id} would not match /users/, made from []", refused(() -> PathPattern.of("/users/{id}").reverse("")));
        }
    }

    @Nested class Refused {
        @Test void twoNamesWithNothingBetween() {
            assertEquals("url /{a}{b} has two names with nothing between: no telling where the first ends",
                    refused(() -> PathPattern.of("/{a}{b}")));
        }

        @Test void whatIsNoName() {
            assertEquals("url /{7} has {7} where a name like {id} was expected; for anything else write a regex",
                    refused(() -> PathPattern.of("/{7}")));
            assertEquals("url /{id has {id where a name like {id} was expected; for anything else write a regex",
                    refused(() -> PathPattern.of("/{id")));
            assertEquals("url /id} has a } without its {", refused(() -> PathPattern.of("/id}")));
            assertEquals("url /{a}/{a} has the name {a} twice", refused(() -> PathPattern.of("/{a}/{a}")));
        }

        @Test void whatCannotBeAPath() {
            assertEquals("url users can match nothing: a path begins with a slash", refused(() -> PathPattern.of("users")));
            assertEquals("url  can match nothing: a path begins with a slash", refused(() -> PathPattern.of("")));
        }

        @Test void aMixtureOfBothKinds() {
            String message = refused(() -> PathPattern.of("/users/{id}/(.*)"));
            assertTrue(message.endsWith("; in a regex a name is written (?<name>[^/]+), not {name}"), message);
        }

        @Test void groupsWithAndWithoutNames() {
            String message = refused(() -> PathPattern.of("/(?<a>x)/(y)"));
            assertTrue(message.contains("has groups with and without names"), message);
        }

        @Test void aBrokenRegex() {
            assertEquals("url /(a is not a regex: Unclosed group at 3", refused(() -> PathPattern.of("/(a")));
        }
    }

    @Nested class Arguments {
        @Test void areReadAsTheTypeOfTheParameter() {
            assertEquals(7, read("7", int.class));
            assertEquals(-7L, read("-7", Long.class));
            assertEquals("a b+é", read("a b+é", String.class));
            assertEquals(Colour.RED, read("RED", Colour.class));
            var id = UUID.randomUUID();
            assertEquals(id, read(id.toString(), UUID.class));
            assertNull(PathArg.LONG.read(null, Long.class));
        }

        @Test void whatIsNoneOfThatTypeIsNotFound() {
            none("7.5", int.class);
            none("+7", int.class);
            none("", int.class);
            none("-", int.class);
            none("\u0667", int.class);
            none("2147483648", int.class);
            none("99999999999999999999", long.class);
            none("1-1-1-1-1", UUID.class);
            none("x".repeat(36), UUID.class);
            none("red", Colour.class);
            assertEquals(404, assertThrows(HttpError.class, () -> PathArg.INT.read(null, int.class)).status());
        }
    }

    private static @Nullable Object read(String captured, Class<?> type) {
        PathArg reader = PathArg.of(type);
        assertTrue(reader != null);
        return reader.read(captured, type);
    }

    private static void none(String captured, Class<?> type) {
        assertEquals(404, assertThrows(HttpError.class, () -> read(captured, type)).status(), captured);
    }

    private static void matches(String pattern, String path, @Nullable String... captured) {
        assertArrayEquals(captured, PathPattern.of(pattern).match(path), pattern + " " + path);
    }

    private static void matchesNot(String pattern, String path) {
        assertNull(PathPattern.of(pattern).match(path), pattern + " " + path);
    }

    private static String refused(Executable what) {
        return String.valueOf(assertThrows(IllegalArgumentException.class, what).getMessage());
    }
}
