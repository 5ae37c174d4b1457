package typhoon.escape;

import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;

/**
 * How {@link Escape#linkify(String, Linkify)} makes links: which protocols, which attributes, how long their text may be. Immutable, each
 * method returns a changed one.
 *
 * {@snippet class="typhoon.snippets.EscapeSnippets" region="linkify"}
 *
 * <p>Any thread, no waiting. Source: the arguments of Tornado's {@code escape.linkify}.
 */
public final class Linkify {
    private boolean shorten;
    private boolean requireProtocol;
    private Set<String> permittedProtocols = Set.of("http", "https");
    private UnaryOperator<String> extraParams = _ -> "";

    /** Links of http and https, and what begins with {@code www.}; their text as it stands, no further attributes. */
    public Linkify() {}

    private Linkify(Linkify other) {
        shorten = other.shorten;
        requireProtocol = other.requireProtocol;
        permittedProtocols = other.permittedProtocols;
        extraParams = other.extraParams;
    }

    /** Whether the text of a link above 30 characters is shortened, with the whole of it in its title. As it comes: no. */
    public Linkify shorten(boolean shorten) {
        return with(l -> l.shorten = shorten);
    }

    /** Whether what begins with {@code www.} is left as it is. As it comes: no. */
    public Linkify requireProtocol(boolean require) {
        return with(l -> l.requireProtocol = require);
    }

    /**
     * The protocols that become links, instead of http and https; by their exact names. Do not permit {@code javascript}.
     */
    public Linkify permittedProtocols(String... names) {
        var permitted = Set.copyOf(List.of(names));
        return with(l -> l.permittedProtocols = permitted);
    }

    /** Attributes of each link, {@code rel="nofollow"} for instance; they go into the page as they are. */
    public Linkify extraParams(String attributes) {
        return extraParams(_ -> attributes);
    }

    /** Attributes of a link, made from its href, which is escaped for HTML already; they go into the page as they are. */
    public Linkify extraParams(UnaryOperator<String> ofHref) {
        return with(l -> l.extraParams = ofHref);
    }

    boolean shortens() {
        return shorten;
    }

    /** Whether what has no protocol, an empty one, or this one becomes a link. */
    boolean permits(String protocol) {
        return protocol.isEmpty() ? !requireProtocol : permittedProtocols.contains(protocol);
    }

    /** What stands behind the href, a blank before it. */
    String params(String href) {
        String params = extraParams.apply(href).strip();
        return params.isEmpty() ? "" : " " + params;
    }

    private Linkify with(Consumer<Linkify> change) {
        var copy = new Linkify(this);
        change.accept(copy);
        return copy;
    }
}
