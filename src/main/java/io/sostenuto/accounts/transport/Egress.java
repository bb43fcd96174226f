package io.sostenuto.accounts.transport;

import io.sostenuto.ApplicationSingleton;
import io.sostenuto.settings.entity.ConfigurationException;
import io.sostenuto.settings.entity.Settings;
import jakarta.inject.Inject;
import org.eclipse.microprofile.rest.client.RestClientBuilder;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.URI;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.stream.Stream;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedTrustManager;

/**
 * The way out: whom every call trusts, and whether it goes through a proxy. The same on every server: the JVM's own list of
 * authorities, or that of {@code javax.net.ssl.trustStore}, with those of {@code sostenuto.trusted-certificates}.
 */
@ApplicationSingleton
public class Egress {

    private final Settings.Egress settings;
    private volatile SSLContext context;

    @Inject
    public Egress(Settings settings) {
        this.settings = settings.egress();
    }

    /** Sets what a client for this address needs. */
    RestClientBuilder lead(RestClientBuilder client, URI address) {
        settings.proxyFor(address).ifPresent(proxy -> client.proxyAddress(proxy.getHost(), proxy.getPort()));
        return trust(client);
    }

    /** Sets whom a client trusts; one that is not told opens the server's stores of keys, each anew. */
    RestClientBuilder trust(RestClientBuilder client) {
        return client.sslContext(context());
    }

    /** @return the proxy to this address; {@link Proxy#NO_PROXY} where it is called directly */
    public Proxy proxyFor(URI address) {
        return settings.proxyFor(address).map(proxy -> new Proxy(Proxy.Type.HTTP,
                new InetSocketAddress(proxy.getHost(), proxy.getPort()))).orElse(Proxy.NO_PROXY);
    }

    /** @return what trusts as said above. @throws ConfigurationException where the JVM's list cannot be read */
    public SSLContext context() {
        var made = context;
        if (made == null) { // twice in a race, which does no harm
            made = context(settings.authorities());
            context = made;
        }
        return made;
    }

    private static SSLContext context(List<X509Certificate> authorities) {
        try {
            var own = manager(null);
            var all = new TellingTrust(authorities.isEmpty() ? own : manager(store(own.getAcceptedIssuers(), authorities)));
            var context = SSLContext.getInstance("TLS");
            context.init(null, new TrustManager[]{all}, null);
            return context;
        } catch (GeneralSecurityException | IOException unreadable) {
            throw new ConfigurationException("javax.net.ssl.trustStore", "cannot be read: it should be a list of authorities"
                    + " that the JVM knows, and javax.net.ssl.trustStorePassword its password");
        }
    }

    /** @param store null for the JVM's own */
    private static X509ExtendedTrustManager manager(KeyStore store) throws GeneralSecurityException {
        var factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        factory.init(store);
        return Stream.of(factory.getTrustManagers()).filter(X509ExtendedTrustManager.class::isInstance)
                .map(X509ExtendedTrustManager.class::cast).findFirst().orElseThrow();
    }

    private static KeyStore store(X509Certificate[] own, List<X509Certificate> more)
            throws GeneralSecurityException, IOException {
        var store = KeyStore.getInstance(KeyStore.getDefaultType());
        store.load(null, null);
        var number = 0;
        for (var authority : Stream.concat(Stream.of(own), more.stream()).toList()) {
            store.setCertificateEntry("authority-" + number++, authority);
        }
        return store;
    }
}
