package io.sostenuto.accounts.transport;

import io.sostenuto.ApplicationSingleton;
import io.sostenuto.accounts.control.AttemptClock;
import io.sostenuto.settings.entity.Settings;
import io.sostenuto.storage.threads.Threads;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Inject;
import org.eclipse.microprofile.rest.client.RestClientBuilder;

import java.net.Proxy;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.TimeUnit;

/** Builds the MicroProfile REST Clients once, with the configured URLs and bounds. */
@ApplicationSingleton
public class SpotifyClients {

    /** Networks forget a connection that was idle for minutes, some after half a minute, and tell nobody. */
    private static final Duration LONGEST_LIFE = Duration.ofSeconds(15);

    private final Settings settings;
    private final Threads workers;
    private final Egress egress;

    @Inject
    public SpotifyClients(Settings settings, Threads workers, Egress egress) {
        this.settings = settings;
        this.workers = workers;
        this.egress = egress;
    }

    @Produces
    @ApplicationScoped
    SpotifyAccounts accounts() {
        return accountsOn(workers.calls());
    }

    /**
     * @param threads for a transport that waits on one
     * @return another client of the same endpoint, with connections of its own
     */
    public SpotifyAccounts accountsOn(ExecutorService threads) {
        return egress.lead(plain(settings.accountsUrl(), threads), settings.accountsUrl())
                .readTimeout(AttemptClock.LEASE.toMillis(), TimeUnit.MILLISECONDS) // who waits is told earlier
                .register(new SendInTime(address -> egress.proxyFor(address) == Proxy.NO_PROXY))
                .build(SpotifyAccounts.class);
    }

    /**
     * @return a client that answers every status, follows no redirect, and gives a thread back within the deadline; it
     * waits on threads of our own, because some servers would take those that also serve requests
     */
    public <T> T client(Class<T> type, URI url) {
        return client(type, url, workers.calls());
    }

    /** @param threads for a transport that waits on one */
    public <T> T client(Class<T> type, URI url, ExecutorService threads) {
        return egress.lead(plain(url, threads), url).build(type);
    }

    /** @return the same for an address of this machine, which no proxy is asked for */
    public <T> T local(Class<T> type, URI url, ExecutorService threads) {
        return egress.trust(plain(url, threads)).build(type);
    }

    private RestClientBuilder plain(URI url, ExecutorService threads) {
        return RestClientBuilder.newBuilder()
                .baseUri(url)
                .connectTimeout(AttemptClock.connect(settings.spotifyDeadline()).toMillis(), TimeUnit.MILLISECONDS)
                .readTimeout(settings.spotifyDeadline().toMillis(), TimeUnit.MILLISECONDS)
                .followRedirects(false)
                .executorService(threads)
                // RESTEasy's words, which others do not read and need not: by itself it keeps a connection for ever
                .property("resteasy.connectionPoolSize", Threads.CALL_THREADS)
                .property("resteasy.connectionTTL", List.of(LONGEST_LIFE.toSeconds(), TimeUnit.SECONDS))
                .property("microprofile.rest.client.disable.default.mapper", true);
    }
}
