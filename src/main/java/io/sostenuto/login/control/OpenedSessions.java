package io.sostenuto.login.control;

import io.sostenuto.ApplicationSingleton;
import io.sostenuto.accounts.entity.SpotifyAnswer;
import io.sostenuto.grants.entity.GrantCopy;
import io.sostenuto.grants.entity.SessionId;
import io.sostenuto.grants.entity.SpotifyUser;
import io.sostenuto.grants.store.GrantStore;
import io.sostenuto.login.entity.LoginAttempt;
import io.sostenuto.login.entity.LoginResult;
import io.sostenuto.sessions.control.Sessions;
import io.sostenuto.settings.entity.Settings;
import io.sostenuto.storage.time.DatabaseClock;
import jakarta.inject.Inject;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.logging.Level;
import java.util.logging.Logger;

/** The session that a login opens: the only one of its browser. */
@ApplicationSingleton
public class OpenedSessions {

    private static final Logger LOG = Logger.getLogger(OpenedSessions.class.getName());

    private final LoginStorage storage;
    private final UsedStates states;
    private final GrantStore grants;
    private final Sessions sessions;
    private final Profiles profiles;
    private final DatabaseClock clock;
    private final Settings settings;

    @Inject
    public OpenedSessions(LoginStorage storage, UsedStates states, GrantStore grants, Sessions sessions,
                          Profiles profiles, DatabaseClock clock, Settings settings) {
        this.storage = storage;
        this.states = states;
        this.grants = grants;
        this.sessions = sessions;
        this.profiles = profiles;
        this.clock = clock;
        this.settings = settings;
    }

    /**
     * Stores the grant, and asks meanwhile who the user is; then the sessions end that this browser had before, at the login's
     * start and by logins that came back earlier. What follows the storing fails no login any more.
     */
    CompletionStage<LoginResult> open(LoginAttempt attempt, SessionId session, Instant usedAt, SpotifyAnswer.Issued issued,
                                      Optional<String> device) {
        var grant = new GrantCopy(session, attempt.app(), Optional.empty(), issued.scope().orElseGet(() -> attempt.scope().isEmpty() ? settings.scopes() : attempt.scope()), 1,
                issued.refreshToken(), clock.now().truncatedTo(ChronoUnit.MILLIS), false);
        var user = CompletableFuture.completedFuture(issued.accessToken()).thenCompose(profiles::of)
                .exceptionally(unknown -> Optional.empty());
        return stored(grant, issued, device).thenCompose(stored -> onlyOne(attempt, grant, usedAt)).thenCompose(only -> only
                ? identified(grant, user).thenApply(known -> opened(known, attempt))
                : CompletableFuture.completedFuture(new LoginResult.Overtaken(attempt.returnTo())));
    }

    private CompletionStage<GrantCopy> stored(GrantCopy grant, SpotifyAnswer.Issued issued, Optional<String> device) {
        return storage.ask(() -> {
            grants.open(grant, issued.accessToken(), issued.life(), device);
            return grant;
        }).whenComplete((stored, away) -> {
            if (away != null) {
                end(grant.session()); // it may be stored all the same, for nobody
            }
        });
    }

    static LoginResult opened(GrantCopy grant, LoginAttempt attempt) {
        LOG.log(Level.INFO, "Session {0}: login", grant.session());
        return new LoginResult.Opened(grant, attempt.returnTo());
    }

    /** @return whether this session stays: of two logins that end at the same time, the one that came back later wins */
    private CompletionStage<Boolean> onlyOne(LoginAttempt attempt, GrantCopy grant, Instant usedAt) {
        var before = attempt.replaces().map(this::end).orElse(CompletableFuture.completedFuture(true));
        return before.thenCompose(replaced -> storage.ask(() -> states.siblings(attempt.state(), attempt.name(), usedAt)))
                .thenCompose(siblings -> siblings.anyLater() ? end(grant.session()).thenApply(ended -> false)
                        : CompletableFuture.allOf(siblings.earlier().stream().map(this::end)
                                .map(CompletionStage::toCompletableFuture).toArray(CompletableFuture[]::new)).thenApply(ended -> true))
                .exceptionally(away -> true);
    }

    CompletionStage<Boolean> end(SessionId session) {
        return sessions.endReplaced(session).exceptionally(away -> false);
    }

    private CompletionStage<GrantCopy> identified(GrantCopy grant, CompletionStage<Optional<SpotifyUser>> user) {
        return user.thenCompose(told -> told.map(known -> identified(grant, known))
                .orElse(CompletableFuture.completedFuture(grant))).exceptionally(unknown -> grant);
    }

    private CompletionStage<GrantCopy> identified(GrantCopy grant, SpotifyUser user) {
        return storage.ask(() -> {
            grants.identify(grant.session(), user);
            return grant.of(Optional.of(user));
        });
    }
}
