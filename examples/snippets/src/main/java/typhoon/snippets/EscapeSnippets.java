package typhoon.snippets;

import java.util.List;
import org.jspecify.annotations.Nullable;
import typhoon.escape.Escape;
import typhoon.escape.JsonDecodeError;
import typhoon.escape.Linkify;

class EscapeSnippets {
    // @start region="json"
    record User(String name, @Nullable String nick, List<String> emails) {}

    String roundTrip() {
        var ada = Escape.jsonDecode("{\"name\": \"Ada\", \"emails\": []}", User.class);
        return Escape.jsonEncode(ada);                          // {"name":"Ada","nick":null,"emails":[]}
    }

    String link(String name) {
        return "<a href=\"/find?q=" + Escape.urlEscape(name) + "\">" + Escape.xhtmlEscape(name) + "</a>";
    }
    // @end

    String comment(String text) {
        // @start region="linkify"
        var links = new Linkify().shorten(true).extraParams("rel=\"nofollow ugc\"");
        return "<p>" + Escape.linkify(text, links) + "</p>";
        // @end
    }

    void refused(String text) {
        // @start region="refused"
        try {
            Escape.jsonDecode(text, User.class);
        } catch (JsonDecodeError wrong) {
            System.out.println(wrong.path() + " in line " + wrong.line() + " is not what was expected");
        }
        // @end
    }
}
