package io.sostenuto.cluster;

import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.Base64;
import java.util.concurrent.TimeUnit;

/** A certificate for 127.0.0.1 that nobody signed, made by the JDK's keytool, as the files that proxies read. */
final class Certificate {

    private static final char[] PASSWORD = "changeit".toCharArray();
    private static final String ALIAS = "front";

    final Path certificate;
    final Path key;
    final Path both;
    private final java.security.cert.Certificate itself;

    Certificate(Path folder) throws IOException, GeneralSecurityException, InterruptedException {
        var store = folder.resolve("front.p12");
        var keytool = new ProcessBuilder(System.getProperty("java.home") + "/bin/keytool", "-genkeypair", "-alias", ALIAS,
                "-keyalg", "EC", "-groupname", "secp256r1", "-dname", "CN=127.0.0.1", "-ext", "san=ip:127.0.0.1",
                "-validity", "2", "-storetype", "PKCS12", "-keystore", store.toString(),
                "-storepass", String.valueOf(PASSWORD)).redirectErrorStream(true).start();
        if (!keytool.waitFor(1, TimeUnit.MINUTES) || keytool.exitValue() != 0) {
            throw new IllegalStateException(new String(keytool.getInputStream().readAllBytes(), StandardCharsets.UTF_8));
        }
        var keys = KeyStore.getInstance(store.toFile(), PASSWORD);
        itself = keys.getCertificate(ALIAS);
        var open = pem("CERTIFICATE", itself.getEncoded());
        var secret = pem("PRIVATE KEY", keys.getKey(ALIAS, PASSWORD).getEncoded());
        certificate = Files.writeString(folder.resolve("front.crt"), open);
        key = Files.writeString(folder.resolve("front.key"), secret);
        both = Files.writeString(folder.resolve("front.pem"), open + secret);
    }

    private static String pem(String what, byte[] encoded) {
        return "-----BEGIN " + what + "-----\n" + Base64.getMimeEncoder(64, new byte[]{'\n'}).encodeToString(encoded)
                + "\n-----END " + what + "-----\n";
    }

    /** @return what trusts this certificate and no other */
    SSLContext trusting() throws IOException, GeneralSecurityException {
        var store = KeyStore.getInstance(KeyStore.getDefaultType());
        store.load(null, null);
        store.setCertificateEntry(ALIAS, itself);
        var trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(store);
        var context = SSLContext.getInstance("TLS");
        context.init(null, trust.getTrustManagers(), null);
        return context;
    }
}
