package typhoon.escape;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class JsonDecodeTest {
    enum Role { ADMIN, GUEST }

    record Age(int age) {}

    record User(String name, List<String> emails) {}

    record Team(User user) {}

    record Profile(String name, @Nullable String nick) {}

    record Plenty(boolean b, short s, long l, double d, float f, Integer boxed, BigDecimal exact, BigInteger big, Role role, UUID id,
            Instant at, LocalDate on, Duration lasts, int[] ints, Map<String, Integer> counts, @Nullable Object any) {}

    @Nested class Accepted {
        @Test void allKindsOfComponents() {
            var id = UUID.randomUUID();
            var plenty = Escape.jsonDecode("""
                    {"b": true, "s": 1, "l": 5000000000, "d": 1, "f": 0.5, "boxed": 7, "exact": 1.10, "big": 100000000000000000000,
                     "role": "ADMIN", "id": "%s", "at": "2024-02-29T12:00:00Z", "on": "2024-02-29", "lasts": "PT1.5S", "ints": [1, 2],
                     "counts": {"a": 1}, "any": [null, {"x": null}]}""".formatted(id), Plenty.class);
            assertEquals(5_000_000_000L, plenty.l());
            assertEquals(1.0, plenty.d());
            assertEquals(new BigDecimal("1.10"), plenty.exact());
            assertEquals(Role.ADMIN, plenty.role());
            assertEquals(id, plenty.id());
            assertEquals(LocalDate.of(2024, 2, 29), plenty.on());
            assertEquals(Duration.ofMillis(1500), plenty.lasts());
            assertArrayEquals(new int[] {1, 2}, plenty.ints());
            assertEquals(Arrays.asList(null, Collections.singletonMap("x", null)), plenty.any());
        }

        @Test void aNullableComponentMayBeNullOrMissing() {
            assertEquals(new Profile("Ada", null), Escape.jsonDecode("{\"name\": \"Ada\"}", Profile.class));
            assertEquals(new Profile("Ada", null), Escape.jsonDecode("{\"name\": \"Ada\", \"nick\": null}", Profile.class));
        }

        @Test void anArrayOfRecords() {
            assertArrayEquals(new Age[] {new Age(1), new Age(2)}, Escape.jsonDecode("[{\"age\":1},{\"age\":2}]", Age[].class));
        }

        @Test void anAmountOfTokensThatTheHeapCanHold() {
            long limit = Json.limits(64L * 1024 * 1024).getMaxTokenCount();
            assertEquals(256 * 1024, limit);
        }

        @Test void withoutATypeItIsMapsAndListsThatMayHoldNulls() {
            assertEquals(Map.of("a", List.of(1, 2.5, "x", true)), Escape.jsonDecode("{\"a\": [1, 2.5, \"x\", true]}"));
            assertNull(Escape.jsonDecode("null"));
            assertEquals(Arrays.asList(1, null), Escape.jsonDecode("[1, null]", List.class));
        }

        @Test void elementsMayBeNullWhereTheirTypeSaysSo() {
            record Tags(List<@Nullable String> tags) {}
            assertEquals(Arrays.asList("a", null), Escape.jsonDecode("{\"tags\": [\"a\", null]}", Tags.class).tags());
        }

        @Test void unknownPropertiesWhereTheRecordSaysSo() {
            @JsonIgnoreProperties(ignoreUnknown = true) record Loose(int age) {}
            assertEquals(new Loose(1), Escape.jsonDecode("{\"age\": 1, \"zip\": 2}", Loose.class));
        }

        @Test void bytesAreUtf8() {
            assertEquals(new Profile("é", null), Escape.jsonDecode(Escape.utf8("{\"name\": \"é\"}"), Profile.class));
        }
    }

    @Nested class Refused {
        @Test void missing() {
            refused("{\"user\": {\n  \"name\": \"Ada\"}}", Team.class, "$.user.emails, line 2, column 16: required property is missing");
        }

        @Test void missingPrimitive() {
            refused("{}", Age.class, "$.age, line 1, column 2: required property is missing");
        }

        @Test void nullValue() {
            refused("{\"age\": null}", Age.class, "$.age, line 1, column 9: expected int, got null");
            refused("{\"name\": null}", Profile.class, "$.name, line 1, column 10: expected string, got null");
        }

        @Test void nullElement() {
            refused("{\"user\": {\"name\": \"Ada\", \"emails\": [\"a\", null]}}", Team.class,
                    "$.user.emails[1], line 1, column 42: expected string, got null");
        }

        @Test void nullElementOfAnArrayOfRecords() {
            refused("[null]", Age[].class, "$[0], line 1, column 2: expected object, got null");
        }

        @Test void theWholeIsNull() {
            refused(" null", Age.class, "$, line 1, column 2: expected object, got null");
            refused("null", Map.class, "$, line 1, column 1: expected object, got null");
            refused("null", Object.class, "$, line 1, column 1: expected a value, got null");
        }

        @Test void aListWhereAStringIsExpected() {
            record Tags(@Nullable List<String> tags) {}
            record Rows(List<List<String>> rows) {}
            refused("{\"tags\": [[\"a\"]]}", Tags.class, "$.tags[0], line 1, column 11: expected string, got an array");
            refused("[{\"tags\": [[\"a\"]]}]", Tags[].class, "$[0].tags[0], line 1, column 12: expected string, got an array");
            refused("{\"rows\": [[[\"a\"]]]}", Rows.class, "$.rows[0][0], line 1, column 12: expected string, got an array");
        }

        @Test void halfOfASurrogatePair() {
            refused("{\"name\": \"a\\ud800b\"}", Profile.class, "$.name, line 1, column 10: expected string, got \"a?b\"");
            refused("[\"\\udc00\\ud800\"]", String[].class, "$[0], line 1, column 2: expected string, got \"??\"");
            assertEquals("\ud83d\ude00", Escape.jsonDecode("\"\\ud83d\\ude00\"", String.class));
        }

        @Test void aNumberTooLargeWhereAnythingGoes() {
            record Any(@Nullable Object any) {}
            refused("{\"any\": [1, {\"x\": 1e400}]}", Any.class, "$.any, line 1, column 25: a number is too large for a double");
            refused("[-1e400]", List.class, "$, line 1, column 8: a number is too large for a double");
            refused("1e400", Object.class, "$, line 1, column 1: a number is too large for a double");
        }

        @Test void anExponentThatNoNumberHas() {
            record Exact(BigDecimal exact) {}
            refused("{\"exact\": 1e9999999999}", Exact.class, "$.exact, line 1, column 11: expected number, got 1e9999999999");
        }

        @Test void theWholeIsOfAnotherKind() {
            refused("[]", Age.class, "$, line 1, column 1: expected object, got an array");
            refused("\n [1]", Map.class, "$, line 2, column 2: expected object, got an array");
            refused("\"Ada\"", Age.class, "$, line 1, column 1: expected object, got \"Ada\"");
            refused("{}", Age[].class, "$, line 1, column 1: expected array, got an object");
        }

        @Test void truncated() {
            refused("{\n\n  \"age\": 7.9}", Age.class, "$.age, line 3, column 10: expected int, got 7.9");
            refused("{\"age\": 7.0}", Age.class, "$.age, line 1, column 9: expected int, got 7.0");
        }

        @Test void stringForNumber() {
            refused("{\"age\": \"7\"}", Age.class, "$.age, line 1, column 9: expected int, got \"7\"");
            refused("{\"age\": \"\"}", Age.class, "$.age, line 1, column 9: expected int, got \"\"");
        }

        @Test void numberForString() {
            refused("{\"name\": 5}", Profile.class, "$.name, line 1, column 10: expected string, got 5");
            refused("{\"name\": 5.5}", Profile.class, "$.name, line 1, column 10: expected string, got 5.5");
            refused("{\"name\": true}", Profile.class, "$.name, line 1, column 10: expected string, got true");
        }

        @Test void booleanForNumberAndBack() {
            record Flag(boolean on) {}
            refused("{\"age\": true}", Age.class, "$.age, line 1, column 9: expected int, got true");
            refused("{\"on\": 1}", Flag.class, "$.on, line 1, column 8: expected boolean, got 1");
            refused("{\"on\": \"true\"}", Flag.class, "$.on, line 1, column 8: expected boolean, got \"true\"");
        }

        @Test void objectOrArrayForAValue() {
            refused("{\"age\": {}}", Age.class, "$.age, line 1, column 9: expected int, got an object");
            refused("{\"age\": [1]}", Age.class, "$.age, line 1, column 9: expected int, got an array");
        }

        @Test void valueForAnArrayOrObject() {
            refused("{\"user\": 5}", Team.class, "$.user, line 1, column 10: expected object, got 5");
            refused("{\"user\": \"\"}", Team.class, "$.user, line 1, column 10: expected object, got \"\"");
            refused("{\"name\": \"Ada\", \"emails\": \"a\"}", User.class, "$.emails, line 1, column 27: expected array, got \"a\"");
            refused("{\"name\": \"Ada\", \"emails\": \"\"}", User.class, "$.emails, line 1, column 27: expected array, got \"\"");
        }

        @Test void outOfRange() {
            record Ratio(double ratio) {}
            record Small(byte b) {}
            refused("{\"age\": 99999999999}", Age.class, "$.age, line 1, column 9: expected int, got 99999999999");
            refused("{\"b\": 300}", Small.class, "$.b, line 1, column 7: expected byte, got 300");
            refused("{\"ratio\": 1e999}", Ratio.class, "$.ratio, line 1, column 11: expected double, got 1e999");
        }

        @Test void anEnumsNameIsExact() {
            record Holder(Role role) {}
            refused("{\"role\": \"root\"}", Holder.class, "$.role, line 1, column 10: expected one of ADMIN, GUEST, got \"root\"");
            refused("{\"role\": 0}", Holder.class, "$.role, line 1, column 10: expected one of ADMIN, GUEST, got 0");
        }

        @Test void datesAreText() {
            record When(Instant at) {}
            record Day(LocalDate on) {}
            refused("{\"at\": 5}", When.class, "$.at, line 1, column 8: expected Instant, got 5");
            refused("{\"at\": \"5\"}", When.class, "$.at, line 1, column 8: expected Instant, got \"5\"");
            refused("{\"at\": \"\"}", When.class, "$.at, line 1, column 8: expected Instant, got \"\"");
            refused("{\"on\": [2024, 1, 1]}", Day.class, "$.on, line 1, column 8: expected LocalDate, got an array");
            refused("{\"on\": \"2023-02-29\"}", Day.class, "$.on, line 1, column 8: expected LocalDate, got \"2023-02-29\"");
        }

        @Test void aUuidHasItsFullLength() {
            record Thing(UUID id) {}
            refused("{\"id\": \"1-1-1-1-1\"}", Thing.class, "$.id, line 1, column 8: expected UUID, got \"1-1-1-1-1\"");
        }

        @Test void duplicateKey() {
            refused("{\"age\": 1, \"age\": 2}", Age.class, "$.age, line 1, column 17: duplicate key \"age\"");
            assertThrows(JsonDecodeError.class, () -> Escape.jsonDecode("{\"a\": {\"b\": 1, \"b\": 1}}"));
        }

        @Test void unknownProperty() {
            refused("{\"name\": \"Ada\",\n \"nik\": \"x\"}", Profile.class,
                    "$.nik, line 2, column 2: unknown property, expected one of name, nick");
        }

        @Test void unknownPropertyInside() {
            refused("{\"user\": {\"name\": \"Ada\", \"emails\": [], \"zip\": {}}}", Team.class,
                    "$.user.zip, line 1, column 40: unknown property, expected one of name, emails");
        }

        @Test void trailingText() {
            refused("{\"age\": 1} {}", Age.class, "$, line 1, column 12: expected the end of the text, got an object");
            refused("{\"age\": 1} x", Age.class, "$, line 1, column 12: unexpected x");
            refused("{\"age\": 1},", Age.class, "$, line 1, column 11: unexpected character ,");
        }

        @Test void malformed() {
            refused("", Age.class, "$, line 1, column 1: expected object, got the end of the text");
            refused("{\"age\": ", Age.class, "$.age, line 1, column 9: the text ends here");
            refused("{\"age\" 1}", Age.class, "$.age, line 1, column 8: unexpected character 1");
            refused("{'age': 1}", Age.class, "$, line 1, column 2: unexpected character '");
            refused("{\"age\": 01}", Age.class, "$.age, line 1, column 10: a number begins with a zero");
            refused("{\"age\": 1,}", Age.class, "$.age, line 1, column 11: unexpected character }");
            refused("{\"age\": NaN}", Age.class, "$.age, line 1, column ");
            refused("[1,\n2,,3]", List.class, "$[2], line 2, column 3: unexpected character ,");
            refused("{\"name\": \"a\nb\"}", Profile.class, "$.name, line 1, column 12: a control character stands in a string");
        }

        @Test void bytesThatAreNotUtf8() {
            var latin = "[1,\n\"é\"]".getBytes(StandardCharsets.ISO_8859_1);
            var error = assertThrows(JsonDecodeError.class, () -> Escape.jsonDecode(latin, List.class));
            assertEquals("JSON decode error at $, line 2, column 2: byte 0xE9 is not UTF-8", error.getMessage());
            assertThrows(JsonDecodeError.class, () -> Escape.jsonDecode("[]".getBytes(StandardCharsets.UTF_16), List.class));
        }

        @Test void tooDeep() {
            var error = assertThrows(JsonDecodeError.class, () -> Escape.jsonDecode("[".repeat(10_000)));
            assertTrue(error.getMessage().endsWith(": nested too deeply"), error.getMessage());
        }

        @Test void whatARecordsConstructorRefuses() {
            record Even(int n) {
                Even {
                    if (n % 2 != 0) throw new IllegalArgumentException("n must be even");
                }
            }
            record Holder(Even even) {}
            refused("{\"even\": {\"n\": 3}}", Holder.class, "$.even, line 1, column 17: n must be even");
            record Loud(String name) {
                Loud {
                    throw new IllegalArgumentException("no\n" + name);
                }
            }
            String message = String.valueOf(assertThrows(JsonDecodeError.class,
                    () -> Escape.jsonDecode("{\"name\": \"" + "x".repeat(1000) + "\"}", Loud.class)).getMessage());
            assertTrue(message.contains("no\\u000axxx") && message.length() < 300, message);
        }
    }

    @Test void ofTheTextAMessageShowsLittle() {
        String longText = "x".repeat(100_000);
        String longName = "\"" + "x".repeat(10_000) + "\": 1";
        for (String text : List.of("{\"age\": \"" + longText + "\"}", longText, "{" + longName + "}",
                "{" + longName + "," + longName + "}")) {
            var error = assertThrows(JsonDecodeError.class, () -> Escape.jsonDecode(text, Age.class));
            assertTrue(error.getMessage().length() < 600, error.getMessage());
        }
    }

    @Test void aMessageIsOneLine() {
        var error = assertThrows(JsonDecodeError.class, () -> Escape.jsonDecode("{\"age\": \"a\\r\\nERROR fake\\u007f\"}", Age.class));
        assertEquals("JSON decode error at $.age, line 1, column 9: expected int, got "
                + "\"a\\u000d\\u000aERROR fake\\u007f\"", error.getMessage());
    }

    @Test void theErrorCarriesItsParts() {
        var error = assertThrows(JsonDecodeError.class, () -> Escape.jsonDecode("{\n \"odd name\": [{}, 5]}", Object[].class));
        assertEquals("$", error.path());
        var inner = assertThrows(JsonDecodeError.class, () -> Escape.jsonDecode("{\n \"odd name\": [1, oops]}"));
        assertEquals("$[\"odd name\"][1]", inner.path());
        assertEquals(2, inner.line());
        assertEquals(18, inner.column());
    }

    @Test void aTypeThatNoTextFitsIsTheProgramsFault() {
        interface Shape {}
        var error = assertThrows(IllegalArgumentException.class, () -> Escape.jsonDecode("{}", Shape.class));
        assertTrue(error.getMessage().startsWith("cannot read JSON into typhoon.escape.JsonDecodeTest$1Shape: "), error.getMessage());
    }

    @Test void aConstructorsOwnFaultIsTheProgramsFault() {
        record Broken(int n) {
            Broken {
                if (n > 0) throw new IllegalStateException("oops");
            }
        }
        assertThrows(IllegalArgumentException.class, () -> Escape.jsonDecode("{\"n\": 1}", Broken.class));
    }

    private static void refused(String text, Class<?> type, String message) {
        var error = assertThrows(JsonDecodeError.class, () -> Escape.jsonDecode(text, type));
        String expected = "JSON decode error at " + message;
        assertTrue(error.getMessage().startsWith(expected), () -> "expected: " + expected + "\nbut was:  " + error.getMessage());
    }
}
