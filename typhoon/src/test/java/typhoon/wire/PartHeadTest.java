package typhoon.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import typhoon.http.HttpHeaders;
import typhoon.http.HttpInputError;

/** What the head of a part says, and what it may not say. */
class PartHeadTest {
    private static PartHead head(String disposition) {
        return head(disposition, null);
    }

    private static PartHead head(String disposition, @Nullable String type) {
        var headers = new HttpHeaders();
        headers.addChecked("content-disposition", latin1(disposition));
        if (type != null) headers.addChecked("Content-Type", type);
        return PartHead.of(headers);
    }

    /** Text as UTF-8, one character a byte. */
    private static String latin1(String text) {
        return new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
    }

    private static String refusal(String disposition) {
        var refused = assertThrows(HttpInputError.class, () -> head(disposition), disposition);
        assertEquals(400, refused.status());
        return String.valueOf(refused.getMessage());
    }

    @Test
    void nameAndFilenameMayBeInQuotesOrNot() {
        for (String form : List.of("form-data; name=\"files\"; filename=\"ab.txt\"", "form-data; name=files; filename=ab.txt",
                "Form-Data ;NAME=files;\t Filename=ab.txt ;", "form-data;name=files;;filename=\"ab.txt\" ;x=1")) {
            assertEquals("files", head(form).name(), form);
            assertEquals("ab.txt", head(form).filename(), form);
        }
        assertNull(head("form-data; name=a").filename());
        assertEquals("", head("form-data; name=a; filename=\"\"").filename());
    }

    @Test
    void quotesAndBackslashesAreProtectedByABackslash() {
        for (String name : List.of("a;b.txt", "a\"b.txt", "a\";b.txt", "a;\"b.txt", "a\";\";.txt", "a\\\"b.txt", "a\\b.txt", "=", "'")) {
            String quoted = name.replace("\\", "\\\\").replace("\"", "\\\"");
            assertEquals(name, head("form-data; name=\"files\"; filename=\"" + quoted + "\"").filename());
        }
    }

    @Test
    void manyParametersAndQuotesCostLinearTime() {
        var many = new StringBuilder("form-data; name=f");
        for (int i = 0; i < 100_000; i++) many.append("; a").append(i).append("=\"\\\";\"");
        assertEquals("f", head(many.toString()).name());
        assertEquals(200_000, String.valueOf(head("form-data; name=f; filename=\"" + "\\\"".repeat(200_000) + "\"").filename()).length());
    }

    @Test
    void aBackslashBeforeAnythingElseStandsForItself() {
        assertEquals("C:\\dir\\a.txt", head("form-data; name=f; filename=\"C:\\dir\\a.txt\"").filename());
    }

    @Test
    void namesAreUtf8() {
        assertEquals("\u00e9", head("form-data; name=\"\u00e9\"").name());
        assertEquals("\u6d4b\u8bd5.txt", head("form-data; name=f; filename=\"\u6d4b\u8bd5.txt\"").filename());
        var headers = new HttpHeaders();
        headers.addChecked("Content-Disposition", "form-data; name=\"\u00e9\"");
        assertEquals(400, assertThrows(HttpInputError.class, () -> PartHead.of(headers)).status());
    }

    @Test
    void theExtendedFilenameWins() {
        assertEquals("\u00e1b.txt", head("form-data; name=f; filename=\"ab.txt\"; filename*=UTF-8''%C3%A1b.txt").filename());
        assertEquals("\u00e1b.txt", head("form-data; name=f; filename*=utf-8'en'%c3%a1b.txt; filename=\"ab.txt\"").filename());
        assertEquals("\u00e1", head("form-data; name=f; filename*=ISO-8859-1''%E1").filename());
    }

    @Test
    void anExtendedFilenameThatIsNoneIsRefused() {
        for (String none : List.of("ab", "UTF-8'ab", "''ab", "UTF-8''%C3", "UTF-8''%C", "UTF-8''%", "UTF-8''%zz", "UTF-8''%E1", "UTF-7''ab",
                "UTF-8''a%00b", "UTF-8''a%0D%0Ab", "UTF-8''%7F"))
            refusal("form-data; name=f; filename*=" + none);
    }

    @Test
    void aPartOfAFormHasAName() {
        assertTrue(refusal("form-data").contains("without a name"));
        assertTrue(refusal("form-data; name=\"\"").contains("without a name"));
        assertTrue(refusal("form-data; filename=a").contains("without a name"));
        assertTrue(refusal("invalid; name=\"files\"").contains("not form-data"));
        assertTrue(refusal("attachment; name=\"files\"").contains("not form-data"));
    }

    @Test
    void whatCanBeReadInTwoWaysIsRefused() {
        refusal("form-data; name=a; filename=\"a.jpg\"; filename=\"a.jsp\"");
        refusal("form-data; name=a; NAME=b");
        refusal("form-data; name=\"a");
        refusal("form-data; name=\"a\"b");
        refusal("form-data; name=a\"b");
        refusal("form-data; name");
        refusal("form-data; =a; name=a");
        refusal("form-data; name =a");
        var two = new HttpHeaders();
        two.addChecked("Content-Disposition", "form-data; name=a");
        two.addChecked("Content-Disposition", "form-data; name=b");
        assertThrows(HttpInputError.class, () -> PartHead.of(two));
    }

    @Test
    void aTextMayNameItsCharset() {
        assertEquals(StandardCharsets.ISO_8859_1, head("form-data; name=a", "text/plain; charset=ISO-8859-1").charset());
        assertNull(head("form-data; name=a", "text/plain").charset());
        assertNull(head("form-data; name=a", "image/png; charset=whatever").charset());
        assertThrows(HttpInputError.class, () -> head("form-data; name=a", "text/plain; charset=UTF-7"));
        assertThrows(HttpInputError.class, () -> PartHead.decoded(new byte[] {(byte) 0xE9}, StandardCharsets.UTF_8));
    }
}
