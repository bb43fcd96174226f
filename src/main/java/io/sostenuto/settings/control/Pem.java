package io.sostenuto.settings.control;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.regex.Pattern;

/**
 * The certificates of a PEM file. What is written between and around them, as OpenSSL and distributions do, is passed over.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc7468#section-5">RFC 7468 section 5</a>
 */
final class Pem {

    private static final Pattern CERTIFICATE =
            Pattern.compile("-----BEGIN (?:X509 )?CERTIFICATE-----([^-]*)-----END");

    private Pem() {
    }

    /** @return at least one. @throws CertificateException where there is none, or one that is malformed */
    static List<X509Certificate> certificates(Path file) throws IOException, CertificateException {
        var factory = CertificateFactory.getInstance("X.509");
        var found = new ArrayList<X509Certificate>();
        for (var block : CERTIFICATE.matcher(Files.readString(file)).results().toList()) {
            var encoded = decoded(block.group(1));
            found.add((X509Certificate) factory.generateCertificate(new ByteArrayInputStream(encoded)));
        }
        if (found.isEmpty()) {
            throw new CertificateException("no certificate");
        }
        return List.copyOf(found);
    }

    private static byte[] decoded(String base64) throws CertificateException {
        try {
            return Base64.getMimeDecoder().decode(base64);
        } catch (IllegalArgumentException malformed) {
            throw new CertificateException(malformed);
        }
    }
}
