package io.sostenuto.backends.control;

import io.sostenuto.ApplicationSingleton;
import io.sostenuto.accounts.transport.SpotifyClients;
import io.sostenuto.issuers.JwtCheck;
import io.sostenuto.issuers.JwtKeys;
import io.sostenuto.settings.entity.BackendClient;
import io.sostenuto.settings.entity.ConfigurationException;
import io.sostenuto.settings.entity.Settings;
import io.sostenuto.storage.threads.Threads;
import io.sostenuto.storage.time.DatabaseClock;
import jakarta.inject.Inject;

import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** The clients of the configuration, with what they can show at the moment. */
@ApplicationSingleton
public class BackendClients {

    private static final Set<String> ALGORITHMS = Set.of("ES256", "RS256", "PS256", "EdDSA");

    private final Map<String, Known> clients = new ConcurrentHashMap<>();
    private final SpotifyClients http;
    private final Threads threads;
    private final DatabaseClock clock;

    /** @param signatures by its keys; empty where it has none */
    record Known(BackendClient client, Optional<JwtCheck> signatures) {
    }

    /** @throws ConfigurationException where a client's file has no key */
    @Inject
    public BackendClients(Settings settings, SpotifyClients http, Threads threads, DatabaseClock clock) {
        this.http = http;
        this.threads = threads;
        this.clock = clock;
        settings.clients().values().forEach(this::use);
    }

    /** @return whether there is anybody at all */
    public boolean areConfigured() {
        return !clients.isEmpty();
    }

    Optional<Known> find(String name) {
        return Optional.ofNullable(clients.get(name));
    }

    /**
     * From now on this is what the client can show.
     *
     * @throws ConfigurationException where its file has no key: then what it was before stays
     */
    public void use(BackendClient client) {
        clients.put(client.name(), new Known(client, keys(client).map(keys -> new JwtCheck(keys, ALGORITHMS, clock::now,
                work -> threads.answers().execute(work)))));
    }

    private Optional<JwtKeys> keys(BackendClient client) {
        return client.jwks().map(text -> JwtKeys.of(text).orElseThrow(() -> new ConfigurationException(
                        "sostenuto.client." + client.name() + ".jwks-file", "should be a JWK set with a public key")))
                .or(() -> client.jwksUrl().map(url -> JwtKeys.at(url, "the client " + client.name(), http, threads)));
    }
}
