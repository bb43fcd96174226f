package io.sostenuto.login.control;

import io.sostenuto.ApplicationSingleton;
import io.sostenuto.grants.entity.SessionId;
import io.sostenuto.grants.entity.Snapshot;
import io.sostenuto.grants.store.GrantSealer;
import io.sostenuto.grants.store.GrantStore;
import io.sostenuto.login.entity.LoginAttempt;
import io.sostenuto.login.entity.LoginResult;
import io.sostenuto.login.entity.LoginResult.Failed;
import io.sostenuto.login.entity.UsedLogin;
import io.sostenuto.settings.entity.Settings;
import io.sostenuto.storage.threads.Threads;
import io.sostenuto.storage.time.DatabaseClock;
import jakarta.inject.Inject;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * The callback of a login that came back before, from a browser that still has the login's cookie: the first answer did
 * not reach it. Served again within a minute it gets the session of the first; later that session is an orphan, and ends.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc6749#section-4.1.2">RFC 6749 section 4.1.2: a code that is used twice</a>
 */
@ApplicationSingleton
public class RepeatedLogins {

    /** A browser, or who sits before it, repeats at once what was not answered; later that is another's doing. */
    private static final Duration REPEATED_WITHIN = Duration.ofMinutes(1);
    private static final Duration LOOK_AGAIN = Duration.ofMillis(300);
    /** Beside Spotify's deadline: the way to the database, there and back. */
    private static final Duration STORED_WITHIN = Duration.ofSeconds(5);

    private final LoginStorage storage;
    private final UsedStates states;
    private final GrantStore grants;
    private final GrantSealer sealer;
    private final OpenedSessions sessions;
    private final Threads threads;
    private final DatabaseClock clock;
    private final Settings settings;

    @Inject
    public RepeatedLogins(LoginStorage storage, UsedStates states, GrantStore grants, GrantSealer sealer, OpenedSessions sessions,
                          Threads threads, DatabaseClock clock, Settings settings) {
        this.storage = storage;
        this.states = states;
        this.grants = grants;
        this.sealer = sealer;
        this.sessions = sessions;
        this.threads = threads;
        this.clock = clock;
        this.settings = settings;
    }

    /** @return the same result as the first, which may still be on its way on any node */
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
                    : sessions.end(used.session().get()).thenApply(ended -> Failed.STATE_MISMATCH);
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
                .<LoginResult>map(copy -> OpenedSessions.opened(copy, attempt)).orElse(Failed.STATE_MISMATCH));
    }
}
