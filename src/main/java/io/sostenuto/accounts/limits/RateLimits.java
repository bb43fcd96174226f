package io.sostenuto.accounts.limits;

import io.sostenuto.ApplicationSingleton;
import io.sostenuto.settings.entity.AppName;
import io.sostenuto.settings.entity.Settings;
import io.sostenuto.storage.control.DatabaseGate;
import jakarta.inject.Inject;

import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** The 429 pauses of all apps: Spotify counts each app's calls by themselves. */
@ApplicationSingleton
public class RateLimits {

    private final Map<AppName, RateLimit> apps;

    @Inject
    public RateLimits(Settings settings, DatabaseGate storage, RateLimitRow pauses) {
        apps = settings.eachApp(app -> new RateLimit(storage, pauses, app.name(), System::nanoTime));
    }

    public RateLimit of(AppName app) {
        return apps.get(app);
    }

    /** Hears what other nodes were told. */
    public CompletionStage<?> look() {
        return CompletableFuture.allOf(apps.values().stream().map(one -> one.look().toCompletableFuture()).toArray(CompletableFuture[]::new));
    }
}
