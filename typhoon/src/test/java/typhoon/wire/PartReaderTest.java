package typhoon.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import typhoon.http.HttpInputError;
import typhoon.wire.PartReader.Step;

/** Where parts begin and end, whatever they hold and however they come. */
class PartReaderTest {
    private static final String TYPE = "multipart/form-data; boundary=1234";
    private static final String FIELD = "Content-Disposition: form-data; name=\"a\"\r\n\r\n";

    /** Each part as {@code name=content}; then what followed: done, or that more was wanted. */
    private static List<String> parts(String body, int pieceSize) {
        return parts(body, pieceSize, TYPE);
    }

    private static List<String> parts(String body, int pieceSize, String type) {
        var reader = new PartReader(type, 200);
        var found = new ArrayList<String>();
        var content = new StringBuilder();
        byte[] bytes = body.getBytes(StandardCharsets.ISO_8859_1);
        for (int from = 0; from < bytes.length; from += pieceSize) {
            reader.feed(Arrays.copyOfRange(bytes, from, Math.min(bytes.length, from + pieceSize)));
            for (Step step = reader.next(); step != Step.MORE; step = reader.next()) {
                switch (step) {
                    case HEAD -> content.append(reader.head().name()).append('=');
                    case PIECE -> content.append(new String(reader.piece(), StandardCharsets.ISO_8859_1));
                    case END -> {
                        found.add(content.toString());
                        content.setLength(0);
                    }
                    default -> {
                        found.add("done");
                        return found;
                    }
                }
            }
        }
        found.add(content + "more");
        return found;
    }

    private static void assertParts(List<String> expected, String body) {
        for (int size = 1; size <= body.length(); size++) assertEquals(expected, parts(body, size), "in pieces of " + size);
    }

    private static String refusal(String body) {
        String whole = assertThrows(HttpInputError.class, () -> parts(body, 10_000)).getMessage();
        String bytewise = assertThrows(HttpInputError.class, () -> parts(body, 1)).getMessage();
        assertEquals(whole, bytewise);
        return String.valueOf(whole);
    }

    @Test
    void aFormComesInAnyPieces() {
        assertParts(List.of("a=Foo", "a=", "a=Bar\r\n", "done"),
                "--1234\r\n" + FIELD + "Foo\r\n--1234\r\n" + FIELD + "\r\n--1234\r\n" + FIELD + "Bar\r\n\r\n--1234--\r\n");
    }

    @Test
    void whatResemblesTheBoundaryIsContent() {
        String content = "\r\r\n\r\n-\r\n--\r\n--12\r\n--123\r\r\n--1233\n--1234\r--1234x--1234--\r\n\r\n--123";
        assertParts(List.of("a=" + content, "done"), "--1234\r\n" + FIELD + content + "\r\n--1234--");
    }

    @Test
    void contentThatBeginsLikeTheBoundaryIsContent() {
        assertParts(List.of("a=--123", "a=-", "a=--12\r\n--", "done"), "--1234\r\n" + FIELD + "--123\r\n--1234\r\n" + FIELD
                + "-\r\n--1234\r\n" + FIELD + "--12\r\n--\r\n--1234--");
    }

    @Test
    void randomContentIsFoundAgain() {
        var random = new Random(7);
        for (int round = 0; round < 300; round++) {
            var content = new StringBuilder();
            for (int i = random.nextInt(60); i > 0; i--) content.append("\r\n-1234x".charAt(random.nextInt(8)));
            if (("\r\n" + content + "\r\n").contains("\r\n--1234")) continue;
            String body = "--1234\r\n" + FIELD + content + "\r\n--1234--\r\n";
            assertEquals(List.of("a=" + content, "done"), parts(body, 1 + random.nextInt(body.length())), content.toString());
        }
    }

    @Test
    void aPartMayHaveNoContentAtAll() {
        assertParts(List.of("a=", "a=", "done"), "--1234\r\n" + FIELD + "--1234\r\n" + FIELD + "\r\n--1234--");
    }

    @Test
    void whatPrecedesTheFirstPartAndFollowsTheLastIsPassedOver() {
        assertParts(List.of("a=Foo", "done"), "a preamble --1234\r\n-\r\n--1234\r\n" + FIELD + "Foo\r\n--1234--an\r\n--1234 epilogue");
        assertParts(List.of("done"), "--1234--");
        assertParts(List.of("done"), "\r\n--1234--\r\n");
    }

    @Test
    void blanksMayFollowTheBoundary() {
        assertParts(List.of("a=Foo", "done"), "--1234 \t\r\n" + FIELD + "Foo\r\n--1234--");
    }

    @Test
    void aFormWithoutItsLastBoundaryIsNotDone() {
        assertParts(List.of("a=Foomore"), "--1234\r\n" + FIELD + "Foo");
        assertParts(List.of("a=Foo", "more"), "--1234\r\n" + FIELD + "Foo\r\n--1234");
        assertParts(List.of("a=Foo", "more"), "--1234\r\n" + FIELD + "Foo\r\n--1234\r\n");
        assertParts(List.of("a=Foo--1234--more"), "--1234\r\n" + FIELD + "Foo--1234--");
        assertParts(List.of("more"), "no boundary at all");
    }

    @Test
    void aLineThatOnlyBeginsWithTheBoundaryIsRefused() {
        assertTrue(refusal("--1234\r\n" + FIELD + "Foo\r\n--12345\r\n").contains("goes on with something else"));
        assertTrue(refusal("--12345\r\n").contains("goes on with something else"));
        assertTrue(refusal("--1234-\r\n").contains("goes on with something else"));
        assertTrue(refusal("--1234\n" + FIELD).contains("goes on with something else"));
    }

    @Test
    void linesEndInCrLf() {
        assertTrue(refusal("--1234\r\nContent-Disposition: form-data; name=a\n\nFoo").contains("LF without CR"));
        assertTrue(refusal("--1234\r\nContent-Disposition: form-data; name=a\r\rFoo").contains("CR without LF"));
        assertTrue(refusal("--1234\r\nContent-Disposition: form-data; name=a\rb\r\n\r\n").contains("CR without LF"));
    }

    @Test
    void aHeadHasALimit() {
        String rest = "\r\n" + FIELD;
        String fits = "X: " + "x".repeat(200 - rest.length() - 3) + rest;
        assertEquals(List.of("a=", "done"), parts("--1234\r\n" + fits + "--1234--", 7));
        assertTrue(refusal("--1234\r\nY" + fits).contains("more than 200 bytes"));
        assertTrue(refusal("--1234\r\n" + "x".repeat(1000)).contains("more than 200 bytes"));
    }

    @Test
    void aHeadIsAsStrictAsThatOfARequest() {
        assertTrue(refusal("--1234\r\n\r\nFoo").contains("without a Content-Disposition"));
        assertTrue(refusal("--1234\r\nno colon\r\n\r\nFoo").contains("header name"));
        assertTrue(refusal("--1234\r\nA: b\r\n folded\r\n" + FIELD).contains("begins with a blank"));
        assertTrue(refusal("--1234\r\nA: b\0c\r\n" + FIELD).contains("a control character"));
    }

    @Test
    void aBoundaryHas1To70CharactersThatRfc2046Allows() {
        String longest = "x".repeat(70);
        assertEquals(List.of("done"), parts("--" + longest + "--", 9, "multipart/form-data; boundary=" + longest));
        assertEquals(List.of("done"), parts("--a b:?=--", 9, "Multipart/Form-Data ; charset=utf-8; Boundary=\"a b:?=\""));
        for (String none : List.of("", ";", "; boundary=", "; boundary=\"\"", "; boundary=" + longest + "x", "; boundary=\"a \"",
                "; boundary=a\tb", "; boundary=\u00fc", "; boundary=a; boundary=b", "; boundary=\"a", "; boundary=\"a\"b",
                "; boundary", "; boundary=a@b"))
            assertEquals(400, assertThrows(HttpInputError.class, () -> new PartReader("multipart/form-data" + none, 10), none).status());
    }

    @Test
    void anotherTypeIsNotTaken() {
        assertEquals(415, assertThrows(HttpInputError.class, () -> new PartReader("multipart/mixed; boundary=a", 10)).status());
        assertEquals(415, assertThrows(HttpInputError.class, () -> new PartReader(null, 10)).status());
    }

    @Test
    void contentIsPassedOnAsItCameAndNotCopied() {
        var reader = new PartReader(TYPE, 200);
        reader.feed(("--1234\r\n" + FIELD).getBytes(StandardCharsets.ISO_8859_1));
        assertEquals(Step.HEAD, reader.next());
        assertEquals(Step.MORE, reader.next());
        var piece = "no boundary".getBytes(StandardCharsets.ISO_8859_1);
        reader.feed(piece);
        assertEquals(Step.PIECE, reader.next());
        assertTrue(piece == reader.piece());
    }
}
