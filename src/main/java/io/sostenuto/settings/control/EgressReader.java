package io.sostenuto.settings.control;

import io.sostenuto.settings.entity.ConfigurationException;
import io.sostenuto.settings.entity.Settings;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;

/** Reads how calls leave this machine: whom they trust, and through which proxy they go. */
final class EgressReader {

    private final SettingValues values;

    EgressReader(SettingValues values) {
        this.values = values;
    }

    Settings.Egress read() {
        return new Settings.Egress(
                values.text("sostenuto.trusted-certificates").map(EgressReader::authorities).orElse(List.of()),
                values.text("sostenuto.egress-proxy").map(EgressReader::proxy), directHosts());
    }

    private static List<X509Certificate> authorities(String file) {
        try {
            return Pem.certificates(Path.of(file));
        } catch (IOException | IllegalArgumentException unreadable) {
            throw new ConfigurationException("sostenuto.trusted-certificates",
                    "names a file that cannot be read: it should be a PEM file of authorities that calls out may trust");
        } catch (CertificateException malformed) {
            throw new ConfigurationException("sostenuto.trusted-certificates",
                    "should name a PEM file of certificates, each from BEGIN CERTIFICATE to END CERTIFICATE");
        }
    }

    private static URI proxy(String text) {
        var port = text.matches("http://[A-Za-z0-9.-]+:[0-9]{1,5}/?") ? URI.create(text).getPort() : 0;
        if (port < 1 || port > 65535 || URI.create(text).getHost() == null) {
            throw new ConfigurationException("sostenuto.egress-proxy",
                    "should look like http://proxy.example.com:3128, without a name and a password");
        }
        return URI.create(text);
    }

    private Set<String> directHosts() {
        var hosts = values.list("sostenuto.egress-direct").map(host -> host.toLowerCase(Locale.ROOT))
                .collect(Collectors.toUnmodifiableSet());
        if (!hosts.stream().allMatch(host -> host.matches("\\.?[a-z0-9.-]+|\\[[0-9a-f:.]+]"))) {
            throw new ConfigurationException("sostenuto.egress-direct", "should be hosts with commas between them, like"
                    + " accounts.spotify.com, or .example.com for all below it");
        }
        return hosts;
    }
}
