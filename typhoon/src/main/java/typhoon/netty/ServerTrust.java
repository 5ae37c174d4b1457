package typhoon.netty;

import java.io.IOException;
import java.net.Socket;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateException;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.util.Collection;
import java.util.List;
import java.util.stream.Collectors;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLException;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedTrustManager;
import org.jspecify.annotations.Nullable;

/**
 * Whom a client believes: the JDK decides, chains and names alike, whoever's TLS it is. A certificate for another host is refused by a
 * {@link ForAnother}. Netty would find the names too, but for the last of them needs a module that, as a module itself, it does not read.
 */
final class ServerTrust extends X509ExtendedTrustManager {
    private static final int DNS_NAME = 2;                  // RFC 5280 4.2.1.6
    private static final int IP_ADDRESS = 7;

    private final X509ExtendedTrustManager jdk;

    private ServerTrust(X509ExtendedTrustManager jdk) {
        this.jdk = jdk;
    }

    /** Somebody vouches for the certificate, but not for this host. */
    static final class ForAnother extends CertificateException {
        private static final long serialVersionUID = 1L;

        ForAnother(String names, CertificateException cause) {
            super(names, cause);
        }

        /** The hosts it is for. */
        String names() {
            return String.valueOf(getMessage());
        }
    }

    /** Who is vouched for by {@code trusted}; by the authorities of the JDK if that is null. */
    static ServerTrust of(@Nullable List<X509Certificate> trusted) throws SSLException {
        try {
            var factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            factory.init(trusted == null ? null : store(trusted));
            for (TrustManager manager : factory.getTrustManagers()) {
                if (manager instanceof X509ExtendedTrustManager extended) return new ServerTrust(extended);
            }
            throw new SSLException("the JDK's " + factory.getAlgorithm() + " has no trust manager for X.509");
        } catch (GeneralSecurityException | IOException unusable) {
            throw new SSLException("the authorities cannot be used: " + unusable.getMessage(), unusable);
        }
    }

    private static KeyStore store(List<X509Certificate> trusted) throws GeneralSecurityException, IOException {
        var store = KeyStore.getInstance(KeyStore.getDefaultType());
        store.load(null, null);
        for (int i = 0; i < trusted.size(); i++) store.setCertificateEntry("trusted " + i, trusted.get(i));
        return store;
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType, SSLEngine engine) throws CertificateException {
        try {
            jdk.checkServerTrusted(chain, authType, engine);
        } catch (CertificateException refused) {
            throw isAboutNames(String.valueOf(refused.getMessage())) ? new ForAnother(names(chain[0]), refused) : refused;
        }
    }

    private static boolean isAboutNames(String message) {
        return message.startsWith("No subject alternative") || message.startsWith("No name matching");
    }

    private static String names(X509Certificate certificate) {
        String hosts = hosts(certificate);
        return LogText.line(hosts.isEmpty() ? certificate.getSubjectX500Principal().getName() : hosts);
    }

    private static String hosts(X509Certificate certificate) {
        try {
            Collection<List<?>> names = certificate.getSubjectAlternativeNames();
            if (names == null) return "";
            return names.stream().filter(ServerTrust::isHost).map(name -> String.valueOf(name.get(1))).collect(Collectors.joining(", "));
        } catch (CertificateParsingException unreadable) {
            return "";
        }
    }

    private static boolean isHost(List<?> name) {
        return name.getFirst() instanceof Integer kind && (kind == DNS_NAME || kind == IP_ADDRESS);
    }

    // ---- what a client with an engine does not call

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType, Socket socket) throws CertificateException {
        jdk.checkServerTrusted(chain, authType, socket);
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType) throws CertificateException {
        jdk.checkServerTrusted(chain, authType);
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType, SSLEngine engine) throws CertificateException {
        jdk.checkClientTrusted(chain, authType, engine);
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType, Socket socket) throws CertificateException {
        jdk.checkClientTrusted(chain, authType, socket);
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType) throws CertificateException {
        jdk.checkClientTrusted(chain, authType);
    }

    @Override
    public X509Certificate[] getAcceptedIssuers() {
        return jdk.getAcceptedIssuers();
    }
}
