package io.sostenuto.tokens.control;

import io.sostenuto.sessions.control.Grants;
import io.sostenuto.sessions.control.Journal;
import io.sostenuto.sessions.control.Storage;
import io.sostenuto.sessions.entity.Grant;
import io.sostenuto.sessions.entity.GrantCopy;
import io.sostenuto.sessions.entity.Problem;
import io.sostenuto.sessions.entity.RefreshToken;
import io.sostenuto.sessions.entity.Snapshot;
import io.sostenuto.sessions.entity.SpotifyUser;
import io.sostenuto.sessions.entity.Suspension;
import io.sostenuto.tokens.entity.RefreshEnded;
import io.sostenuto.tokens.entity.Renewal;
import io.sostenuto.tokens.entity.SpotifyAnswer;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Event;
import jakarta.inject.Inject;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.function.BiConsumer;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * Steps 5 and 6 of a token request: one refresh token is presented, and what comes back is durable before anyone hears
 * of it. No transaction is open while Spotify is asked. A rotated token is in the journal before the database is asked
 * to store it.
 */
@ApplicationScoped
public class Attempt {

    private static final Logger LOG = Logger.getLogger(Attempt.class.getName());
    private static final Duration RETRY = Duration.ofSeconds(5);
    private static final Duration LONGEST_PAUSE_TOLD = Duration.ofMinutes(1);

    private final SpotifyTokens spotify;
    private final Incidents incidents;
    private final Storage storage;
    private final Grants grants;
    private final Journal journal;
    private final Event<RefreshEnded> ended;

    @Inject
    public Attempt(SpotifyTokens spotify, Incidents incidents, Storage storage, Grants grants, Journal journal,
                   Event<RefreshEnded> ended) {
        this.spotify = spotify;
        this.incidents = incidents;
        this.storage = storage;
        this.grants = grants;
        this.journal = journal;
        this.ended = ended;
    }

    protected Attempt() {
        this.spotify = null;
        this.incidents = null;
        this.storage = null;
        this.grants = null;
        this.journal = null;
        this.ended = null;
    }

    /** @return why this grant must not be presented now, if it must not */
    Optional<Renewal> held(Snapshot seen) {
        return incidents.holds(seen.grant().inIncident())
                .map(pause -> new Renewal.Kept(Problem.SPOTIFY_UNAVAILABLE, told(pause), Optional.empty()));
    }

    /** @param fence of the lease that this attempt holds */
    CompletionStage<Renewal> present(Snapshot seen, long fence) {
        var token = grants.refreshToken(seen.grant());
        if (token.isEmpty()) {
            LOG.log(Level.SEVERE, "Session {0}: its refresh token does not open: a key of sostenuto.seal-keys is missing",
                    seen.grant().id());
            return kept(seen, fence, Problem.BROKER_MISCONFIGURED, RETRY, "no key");
        }
        return spotify.refresh(token.get()).thenCompose(answer -> settle(seen, fence, token.get(), answer));
    }

    private CompletionStage<Renewal> settle(Snapshot seen, long fence, RefreshToken presented, SpotifyAnswer answer) {
        if (answer instanceof SpotifyAnswer.Issued issued) {
            return renewed(seen, fence, presented, issued);
        } else if (answer instanceof SpotifyAnswer.InvalidGrant invalid) {
            return refused(seen, fence, invalid);
        } else if (answer instanceof SpotifyAnswer.Garbled garbled) {
            return garbled(seen, fence, presented, garbled);
        } else if (answer instanceof SpotifyAnswer.Misconfigured wrong) {
            LOG.log(Level.SEVERE, "Spotify refuses the application itself ({0}): check spotify.client-id,"
                    + " spotify.client-secret and the app at Spotify", wrong.code());
            return kept(seen, fence, Problem.BROKER_MISCONFIGURED, RETRY, wrong.code());
        } else if (answer instanceof SpotifyAnswer.RateLimited limited) {
            return kept(seen, fence, Problem.SPOTIFY_RATE_LIMITED, told(limited.pause()), "HTTP 429");
        }
        return kept(seen, fence, Problem.SPOTIFY_UNAVAILABLE, RETRY, ((SpotifyAnswer.Unavailable) answer).why());
    }

    private CompletionStage<Renewal> renewed(Snapshot seen, long fence, RefreshToken presented,
                                             SpotifyAnswer.Issued issued) {
        var issuedAt = seen.now();
        var rotated = next(seen.grant(), presented, issued.refreshToken(), issued.scope());
        rotated.ifPresent(journal::keep);
        tell(incidents.accepted(user(seen.grant()), seen.grant().inIncident()));
        BiConsumer<Grant, Instant> change = (grant, now) -> {
            rotated.ifPresentOrElse(copy -> grants.advance(grant, copy.generation(), copy.refreshToken().orElseThrow()),
                    grant::keepToken);
            grants.issue(grant, issued.accessToken(), issuedAt, issued.life(), issued.scope().orElse(grant.scope()));
        };
        return storage.ask(() -> grants.settle(seen.grant().id(), fence, change))
                .<Renewal>handle((stored, failure) -> {
                    if (failure != null) {
                        rotated.ifPresent(journal::await);
                        change.accept(seen.grant(), issuedAt);
                        return new Renewal.Renewed(seen, issued.accessToken());
                    }
                    rotated.ifPresent(journal::done);
                    return stored.<Renewal>map(snapshot -> new Renewal.Renewed(snapshot, issued.accessToken()))
                            .orElseGet(Renewal.Ended::new);
                })
                .thenApply(renewal -> counted(renewal instanceof Renewal.Ended ? "ended" : "renewed", renewal));
    }

    private CompletionStage<Renewal> garbled(Snapshot seen, long fence, RefreshToken presented,
                                             SpotifyAnswer.Garbled garbled) {
        var rotated = next(seen.grant(), presented, garbled.refreshToken(), Optional.empty());
        if (rotated.isEmpty()) {
            return kept(seen, fence, Problem.SPOTIFY_PROTOCOL_ERROR, RETRY, garbled.why());
        }
        var copy = rotated.get();
        journal.keep(copy);
        logKept(seen, Problem.SPOTIFY_PROTOCOL_ERROR, garbled.why() + ", a new refresh token all the same");
        BiConsumer<Grant, Instant> change =
                (grant, now) -> grants.advance(grant, copy.generation(), copy.refreshToken().orElseThrow());
        return storage.ask(() -> grants.settle(seen.grant().id(), fence, change)).handle((stored, failure) -> {
            if (failure != null) {
                journal.await(copy);
                change.accept(seen.grant(), seen.now());
            } else {
                journal.done(copy);
            }
            var changed = failure != null ? Optional.of(seen) : stored;
            return counted(Problem.SPOTIFY_PROTOCOL_ERROR.code(),
                    new Renewal.Kept(Problem.SPOTIFY_PROTOCOL_ERROR, RETRY, changed));
        });
    }

    private CompletionStage<Renewal> refused(Snapshot seen, long fence, SpotifyAnswer.InvalidGrant invalid) {
        var grant = seen.grant();
        var expired = grant.reauthorizeBy().isBefore(seen.now());
        var reason = expired ? Suspension.EXPIRED : invalid.said();
        var turn = expired ? Incidents.Turn.NONE : incidents.refused(user(grant));
        var mistaken = !expired && incidents.isOpen();
        return storage.ask(() -> grants.settle(grant.id(), fence, (row, now) -> row.suspend(reason, now, mistaken)))
                .thenApply(stored -> {
                    tell(turn);
                    if (stored.isEmpty()) {
                        return counted("ended", new Renewal.Ended());
                    }
                    if (mistaken) {
                        return counted(Problem.SPOTIFY_UNAVAILABLE.code(),
                                new Renewal.Kept(Problem.SPOTIFY_UNAVAILABLE, RETRY, Optional.empty()));
                    }
                    LOG.log(Level.WARNING, "Session {0}: Spotify refused its grant ({1}); a login is needed",
                            new Object[]{grant.id(), reason});
                    return counted("login_required", new Renewal.Refused(reason));
                });
    }

    /** Nothing of the grant has changed: the lease is given back, and the answer does not wait for that. */
    private CompletionStage<Renewal> kept(Snapshot seen, long fence, Problem problem, Duration retryAfter, String why) {
        logKept(seen, problem, why);
        return storage.ask(() -> grants.settle(seen.grant().id(), fence, (grant, now) -> { }))
                .handle((stored, failure) -> counted(problem.code(), failure == null && stored.isEmpty()
                        ? new Renewal.Ended() : new Renewal.Kept(problem, retryAfter, Optional.empty())));
    }

    /**
     * A refresh while the database is away, from the cookie alone: only for a grant that Spotify does not rotate, so
     * that several nodes may present the same token.
     */
    CompletionStage<SpotifyAnswer> presentCopy(GrantCopy copy) {
        var token = copy.refreshToken().orElseThrow();
        return spotify.refresh(token).thenApply(answer -> counted(answer instanceof SpotifyAnswer.Issued ? "renewed"
                : Problem.STORAGE_UNAVAILABLE.code(), answer));
    }

    /** @return the grant's next generation, where Spotify issued a token that is not the one presented */
    static Optional<GrantCopy> next(GrantCopy copy, Optional<RefreshToken> received, String scope) {
        return received.filter(token -> !copy.refreshToken().equals(Optional.of(token)))
                .map(token -> new GrantCopy(copy.session(), copy.user(), scope, copy.generation() + 1,
                        Optional.of(token), copy.authorizedAt(), copy.tokenKept()));
    }

    private Optional<GrantCopy> next(Grant grant, RefreshToken presented, Optional<RefreshToken> received,
                                     Optional<String> scope) {
        var copy = new GrantCopy(grant.id(), grant.user(), grant.scope(), grant.generation(), Optional.of(presented),
                grant.authorizedAt(), grant.tokenKept());
        return next(copy, received, scope.orElse(grant.scope()));
    }

    private void tell(Incidents.Turn turn) {
        if (turn == Incidents.Turn.OPENED) {
            storage.ask(() -> grants.markIncident(Incidents.WINDOW));
        } else if (turn == Incidents.Turn.CLOSED) {
            storage.ask(grants::reinstateIncident);
        }
    }

    private static String user(Grant grant) {
        return grant.user().map(SpotifyUser::id).orElse(grant.id().value());
    }

    private static Duration told(Duration pause) {
        return pause.compareTo(LONGEST_PAUSE_TOLD) > 0 ? LONGEST_PAUSE_TOLD : pause;
    }

    private static void logKept(Snapshot seen, Problem problem, String why) {
        LOG.log(Level.WARNING, "Session {0}: refresh failed, {1} ({2}); the session is kept",
                new Object[]{seen.grant().id(), problem.code(), why});
    }

    private <T> T counted(String outcome, T result) {
        ended.fire(new RefreshEnded(outcome));
        return result;
    }
}
