package typhoon.iostream;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.List;
import java.util.regex.Pattern;
import javax.crypto.Cipher;
import javax.crypto.EncryptedPrivateKeyInfo;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.PBEKeySpec;
import org.jspecify.annotations.Nullable;

/** Files of certificates and keys (RFC 7468); what is wrong with one is said in a sentence that names it. */
final class Pem {
    private static final Pattern KEY = Pattern.compile("-----BEGIN ([A-Z0-9 ]*PRIVATE KEY)-----([^-]*)-----END \\1-----");
    private static final byte[] RSA_HEADER = {2, 1, 0, 48, 13, 6, 9, 42, (byte) 134, 72, (byte) 134, (byte) 247, 13, 1, 1, 1, 5, 0};
    private static final String PBES2 = "1.2.840.113549.1.5.13";

    private Pem() {}

    /** The certificates of a file, in its order; one at least. */
    static List<X509Certificate> certificates(Path file) {
        try {
            var found = CertificateFactory.getInstance("X.509").generateCertificates(new ByteArrayInputStream(bytes(file, "certificates")));
            if (found.isEmpty()) throw new IllegalArgumentException("there is no certificate in " + file);
            return found.stream().map(X509Certificate.class::cast).toList();
        } catch (CertificateException broken) {
            throw new IllegalArgumentException("there is no certificate (PEM) in " + file + ": " + broken.getMessage(), broken);
        }
    }

    /** The key of a file, for a certificate with a key of {@code algorithm}. */
    static PrivateKey key(Path file, @Nullable String password, String algorithm) {
        var found = KEY.matcher(new String(bytes(file, "private key"), StandardCharsets.ISO_8859_1));
        if (!found.find()) throw new IllegalArgumentException("there is no private key (PEM) in " + file);
        byte[] der = pkcs8(found.group(1), decode(found.group(2), file), password, file);
        try {
            return KeyFactory.getInstance(algorithm).generatePrivate(new PKCS8EncodedKeySpec(der));
        } catch (GeneralSecurityException other) {
            throw new IllegalArgumentException("the private key in " + file + " is no " + algorithm
                    + " key, but the certificate's is", other);
        }
    }

    private static byte[] pkcs8(String kind, byte[] der, @Nullable String password, Path file) {
        return switch (kind) {
            case "PRIVATE KEY" -> der;
            case "ENCRYPTED PRIVATE KEY" -> decrypt(der, password, file);
            case "RSA PRIVATE KEY" -> sequence(RSA_HEADER, tagged(4, der));
            default -> throw new IllegalArgumentException("the " + kind + " in " + file + " is in a form that cannot be read; "
                    + "openssl pkcs8 -topk8 -in " + file + " turns it into PKCS#8");
        };
    }

    private static byte[] decrypt(byte[] der, @Nullable String password, Path file) {
        if (password == null) throw new IllegalArgumentException("the private key in " + file + " is encrypted: give its password");
        try {
            var info = new EncryptedPrivateKeyInfo(der);
            var parameters = info.getAlgParameters();
            boolean named = !info.getAlgName().equals("PBES2") && !info.getAlgName().equals(PBES2);
            String name = named ? info.getAlgName() : parameters.toString();
            var secret = SecretKeyFactory.getInstance(name).generateSecret(new PBEKeySpec(password.toCharArray()));
            var cipher = Cipher.getInstance(name);
            cipher.init(Cipher.DECRYPT_MODE, secret, parameters);
            return info.getKeySpec(cipher).getEncoded();
        } catch (IOException | GeneralSecurityException wrong) {
            throw new IllegalArgumentException("the private key in " + file + " could not be decrypted: the password is wrong, or "
                    + wrong.getMessage(), wrong);
        }
    }

    private static byte[] decode(String base64, Path file) {
        try {
            return Base64.getMimeDecoder().decode(base64.contains(":") ? "!" : base64);     // headers: encrypted as OpenSSL did long ago
        } catch (IllegalArgumentException broken) {
            throw new IllegalArgumentException("the private key in " + file + " is damaged, or encrypted in a form that cannot be read: "
                    + "openssl pkcs8 -topk8 turns it into PKCS#8", broken);
        }
    }

    /** X.690 8.1: what is inside, with its kind and its length before it. */
    private static byte[] tagged(int tag, byte[] content) {
        int size = content.length;
        byte[] head = size < 128 ? new byte[] {(byte) tag, (byte) size}
                : size < 256 ? new byte[] {(byte) tag, (byte) 0x81, (byte) size}
                : new byte[] {(byte) tag, (byte) 0x82, (byte) (size >> 8), (byte) size};
        return joined(head, content);
    }

    private static byte[] sequence(byte[] first, byte[] second) {
        return tagged(48, joined(first, second));
    }

    private static byte[] joined(byte[] first, byte[] second) {
        var all = new byte[first.length + second.length];
        System.arraycopy(first, 0, all, 0, first.length);
        System.arraycopy(second, 0, all, first.length, second.length);
        return all;
    }

    static byte[] bytes(Path file, String what) {
        try {
            return Files.readAllBytes(file);
        } catch (NoSuchFileException missing) {
            throw new IllegalArgumentException("there is no file " + file + " to read the " + what + " from", missing);
        } catch (IOException unreadable) {
            throw new IllegalArgumentException("the " + what + " in " + file + " cannot be read: " + unreadable, unreadable);
        }
    }
}
