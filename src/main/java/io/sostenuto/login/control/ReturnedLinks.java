package io.sostenuto.login.control;

import io.sostenuto.ApplicationSingleton;
import io.sostenuto.accounts.entity.SpotifyAnswer;
import io.sostenuto.grants.entity.GrantCopy;
import io.sostenuto.grants.entity.SessionId;
import io.sostenuto.grants.entity.SpotifyUser;
import io.sostenuto.grants.store.GrantStore;
import io.sostenuto.grants.store.link.Links;
import io.sostenuto.grants.store.link.PendingGrant;
import io.sostenuto.login.entity.LoginAttempt;
import io.sostenuto.login.entity.LoginResult;
import io.sostenuto.login.entity.LoginResult.Failed;
import io.sostenuto.settings.entity.Settings;
import io.sostenuto.storage.threads.Threads;
import io.sostenuto.storage.time.DatabaseClock;
import jakarta.inject.Inject;

import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** A link that comes back from Spotify: its grant opens no session, but waits for the user who began the link. */
@ApplicationSingleton
public class ReturnedLinks {

    /** How long the grant waits. */
    public static final Duration WAITS = Duration.ofSeconds(120);
    private static final Duration LOOK_AGAIN = Duration.ofMillis(300);
    private static final Duration STORED_WITHIN = Duration.ofSeconds(5);
    private static final int LONGEST_NAME = 60;

    private final LoginStorage storage;
    private final UsedStates states;
    private final Links links;
    private final GrantStore grants;
    private final Profiles profiles;
    private final Threads threads;
    private final DatabaseClock clock;
    private final Settings settings;

    @Inject
    public ReturnedLinks(LoginStorage storage, UsedStates states, Links links, GrantStore grants, Profiles profiles, Threads threads,
                         DatabaseClock clock, Settings settings) {
        this.storage = storage;
        this.states = states;
        this.links = links;
        this.grants = grants;
        this.profiles = profiles;
        this.threads = threads;
        this.clock = clock;
        this.settings = settings;
    }

    /** Stores the grant, and asks meanwhile who the user at Spotify is. */
    CompletionStage<LoginResult> keep(LoginAttempt attempt, SessionId session, SpotifyAnswer.Issued issued) {
        var now = clock.now().truncatedTo(ChronoUnit.MILLIS);
        var copy = new GrantCopy(session, attempt.app(), Optional.empty(), issued.scope().orElse(attempt.scope()), 1,
                issued.refreshToken(), now, false);
        var pending = new PendingGrant(copy, issued.accessToken(), now, issued.life(), application());
        var user = CompletableFuture.completedFuture(issued.accessToken()).thenCompose(profiles::of)
                .exceptionally(unknown -> Optional.empty());
        return storage.ask(() -> links.keep(link(attempt), code(attempt), pending, now, now.plus(WAITS)))
                .thenCompose(waits -> waits ? identified(attempt, pending, user) : over());
    }

    /** A person finds it by that name among the devices. */
    private Optional<String> application() {
        return settings.users().map(users -> users.name().length() <= LONGEST_NAME ? users.name() : users.name().substring(0, LONGEST_NAME));
    }

    private CompletionStage<LoginResult> identified(LoginAttempt attempt, PendingGrant pending, CompletionStage<Optional<SpotifyUser>> user) {
        return user.thenCompose(told -> told.<CompletionStage<SpotifyUser>>map(known -> storage.ask(() -> identified(attempt, pending, known)))
                .orElse(CompletableFuture.completedFuture(null))).handle((known, unknown) -> linked(attempt));
    }

    /** Who has the code may have completed the link meanwhile: no code was told yet, but that of a callback that was served twice. */
    private SpotifyUser identified(LoginAttempt attempt, PendingGrant pending, SpotifyUser user) {
        if (!links.amend(link(attempt), new PendingGrant(pending.copy().of(Optional.of(user)), pending.accessToken(), pending.issuedAt(),
                pending.life(), pending.device()))) {
            grants.identify(pending.copy().session(), user);
        }
        return user;
    }

    /** @return the same code as the first time, which may still be on its way on any node */
    CompletionStage<LoginResult> again(LoginAttempt attempt) {
        return again(attempt, (int) settings.spotifyDeadline().plus(STORED_WITHIN).dividedBy(LOOK_AGAIN));
    }

    private CompletionStage<LoginResult> again(LoginAttempt attempt, int looks) {
        return storage.ask(() -> seen(attempt)).thenCompose(seen -> seen.map(CompletableFuture::completedStage).orElseGet(() -> looks == 0
                ? over() : threads.later(LOOK_AGAIN, attempt).thenCompose(same -> again(same, looks - 1))));
    }

    /** @return empty where that is not known yet */
    private Optional<LoginResult> seen(LoginAttempt attempt) {
        var waits = links.waits(link(attempt), code(attempt), clock.now());
        if (waits.isEmpty() || waits.get()) {
            return Optional.of(waits.isEmpty() ? Failed.STATE_MISMATCH : linked(attempt));
        }
        return states.find(attempt.state()).flatMap(used -> used.failure()).map(Failed::of);
    }

    private static CompletionStage<LoginResult> over() {
        return CompletableFuture.completedFuture(Failed.STATE_MISMATCH);
    }

    private static LoginResult linked(LoginAttempt attempt) {
        return new LoginResult.Linked(code(attempt));
    }

    /** Nobody can tell it but who has the verifier, which is in the browser's sealed cookie: served twice, a callback has one code. */
    private static String code(LoginAttempt attempt) {
        return SessionId.hash("sostenuto connect code\n" + attempt.codeVerifier());
    }

    private static String link(LoginAttempt attempt) {
        return attempt.link().orElseThrow();
    }
}
