package io.sostenuto.operations.upkeep;

import io.sostenuto.accounts.control.CodeExchanges;
import io.sostenuto.accounts.control.Refreshes;
import io.sostenuto.backends.control.BackendClients;
import io.sostenuto.sealing.control.Seal;
import io.sostenuto.sealing.entity.SealKey;
import io.sostenuto.settings.control.SettingsReader;
import io.sostenuto.settings.entity.AppName;
import io.sostenuto.settings.entity.BackendClient;
import io.sostenuto.settings.entity.ConfigurationException;
import io.sostenuto.settings.entity.Secret;
import io.sostenuto.settings.entity.Settings;
import io.sostenuto.storage.threads.Threads;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Event;
import jakarta.inject.Inject;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * Picks up secrets whose files have changed, so that keys and the client secret are exchanged without a restart. The
 * database's password needs no look: each new connection reads it.
 */
@ApplicationScoped
public class SecretFiles {

    private static final Logger LOG = Logger.getLogger(SecretFiles.class.getName());
    private static final Duration PERIOD = Duration.ofSeconds(2);

    @Inject
    private SettingsReader reader;
    @Inject
    private Seal seal;
    @Inject
    private Settings settings;
    @Inject
    private Refreshes refreshes;
    @Inject
    private CodeExchanges exchanges;
    @Inject
    private BackendClients clients;
    @Inject
    private Threads threads;
    @Inject
    private Event<KeysChanged> changed;
    private List<SealKey> keys = List.of();

    /** From now on, until the node stops. */
    public void watch() {
        reader.sealKeys().ifPresent(now -> keys = SealKey.parse(now.value()));
        watch("Looking at the seal keys", new WatchedSecret<>(reader::sealKeys, this::useKeys));
        settings.apps().keySet().forEach(app -> watch("Looking at the client secret of the app " + app,
                new WatchedSecret<>(() -> Optional.of(reader.clientSecret(app)), secret -> useClientSecret(app, secret))));
        settings.clients().keySet().forEach(name -> watch("Looking at what the client " + name + " can show",
                new WatchedSecret<>(() -> Optional.of(reader.client(name)), this::useClient)));
    }

    private void watch(String name, WatchedSecret<?> secret) {
        Recurring.every(PERIOD, name, () -> Recurring.on(threads, secret::look)).begin(threads.timer());
    }

    private void useKeys(Secret text) {
        var next = SealKey.parse(text.value());
        if (next.stream().anyMatch(this::isAnother)) {
            throw new ConfigurationException("sostenuto.seal-keys",
                    "has another key under an id that is in use: a new key should have an id of its own");
        }
        keys = next;
        seal.use(next);
        changed.fire(new KeysChanged());
        LOG.log(Level.INFO, "The keys were changed: {0} seals, {1} open.",
                new Object[]{seal.currentKeyId(), next.stream().map(SealKey::id).toList()});
    }

    private boolean isAnother(SealKey next) {
        return keys.stream().anyMatch(key -> key.id().equals(next.id()) && !Arrays.equals(key.bytes(), next.bytes()));
    }

    private void useClient(BackendClient client) {
        clients.use(client);
        LOG.log(Level.INFO, "The secrets or keys of the client {0} were changed.", client.name());
    }

    private void useClientSecret(AppName app, Secret secret) {
        refreshes.use(app, secret);
        exchanges.use(app, secret);
        LOG.log(Level.INFO, "The client secret of the app {0} was changed.", app);
    }
}
