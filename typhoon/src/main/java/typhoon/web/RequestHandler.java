// Longer than 400 lines because this is the page that users read: half of it is what they read there, and how it runs fits one screen.
package typhoon.web;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.function.ObjIntConsumer;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import typhoon.escape.Escape;
import typhoon.escape.JsonDecodeError;
import typhoon.http.Accept;
import typhoon.http.Cookie;
import typhoon.http.HttpDate;
import typhoon.http.HttpHeaders;
import typhoon.http.HttpStatus;
import typhoon.httpserver.HttpServerRequest;
import typhoon.httpserver.Multipart;
import typhoon.httpserver.Upgraded;
import typhoon.iostream.StreamClosedError;
import typhoon.netty.Interruption;
import typhoon.netty.LogText;
import typhoon.netty.Logs;
import typhoon.netty.StreamChannel;
import typhoon.web.Router.Endpoint;

/**
 * Answers one request: subclass it and override the verbs you serve.
 *
 * {@snippet class="typhoon.snippets.WebSnippets" region="handler"}
 *
 * <p>Verbs without arguments are overridden; verbs with arguments are found by name, one parameter for each capture of the url (see {@link
 * URLSpec}). A verb that is not there is a 405, HEAD and OPTIONS too: they are not made up from GET.
 *
 * <p>A verb may have one more parameter: a <b>record</b>, which is filled from what the client sent after {@link #prepare} and before the
 * verb is called. GET, HEAD, DELETE and OPTIONS fill it from the query, the others from a body of JSON or a form.
 *
 * {@snippet class="typhoon.snippets.BindingSnippets" region="bind"}
 *
 * <p>A component is text, a number, a boolean, an enum, a UUID, a URI, of {@code java.time}, {@code byte[]} (Base64), another record, or a
 * List, Set, array, Optional or {@code Map<String, …>} of these. It is required, and its elements are not null, unless its type is
 * {@code @Nullable} (JSpecify's) or Optional. Nothing is guessed: in JSON a string is no number, and 7.0 no int; numbers have the range of
 * their type; a key stands once; fields that the record has not are refused, see {@link Settings#ignoreUnknownFields}, but those of a
 * query are passed over. In forms and queries the fields of a record within are named {@code address.street}, several values of a list
 * have one name, of several for one value the last counts; what a form cannot send is taken for what it means: no value is an empty list
 * or false, and a field that need not be filled and is empty is not there, unless it is text.
 *
 * <p>Constraints of {@code jakarta.validation} at components, what lists hold, and records are checked, {@code @Valid} or not, if {@code
 * org.hibernate.validator:hibernate-validator} or another provider is there; without one a handler whose records have some is refused. It
 * is
 * loaded in a thread of its own. An {@link IllegalArgumentException} that a record's constructor throws says what is wrong with it, too.
 *
 * <p>Whatever is wrong with what was sent is one {@link InputError}, which names all fields, up to 100. Another Content-Type is a 415, text
 * that is no JSON a 400 with line and column, a list of more than 100,000 elements or nesting of more than 200 levels is refused. The time
 * it takes is linear in the size of what was sent.
 *
 * <p>Order: constructor (it may only store: nothing of the request is known yet), the body is read, {@link #prepare}, the verb, {@link
 * #finish()} unless it was called, {@link #onFinish}. If {@code prepare} finishes the response, the verb is not called. All of it runs in
 * one coroutine of the server's loop; what waits (a fetch, a query, {@link #flush}) lets others run meanwhile. A handler belongs to its
 * request: do not keep it, and do not use it from other threads.
 *
 * <p>Exceptions: {@link HttpError} becomes its status, {@link Finish} ends the response as it is, any other is logged with its stack and
 * becomes a 500. When the head was sent already, nothing true can be said any more, and the connection is aborted. Source: Tornado's {@code
 * web.RequestHandler}.
 */
public abstract class RequestHandler {
    private static final byte[] NO_BYTES = {};
    private static final Duration SIGNED_COOKIE_LIFE = Duration.ofDays(30);
    private static final Logger APPLICATION_LOG = Logs.of("typhoon.application");

    private @Nullable Application application;
    private @Nullable HttpServerRequest request;
    private @Nullable ResponseState response;
    private @Nullable URLSpec url;
    private @Nullable String[] captured = {};
    private @Nullable Map<String, List<String>> ownQueryArguments;
    private @Nullable Map<String, List<String>> ownBodyArguments;
    private @Nullable Verb verb;
    private @Nullable Object[] arguments = {};
    private boolean clientLeft;
    private @Nullable String xsrfToken;
    private @Nullable Session<?> session;
    private @Nullable Object currentUser;
    private boolean userKnown;
    private @Nullable SecurityHeaders security;
    private @Nullable String cspNonce;
    private @Nullable EventStream events;

    /** For subclasses: may only store. */
    protected RequestHandler() {}

    // ---- to override

    /** Called before the verb, whatever it is: a place for what all of them need. May wait, and may finish the response. */
    protected void prepare() throws Exception {}

    /** Answers GET. */
    public void get() throws Exception {
        throw new HttpError(405);
    }

    /** Answers HEAD: set headers as GET would; what is written counts for Content-Length and ETag and is not sent. */
    public void head() throws Exception {
        throw new HttpError(405);
    }

    /** Answers POST. */
    public void post() throws Exception {
        throw new HttpError(405);
    }

    /** Answers PUT. */
    public void put() throws Exception {
        throw new HttpError(405);
    }

    /** Answers DELETE. */
    public void delete() throws Exception {
        throw new HttpError(405);
    }

    /** Answers PATCH. */
    public void patch() throws Exception {
        throw new HttpError(405);
    }

    /** Answers OPTIONS. */
    public void options() throws Exception {
        throw new HttpError(405);
    }

    /**
     * Takes a piece of the body of a {@link StreamRequestBody} handler, in order, never an empty one. While it waits, the client is read no
     * further. A handler that does not override it reads the body in its verb.
     */
    protected void dataReceived(byte[] chunk) throws Exception {}

    /**
     * Called once at the end of each request, after the answer was handed to the connection (not: after it arrived), also when there was an
     * error or the client went away: a place to give things back.
     */
    protected void onFinish() {}

    /**
     * Called once when the client goes away before the answer is finished, beside the handler, which runs on until it next writes to it, or
     * is interrupted if {@link typhoon.httpserver.ServerOptions#interruptOnClose} says so.
     */
    protected void onConnectionClose() {}

    /**
     * Finds out who asks, called once per request when {@link #currentUser} is first asked for: from a signed cookie, or a header. May
     * wait, for a database. As it comes nobody is anybody: null.
     */
    protected @Nullable Object getCurrentUser() throws Exception {
        return null;
    }

    /**
     * Where {@link Authenticated} sends who is not logged in: {@link Settings#loginUrl}.
     *
     * @throws IllegalStateException if that was not set
     */
    protected String getLoginUrl() {
        if (settings().loginUrl() instanceof String url) return url;
        throw new IllegalStateException("@Authenticated needs to know where one logs in: new Settings().loginUrl(\"/login\")");
    }

    /**
     * Refuses a request that a page of another site has made its browser send, if {@link Settings#xsrfCookies} are on: called before {@link
     * #prepare}. Override it with nothing for clients that are no browsers, which send no cookies unasked. The token is the argument {@code
     * _xsrf}, or the header {@code X-Xsrftoken} or {@code X-Csrftoken}.
     *
     * @throws HttpError 403 if the token is missing, malformed or not that of the cookie, or Origin or Sec-Fetch-Site name another site
     */
    protected void checkXsrfCookie() {
        Xsrf.check(this);
    }

    /**
     * Makes text of the bytes that an argument's value is, or what a url captured, percent-encoding undone; as it comes strictly of UTF-8.
     * Override it for pages in another encoding. Called for each value when one of query, form or path is first asked for; not for the
     * parts of a multipart form, which say their encoding. Source: Tornado's {@code decode_argument}.
     *
     * @param name the argument's, or that of the capture; null where the url has not named it
     * @throws HttpError 400 if the bytes are no text
     */
    protected String decodeArgument(byte[] value, @Nullable String name) {
        return Arguments.decoded(value, name);
    }

    /** Whether {@link #staticUrl(String)} begins with protocol and host, for pages that are read elsewhere. As it comes: no. */
    protected boolean includeHost() {
        return false;
    }

    /** Sets headers that every response of this handler has, error responses too: called whenever the headers are cleared. */
    protected void setDefaultHeaders() {}

    /**
     * Writes the body of an error response; status and reason are set. As it comes: {@code application/problem+json} (RFC 9457) with title,
     * status and the {@linkplain HttpError#detail detail}, or a small page if the client prefers {@code text/html}.
     *
     * @param problem what led to it; null when {@link #sendError(int)} was called
     */
    protected void writeError(int status, @Nullable Throwable problem) throws Exception {
        ErrorPage.write(this, status, problem);
    }

    /**
     * Logs what a request ended with: an {@link HttpError} as one warning on {@code typhoon.general} if it has a message, anything else as
     * an error with its stack on {@code typhoon.application}.
     */
    protected void logException(Throwable problem) {
        Failure.log(this, problem);
    }

    /**
     * The response's ETag, quotes included; null for none. As it comes it is the SHA-1 of the body; called for a GET or HEAD with status
     * 200 whose body was not flushed.
     */
    protected @Nullable String computeEtag() {
        return EtagCheck.of(response().body());
    }

    /**
     * Whether the response may be compressed where {@link Settings#compressResponse} would: yes, as it comes. Say no where a secret stands
     * in one page with text of the request, or where the bytes are small by themselves.
     */
    protected boolean mayCompress() {
        return true;
    }

    // ---- what is asked

    /** The request. */
    public final HttpServerRequest request() {
        return known(request, "request");
    }

    /** The application this handler belongs to. */
    public final Application application() {
        return known(application, "application");
    }

    /** The application's settings. */
    public final Settings settings() {
        return application().settings();
    }

    /** What the url captured, decoded, in order; null for a group that took no part in the match. */
    public final List<@Nullable String> pathArgs() {
        var args = new ArrayList<@Nullable String>();
        for (String arg : decodedCaptures()) args.add(arg);
        return Collections.unmodifiableList(args);
    }

    /** The body; empty for a {@link StreamRequestBody} handler, and for a form in several parts, which {@code request().files()} has. */
    public final byte[] body() {
        return VerbTable.of(getClass()).streams() ? NO_BYTES : request().body();
    }

    /**
     * The form in several parts that the body is, for a {@link StreamRequestBody} handler to read part by part as it comes.
     *
     * {@snippet class="typhoon.snippets.MultipartSnippets" region="parts"}
     *
     * @throws HttpError 415 if the body is no {@code multipart/form-data}
     * @throws IllegalStateException in other handlers: their form was read before {@link #prepare}
     */
    public final Multipart multipart() {
        return PartsOf.request(this);
    }

    /**
     * The body as JSON, read strictly: see {@link Escape#jsonDecode(String, Class)}.
     *
     * @throws HttpError 415 if the Content-Type is not {@code application/json} or {@code application/…+json}; 400 if it is no JSON,
     *     or not that of a {@code type}, with path, line and column in its detail
     */
    public final <T> T json(Class<T> type) {
        String contentType = request().headers().get("Content-Type");
        if (!Binder.isJson(contentType)) {
            String problem = "expected Content-Type application/json, got " + (contentType == null ? "none" : LogText.line(contentType));
            throw new HttpError(415).detail(problem).header("Accept", "application/json");
        }
        try {
            return Escape.jsonDecode(body(), type);
        } catch (JsonDecodeError malformed) {
            throw Binder.badJson(malformed);
        }
    }

    /**
     * Which of the {@code offered} media types, the best first, the client likes best (RFC 9110 section 12.5.1); the first, if it says
     * nothing. The response says {@code Vary: Accept}.
     *
     * {@snippet class="typhoon.snippets.WebSnippets" region="negotiate"}
     *
     * @throws HttpError 406 if it takes none of them, with their list for the client to read
     */
    public final String negotiate(String... offered) {
        vary("Accept");
        if (Accept.choose(request().headers().get("Accept"), List.of(offered)) instanceof String chosen) return chosen;
        throw new HttpError(406).detail("there is " + String.join(", ", offered));
    }

    /**
     * The argument {@code name} of form or query, the last if it occurs more than once, a form's before a query's; without white space at
     * its ends, control characters replaced by spaces.
     *
     * {@snippet class="typhoon.snippets.ArgumentSnippets" region="arguments"}
     *
     * @throws MissingArgumentError (a 400) if there is none
     */
    public final String getArgument(String name) {
        return Arguments.required(name, Arguments.find(this, name));
    }

    /**
     * As {@link #getArgument(String)}, as a {@code type}: String, a number, boolean (true, 1, on, false, 0, off), an enum by the exact name
     * of its constant, UUID, URI, or of {@code java.time} in ISO 8601.
     *
     * @throws HttpError 400 if it is none, with name, value and what was expected; also for numbers outside the type's range
     * @throws IllegalArgumentException if {@code type} is another
     */
    public final <T> T getArgument(String name, Class<T> type) {
        return Arguments.required(name, Arguments.find(this, name), type);
    }

    /** As {@link #getArgument(String)}; {@code absent}, untouched, if there is none. */
    public final String getArgument(String name, String absent) {
        return getArgument(name, absent, true);
    }

    /** As {@link #getArgument(String, String)}; with {@code strip} false white space stays, as a password needs it. */
    public final String getArgument(String name, String absent, boolean strip) {
        String value = Arguments.find(this, name, strip);
        return value == null ? absent : value;
    }

    /** As {@link #getArgument(String)}; {@code absent} if there is none, a 400 if it is no int. */
    public final int getArgument(String name, int absent) {
        return Arguments.or(name, Arguments.find(this, name), (Integer) absent);
    }

    /** As {@link #getArgument(String)}; {@code absent} if there is none, a 400 if it is no long. */
    public final long getArgument(String name, long absent) {
        return Arguments.or(name, Arguments.find(this, name), (Long) absent);
    }

    /** As {@link #getArgument(String)}; {@code absent} if there is none, a 400 if it is no finite decimal number. */
    public final double getArgument(String name, double absent) {
        return Arguments.or(name, Arguments.find(this, name), (Double) absent);
    }

    /** As {@link #getArgument(String)}; {@code absent} if there is none, a 400 if it is none of true, 1, on, false, 0, off. */
    public final boolean getArgument(String name, boolean absent) {
        return Arguments.or(name, Arguments.find(this, name), (Boolean) absent);
    }

    /** As {@link #getArgument(String, Class)}, of the type of {@code absent}; that if there is none. */
    public final <T> T getArgument(String name, T absent) {
        return Arguments.or(name, Arguments.find(this, name), absent);
    }

    /** All arguments {@code name}: the query's, then the form's, each cleaned as {@link #getArgument(String)} does. Empty for none. */
    public final List<String> getArguments(String name) {
        return getArguments(name, true);
    }

    /** As {@link #getArguments(String)}; with {@code strip} false white space stays. */
    public final List<String> getArguments(String name, boolean strip) {
        return Arguments.all(this, name, strip);
    }

    /** As {@link #getArguments(String)}, each as {@link #getArgument(String, Class)} reads it. */
    public final <T> List<T> getArguments(String name, Class<T> type) {
        return Arguments.typed(name, getArguments(name), type);
    }

    /** As {@link #getArgument(String)}, of the query only. */
    public final String getQueryArgument(String name) {
        return Arguments.required(name, Arguments.last(queryArguments(), name));
    }

    /** As {@link #getArgument(String, Class)}, of the query only. */
    public final <T> T getQueryArgument(String name, Class<T> type) {
        return Arguments.required(name, Arguments.last(queryArguments(), name), type);
    }

    /** As {@link #getQueryArgument(String)}; {@code absent} if there is none. */
    public final String getQueryArgument(String name, String absent) {
        return getQueryArgument(name, absent, true);
    }

    /** As {@link #getQueryArgument(String, String)}; with {@code strip} false white space stays. */
    public final String getQueryArgument(String name, String absent, boolean strip) {
        String value = Arguments.last(queryArguments(), name, strip);
        return value == null ? absent : value;
    }

    /** As {@link #getQueryArgument(String, Class)}, of the type of {@code absent}, {@code int} too; that if there is none. */
    public final <T> T getQueryArgument(String name, T absent) {
        return Arguments.or(name, Arguments.last(queryArguments(), name), absent);
    }

    /** As {@link #getArguments(String)}, of the query only. */
    public final List<String> getQueryArguments(String name) {
        return getQueryArguments(name, true);
    }

    /** As {@link #getQueryArguments(String)}; with {@code strip} false white space stays. */
    public final List<String> getQueryArguments(String name, boolean strip) {
        return Arguments.all(queryArguments(), name, strip);
    }

    /** As {@link #getArguments(String, Class)}, of the query only. */
    public final <T> List<T> getQueryArguments(String name, Class<T> type) {
        return Arguments.typed(name, getQueryArguments(name), type);
    }

    /** As {@link #getArgument(String)}, of the form only. */
    public final String getBodyArgument(String name) {
        return Arguments.required(name, Arguments.last(bodyArguments(), name));
    }

    /** As {@link #getArgument(String, Class)}, of the form only. */
    public final <T> T getBodyArgument(String name, Class<T> type) {
        return Arguments.required(name, Arguments.last(bodyArguments(), name), type);
    }

    /** As {@link #getBodyArgument(String)}; {@code absent} if there is none. */
    public final String getBodyArgument(String name, String absent) {
        return getBodyArgument(name, absent, true);
    }

    /** As {@link #getBodyArgument(String, String)}; with {@code strip} false white space stays, as a password needs it. */
    public final String getBodyArgument(String name, String absent, boolean strip) {
        String value = Arguments.last(bodyArguments(), name, strip);
        return value == null ? absent : value;
    }

    /** As {@link #getBodyArgument(String, Class)}, of the type of {@code absent}, {@code int} too; that if there is none. */
    public final <T> T getBodyArgument(String name, T absent) {
        return Arguments.or(name, Arguments.last(bodyArguments(), name), absent);
    }

    /** As {@link #getArguments(String)}, of the form only. */
    public final List<String> getBodyArguments(String name) {
        return getBodyArguments(name, true);
    }

    /** As {@link #getBodyArguments(String)}; with {@code strip} false white space stays. */
    public final List<String> getBodyArguments(String name, boolean strip) {
        return Arguments.all(bodyArguments(), name, strip);
    }

    /** As {@link #getArguments(String, Class)}, of the form only. */
    public final <T> List<T> getBodyArguments(String name, Class<T> type) {
        return Arguments.typed(name, getBodyArguments(name), type);
    }

    /** The value of a cookie the client sent; null if it sent none. */
    public final @Nullable String getCookie(String name) {
        return request().cookies().get(name);
    }

    /** The value of a cookie the client sent, or {@code absent}. */
    public final String getCookie(String name, String absent) {
        return request().cookies().getOrDefault(name, absent);
    }

    /**
     * The value of a cookie that we signed at most 31 days ago, as text in UTF-8; null if there is none, or it does not verify.
     *
     * @throws IllegalStateException without {@link Settings#cookieSecret}
     */
    public final @Nullable String getSignedCookie(String name) {
        return getSignedCookie(name, SignedValue.DEFAULT_MAX_AGE);
    }

    /** As {@link #getSignedCookie(String)}, of another age. */
    public final @Nullable String getSignedCookie(String name, Duration maxAge) {
        return getSignedCookie(name, maxAge, SignedValue.DEFAULT_MIN_VERSION) instanceof byte[] value ? Escape.toUnicode(value) : null;
    }

    /** As {@link #getSignedCookie(String)}, of another age, of this version or a later one, as the bytes it is. */
    public final byte @Nullable [] getSignedCookie(String name, Duration maxAge, int minVersion) {
        return SignedValue.decode(cookieSecrets(), name, getCookie(name), maxAge, minVersion, Instant.now());
    }

    /** The number of the secret that a cookie says it was signed with, not verified; null if it says none. */
    public final @Nullable Integer getSignedCookieKeyVersion(String name) {
        return SignedValue.keyVersion(getCookie(name));
    }

    /**
     * The value of a cookie that we encrypted, as text in UTF-8; null if there is none, it is not ours, or it has come to its end.
     *
     * @throws IllegalStateException without {@link Settings#cookieSecret}
     */
    public final @Nullable String getEncryptedCookie(String name) {
        return getEncryptedCookieBytes(name) instanceof byte[] value ? Escape.toUnicode(value) : null;
    }

    /** As {@link #getEncryptedCookie}, as the bytes it is. */
    public final byte @Nullable [] getEncryptedCookieBytes(String name) {
        return EncryptedValue.decode(cookieSecrets(), name, getCookie(name));
    }

    /**
     * What we remember of this browser, in an encrypted cookie: see {@link Session}. The same object for the whole request, which has one
     * session.
     *
     * @param type what is remembered, a record best
     * @throws IllegalArgumentException if it was asked for with another type before
     * @throws IllegalStateException when it is read or set, without {@link Settings#cookieSecret}
     */
    public final <T> Session<T> session(Class<T> type) {
        if (session == null) session = new Session<>(this, type);
        return session.as(type);
    }

    /** Who asks, as {@link #getCurrentUser} found out; null if nobody is known. */
    public final @Nullable Object currentUser() throws Exception {
        if (!userKnown) currentUser(getCurrentUser());
        return currentUser;
    }

    /** Says who asks: for {@link #prepare}, which may wait where a template may not. */
    public final void currentUser(@Nullable Object user) {
        currentUser = user;
        userKnown = true;
    }

    /**
     * The token that shows that a page of ours has sent a request, for scripts to send it in {@code X-Xsrftoken}; the same text for the
     * whole request. A client that has none gets the cookie with it.
     */
    public final String xsrfToken() throws Exception {
        if (xsrfToken == null) xsrfToken = Xsrf.token(this);
        return xsrfToken;
    }

    /**
     * What this response's Content-Security-Policy lets scripts and styles pass by, of 128 random bits, the same for the whole request:
     * {@code <script nonce="…">}. To be asked for before the head is sent.
     *
     * @throws IllegalStateException without {@link SecurityHeaders} around the handler, or after the head was sent
     */
    public final String cspNonce() {
        if (cspNonce != null) return cspNonce;
        if (security == null) throw new IllegalStateException("cspNonce() needs new Settings().filter(new SecurityHeaders())");
        if (response().started()) throw new IllegalStateException("cspNonce() after the head was sent");
        String nonce = SecurityHeaders.newNonce();
        setHeaderAlways(ResponseState.CSP, security.policy(nonce));
        cspNonce = nonce;
        return nonce;
    }

    /** The token as a hidden field: put it into every form that posts to us. */
    public final String xsrfFormHtml() throws Exception {
        return "<input type=\"hidden\" name=\"_xsrf\" value=\"" + Escape.xhtmlEscape(xsrfToken()) + "\"/>";
    }

    // ---- what is answered

    /** Sets the status, 200 until then. */
    public final void setStatus(int status) {
        setStatus(status, HttpStatus.reason(status));
    }

    /** Sets status and reason phrase; a phrase that may not stand in a response becomes {@code Unknown}. */
    public final void setStatus(int status, String reason) {
        response().status(status, reason);
    }

    /** The status set so far. */
    public final int getStatus() {
        return response().status();
    }

    /**
     * Sets a header, in place of what it was.
     *
     * @throws IllegalArgumentException if name or value may not stand in a head: control characters, or characters above U+00FF
     */
    public final void setHeader(String name, String value) {
        response().headers().set(name, value);
    }

    /** Sets a header to a number. */
    public final void setHeader(String name, long value) {
        setHeader(name, String.valueOf(value));
    }

    /** Sets a header to a date as HTTP writes it, in whole seconds. */
    public final void setHeader(String name, Instant value) {
        setHeader(name, HttpDate.format(value));
    }

    /**
     * Sets a header as {@link #setHeader(String, String)} does, and again whenever the headers are {@linkplain #clear cleared}: so that an
     * error response has it too, in place of what {@link #setDefaultHeaders} says. For filters. What is set later in its place holds until
     * the headers are cleared.
     */
    public final void setHeaderAlways(String name, String value) {
        response().lasting(name, value);
    }

    /**
     * Says that the response depends on a header of the request, so that a cache gives it only to requests that have the same: adds the
     * name to {@code Vary}, unless it is there. It stays, whatever becomes of the response.
     */
    public final void vary(String requestHeader) {
        response().vary(requestHeader);
    }

    /** Adds a line with this header, whatever else it has. Throws as {@link #setHeader(String, String)}. */
    public final void addHeader(String name, String value) {
        response().headers().add(name, value);
    }

    /** Takes a header back, all its lines; harmless if it is not set. */
    public final void clearHeader(String name) {
        response().headers().remove(name);
    }

    /** Sets a cookie for all paths of this host, until the browser closes. */
    public final void setCookie(String name, String value) {
        setCookie(Cookie.of(name, value));
    }

    /**
     * Sets a cookie. It is sent with the head, of several with one name the last; {@link #getCookie} does not see it. An error response
     * still has it.
     */
    public final void setCookie(Cookie cookie) {
        response().cookie(cookie);
    }

    /**
     * Sets a cookie that the client can read but not change, for all paths of this host, for 30 days.
     *
     * @throws IllegalStateException without {@link Settings#cookieSecret}
     */
    public final void setSignedCookie(String name, String value) {
        setSignedCookie(name, Escape.utf8(value), cookie -> cookie.expires(Instant.now().plus(SIGNED_COOKIE_LIFE)));
    }

    /**
     * As {@link #setSignedCookie(String, String)}, with attributes of your own; it lives until the browser closes unless they say longer.
     */
    public final void setSignedCookie(String name, byte[] value, UnaryOperator<Cookie> attributes) {
        setCookie(attributes.apply(Cookie.of(name, createSignedValue(name, value))));
    }

    /**
     * Sets a cookie that the client can neither read nor change, for all paths of this host, for 30 days, kept from scripts, with {@code
     * SameSite=Lax}, and {@code Secure} if the request came by https.
     *
     * @throws IllegalStateException without {@link Settings#cookieSecret}
     */
    public final void setEncryptedCookie(String name, String value) {
        setEncryptedCookie(name, Escape.utf8(value), SIGNED_COOKIE_LIFE, cookie -> cookie.maxAge(SIGNED_COOKIE_LIFE));
    }

    /**
     * As {@link #setEncryptedCookie(String, String)}, with a life and attributes of your own; the browser keeps it until it closes unless
     * they say longer.
     *
     * @param life for how long we accept it
     */
    public final void setEncryptedCookie(String name, byte[] value, Duration life, UnaryOperator<Cookie> attributes) {
        String secret = EncryptedValue.create(cookieSecrets(), name, value, Instant.now().plus(life));
        boolean secure = request().protocol().equals("https");
        setCookie(attributes.apply(Cookie.of(name, secret).httpOnly(true).sameSite("Lax").secure(secure)));
    }

    /** A value that the client can read but not change: {@link SignedValue#create}. */
    public final String createSignedValue(String name, byte[] value) {
        return SignedValue.create(cookieSecrets(), name, value);
    }

    /** Makes the client forget a cookie that was set for all paths of this host. */
    public final void clearCookie(String name) {
        setCookie(Cookie.expired(name));
    }

    /** Makes the client forget all cookies that it sent; those of other paths or domains stay. */
    public final void clearAllCookies() {
        request().cookies().keySet().forEach(this::clearCookie);
    }

    /**
     * Writes text, in UTF-8. Nothing is sent before {@link #flush} or {@link #finish()}. The type is {@code text/html; charset=UTF-8}
     * unless set.
     */
    public final void write(String text) {
        write(Escape.utf8(text));
    }

    /** Writes bytes. They are not copied: do not change them any more. */
    public final void write(byte[] bytes) {
        response().checkOpen("write()");
        response().write(bytes);
    }

    /**
     * Writes JSON and sets the type to {@code application/json; charset=UTF-8}, over what it was. Beware of text in a variable of type
     * Object, and of a forgotten {@code toString()}: they come out as JSON.
     *
     * @throws IllegalArgumentException if it cannot be written: see {@link Escape#jsonEncode}
     */
    public final void write(Object value) {
        byte[] json = Escape.jsonEncodeUtf8(value);
        setHeader("Content-Type", "application/json; charset=UTF-8");
        write(json);
    }

    /**
     * Sends what was written so far and waits while the client is slow. The first flush sends the head: status, headers and cookies are
     * settled then. Throws {@link StreamClosedError} when the client is gone.
     */
    public final void flush() {
        response().checkOpen("flush()");
        if (!response().started()) settleHead(false);
        response().flush();
    }

    /**
     * Ends the response: sends what is left. Called for you unless you did; a second call is an IllegalStateException. It does not wait for
     * the client, and for nothing else either unless more than 64 KiB are to be {@linkplain Settings#compressResponse compressed}.
     */
    public final void finish() {
        response().checkOpen("finish()");
        if (!response().started()) settleHead(true);
        response().finish();
        end(response().status());
    }

    /** Writes text and ends the response. */
    public final void finish(String text) {
        write(text);
        finish();
    }

    /** Writes bytes and ends the response. */
    public final void finish(byte[] bytes) {
        write(bytes);
        finish();
    }

    /** Writes JSON and ends the response. */
    public final void finish(Object value) {
        write(value);
        finish();
    }

    /**
     * Makes the response a stream of server-sent events and sends its head: see {@link EventStream}, which also says how it ends. To be
     * called once, in the coroutine of the handler.
     *
     * @throws StreamClosedError if the client has left already
     * @throws IllegalStateException if the head was sent
     */
    public final EventStream eventStream() {
        if (response().started()) throw new IllegalStateException("eventStream() after the head was sent");
        var stream = new EventStream(this);
        events = stream;
        stream.begin();
        return stream;
    }

    /** Sends the client to {@code url} for this time (302). */
    public final void redirect(String url) {
        redirect(url, 302);
    }

    /**
     * Sends the client elsewhere and ends the response. {@code url} goes into Location as it is, in UTF-8: if any of it comes from the
     * request, check that it leads where you want.
     *
     * @param status 300 to 399: 301 and 308 for good, 302, 303 and 307 for this time; with 307 and 308 the method stays
     */
    public final void redirect(String url, int status) {
        if (response().started()) throw new IllegalStateException("redirect() after the head was sent");
        if (status < 300 || status > 399) throw new IllegalArgumentException("a redirect has a status from 300 to 399, got " + status);
        setStatus(status);
        setHeader("Location", new String(Escape.utf8(url), StandardCharsets.ISO_8859_1));
        finish();
    }

    /** Forgets headers, status and what was written; cookies stay, and what {@link #setHeaderAlways} and {@link #vary} have said. */
    public final void clear() {
        response().clear();
        try {
            setDefaultHeaders();
        } finally {
            response().restoreLasting();
        }
    }

    /**
     * Ends the request with an error: {@link #clear}, status, {@link #writeError}, finish. If the head was sent already, the connection is
     * aborted.
     */
    public final void sendError(int status) {
        Failure.send(this, status, null);
    }

    /**
     * Gives this request {@code time} from now to be answered, in place of what {@link
     * typhoon.httpserver.ServerOptions#handlerDeadline} gives all; zero lifts the limit, for an {@link EventStream} for instance. When the
     * time is up the client gets a 503 (once the head was sent: an aborted connection), there is one warning in the log, and the handler
     * is interrupted, with it what it has spawned: whatever they wait for, a query, a lock, a stream, throws. {@link
     * typhoon.gen.Gen#timeLeft} says what is left, to pass it on.
     *
     * {@snippet class="typhoon.snippets.WebSnippets" region="deadline"}
     */
    public final void setDeadline(Duration time) {
        request().connection().setDeadline(time);
    }

    /** The path of a url of this application: {@link Application#reverseUrl}. */
    public final String reverseUrl(String name, Object... args) {
        return application().reverseUrl(name, args);
    }

    /**
     * The url of the file that {@code path} names below {@link Settings#staticPath}, {@code style.css} for instance: with its version, so
     * that a browser that has it need not ask for it, and asks when it has changed. If the file is not there the url has none. May wait.
     *
     * @throws IllegalStateException without {@link Settings#staticPath}
     */
    public final String staticUrl(String path) {
        return staticUrl(path, includeHost());
    }

    /** As {@link #staticUrl(String)}, with or without protocol and host. */
    public final String staticUrl(String path, boolean includeHost) {
        return staticUrl(path, includeHost, true);
    }

    /** As {@link #staticUrl(String)}, with or without protocol and host, and version. */
    public final String staticUrl(String path, boolean includeHost, boolean includeVersion) {
        String url = settings().newStaticHandler().makeStaticUrl(settings(), path, includeVersion);
        return includeHost ? request().protocol() + "://" + request().host() + url : url;
    }

    /**
     * For a handler that goes on with the connection in another protocol: sends status and headers set so far without a body, logs the
     * access, and gives the connection away. Neither a second answer nor {@link #onFinish} comes after it.
     *
     * @hidden
     */
    @SuppressWarnings("exports")
    protected final StreamChannel detach(Upgraded upgraded) {
        if (response().started()) throw new IllegalStateException("detach() after the head was sent");
        if (session != null) session.settle();
        response().finish();
        response().end();
        log(response().status());
        return request().connection().detach(upgraded);
    }

    // ---- how it runs

    /** From the body to the access line; never throws. */
    final void execute(Endpoint endpoint, HttpServerRequest request, @Nullable String[] captured) {
        begin(endpoint, request, captured);
        try {
            clear();
            if (!endpoint.filters().isEmpty()) new FilterChain(endpoint.filters(), 0, this, this::answerFiltered).handle();
            else if (isReady()) calledVerb().method().invokeExact(this, arguments);        // here, for each frame stands in users' stacks
            if (!response().finished()) finish();
        } catch (Throwable problem) {
            Failure.end(this, problem);
        }
    }

    private void answerFiltered() throws Exception {
        if (!isReady()) return;
        try {
            calledVerb().method().invokeExact(this, arguments);
        } catch (Exception | Error problem) {
            throw problem;
        } catch (Throwable other) {
            throw new AssertionError("a verb threw what it cannot", other);
        }
    }

    /** Does all that comes before the verb; whether that is to be called. */
    private boolean isReady() throws Exception {
        VerbTable verbs = VerbTable.of(getClass());
        verb = verbs.find(request().method(), captured.length);
        arguments = verb == null ? captured : verb.arguments(this);
        if (!verbs.streams()) request().readForm();
        checkXsrfCookie();
        prepare();
        if (verbs.receives()) passChunks();
        if (response().finished()) return false;
        if (verb == null) throw new HttpError(405).header("Allow", verbs.allowed(captured.length));
        verb.guard().check(this);
        if (response().finished()) return false;
        verb.bind(this, arguments);
        return true;
    }

    private Verb calledVerb() {
        return known(verb, "verb");
    }

    /** Refuses a factory that gives out one handler for several requests. */
    final RequestHandler unused(URLSpec url) {
        if (request == null) return this;
        throw new IllegalStateException("the factory of " + url + " returned a handler that has served a request: each needs a new one");
    }

    /** The last thing that happens to a request, once. */
    final void end(int status) {
        if (!response().end()) return;
        if (events != null) events.over();
        log(status);
        tellFinished();
    }

    /** Somebody else has answered the request, and logged it. */
    final void endWithoutAnswer() {
        if (response().end()) tellFinished();
    }

    private void tellFinished() {
        try {
            onFinish();
        } catch (RuntimeException problem) {
            APPLICATION_LOG.error("Uncaught exception in onFinish of {}", AccessLog.summary(request()), problem);
        }
    }

    private void log(int status) {
        if (settings().logFunction() instanceof ObjIntConsumer<RequestHandler> own) {
            try {
                own.accept(this, status);
            } catch (RuntimeException problem) {
                APPLICATION_LOG.error("Uncaught exception in the logFunction of {}", AccessLog.summary(request()), problem);
            }
        } else if (settings().accessLog()) {
            AccessLog.write(status, request());
        }
    }

    /** Whether {@code problem} is how a handler was told that its event stream is over. */
    final boolean endsEvents(Throwable problem) {
        boolean told = problem instanceof StreamClosedError || Interruption.explains(problem);
        return told && events != null && (events.ended() || request().connection().isClosed());
    }

    final void security(SecurityHeaders headers) {
        security = headers;
    }

    /** Whether {@code problem} says no more than that the client went away. */
    final boolean isGone(Throwable problem) {
        boolean closed = request().connection().isClosed();
        return closed && problem instanceof StreamClosedError
                || (closed || clientLeft) && Interruption.explains(problem);
    }

    final ResponseState response() {
        return known(response, "response");
    }

    private void begin(Endpoint endpoint, HttpServerRequest request, @Nullable String[] captured) {
        this.application = endpoint.application();
        this.url = endpoint.url();
        this.request = request;
        this.captured = captured;
        response = new ResponseState(request.connection());
        request.connection().setCloseCallback(this::hearClose);
    }

    private void passChunks() throws Exception {
        while (!response().finished() && request().readChunk() instanceof byte[] chunk) dataReceived(chunk);
    }

    /** What the url captured, still escaped. */
    final @Nullable String[] captured() {
        return captured;
    }

    /** What the url captured, decoded. */
    final @Nullable String[] decodedCaptures() {
        var decoded = new @Nullable String[captured.length];
        for (int i = 0; i < captured.length; i++) decoded[i] = decodedCapture(i);
        return decoded;
    }

    /** One of those; null for a group that took no part. */
    final @Nullable String decodedCapture(int index) {
        String text = captured[index];
        if (text == null) return null;
        if (!VerbTable.of(getClass()).decodes())
            return text.indexOf('%') < 0 ? text : Arguments.decoded(Escape.urlUnescapeBytes(text, false), null);
        List<String> names = captureNames();
        return decodeArgument(Escape.urlUnescapeBytes(text, false), index < names.size() ? names.get(index) : null);
    }

    /** The query's arguments, decoded as the handler wants it. */
    final Map<String, List<String>> queryArguments() {
        if (!VerbTable.of(getClass()).decodes()) return request().queryArguments();
        if (ownQueryArguments == null) ownQueryArguments = request().queryArguments(this::decodeArgument);
        return ownQueryArguments;
    }

    /** The form's arguments, decoded as the handler wants it. */
    final Map<String, List<String>> bodyArguments() {
        if (!VerbTable.of(getClass()).decodes()) return request().bodyArguments();
        if (ownBodyArguments == null) ownBodyArguments = request().bodyArguments(this::decodeArgument);
        return ownBodyArguments;
    }

    /** The names of what the url captured. */
    final List<String> captureNames() {
        return known(url, "url").path().names();
    }

    final boolean clientLeft() {
        return clientLeft;
    }

    /** The client went away: said by the connection, or found out by the handler first. */
    final void hearClose() {
        if (clientLeft) return;
        clientLeft = true;
        try {
            onConnectionClose();
        } catch (RuntimeException problem) {
            APPLICATION_LOG.error("Uncaught exception in onConnectionClose of {}", AccessLog.summary(request()), problem);
        }
        if (events != null) events.end();
    }

    /** What the head still has to say: whether the body is compressed, its tag, or that the client has it. */
    private void settleHead(boolean whole) {
        if (session != null) session.settle();
        HttpHeaders headers = response().headers();
        boolean packs = Compression.applies(this, whole);
        boolean tags = whole && isTagged();
        if (tags && !headers.contains("Etag") && computeEtag() instanceof String etag) headers.set("Etag", etag);
        if (packs && headers.get("Etag") instanceof String etag) headers.set("Etag", EtagCheck.weak(etag));
        if (tags && EtagCheck.matches(request().headers().get("If-None-Match"), headers.get("Etag"))) {
            response().clearBody();
            setStatus(304);
        } else if (packs) {
            response().compress(request().method().equals("HEAD"));
        }
    }

    private boolean isTagged() {
        String method = request().method();
        boolean written = response().size() > 0 || !method.equals("HEAD");      // a HEAD that wrote nothing knows no more than that
        return response().status() == 200 && written && (method.equals("HEAD") || method.equals("GET"));
    }

    final CookieSecrets cookieSecrets() {
        if (settings().cookieSecrets() instanceof CookieSecrets secrets) return secrets;
        throw new IllegalStateException("signed and encrypted cookies need new Settings().cookieSecret(…), 32 random bytes in hex");
    }

    private static <T> T known(@Nullable T part, String name) {
        if (part != null) return part;
        throw new IllegalStateException("a handler knows its " + name + " from prepare() on: its constructor may only store");
    }
}
