package typhoon.web;

import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import typhoon.ioloop.IOLoop;
import typhoon.netty.LoopLocal;
import typhoon.netty.Nanos;

/**
 * Lets each client have so many requests in so much time: a {@link Filter} for {@link Routes} (a login) or for a whole application.
 * Immutable, each method returns a changed one.
 *
 * {@snippet class="typhoon.snippets.FilterSnippets" region="rate"}
 *
 * <p>Each key has a bucket of tokens: a request takes one, and they come back evenly over time. Who finds none gets a 429 with {@code
 * Retry-After}, before the body is read. Every response says in {@code RateLimit} and {@code RateLimit-Policy} what is left, {@code
 * "default";r=99;t=1}: 99 tokens, and one second until the bucket is full; of several limits around a handler the innermost.
 *
 * <p>The key is the {@linkplain typhoon.httpserver.HttpServerRequest#remoteIp remote address} unless set, of IPv6 its first 64 bits: one
 * customer has at least so many. Behind a proxy that is not known as one all clients have one address. At most {@link #maxKeys} are
 * remembered; with more, the one that was not seen longest is forgotten and begins anew. Each loop of each process counts for itself: with
 * four of them a client that opens connections to all may have four times as much. Source: draft-ietf-httpapi-ratelimit-headers-10.
 */
public final class RateLimit implements Filter {
    private static final int LONG_KEY = 64;
    private static final HexFormat HEX = HexFormat.of();

    private final int requests;
    private final Duration window;
    private int burst;
    private int maxKeys = 10_000;
    private Function<RequestHandler, @Nullable String> key = handler -> network(handler.request().remoteIp());

    // Of each loop its own: a filter may be shared by several.
    private final LoopLocal<Buckets> buckets = new LoopLocal<>(this::newBuckets);

    private RateLimit(int requests, Duration window) {
        this.requests = requests;
        this.window = window;
        this.burst = requests;
    }

    /**
     * So many requests in so much time.
     *
     * @param window one second at least
     * @throws IllegalArgumentException if one of them is too small
     */
    public static RateLimit of(int requests, Duration window) {
        if (requests < 1) throw new IllegalArgumentException("a limit is 1 or more, not " + requests);
        if (window.compareTo(Duration.ofSeconds(1)) < 0 || window.compareTo(Duration.ofDays(366)) > 0)
            throw new IllegalArgumentException("a limit is for one second to a year, not " + window);
        return new RateLimit(requests, window);
    }

    /** How many a client that was quiet may have at once, what it has in the whole window unless set. */
    public RateLimit burst(int requests) {
        if (requests < 1 || requests > this.requests)
            throw new IllegalArgumentException("a burst is 1 to " + this.requests + ", not " + requests);
        return with(r -> r.burst = requests);
    }

    /** Whose requests are counted together: a user, an API key. Null is not counted, for those who may have what they like. */
    public RateLimit key(Function<RequestHandler, @Nullable String> key) {
        return with(r -> r.key = key);
    }

    /** How many keys a loop remembers: 10,000 unless set, at about 150 bytes each. */
    public RateLimit maxKeys(int keys) {
        if (keys < 1) throw new IllegalArgumentException("a limit is 1 or more, not " + keys);
        return with(r -> r.maxKeys = keys);
    }

    @Override
    public void handle(RequestHandler handler, Next next) throws Exception {
        String name = key.apply(handler);
        if (name != null) take(handler, name);
        next.handle();
    }

    private void take(RequestHandler handler, String name) {
        Buckets all = buckets.get();
        long untilFull = all.take(shortened(name), IOLoop.current().nanoTime());
        boolean refused = untilFull < 0;
        long missing = refused ? all.whole() : untilFull;
        handler.setHeaderAlways("RateLimit-Policy", "\"default\";q=" + requests + ";w=" + window.toSeconds());
        handler.setHeaderAlways("RateLimit", "\"default\";r=" + (refused ? 0 : all.left(untilFull)) + ";t=" + seconds(missing));
        if (!refused) return;
        long wait = seconds(-untilFull);
        throw new HttpError(429).header("Retry-After", String.valueOf(wait))
                .detail("more than " + requests + " requests in " + window.toSeconds() + " s; the next in " + wait + " s");
    }

    /** Up, for who comes a moment too early is refused again. */
    private static long seconds(long nanos) {
        return (nanos + 999_999_999) / 1_000_000_000;
    }

    /** So that what clients make up as their key takes no more memory than others. */
    private static String shortened(String name) {
        if (name.length() <= LONG_KEY) return name;
        return HEX.formatHex(Digests.of("SHA-256").digest(name.getBytes(StandardCharsets.UTF_8)));
    }

    /** The address of who is likely one client. */
    static String network(String ip) {
        if (ip.indexOf(':') < 0) return ip;
        try {
            int zone = ip.indexOf('%');
            byte[] address = InetAddress.ofLiteral(zone < 0 ? ip : ip.substring(0, zone)).getAddress();
            return address.length == 16 ? HEX.formatHex(Arrays.copyOf(address, 8)) : ip;
        } catch (IllegalArgumentException none) {
            return ip;
        }
    }

    private Buckets newBuckets() {
        return new Buckets(Nanos.of(window) / requests, burst, maxKeys);
    }

    private RateLimit with(Consumer<RateLimit> change) {
        var changed = new RateLimit(requests, window);
        changed.burst = burst;
        changed.maxKeys = maxKeys;
        changed.key = key;
        change.accept(changed);
        return changed;
    }
}
