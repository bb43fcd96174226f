package io.sostenuto.accounts.control;

import io.sostenuto.ApplicationSingleton;
import io.sostenuto.accounts.entity.AttemptTime;
import io.sostenuto.accounts.entity.SpotifyAnswer;
import io.sostenuto.accounts.entity.SpotifyCallEnded;
import io.sostenuto.accounts.limits.RateLimits;
import io.sostenuto.accounts.limits.SpotifyGuard;
import io.sostenuto.accounts.transport.SpotifyAccounts;
import io.sostenuto.grants.entity.RefreshToken;
import io.sostenuto.settings.entity.AppName;
import io.sostenuto.settings.entity.Secret;
import io.sostenuto.settings.entity.Settings;
import io.sostenuto.storage.threads.Threads;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.event.Event;
import jakarta.inject.Inject;

import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** The refreshes of each app: its credentials, its circuit and its 429 pause stop nobody of another. */
@ApplicationSingleton
public class Refreshes {

    private record App(SpotifyWire wire, SpotifyTokenEndpoint endpoint) {
    }

    private final Map<AppName, App> apps;

    @Inject
    public Refreshes(Settings settings, SpotifyAccounts accounts, RateLimits limits, Threads threads, AttemptClock clock,
                     Event<SpotifyCallEnded> answered) {
        apps = settings.eachApp(app -> {
            var wire = new SpotifyWire(accounts, threads, app, answered, System::nanoTime);
            return new App(wire, new SpotifyTokenEndpoint(new TokenEndpointCall(wire, SpotifyGuard.ofRefreshes(), threads),
                    limits.of(app.name()), clock));
        });
    }

    @PreDestroy
    void stop() {
        SpotifyGuard.stop();
    }

    /** The next refresh of this app authenticates with this secret. */
    public void use(AppName app, Secret secret) {
        apps.get(app).wire().use(secret);
    }

    /** @see SpotifyTokenEndpoint#refresh(RefreshToken, AttemptTime) */
    public CompletionStage<SpotifyAnswer> refresh(AppName app, RefreshToken token, AttemptTime time) {
        var known = apps.get(app);
        return known == null ? CompletableFuture.completedFuture(SpotifyAnswer.Misconfigured.noSuch(app)) : known.endpoint().refresh(token, time);
    }
}
