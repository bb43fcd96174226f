package io.sostenuto.accounts.control;

import io.sostenuto.ApplicationSingleton;
import io.sostenuto.accounts.entity.SpotifyAnswer;
import io.sostenuto.accounts.entity.SpotifyCallEnded;
import io.sostenuto.accounts.transport.SpotifyClients;
import io.sostenuto.settings.entity.AppName;
import io.sostenuto.settings.entity.Secret;
import io.sostenuto.settings.entity.Settings;
import io.sostenuto.storage.threads.Threads;
import jakarta.enterprise.event.Event;
import jakarta.inject.Inject;

import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** The exchange of codes of each app. Their connections and threads are one pool: strangers choose the app. */
@ApplicationSingleton
public class CodeExchanges {

    private final Map<AppName, CodeExchange> apps;

    @Inject
    public CodeExchanges(Settings settings, SpotifyClients clients, Threads threads, AttemptClock clock,
                         Event<SpotifyCallEnded> answered) {
        var accounts = clients.accountsOn(threads.exchanges());
        apps = settings.eachApp(app -> new CodeExchange(new SpotifyWire(accounts, threads, app, answered, System::nanoTime),
                settings.redirectUri(), threads, clock));
    }

    /** The next exchange of this app authenticates with this secret. */
    public void use(AppName app, Secret secret) {
        apps.get(app).use(secret);
    }

    /** @see CodeExchange#grant(String, String) */
    public CompletionStage<SpotifyAnswer> grant(AppName app, String code, String codeVerifier) {
        var known = apps.get(app);
        return known == null ? CompletableFuture.completedFuture(SpotifyAnswer.Misconfigured.noSuch(app)) : known.grant(code, codeVerifier);
    }
}
