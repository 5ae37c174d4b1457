package typhoon.netty;

import io.netty.channel.Channel;
import io.netty.handler.ssl.ApplicationProtocolConfig;
import io.netty.handler.ssl.ClientAuth;
import io.netty.handler.ssl.IdentityCipherSuiteFilter;
import io.netty.handler.ssl.OpenSsl;
import io.netty.handler.ssl.OpenSslContextOption;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.SslProvider;
import io.netty.handler.ssl.util.InsecureTrustManagerFactory;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLSocketFactory;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;

/**
 * One side's settings of TLS, ready for handshakes: BoringSSL's where netty-tcnative is on the class path, else the JDK's. Making one loads
 * libraries and certificates, so not on a loop. Immutable; any loop may use it.
 */
public final class Tls {
    private static final Logger LOG = Logs.of("typhoon.general");

    /** What a handshake computes at length (signatures, chains of certificates) would hold the loop. Daemons, few: they do nothing else. */
    private static final ThreadPoolExecutor WORK = work();

    private final Setup setup;
    private volatile @Nullable SslContext context;

    /** Cheap: what takes time is done by {@link #makeReady}. */
    public Tls(Setup setup) {
        this.setup = setup;
    }

    /** Whether a server wants its clients to have certificates. */
    public enum ClientCertificate {
        /** It does not ask. */
        NONE,
        /** It asks, and looks at the one it gets. */
        OPTIONAL,
        /** No certificate, no connection. */
        REQUIRED
    }

    /**
     * What a side is made of.
     *
     * @param key with {@code chain}, ours; null for a client without
     * @param trusted who vouches for peers; null for the JDK's list
     * @param verify whether peers have to be vouched for
     * @param verifyHost whether a server's certificate has to be for the host that was meant
     * @param ciphers empty for the library's own
     * @param handshakeNanos how long a handshake may take; 0 for ever
     */
    public record Setup(boolean server, boolean jdk, @Nullable PrivateKey key, List<X509Certificate> chain,
            @Nullable List<X509Certificate> trusted, boolean verify, boolean verifyHost, ClientCertificate clientCertificate,
            List<String> protocols, List<String> ciphers, List<String> alpn, long handshakeNanos) {}

    /** Whether BoringSSL (or OpenSSL) can be had: netty-tcnative and its native library for this machine are there. */
    public static boolean hasNative() {
        return Native.AVAILABLE;
    }

    private static final class Native {
        static final boolean AVAILABLE = look();

        private static boolean look() {
            try {
                boolean there = OpenSsl.isAvailable();
                LOG.debug("TLS is done by {}", there ? OpenSsl.versionString() : "the JDK: " + OpenSsl.unavailabilityCause());
                return there;
            } catch (LinkageError absent) {
                LOG.debug("TLS is done by the JDK: {}", absent.toString());
                return false;
            }
        }
    }

    /** Whose TLS it is, in a word. */
    public static String provider(boolean jdk) {
        if (jdk || !hasNative()) return "JDK";
        String version = OpenSsl.versionString();
        return version.contains("BoringSSL") ? "BoringSSL" : version;
    }

    /** The names of the ciphers that may be chosen from. */
    public static List<String> ciphers(boolean jdk) {
        if (!jdk && hasNative()) return OpenSsl.availableJavaCipherSuites().stream().sorted().toList();
        return List.of(((SSLSocketFactory) SSLSocketFactory.getDefault()).getSupportedCipherSuites());
    }

    /** Whether a handshake can begin. */
    public boolean isReady() {
        return context != null;
    }

    /** Loads what handshakes need: not on a loop. Any thread; those who come meanwhile wait. */
    public synchronized void makeReady() throws SSLException {
        if (context != null) return;
        try {
            context = build();
        } catch (IllegalArgumentException | IllegalStateException unusable) {
            throw new SSLException(unusable.getMessage(), unusable);
        }
    }

    private SslContext build() throws SSLException {
        SslContextBuilder builder = setup.server ? SslContextBuilder.forServer(key(), setup.chain) : SslContextBuilder.forClient();
        if (!setup.server && setup.key != null) builder.keyManager(setup.key, setup.chain);
        builder.sslProvider(isNative() ? SslProvider.OPENSSL : SslProvider.JDK);
        if (isNative() && verifiesNobody()) builder.option(OpenSslContextOption.USE_TASKS, false);
        builder.protocols(setup.protocols);
        if (!setup.ciphers.isEmpty()) builder.ciphers(setup.ciphers, IdentityCipherSuiteFilter.INSTANCE);
        if (!setup.verify) builder.trustManager(InsecureTrustManagerFactory.INSTANCE);
        else if (!setup.server) builder.trustManager(ServerTrust.of(setup.trusted));
        else if (setup.trusted != null) builder.trustManager(setup.trusted);
        if (setup.server) builder.clientAuth(clientAuth(setup.clientCertificate));
        else builder.endpointIdentificationAlgorithm(setup.verify && setup.verifyHost ? "HTTPS" : "");
        if (!setup.alpn.isEmpty()) builder.applicationProtocolConfig(alpn());
        return builder.build();
    }

    /**
     * Such a side has nothing that could be computed elsewhere: BoringSSL signs where it reads, whatever it is told. And a handshake that
     * fails behind a task loses its alert, in Netty 4.2.18: a client would see a connection closed and not learn why.
     */
    private boolean verifiesNobody() {
        return setup.server && setup.clientCertificate == ClientCertificate.NONE;
    }

    private boolean isNative() {
        return !setup.jdk && hasNative();
    }

    private PrivateKey key() {
        if (setup.key == null) throw new IllegalArgumentException("a server needs a certificate and its key");
        return setup.key;
    }

    private static ClientAuth clientAuth(ClientCertificate wanted) {
        return switch (wanted) {
            case NONE -> ClientAuth.NONE;
            case OPTIONAL -> ClientAuth.OPTIONAL;
            case REQUIRED -> ClientAuth.REQUIRE;
        };
    }

    /** RFC 7301 3.2 has a server that knows none of the client's protocols end the handshake; BoringSSL goes on without one. */
    private ApplicationProtocolConfig alpn() {
        return new ApplicationProtocolConfig(ApplicationProtocolConfig.Protocol.ALPN,
                isNative() ? ApplicationProtocolConfig.SelectorFailureBehavior.NO_ADVERTISE
                        : ApplicationProtocolConfig.SelectorFailureBehavior.FATAL_ALERT,
                ApplicationProtocolConfig.SelectedListenerFailureBehavior.ACCEPT, setup.alpn);
    }

    boolean server() {
        return setup.server;
    }

    long handshakeNanos() {
        return setup.handshakeNanos;
    }

    /** {@code host} is whom a client means, for the certificate and for SNI; null where nobody looks. */
    SslHandler newHandler(Channel channel, @Nullable String host) {
        SslContext ready = context;
        if (ready == null) throw new IllegalStateException("the TLS options were not made ready");
        SslHandler handler = host == null ? ready.newHandler(channel.alloc(), WORK) : ready.newHandler(channel.alloc(), host, -1, WORK);
        handler.setHandshakeTimeoutMillis(0);           // by our own clock, in TlsLayer
        return handler;
    }

    private static ThreadPoolExecutor work() {
        int threads = Math.clamp(Runtime.getRuntime().availableProcessors(), 2, 8);
        var pool = new ThreadPoolExecutor(threads, threads, 10, TimeUnit.SECONDS, new LinkedBlockingQueue<>(),
                Thread.ofPlatform().daemon().name("typhoon-tls-", 0).factory());
        pool.allowCoreThreadTimeOut(true);
        return pool;
    }
}
