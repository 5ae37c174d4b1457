package typhoon.httpserver;

import java.time.Duration;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import typhoon.http.MemoryBudget;
import typhoon.iostream.TlsOptions;
import typhoon.wire.HeadLimits;

/**
 * Every wait and limit of a server. Immutable: each method with an argument returns a changed copy.
 *
 * {@snippet class="typhoon.snippets.HttpServerSnippets" region="options"}
 *
 * <table>
 * <caption>What is limited, and what happens beyond it. A time of zero is no limit.</caption>
 * <tr><th>option</th><th>default</th><th>beyond it</th></tr>
 * <tr><td>{@link #requestLine()}</td><td>8 KiB</td><td>414, close</td></tr>
 * <tr><td>{@link #headerBlock()}</td><td>64 KiB</td><td>431, close</td></tr>
 * <tr><td>{@link #headerCount()}</td><td>200 lines</td><td>431, close</td></tr>
 * <tr><td>{@link #maxBody()}</td><td>100 MiB</td><td>413, close</td></tr>
 * <tr><td>{@link #memoryBudget()}</td><td>a quarter of the heap, for all servers</td><td>503, close; a WebSocket 1013</td></tr>
 * <tr><td>{@link #maxFields()}</td><td>1000</td><td>400</td></tr>
 * <tr><td>{@link #multipart()}</td><td>see there</td><td>400 or 413, close</td></tr>
 * <tr><td>{@link #maxPipelined()}</td><td>64 KiB</td><td>the socket is not read until some was served</td></tr>
 * <tr><td>{@link #maxDiscarded()}</td><td>256 KiB</td><td>close after the response</td></tr>
 * <tr><td>{@link #headerTimeout()}</td><td>60 s from the first byte of a head</td><td>408, close</td></tr>
 * <tr><td>{@link #idleTimeout()}</td><td>75 s without a request</td><td>close</td></tr>
 * <tr><td>{@link #bodyTimeout()}</td><td>60 s without a byte of a body that is waited for</td><td>408, close</td></tr>
 * <tr><td>{@link #writeTimeout()}</td><td>60 s without the client taking a byte</td><td>abort</td></tr>
 * <tr><td>{@link #handlerDeadline()}</td><td>none</td><td>interrupt; 503 and close, or abort when something was sent</td></tr>
 * <tr><td>{@link #drainTimeout()}</td><td>30 s</td><td>abort</td></tr>
 * <tr><td>{@link #drainGrace()}</td><td>500 ms without a byte while the server drains</td><td>close</td></tr>
 * <tr><td>{@link #backlog()}</td><td>1024 connections</td><td>the kernel lets clients wait</td></tr>
 * </table>
 *
 * <p>Errors of these kinds are short plain texts. Tornado: the arguments of {@code HTTPServer}, which answers most of them with silence.
 */
public final class ServerOptions {
    private int requestLine = 8 * 1024;
    private int headerBlock = 64 * 1024;
    private int headerCount = 200;
    private long maxBody = 100L * 1024 * 1024;
    private MemoryBudget memoryBudget = MemoryBudget.ofHeap();
    private int maxFields = 1000;
    private MultipartOptions multipart = new MultipartOptions();
    private int maxPipelined = 64 * 1024;
    private long maxDiscarded = 256 * 1024;
    private Duration headerTimeout = Duration.ofSeconds(60);
    private Duration idleTimeout = Duration.ofSeconds(75);
    private Duration bodyTimeout = Duration.ofSeconds(60);
    private Duration writeTimeout = Duration.ofSeconds(60);
    private Duration handlerDeadline = Duration.ZERO;
    private Duration drainTimeout = Duration.ofSeconds(30);
    private Duration drainGrace = Duration.ofMillis(500);
    private int backlog = 1024;
    private @Nullable String protocol;
    private boolean keepAlive = true;
    private boolean decompressRequest;
    private boolean interruptOnClose;
    private boolean reusePort;
    private String serverName = "Typhoon";
    private @Nullable TlsOptions tls;
    private @Nullable TrustedProxies trustedProxies;
    private Networks proxyProtocol = Networks.NONE;

    /** The defaults of the table. */
    public ServerOptions() {}

    private ServerOptions(ServerOptions other) {
        requestLine = other.requestLine;
        headerBlock = other.headerBlock;
        headerCount = other.headerCount;
        maxBody = other.maxBody;
        memoryBudget = other.memoryBudget;
        maxFields = other.maxFields;
        multipart = other.multipart;
        maxPipelined = other.maxPipelined;
        maxDiscarded = other.maxDiscarded;
        headerTimeout = other.headerTimeout;
        idleTimeout = other.idleTimeout;
        bodyTimeout = other.bodyTimeout;
        writeTimeout = other.writeTimeout;
        handlerDeadline = other.handlerDeadline;
        drainTimeout = other.drainTimeout;
        drainGrace = other.drainGrace;
        backlog = other.backlog;
        protocol = other.protocol;
        keepAlive = other.keepAlive;
        decompressRequest = other.decompressRequest;
        interruptOnClose = other.interruptOnClose;
        reusePort = other.reusePort;
        serverName = other.serverName;
        tls = other.tls;
        trustedProxies = other.trustedProxies;
        proxyProtocol = other.proxyProtocol;
    }

    /** Bytes of the request line: method, target, version. */
    public int requestLine() {
        return requestLine;
    }

    /** Changes {@link #requestLine()}. */
    public ServerOptions requestLine(int bytes) {
        return with(o -> o.requestLine = positive("requestLine", bytes));
    }

    /** Bytes of the whole head of a request; also of the trailers of its body. */
    public int headerBlock() {
        return headerBlock;
    }

    /** Changes {@link #headerBlock()}. */
    public ServerOptions headerBlock(int bytes) {
        return with(o -> o.headerBlock = positive("headerBlock", bytes));
    }

    /** Header lines of a request; also trailers of its body. */
    public int headerCount() {
        return headerCount;
    }

    /** Changes {@link #headerCount()}. */
    public ServerOptions headerCount(int lines) {
        return with(o -> o.headerCount = positive("headerCount", lines));
    }

    /** Bytes of a request's body, whether announced or counted. 0 takes empty bodies only. Looked at when the body is first read. */
    public long maxBody() {
        return maxBody;
    }

    /** Changes {@link #maxBody()}. */
    public ServerOptions maxBody(long bytes) {
        return with(o -> o.maxBody = notNegative("maxBody", bytes));
    }

    /** What heads, bodies and WebSocket messages of all connections may take together; by default {@link MemoryBudget#ofHeap}. */
    public MemoryBudget memoryBudget() {
        return memoryBudget;
    }

    /** Changes {@link #memoryBudget()}. Servers that are given the same one share it. */
    public ServerOptions memoryBudget(MemoryBudget budget) {
        return with(o -> o.memoryBudget = budget);
    }

    /** Fields of a query or a form, counted apart. */
    public int maxFields() {
        return maxFields;
    }

    /** Changes {@link #maxFields()}. */
    public ServerOptions maxFields(int fields) {
        return with(o -> o.maxFields = positive("maxFields", fields));
    }

    /** What forms in several parts may be like. */
    public MultipartOptions multipart() {
        return multipart;
    }

    /** Changes {@link #multipart()}. */
    public ServerOptions multipart(MultipartOptions options) {
        return with(o -> o.multipart = options);
    }

    /** Bytes that are read ahead while a handler waits, so that the end of the connection is seen behind them. */
    public int maxPipelined() {
        return maxPipelined;
    }

    /** Changes {@link #maxPipelined()}. */
    public ServerOptions maxPipelined(int bytes) {
        return with(o -> o.maxPipelined = positive("maxPipelined", bytes));
    }

    /** Bytes of a body nobody wanted that are read and dropped after the response, to keep the connection. */
    public long maxDiscarded() {
        return maxDiscarded;
    }

    /** Changes {@link #maxDiscarded()}. */
    public ServerOptions maxDiscarded(long bytes) {
        return with(o -> o.maxDiscarded = notNegative("maxDiscarded", bytes));
    }

    /** How long a head may take from its first byte to its end. */
    public Duration headerTimeout() {
        return headerTimeout;
    }

    /** Changes {@link #headerTimeout()}. */
    public ServerOptions headerTimeout(Duration time) {
        return with(o -> o.headerTimeout = notNegative("headerTimeout", time));
    }

    /** How long a connection is kept on which nothing comes, before the first request and between two. */
    public Duration idleTimeout() {
        return idleTimeout;
    }

    /** Changes {@link #idleTimeout()}. */
    public ServerOptions idleTimeout(Duration time) {
        return with(o -> o.idleTimeout = notNegative("idleTimeout", time));
    }

    /** How long a reader of a body waits for its next byte. */
    public Duration bodyTimeout() {
        return bodyTimeout;
    }

    /** Changes {@link #bodyTimeout()}. */
    public ServerOptions bodyTimeout(Duration time) {
        return with(o -> o.bodyTimeout = notNegative("bodyTimeout", time));
    }

    /** How long a client may take no byte of what waits for it. */
    public Duration writeTimeout() {
        return writeTimeout;
    }

    /** Changes {@link #writeTimeout()}. */
    public ServerOptions writeTimeout(Duration time) {
        return with(o -> o.writeTimeout = notNegative("writeTimeout", time));
    }

    /** How long a handler may work on one request; then its coroutine is interrupted. */
    public Duration handlerDeadline() {
        return handlerDeadline;
    }

    /** Changes {@link #handlerDeadline()}. */
    public ServerOptions handlerDeadline(Duration time) {
        return with(o -> o.handlerDeadline = notNegative("handlerDeadline", time));
    }

    /** How long {@link HttpServer#drain()} waits for requests in flight. Zero waits for none. */
    public Duration drainTimeout() {
        return drainTimeout;
    }

    /** Changes {@link #drainTimeout()}. */
    public ServerOptions drainTimeout(Duration time) {
        return with(o -> o.drainTimeout = notNegative("drainTimeout", time));
    }

    /**
     * How long a connection without a request is kept while the server drains: a client that sends one meanwhile is answered. Zero closes
     * at once; a client that was sending then gets no answer, and must find out whether it may try again.
     */
    public Duration drainGrace() {
        return drainGrace;
    }

    /** Changes {@link #drainGrace()}. */
    public ServerOptions drainGrace(Duration time) {
        return with(o -> o.drainGrace = notNegative("drainGrace", time));
    }

    /** Connections the kernel keeps for us between two turns. */
    public int backlog() {
        return backlog;
    }

    /** Changes {@link #backlog()}. */
    public ServerOptions backlog(int connections) {
        return with(o -> o.backlog = positive("backlog", connections));
    }

    /** What {@link HttpServerRequest#protocol} says of all requests; null: how the client has connected. */
    public @Nullable String protocol() {
        return protocol;
    }

    /** Changes {@link #protocol()}: {@code https} where a balancer ends TLS and says nothing of it. Trusted proxies know better still. */
    public ServerOptions protocol(String name) {
        if (!name.equals("http") && !name.equals("https")) throw new IllegalArgumentException("http or https, not " + name);
        return with(o -> o.protocol = name);
    }

    /** Whether a connection may have more requests than one. */
    public boolean keepAlive() {
        return keepAlive;
    }

    /** Changes {@link #keepAlive()}; yes, as it comes. */
    public ServerOptions keepAlive(boolean keep) {
        return with(o -> o.keepAlive = keep);
    }

    /** Whether bodies that come as gzip are unpacked. */
    public boolean decompressRequest() {
        return decompressRequest;
    }

    /**
     * Changes {@link #decompressRequest()}: a body with {@code Content-Encoding: gzip} is read unpacked, {@link #maxBody()} counts what it
     * becomes, and the header is called {@code X-Consumed-Content-Encoding}. What is no gzip is a 400. No, as it comes.
     */
    public ServerOptions decompressRequest(boolean decompress) {
        return with(o -> o.decompressRequest = decompress);
    }

    /** Whether the coroutine of a handler is interrupted when its client goes away. */
    public boolean interruptOnClose() {
        return interruptOnClose;
    }

    /** Changes {@link #interruptOnClose()}; a client that only sends no more, and still listens, counts as one that left. */
    public ServerOptions interruptOnClose(boolean interrupt) {
        return with(o -> o.interruptOnClose = interrupt);
    }

    /** Whether several loops or processes may listen on the same port. */
    public boolean reusePort() {
        return reusePort;
    }

    /** Changes {@link #reusePort()}. */
    public ServerOptions reusePort(boolean reuse) {
        return with(o -> o.reusePort = reuse);
    }

    /** What the Server header says where the response does not have one; empty for no such header. */
    public String serverName() {
        return serverName;
    }

    /** Changes {@link #serverName()}. */
    public ServerOptions serverName(String name) {
        return with(o -> o.serverName = name);
    }

    /** How TLS is spoken; null for plain HTTP. */
    public @Nullable TlsOptions tls() {
        return tls;
    }

    /**
     * Changes {@link #tls()}: the server speaks HTTPS, and WebSockets are wss, on every port and file it listens on. The options need a
     * certificate. A failed handshake is one line in the log, at info; one whose client only went away is none.
     */
    public ServerOptions tls(TlsOptions options) {
        return with(o -> o.tls = options);
    }

    /** The proxies whose word is taken for who the client is; null for none. */
    public @Nullable TrustedProxies trustedProxies() {
        return trustedProxies;
    }

    /** Changes {@link #trustedProxies()}: without them headers such as {@code X-Forwarded-For} mean nothing. */
    public ServerOptions trustedProxies(TrustedProxies proxies) {
        return with(o -> o.trustedProxies = proxies);
    }

    /**
     * Has connections from these networks ({@code 10.0.0.0/8}, {@code 2001:db8::/32}, {@code 192.0.2.7}, {@code unix}) begin with a header
     * of the PROXY protocol, version 1 or 2, before TLS: a load balancer says in it who has connected, and that is then the peer. From
     * them nothing else is taken: what does not begin with one, within 5 seconds and 4 KiB, is closed with one line in the log, at info.
     * From all others no such header is. None unless set. Source: HAProxy's proxy-protocol.txt.
     *
     * @throws IllegalArgumentException if one is no network
     */
    public ServerOptions proxyProtocol(String... networks) {
        var read = Networks.of(networks);
        return with(o -> o.proxyProtocol = read);
    }

    Networks proxyProtocol() {
        return proxyProtocol;
    }

    HeadLimits headLimits() {
        return new HeadLimits(requestLine, headerBlock, headerCount);
    }

    private ServerOptions with(Consumer<ServerOptions> change) {
        var copy = new ServerOptions(this);
        change.accept(copy);
        return copy;
    }

    private static int positive(String option, int value) {
        if (value <= 0) throw new IllegalArgumentException(option + " must be at least 1, not " + value);
        return value;
    }

    private static long notNegative(String option, long value) {
        if (value < 0) throw new IllegalArgumentException(option + " cannot be " + value);
        return value;
    }

    private static Duration notNegative(String option, Duration value) {
        if (value.isNegative()) throw new IllegalArgumentException(option + " cannot be " + value + "; zero means no limit");
        return value;
    }
}
