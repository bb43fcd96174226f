package io.sostenuto.renewals.attempt;

import io.sostenuto.ApplicationSingleton;
import io.sostenuto.accounts.entity.SpotifyAnswer;
import io.sostenuto.grants.entity.GrantCopy;
import io.sostenuto.grants.entity.RefreshToken;
import io.sostenuto.grants.entity.SessionId;
import io.sostenuto.grants.entity.Snapshot;
import io.sostenuto.grants.entity.row.GrantRow;
import io.sostenuto.grants.journal.Journal;
import io.sostenuto.grants.lease.LeasedWrite;
import io.sostenuto.grants.store.GrantSealer;
import io.sostenuto.renewals.entity.GrantRotated;
import io.sostenuto.renewals.entity.LeasedGrant;
import io.sostenuto.renewals.entity.PresentedGrant;
import io.sostenuto.renewals.entity.Renewal;
import io.sostenuto.renewals.entity.RenewalOutcome;
import io.sostenuto.renewals.entity.UnknownUser;
import io.sostenuto.renewals.incident.IncidentResponse;
import io.sostenuto.web.entity.Problem;
import jakarta.enterprise.event.Event;
import jakarta.inject.Inject;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.function.BiConsumer;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * Step 6 of a token request: what came back is durable before anyone hears of it. A rotated token is in the journal
 * before the database is asked to store it, and nothing else happens between Spotify's answer and that file.
 */
@ApplicationSingleton
public class RenewalSettlement {

    private static final Logger LOG = Logger.getLogger(RenewalSettlement.class.getName());
    /** Spotify was not heard: an early renewal that ends so is not counted. */
    private static final Set<Problem> UNHEARD = Set.of(Problem.SPOTIFY_UNAVAILABLE, Problem.SPOTIFY_RATE_LIMITED);

    private final LeasedWriter writer;
    private final IncidentResponse incident;
    private final GrantSealer sealer;
    private final Journal journal;
    private final RenewalOutcomes outcomes;
    private final Event<UnknownUser> unknown;
    private final Event<GrantRotated> rotations;

    @Inject
    public RenewalSettlement(LeasedWriter writer, IncidentResponse incident, GrantSealer sealer, Journal journal,
                             RenewalOutcomes outcomes, Event<UnknownUser> unknown, Event<GrantRotated> rotations) {
        this.writer = writer;
        this.incident = incident;
        this.sealer = sealer;
        this.journal = journal;
        this.outcomes = outcomes;
        this.unknown = unknown;
        this.rotations = rotations;
    }

    /** Spotify issued an access token. Whatever the database says, the callers get it. */
    CompletionStage<Renewal> renewed(PresentedGrant presented, SpotifyAnswer.Issued issued) {
        var issuedAt = presented.row().now();
        var rotated = next(presented, issued.refreshToken(), issued.scope());
        rotated.ifPresent(journal::keep);
        incident.accepted(presented.grant());
        BiConsumer<GrantRow, Instant> change = (grant, now) -> {
            rotated.ifPresentOrElse(copy -> advance(grant, copy), () -> grant.keepToken(presented.grant().generation()));
            sealer.issue(grant, issued.accessToken(), issuedAt, issued.life(), issued.scope().orElse(grant.scope()));
            countIfEarly(presented.leased(), grant, now);
        };
        return store(presented, rotated, change, written -> stored(written, issued), outcomes::overtaken,
                () -> new Renewal.Renewed(presented.row().with(grant -> change.accept(grant, issuedAt)), issued.accessToken()))
                .thenApply(renewal -> outcomes.counted(presented,
                        renewal instanceof Renewal.Ended ? RenewalOutcome.ENDED : RenewalOutcome.RENEWED, renewal));
    }

    /**
     * @param rotated  what the journal has; it is done there when the database has it
     * @param unstored the answer where the database did not take it: the journal brings it there
     */
    private CompletionStage<Renewal> store(PresentedGrant presented, Optional<GrantCopy> rotated, BiConsumer<GrantRow, Instant> change,
                                           Function<Snapshot, Renewal> stored, Function<Snapshot, Renewal> overtaken,
                                           Supplier<Renewal> unstored) {
        return writer.write(presented.leased(), change).handle((write, failure) -> {
            rotated.map(GrantRotated::new).ifPresent(rotations::fire);
            if (failure != null || write.fold(written -> false, lost -> isBehind(lost.row(), rotated), ended -> false)) {
                rotated.ifPresent(journal::holdUntilStored);
                return unstored.get();
            }
            rotated.ifPresent(journal::done);
            return write.fold(written -> stored.apply(written.row()), lost -> overtaken.apply(lost.row()), ended -> new Renewal.Ended());
        });
    }

    private Renewal stored(Snapshot row, SpotifyAnswer.Issued issued) {
        if (row.grant().user().isEmpty()) {
            unknown.fire(new UnknownUser(row.grant().id(), issued.accessToken()));
        }
        return new Renewal.Renewed(row, issued.accessToken());
    }

    /** An answer without a usable access token; a refresh token in it is stored all the same. */
    CompletionStage<Renewal> garbled(PresentedGrant presented, SpotifyAnswer.Garbled garbled, Duration retryAfter) {
        var rotated = next(presented, garbled.refreshToken(), Optional.empty());
        if (rotated.isEmpty()) {
            return kept(presented, Problem.SPOTIFY_PROTOCOL_ERROR, retryAfter, garbled.why());
        }
        var copy = rotated.get();
        journal.keep(copy);
        logKept(presented.session(), Problem.SPOTIFY_PROTOCOL_ERROR, garbled.why() + ", a new refresh token all the same");
        Function<Snapshot, Renewal> kept = row -> new Renewal.Kept(Problem.SPOTIFY_PROTOCOL_ERROR, retryAfter, Optional.of(row));
        return store(presented, rotated, (grant, now) -> {
            advance(grant, copy);
            countIfEarly(presented.leased(), grant, now);
        }, kept, kept, () -> kept.apply(presented.row().with(grant -> advance(grant, copy))))
                .thenApply(renewal -> outcomes.counted(presented, RenewalOutcome.SPOTIFY_PROTOCOL_ERROR, renewal));
    }

    /** Nothing of the grant has changed: the lease is given back. */
    CompletionStage<Renewal> kept(PresentedGrant presented, Problem problem, Duration retryAfter, String why) {
        return kept(presented.leased(), problem, retryAfter, why)
                .thenApply(renewal -> outcomes.counted(presented, RenewalOutcome.of(problem), renewal));
    }

    /** The refresh token does not open: there is nothing to present. */
    CompletionStage<Renewal> unopened(LeasedGrant leased, Duration retryAfter) {
        return kept(leased, Problem.BROKER_MISCONFIGURED, retryAfter, "no key")
                .thenApply(renewal -> outcomes.counted(leased.row().grant().app(), RenewalOutcome.BROKER_MISCONFIGURED, renewal));
    }

    private CompletionStage<Renewal> kept(LeasedGrant leased, Problem problem, Duration retryAfter, String why) {
        logKept(leased.session(), problem, why);
        var kept = new Renewal.Kept(problem, retryAfter, Optional.empty());
        return writer.write(leased, (grant, now) -> {
            if (!UNHEARD.contains(problem)) {
                countIfEarly(leased, grant, now);
            }
        }).<Renewal>thenApply(write -> write.fold(written -> kept, lost -> kept, ended -> new Renewal.Ended()))
                .exceptionally(databaseAway -> kept);
    }

    /** The deadline has come, and the request may be at Spotify: the lease stays, so that nobody presents the token again. */
    Renewal unanswered(PresentedGrant presented, Duration retryAfter) {
        logKept(presented.session(), Problem.SPOTIFY_UNAVAILABLE, "no answer in time; it is listened for until the lease ends");
        return outcomes.counted(presented.grant().app(), RenewalOutcome.SPOTIFY_UNAVAILABLE,
                new Renewal.Kept(Problem.SPOTIFY_UNAVAILABLE, retryAfter, Optional.empty()));
    }

    /** The lease is given back without an attempt. */
    CompletionStage<Renewal> untried(LeasedGrant leased) {
        return writer.write(leased, (grant, now) -> { }).handle((write, failure) -> outcomes.overtaken(leased.row()));
    }

    /** What a refresh without the database brought is in the journal until that is back. */
    void journaled(GrantCopy presented, Optional<RefreshToken> received, Optional<String> scope) {
        next(presented, received, scope.orElse(presented.scope())).ifPresent(copy -> {
            journal.keep(copy);
            journal.holdUntilStored(copy);
        });
    }

    /** @return the grant's next generation, where Spotify issued a token that is not the one presented */
    public static Optional<GrantCopy> next(GrantCopy copy, Optional<RefreshToken> received, String scope) {
        return received.filter(token -> !copy.refreshToken().equals(Optional.of(token)))
                .map(token -> new GrantCopy(copy.session(), copy.app(), copy.user(), scope, copy.generation() + 1,
                        Optional.of(token), copy.authorizedAt(), false));
    }

    private static Optional<GrantCopy> next(PresentedGrant presented, Optional<RefreshToken> received, Optional<String> scope) {
        var grant = presented.grant();
        var copy = new GrantCopy(grant.id(), grant.app(), grant.user(), grant.scope(), grant.generation(),
                Optional.of(presented.token()), grant.authorizedAt(), grant.tokenKept());
        return next(copy, received, scope.orElse(grant.scope()));
    }

    /** What Spotify issued last is the newest generation, also where another copy has healed the row meanwhile. */
    private void advance(GrantRow grant, GrantCopy copy) {
        if (!sealer.refreshToken(grant).equals(copy.refreshToken())) {
            sealer.advance(grant, Math.max(copy.generation(), grant.generation() + 1), copy.refreshToken().orElseThrow());
        }
    }

    /** The lease was lost, yet the row knows no newer token than ours: the journal brings it there, generation by generation. */
    private static boolean isBehind(Snapshot row, Optional<GrantCopy> rotated) {
        return rotated.filter(copy -> row.grant().generation() < copy.generation()).isPresent();
    }

    private static void countIfEarly(LeasedGrant leased, GrantRow grant, Instant now) {
        if (leased.early()) {
            grant.countEarlyRenewal(now);
        }
    }

    private static void logKept(SessionId session, Problem problem, String why) {
        LOG.log(Level.WARNING, "Session {0}: refresh failed, {1} ({2}); the session is kept",
                new Object[]{session, problem.code(), why});
    }
}
