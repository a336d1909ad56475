package io.recua.database;

import io.recua.config.SettingException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;

/**
 * A key store file with the certificate authorities of a PEM file and of the JVM. The driver does not read PEM files,
 * and it uses either a key store or the JVM's authorities, not both.
 *
 * @param url the URL of the file, which is deleted when the process ends
 * @param password the password, needed for the integrity check; the file contains no secrets
 */
record TrustStore(String url, String password) {

    static final String TYPE = "PKCS12";

    private static final String SETTING = "recua.db.ca";

    /**
     * Writes the key store for a PEM file.
     *
     * @param pem the path of the PEM file
     * @throws SettingException if the file contains no certificates or cannot be read
     */
    static TrustStore of(String pem) {
        Collection<? extends Certificate> authorities = read(pem);
        try {
            KeyStore store = KeyStore.getInstance(TYPE);
            store.load(null, null);
            List<Certificate> all = new ArrayList<>(authorities);
            all.addAll(ofTheJvm());
            for (Certificate authority : all) {
                store.setCertificateEntry(String.valueOf(store.size()), authority);
            }
            return write(store);
        } catch (GeneralSecurityException | IOException e) {
            throw new SettingException(SETTING, "cannot be converted to a key store: " + e.getMessage());
        }
    }

    private static Collection<? extends Certificate> read(String pem) {
        try (InputStream in = Files.newInputStream(Path.of(pem))) {
            Collection<? extends Certificate> authorities =
                    CertificateFactory.getInstance("X.509").generateCertificates(in);
            if (!authorities.isEmpty()) {
                return authorities;
            }
        } catch (IOException e) {
            throw new SettingException(SETTING, "cannot read " + pem + "; write the path of a PEM file");
        } catch (GeneralSecurityException e) {
            throw new SettingException(SETTING, pem + " is not a PEM file with certificates: " + e.getMessage());
        }
        throw new SettingException(SETTING, pem + " contains no certificate; write the path of a PEM file");
    }

    private static List<Certificate> ofTheJvm() throws GeneralSecurityException {
        TrustManagerFactory factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        factory.init((KeyStore) null);
        return Stream.of(factory.getTrustManagers())
                .filter(X509TrustManager.class::isInstance)
                .flatMap(manager -> Stream.<Certificate>of(((X509TrustManager) manager).getAcceptedIssuers()))
                .toList();
    }

    private static TrustStore write(KeyStore store) throws IOException, GeneralSecurityException {
        String password = UUID.randomUUID().toString();
        Path file = Files.createTempFile("recua-ca-", ".p12");
        file.toFile().deleteOnExit();
        try (OutputStream out = Files.newOutputStream(file)) {
            store.store(out, password.toCharArray());
        }
        return new TrustStore(file.toUri().toString(), password);
    }
}
