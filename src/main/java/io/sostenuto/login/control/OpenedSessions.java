package io.sostenuto.login.control;

import io.sostenuto.ApplicationSingleton;
import io.sostenuto.accounts.entity.SpotifyAnswer;
import io.sostenuto.grants.entity.GrantCopy;
import io.sostenuto.grants.entity.SessionId;
import io.sostenuto.grants.entity.Snapshot;
import io.sostenuto.grants.entity.SpotifyUser;
import io.sostenuto.grants.store.GrantSealer;
import io.sostenuto.grants.store.GrantStore;
import io.sostenuto.login.entity.LoginAttempt;
import io.sostenuto.login.entity.LoginResult;
import io.sostenuto.login.entity.LoginResult.Failed;
import io.sostenuto.login.entity.UsedLogin;
import io.sostenuto.sessions.control.Sessions;
import io.sostenuto.settings.entity.Settings;
import io.sostenuto.storage.threads.Threads;
import io.sostenuto.storage.time.DatabaseClock;
import jakarta.inject.Inject;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * The session that a login opens: one, however often its callback is served, and the only one of its browser.
 */
@ApplicationSingleton
public class OpenedSessions {

    private static final Logger LOG = Logger.getLogger(OpenedSessions.class.getName());
    /** A browser, or who sits before it, repeats at once what was not answered; later that is another's doing. */
    private static final Duration REPEATED_WITHIN = Duration.ofMinutes(1);
    private static final Duration LOOK_AGAIN = Duration.ofMillis(300);
    /** Beside Spotify's deadline: the way to the database, there and back. */
    private static final Duration STORED_WITHIN = Duration.ofSeconds(5);

    private final LoginStorage storage;
    private final UsedStates states;
    private final GrantStore grants;
    private final GrantSealer sealer;
    private final Sessions sessions;
    private final Profiles profiles;
    private final Threads threads;
    private final DatabaseClock clock;
    private final Settings settings;

    @Inject
    public OpenedSessions(LoginStorage storage, UsedStates states, GrantStore grants, GrantSealer sealer, Sessions sessions,
                          Profiles profiles, Threads threads, DatabaseClock clock, Settings settings) {
        this.storage = storage;
        this.states = states;
        this.grants = grants;
        this.sealer = sealer;
        this.sessions = sessions;
        this.profiles = profiles;
        this.threads = threads;
        this.clock = clock;
        this.settings = settings;
    }

    /**
     * Stores the grant; then the sessions end that this browser had before, at the login's start and by logins that came
     * back earlier. What follows the storing fails no login any more.
     */
    CompletionStage<LoginResult> open(LoginAttempt attempt, SessionId session, Instant usedAt, SpotifyAnswer.Issued issued,
                                      Optional<String> device) {
        var grant = new GrantCopy(session, Optional.empty(), issued.scope().orElse(settings.scopes()), 1,
                issued.refreshToken(), clock.now().truncatedTo(ChronoUnit.MILLIS), false);
        return storage.ask(() -> {
            grants.open(grant, issued.accessToken(), issued.life(), device);
            return grant;
        }).whenComplete((stored, away) -> {
            if (away != null) {
                end(session); // it may be stored all the same, for nobody
            }
        }).thenCompose(stored -> onlyOne(attempt, grant, usedAt)).thenCompose(only -> only
                ? identified(grant, issued).thenApply(known -> opened(known, attempt))
                : CompletableFuture.completedFuture(new LoginResult.Overtaken(attempt.returnTo())));
    }

    private static LoginResult opened(GrantCopy grant, LoginAttempt attempt) {
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

    private CompletionStage<Boolean> end(SessionId session) {
        return sessions.endReplaced(session).exceptionally(away -> false);
    }

    private CompletionStage<GrantCopy> identified(GrantCopy grant, SpotifyAnswer.Issued issued) {
        return CompletableFuture.completedFuture(issued.accessToken()).thenCompose(profiles::of)
                .thenCompose(user -> user.map(known -> identified(grant, known)).orElse(CompletableFuture.completedFuture(grant)))
                .exceptionally(unknown -> grant);
    }

    private CompletionStage<GrantCopy> identified(GrantCopy grant, SpotifyUser user) {
        return storage.ask(() -> {
            grants.identify(grant.session(), user);
            return new GrantCopy(grant.session(), Optional.of(user), grant.scope(), grant.generation(), grant.refreshToken(),
                    grant.authorizedAt(), grant.tokenKept());
        });
    }

    /**
     * The callback of a login that came back before, from a browser that still has the login's cookie: the first answer did
     * not reach it. Served again within a minute it gets the session of the first; later that session is an orphan, and
     * ends.
     *
     * @return the same result as the first, which may still be on its way on any node
     * @see <a href="https://www.rfc-editor.org/rfc/rfc6749#section-4.1.2">RFC 6749 section 4.1.2: a code that is used twice</a>
     */
    CompletionStage<LoginResult> again(LoginAttempt attempt) {
        return again(attempt, (int) settings.spotifyDeadline().plus(STORED_WITHIN).dividedBy(LOOK_AGAIN));
    }

    private CompletionStage<LoginResult> again(LoginAttempt attempt, int looks) {
        return storage.ask(() -> states.find(attempt.state())).thenCompose(found -> found
                .map(used -> again(attempt, used, looks)).orElse(CompletableFuture.completedFuture(Failed.STATE_MISMATCH)));
    }

    private CompletionStage<LoginResult> again(LoginAttempt attempt, UsedLogin used, int looks) {
        var age = Duration.between(used.usedAt(), clock.now());
        if (used.session().isEmpty()) {
            return CompletableFuture.completedFuture(Failed.STATE_MISMATCH); // of an earlier release
        }
        if (used.opened()) {
            return age.compareTo(REPEATED_WITHIN) <= 0 ? same(attempt, used.session().get())
                    : end(used.session().get()).thenApply(ended -> Failed.STATE_MISMATCH);
        }
        if (used.failure().isPresent()) {
            return CompletableFuture.completedFuture(Failed.of(used.failure().get()));
        }
        return looks == 0 || age.compareTo(settings.spotifyDeadline().plus(STORED_WITHIN)) > 0
                ? CompletableFuture.completedFuture(Failed.STATE_MISMATCH) // the first has ended without a trace
                : threads.later(LOOK_AGAIN, attempt).thenCompose(same -> again(same, looks - 1));
    }

    private CompletionStage<LoginResult> same(LoginAttempt attempt, SessionId session) {
        return storage.ask(() -> grants.find(session)).thenApply(found -> found.map(Snapshot::grant)
                .filter(grant -> !grant.ended()).map(sealer::copy).filter(copy -> copy.refreshToken().isPresent())
                .<LoginResult>map(copy -> opened(copy, attempt)).orElse(Failed.STATE_MISMATCH));
    }
}
