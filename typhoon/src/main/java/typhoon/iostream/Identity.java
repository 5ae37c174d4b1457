package typhoon.iostream;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.KeyStoreException;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** A private key and the certificates that say whose it is, ours first. */
record Identity(PrivateKey key, List<X509Certificate> chain) {
    private static final byte[] SAMPLE = {1, 2, 3};

    static Identity ofPem(Path chainFile, Path keyFile, @Nullable String password) {
        List<X509Certificate> chain = Pem.certificates(chainFile);
        PublicKey publicKey = chain.getFirst().getPublicKey();
        PrivateKey key = Pem.key(keyFile, password, publicKey.getAlgorithm());
        if (!belongTogether(key, publicKey))
            throw new IllegalArgumentException("the private key in " + keyFile + " does not match the first certificate in " + chainFile);
        return new Identity(key, chain);
    }

    /** The first key of a store, which {@code name} stands for in messages. */
    static Identity of(KeyStore store, String password, String name) {
        try {
            for (String alias : Collections.list(store.aliases())) {
                if (!store.isKeyEntry(alias)) continue;
                if (store.getKey(alias, password.toCharArray()) instanceof PrivateKey key)
                    return new Identity(key, x509(Stream.of(store.getCertificateChain(alias))));
            }
        } catch (GeneralSecurityException wrong) {
            throw new IllegalArgumentException("the key in " + name + " cannot be read: the password is wrong, or "
                    + wrong.getMessage(), wrong);
        }
        throw new IllegalArgumentException("there is no private key in " + name);
    }

    /** Reads a PKCS#12 or JKS file. */
    static KeyStore store(Path file, String password) {
        byte[] bytes = Pem.bytes(file, "keys");
        try {
            var store = KeyStore.getInstance("PKCS12");             // the JDK's reads JKS too
            store.load(new ByteArrayInputStream(bytes), password.toCharArray());
            return store;
        } catch (IOException | GeneralSecurityException wrong) {
            throw new IllegalArgumentException("the key store " + file + " cannot be opened: the password is wrong, or "
                    + wrong.getMessage(), wrong);
        }
    }

    /** The certificates that a store trusts. */
    static List<X509Certificate> trusted(KeyStore store) {
        try {
            var all = new ArrayList<Certificate>();
            for (String alias : Collections.list(store.aliases())) all.add(store.getCertificate(alias));
            if (all.isEmpty()) throw new IllegalArgumentException("there is no certificate in the key store to trust");
            return x509(all.stream());
        } catch (KeyStoreException unused) {
            throw new IllegalArgumentException("the key store has not been loaded", unused);
        }
    }

    private static List<X509Certificate> x509(Stream<Certificate> certificates) {
        return certificates.map(X509Certificate.class::cast).toList();
    }

    private static boolean belongTogether(PrivateKey key, PublicKey publicKey) {
        String algorithm = switch (key.getAlgorithm()) {
            case "RSA" -> "SHA256withRSA";
            case "EC" -> "SHA256withECDSA";
            case "DSA" -> "SHA256withDSA";
            default -> key.getAlgorithm();
        };
        try {
            var signer = Signature.getInstance(algorithm);
            signer.initSign(key);
            signer.update(SAMPLE);
            byte[] signed = signer.sign();
            signer.initVerify(publicKey);
            signer.update(SAMPLE);
            return signer.verify(signed);
        } catch (GeneralSecurityException different) {
            return false;
        }
    }
}
