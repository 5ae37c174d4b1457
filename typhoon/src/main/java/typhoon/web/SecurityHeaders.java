package typhoon.web;

import java.time.Duration;
import java.util.Base64;
import java.util.function.Consumer;
import typhoon.http.HttpHeaders;

/**
 * Tells browsers to be strict with what is answered, errors included: one {@link Filter} for the whole application. Immutable, each method
 * returns a changed one; an empty text switches a header off.
 *
 * {@snippet class="typhoon.snippets.FilterSnippets" region="security"}
 *
 * <p>As it comes: <ul> <li>{@code Content-Security-Policy}: scripts, styles and all else from this site only, no inline scripts or styles
 * but those with {@link RequestHandler#cspNonce}, no plugins, forms and base of this site, no frame around it; <li>{@code X-Frame-Options:
 * DENY}; <li>{@code X-Content-Type-Options: nosniff}; <li>{@code Referrer-Policy: strict-origin-when-cross-origin}; <li>{@code
 * Cross-Origin-Opener-Policy: same-origin}; <li>{@code Strict-Transport-Security: max-age=31536000}, over https only.
 * </ul>
 *
 * <p>A handler that needs another header sets it in its place. Sources: CSP level 3, RFC 6797, the HTML and Fetch standards.
 */
public final class SecurityHeaders implements Filter {
    private static final String NONCE = "{nonce}";

    private String policy = "default-src 'self'; script-src 'self' {nonce}; style-src 'self' {nonce}; object-src 'none'; base-uri 'self'; "
            + "form-action 'self'";
    private String ancestors = "'none'";
    private String referrerPolicy = "strict-origin-when-cross-origin";
    private String openerPolicy = "same-origin";
    private String transport = "max-age=31536000";

    /** The headers as they come. */
    public SecurityHeaders() {}

    /**
     * What a page may load and run. {@code {nonce}} stands where a nonce goes: it becomes <code>'nonce-…'</code> if the handler asks for
     * it, and nothing else. Leave {@code frame-ancestors} to {@link #frameAncestors}.
     *
     * @throws IllegalArgumentException if it cannot be a header, or has frame-ancestors
     */
    public SecurityHeaders contentSecurityPolicy(String policy) {
        if (policy.contains("frame-ancestors"))
            throw new IllegalArgumentException("say frameAncestors(…), which sets X-Frame-Options too");
        return with(s -> s.policy = checked(policy));
    }

    /** Who may show a page in a frame: {@code 'none'} unless set, {@code 'self'}, or origins with blanks between them. */
    public SecurityHeaders frameAncestors(String ancestors) {
        return with(s -> s.ancestors = checked(ancestors));
    }

    /** How much the browser tells other sites of the page that linked to them. */
    public SecurityHeaders referrerPolicy(String policy) {
        return with(s -> s.referrerPolicy = checked(policy));
    }

    /** Which pages share a group of windows with ours; {@code same-origin-allow-popups} if a login comes back from a window. */
    public SecurityHeaders openerPolicy(String policy) {
        return with(s -> s.openerPolicy = checked(policy));
    }

    /**
     * How long browsers shall come by https only: a year unless set. Zero makes them forget it.
     *
     * @param subdomains whether that holds for all hosts below this one
     */
    public SecurityHeaders strictTransport(Duration time, boolean subdomains) {
        if (time.isNegative()) throw new IllegalArgumentException("a time is not negative: " + time);
        return with(s -> s.transport = "max-age=" + time.toSeconds() + (subdomains ? "; includeSubDomains" : ""));
    }

    @Override
    public void handle(RequestHandler handler, Next next) throws Exception {
        handler.security(this);
        set(handler, "X-Content-Type-Options", "nosniff");
        set(handler, "X-Frame-Options", switch (ancestors) {
            case "'none'" -> "DENY";
            case "'self'" -> "SAMEORIGIN";
            default -> "";                  // the header knows no more; the policy does
        });
        set(handler, "Referrer-Policy", referrerPolicy);
        set(handler, "Cross-Origin-Opener-Policy", openerPolicy);
        if (handler.request().protocol().equals("https")) set(handler, "Strict-Transport-Security", transport);
        set(handler, ResponseState.CSP, policy(policy.replace(" " + NONCE, "").replace(NONCE, ""), ancestors));
        next.handle();
    }

    /** The policy that lets {@code nonce} pass. */
    String policy(String nonce) {
        return policy(policy.replace(NONCE, "'nonce-" + nonce + "'"), ancestors);
    }

    private static String policy(String policy, String ancestors) {
        if (ancestors.isEmpty()) return policy;
        return (policy.isEmpty() ? "" : policy + "; ") + "frame-ancestors " + ancestors;
    }

    static String newNonce() {
        return Base64.getEncoder().encodeToString(RandomBytes.of(16));
    }

    private static void set(RequestHandler handler, String name, String value) {
        if (!value.isEmpty()) handler.setHeaderAlways(name, value);
    }

    private static String checked(String value) {
        new HttpHeaders().set("Value", value);
        return value;
    }

    private SecurityHeaders with(Consumer<SecurityHeaders> change) {
        var changed = new SecurityHeaders();
        changed.policy = policy;
        changed.ancestors = ancestors;
        changed.referrerPolicy = referrerPolicy;
        changed.openerPolicy = openerPolicy;
        changed.transport = transport;
        change.accept(changed);
        return changed;
    }
}
