package typhoon.web;

import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;
import typhoon.escape.Escape;
import typhoon.escape.JsonDecodeError;
import typhoon.http.Cookie;

/**
 * What we remember of a browser from one request to the next: a value of yours, a record best, in an encrypted cookie. The server keeps
 * nothing, so any number of processes may answer. A handler gets it from {@link RequestHandler#session}.
 *
 * {@snippet class="typhoon.snippets.CookieSnippets" region="session"}
 *
 * <p>It is decrypted when it is first asked for, and sent with the head only if it was set or cleared in this request, with an error too.
 * The value is written as JSON when it is set, so to change something set a new one; of two requests that do so at the same time one wins.
 * The cookie is for all paths of this host, kept from scripts, {@code SameSite=Lax}, and {@code Secure} where the request came by https;
 * {@link Settings#sessionName}, {@link Settings#sessionMaxAge} and {@link Settings#sessionCookie} change that. A response that depends on
 * it says {@code Vary: Cookie}.
 *
 * <p><b>Log-in and log-out.</b> At log-in {@link #begin} a new one: nothing of what the browser brought stays, neither the content nor the
 * {@link #id}, so whoever has planted a session there before (session fixation) does not share the new one. {@link #clear} makes the
 * browser forget it; but a copy that somebody has made holds until its end, as with every session that only the client keeps. Where that
 * is too long, keep the ids that are still good, or the time of the last log-out, with the user, and compare.
 *
 * @param <T> what is remembered
 */
public final class Session<T> {
    /** The longest cookie that browsers keep, name and value together: RFC 6265bis section 5.7. */
    private static final int LONGEST_COOKIE = 4096;

    private static final int ID = 16;

    private final RequestHandler handler;
    private final Class<T> type;
    private boolean loaded;
    private boolean changed;
    private byte[] id = {};
    private byte[] json = {};
    private @Nullable T value;

    Session(RequestHandler handler, Class<T> type) {
        this.handler = handler;
        this.type = type;
    }

    /**
     * What it holds; null if there is no session: the browser brought none, it has come to its end, it is not of our making, or what it
     * holds is no {@code T} any more.
     */
    public @Nullable T get() {
        load();
        return value;
    }

    /** As {@link #get()}; {@code absent} if there is no session. */
    public T get(T absent) {
        T held = get();
        return held == null ? absent : held;
    }

    /** 128 random bits in hex that a session keeps from {@link #begin} to its end; null if there is no session. */
    public @Nullable String id() {
        load();
        return value == null ? null : HexFormat.of().formatHex(id);
    }

    /**
     * Goes on with another value, and lives {@link Settings#sessionMaxAge} from now; without a session begins one.
     *
     * @throws IllegalArgumentException if the cookie would be longer than the 4,096 bytes that browsers keep
     * @throws IllegalStateException if the head was sent
     */
    public void set(T value) {
        load();
        set(this.value == null ? RandomBytes.of(ID) : id, value);
    }

    /** Begins a new session with a new {@link #id}, whatever there was: to be called at log-in. Throws as {@link #set}. */
    public void begin(T value) {
        load();
        set(RandomBytes.of(ID), value);
    }

    private void set(byte[] id, T value) {
        checkOpen("set");
        byte[] text = Escape.jsonEncodeUtf8(value);
        int length = name().length() + EncryptedValue.length(handler.cookieSecrets(), ID + text.length);
        if (length > LONGEST_COOKIE)
            throw new IllegalArgumentException("a session of " + text.length + " bytes makes a cookie of " + length + ", and browsers keep "
                    + LONGEST_COOKIE + ": keep less in it, the key of a row in a database for instance");
        this.id = id;
        this.value = value;
        json = text;
        changed = true;
    }

    /**
     * Ends the session: the browser forgets it.
     *
     * @throws IllegalStateException if the head was sent
     */
    public void clear() {
        checkOpen("clear");
        loaded = true;
        value = null;
        changed = true;
        handler.vary("Cookie");
    }

    /** {@code session(Visit.class)}. */
    @Override
    public String toString() {
        return "session(" + type.getSimpleName() + ".class)";
    }

    /** This session, if it holds what {@code wanted} says. */
    <W> Session<W> as(Class<W> wanted) {
        if (wanted != type) throw new IllegalArgumentException("this request has a " + this + ", not a session of " + wanted.getName());
        @SuppressWarnings("unchecked") var same = (Session<W>) this;
        return same;
    }

    /** Before the head leaves: sets the cookie if anything was changed. */
    void settle() {
        if (!changed) return;
        changed = false;
        if (value != null) {
            Duration life = handler.settings().sessionMaxAge();
            handler.setCookie(cookie(sealed(handler.cookieSecrets(), name(), id, json, Instant.now().plus(life))).maxAge(life));
        } else if (handler.getCookie(name()) != null) {
            handler.setCookie(cookie("").expires(Instant.EPOCH).maxAge(null));
        }
    }

    static String sealed(CookieSecrets secrets, String name, byte[] id, byte[] json, Instant end) {
        byte[] all = Arrays.copyOf(id, ID + json.length);
        System.arraycopy(json, 0, all, ID, json.length);
        return EncryptedValue.create(secrets, name, all, end);
    }

    private Cookie cookie(String value) {
        boolean secure = handler.request().protocol().equals("https");
        return handler.settings().sessionCookie().apply(Cookie.of(name(), value).httpOnly(true).sameSite("Lax").secure(secure));
    }

    private void load() {
        if (loaded) return;
        loaded = true;
        if (!handler.response().started()) handler.vary("Cookie");
        byte[] all = EncryptedValue.decode(handler.cookieSecrets(), name(), handler.getCookie(name()));
        if (all == null || all.length < ID) return;
        try {
            value = Escape.jsonDecode(Arrays.copyOfRange(all, ID, all.length), type);
            id = Arrays.copyOf(all, ID);
        } catch (JsonDecodeError older) {
            // another program, or this one before, has written it: the browser begins anew
        }
    }

    private String name() {
        return handler.settings().sessionName();
    }

    private void checkOpen(String call) {
        if (handler.response().started()) throw new IllegalStateException("session." + call + "() after the head was sent");
    }
}
