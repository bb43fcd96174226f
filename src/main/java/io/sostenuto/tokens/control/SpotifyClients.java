package io.sostenuto.tokens.control;

import io.sostenuto.operations.entity.Settings;
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
    SpotifyAccounts accounts(Settings settings) {
        return client(SpotifyAccounts.class, settings.accountsUrl(), settings);
    }

    /** @return a client that answers every status, follows no redirect, and gives a thread back within the deadline */
    public static <T> T client(Class<T> type, URI url, Settings settings) {
        var deadline = settings.spotifyDeadline().toMillis();
        return RestClientBuilder.newBuilder()
                .baseUri(url)
                .connectTimeout(deadline, TimeUnit.MILLISECONDS)
                .readTimeout(deadline, TimeUnit.MILLISECONDS)
                .followRedirects(false)
                .property("microprofile.rest.client.disable.default.mapper", true)
                .build(type);
    }
}
