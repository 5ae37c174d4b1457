package typhoon.iostream;

import java.nio.file.Path;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;
import typhoon.ioloop.IOLoop;
import typhoon.netty.Loop;
import typhoon.netty.Nanos;
import typhoon.netty.Tls;

/**
 * How TLS is spoken, by clients and by servers. Immutable: each method with an argument returns a changed copy. One may be shared by any
 * number of streams, servers and loops.
 *
 * {@snippet class="typhoon.snippets.IOStreamSnippets" region="options"}
 *
 * <table>
 * <caption>What it is as it comes</caption>
 * <tr><th>option</th><th>default</th></tr>
 * <tr><td>{@link #certificate}, {@link #keyStore}</td><td>none; a server needs one</td></tr>
 * <tr><td>{@link #trust(Path)}</td><td>the authorities of the JDK</td></tr>
 * <tr><td>{@link #withoutVerification()}, {@link #withoutHostnameCheck()}</td><td>both are checked</td></tr>
 * <tr><td>{@link #clientCertificate}</td><td>servers do not ask for one</td></tr>
 * <tr><td>{@link #protocols(String...)}</td><td>TLSv1.3 and TLSv1.2</td></tr>
 * <tr><td>{@link #ciphers(String...)}</td><td>the library's choice</td></tr>
 * <tr><td>{@link #alpn(String...)}</td><td>none</td></tr>
 * <tr><td>{@link #handshakeTimeout(Duration)}</td><td>10 seconds</td></tr>
 * </table>
 *
 * <p>Files are read by the call that names them, and what is wrong with them is said then, by an {@link IllegalArgumentException}.
 * BoringSSL does the work where netty-tcnative is on the class path, else the JDK; {@link #provider} says which. Peers are verified in
 * threads of their own, where the JDK signs too; BoringSSL signs on the loop, which an RSA key of 2048 bits holds for about a millisecond
 * and a key on P-256 for a quarter of one. TLS compression is not spoken, by neither of them. Source: the {@code ssl_options} of Tornado.
 */
public final class TlsOptions {
    private static final Set<String> VERSIONS = Set.of("TLSv1", "TLSv1.1", "TLSv1.2", "TLSv1.3");

    /** Whether a server wants its clients to show a certificate. */
    public enum ClientCertificate {
        /** It does not ask. */
        NONE,
        /** It asks, and verifies what it gets. */
        OPTIONAL,
        /** No certificate, no connection. */
        REQUIRED
    }

    private @Nullable Identity identity;
    private @Nullable List<X509Certificate> trusted;
    private boolean verify = true;
    private boolean verifyHost = true;
    private ClientCertificate clientCertificate = ClientCertificate.NONE;
    private List<String> protocols = List.of("TLSv1.3", "TLSv1.2");
    private List<String> ciphers = List.of();
    private List<String> alpn = List.of();
    private Duration handshakeTimeout = Duration.ofSeconds(10);
    private boolean jdk;

    private final Tls server;
    private final Tls client;

    /** The defaults of the table: all a client needs for the public web. */
    public TlsOptions() {
        server = new Tls(setup(true));
        client = new Tls(setup(false));
    }

    private TlsOptions(TlsOptions other, Consumer<TlsOptions> change) {
        identity = other.identity;
        trusted = other.trusted;
        verify = other.verify;
        verifyHost = other.verifyHost;
        clientCertificate = other.clientCertificate;
        protocols = other.protocols;
        ciphers = other.ciphers;
        alpn = other.alpn;
        handshakeTimeout = other.handshakeTimeout;
        jdk = other.jdk;
        change.accept(this);
        server = new Tls(setup(true));
        client = new Tls(setup(false));
    }

    private Tls.Setup setup(boolean serverSide) {
        return new Tls.Setup(serverSide, jdk, identity == null ? null : identity.key(), identity == null ? List.of() : identity.chain(),
                trusted, verify, verifyHost, Tls.ClientCertificate.valueOf(clientCertificate.name()), protocols, ciphers, alpn,
                Nanos.of(handshakeTimeout));
    }

    /**
     * Who we are: a file of certificates, ours first, then those that lead to an authority, and a file with our private key; both PEM. The
     * key is in PKCS#8 ("BEGIN PRIVATE KEY"), or an RSA key in PKCS#1.
     *
     * @throws IllegalArgumentException when a file cannot be read, or the key does not match; the message names the file
     */
    public TlsOptions certificate(Path chain, Path key) {
        var read = Identity.ofPem(chain, key, null);
        return with(o -> o.identity = read);
    }

    /** As {@link #certificate(Path, Path)}, with an encrypted key ("BEGIN ENCRYPTED PRIVATE KEY"). */
    public TlsOptions certificate(Path chain, Path key, String password) {
        var read = Identity.ofPem(chain, key, password);
        return with(o -> o.identity = read);
    }

    /**
     * Who we are: the first private key of a PKCS#12 or JKS file, with its certificates.
     *
     * @throws IllegalArgumentException when the file cannot be read, has no key, or the password is wrong; the message names the file
     */
    public TlsOptions keyStore(Path file, String password) {
        var read = Identity.of(Identity.store(file, password), password, "the key store " + file);
        return with(o -> o.identity = read);
    }

    /** Who we are: the first private key of a store that was loaded, with its certificates. */
    public TlsOptions keyStore(KeyStore store, String password) {
        var read = Identity.of(store, password, "the key store");
        return with(o -> o.identity = read);
    }

    /** Who vouches for peers: the certificates of a PEM file, and nobody else. */
    public TlsOptions trust(Path file) {
        var read = Pem.certificates(file);
        return with(o -> o.trusted = read);
    }

    /** Who vouches for peers: the certificates of a store that was loaded, and nobody else. */
    public TlsOptions trust(KeyStore store) {
        var read = Identity.trusted(store);
        return with(o -> o.trusted = read);
    }

    /** Believes every peer whatever it shows: whoever sits between reads and changes all. For tests. */
    public TlsOptions withoutVerification() {
        return with(o -> o.verify = false);
    }

    /** Believes a server with any certificate that somebody vouches for, whoever's it is. For servers that are known by an address only. */
    public TlsOptions withoutHostnameCheck() {
        return with(o -> o.verifyHost = false);
    }

    /** Whether a server wants a certificate of its clients (mutual TLS); {@link #trust(Path)} says whose. */
    public TlsOptions clientCertificate(ClientCertificate wanted) {
        return with(o -> o.clientCertificate = wanted);
    }

    /** The versions that are spoken: of TLSv1.3, TLSv1.2, TLSv1.1, TLSv1. The last two are broken (RFC 8996), libraries may refuse them. */
    public TlsOptions protocols(String... versions) {
        for (String version : versions) {
            if (!VERSIONS.contains(version)) throw new IllegalArgumentException("there is no TLS version " + version + ", but " + VERSIONS);
        }
        if (versions.length == 0) throw new IllegalArgumentException("protocols() needs one version at least, for example \"TLSv1.3\"");
        return with(o -> o.protocols = List.of(versions));
    }

    /**
     * The ciphers that are spoken, by their IANA names as {@code TLS_AES_128_GCM_SHA256}.
     *
     * @throws IllegalArgumentException for one that the library does not have
     */
    public TlsOptions ciphers(String... names) {
        List<String> known = Tls.ciphers(jdk);
        for (String name : names) {
            if (!known.contains(name))
                throw new IllegalArgumentException("there is no cipher " + name + " in " + provider() + "; it has " + known);
        }
        return with(o -> o.ciphers = List.of(names));
    }

    /** What may be spoken inside, the best first, for example {@code "h2", "http/1.1"} (ALPN, RFC 7301). */
    public TlsOptions alpn(String... names) {
        return with(o -> o.alpn = List.of(names));
    }

    /** How long a handshake may take, by the loop's clock; zero for ever. */
    public TlsOptions handshakeTimeout(Duration time) {
        if (time.isNegative()) throw new IllegalArgumentException("handshakeTimeout cannot be " + time + "; zero means no limit");
        return with(o -> o.handshakeTimeout = time);
    }

    /** Uses the JDK's TLS, also where BoringSSL could be had. */
    public TlsOptions useJdk() {
        return with(o -> o.jdk = true);
    }

    /** Whose TLS this is: {@code "BoringSSL"}, another OpenSSL by its name, or {@code "JDK"}. */
    public String provider() {
        return Tls.provider(jdk);
    }

    private TlsOptions with(Consumer<TlsOptions> change) {
        return new TlsOptions(this, change);
    }

    /**
     * Makes ready what the first handshake would else have to wait for, and finds what is wrong with the whole. That takes a part of a
     * second; a coroutine is parked meanwhile. Servers do it when they begin to listen.
     *
     * @throws IllegalArgumentException when the options cannot be used; for a server that is so without a certificate
     */
    public void prepare(boolean serverSide) {
        if (serverSide && identity == null)
            throw new IllegalArgumentException("a TLS server needs a certificate: add certificate(…) or keyStore(…) to its TlsOptions");
        Tls tls = tls(serverSide);
        if (tls.isReady()) return;
        Loop loop = Loop.current();
        try {
            if (loop == null) tls.makeReady();
            else ((IOLoop) loop.owner()).runInExecutor(() -> {
                tls.makeReady();
                return true;
            });
        } catch (SSLException unusable) {
            throw new IllegalArgumentException("these TlsOptions cannot be used: " + unusable.getMessage(), unusable);
        }
    }

    /**
     * For the rooms that stand on streams: what a handshake begins with, made ready.
     *
     * @hidden
     */
    @SuppressWarnings("exports")
    public Tls tls(boolean serverSide) {
        return serverSide ? server : client;
    }

    /** Ready for a handshake with {@code serverHostname}. */
    Tls prepared(boolean serverSide, @Nullable String serverHostname) {
        if (!serverSide && serverHostname == null && verify && verifyHost)
            throw new IllegalArgumentException("whose certificate shall be accepted? Give the host name of the server, or options "
                    + "withoutHostnameCheck()");
        prepare(serverSide);
        return tls(serverSide);
    }
}
