package io.sostenuto.tokens.control;

import io.sostenuto.operations.entity.Settings;
import io.sostenuto.sessions.control.Workers;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Produces;
import org.eclipse.microprofile.rest.client.RestClientBuilder;

import java.net.URI;
import java.util.concurrent.TimeUnit;

/** Builds the MicroProfile REST Clients once, with the configured URLs and bounds. */
@ApplicationScoped
public class SpotifyClients {

    @Produces
    @ApplicationScoped
    SpotifyAccounts accounts(Settings settings, Workers workers) {
        return builder(settings.accountsUrl(), settings, workers)
                .readTimeout(AttemptClock.LEASE.toMillis(), TimeUnit.MILLISECONDS) // who waits is told earlier
                .register(new SendInTime())
                .build(SpotifyAccounts.class);
    }

    /**
     * @return a client that answers every status, follows no redirect, and gives a thread back within the deadline; it
     * waits on threads of our own, because some servers would take those that also serve requests
     */
    public static <T> T client(Class<T> type, URI url, Settings settings, Workers workers) {
        return builder(url, settings, workers)
                .readTimeout(settings.spotifyDeadline().toMillis(), TimeUnit.MILLISECONDS)
                .build(type);
    }

    private static RestClientBuilder builder(URI url, Settings settings, Workers workers) {
        return RestClientBuilder.newBuilder()
                .baseUri(url)
                .connectTimeout(AttemptClock.connect(settings.spotifyDeadline()).toMillis(), TimeUnit.MILLISECONDS)
                .followRedirects(false)
                .executorService(workers.calls())
                .property("resteasy.connectionPoolSize", Workers.CALL_THREADS) // others do not read it, and need it not
                .property("microprofile.rest.client.disable.default.mapper", true);
    }
}
