package io.sostenuto.egress;

import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** An authority that no JVM knows, made by the JDK's keytool, and the certificates that it signs. */
public final class Authority {

    private static final String PASSWORD = "changeit";

    private final Path folder;
    private final Path own;
    private final Path pem;
    private int issued;

    public Authority(Path folder) throws IOException, GeneralSecurityException {
        this.folder = folder;
        own = folder.resolve("authority.p12");
        keytool("-genkeypair", "-alias", "ca", "-keyalg", "EC", "-groupname", "secp256r1", "-dname", "CN=Authority of a test",
                "-ext", "bc:c", "-validity", "2", "-storetype", "PKCS12", "-keystore", own.toString(), "-storepass", PASSWORD);
        pem = Files.writeString(folder.resolve("authority.pem"), "What openssl writes before it\n-----BEGIN CERTIFICATE-----\n"
                + Base64.getMimeEncoder(64, new byte[]{'\n'}).encodeToString(certificate().getEncoded())
                + "\n-----END CERTIFICATE-----\n");
    }

    /** @return the authority's certificate in PEM */
    public Path pem() {
        return pem;
    }

    private Certificate certificate() throws IOException, GeneralSecurityException {
        return KeyStore.getInstance(own.toFile(), PASSWORD.toCharArray()).getCertificate("ca");
    }

    /** @return a list of authorities that holds this one alone, as {@code javax.net.ssl.trustStore} names one */
    public Path list(String password) throws IOException, GeneralSecurityException {
        var list = KeyStore.getInstance("JKS");
        list.load(null, null);
        list.setCertificateEntry("it", certificate());
        var file = folder.resolve("list.jks");
        try (var out = Files.newOutputStream(file)) {
            list.store(out, password.toCharArray());
        }
        return file;
    }

    /** @param name as keytool writes a subject alternative name; @param more for keytool's -gencert */
    public SSLContext server(String name, String... more) throws IOException, GeneralSecurityException {
        var file = folder.resolve("server-" + issued++);
        keytool("-genkeypair", "-alias", "server", "-keyalg", "EC", "-groupname", "secp256r1", "-dname", "CN=accounts of a test",
                "-validity", "2", "-storetype", "PKCS12", "-keystore", file + ".p12", "-storepass", PASSWORD);
        keytool("-certreq", "-alias", "server", "-keystore", file + ".p12", "-storepass", PASSWORD, "-file", file + ".csr");
        var sign = new ArrayList<>(List.of("-gencert", "-alias", "ca", "-keystore", own.toString(), "-storepass", PASSWORD,
                "-infile", file + ".csr", "-outfile", file + ".crt", "-ext", "san=" + name));
        sign.addAll(more.length == 0 ? List.of("-validity", "2") : List.of(more));
        keytool(sign.toArray(String[]::new));
        var keys = KeyStore.getInstance(Path.of(file + ".p12").toFile(), PASSWORD.toCharArray());
        try (var signed = Files.newInputStream(Path.of(file + ".crt"))) {
            keys.setKeyEntry("server", keys.getKey("server", PASSWORD.toCharArray()), PASSWORD.toCharArray(),
                    new Certificate[]{CertificateFactory.getInstance("X.509").generateCertificate(signed)});
        }
        var managers = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        managers.init(keys, PASSWORD.toCharArray());
        var context = SSLContext.getInstance("TLS");
        context.init(managers.getKeyManagers(), null, null);
        return context;
    }

    private static void keytool(String... arguments) throws IOException {
        var command = new ArrayList<>(List.of(System.getProperty("java.home") + "/bin/keytool", "-J-XX:TieredStopAtLevel=1"));
        command.addAll(List.of(arguments));
        var keytool = new ProcessBuilder(command).redirectErrorStream(true).start();
        try {
            if (!keytool.waitFor(1, TimeUnit.MINUTES) || keytool.exitValue() != 0) {
                throw new IllegalStateException(new String(keytool.getInputStream().readAllBytes(), StandardCharsets.UTF_8));
            }
        } catch (InterruptedException stopped) {
            throw new IllegalStateException(stopped);
        }
    }
}
