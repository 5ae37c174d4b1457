package typhoon.examples.blog;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import org.junit.jupiter.api.Test;

/** What makes text a page. */
class HtmlTest {
    @Test
    void aValueIsEscapedAndHtmlIsNot() {
        assertEquals("<p>&lt;b&gt; &amp; &quot;&#x27;</p>", Html.of("<p>{}</p>", "<b> & \"'").text());
        assertEquals("<p><b>1</b></p>", Html.of("<p>{}</p>", Html.of("<b>{}</b>", 1)).text());
        assertEquals("{}{}", Html.of("{}", "{}{}").text(), "a value has no places for others");
        assertEquals("12", Html.all(List.of(new Html("1"), new Html("2"))).text());
    }

    @Test
    void eachPlaceHasItsValue() {
        assertThrows(IllegalArgumentException.class, () -> Html.of("{}{}", 1));
        assertThrows(IllegalArgumentException.class, () -> Html.of("{}", 1, 2));
    }
}
