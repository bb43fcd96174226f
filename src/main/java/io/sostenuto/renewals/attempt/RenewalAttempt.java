package io.sostenuto.renewals.attempt;

import io.sostenuto.ApplicationSingleton;
import io.sostenuto.accounts.control.AttemptClock;
import io.sostenuto.accounts.control.Refreshes;
import io.sostenuto.accounts.entity.SpotifyAnswer;
import io.sostenuto.grants.entity.GrantCopy;
import io.sostenuto.grants.entity.Snapshot;
import io.sostenuto.grants.store.GrantSealer;
import io.sostenuto.renewals.entity.LeasedGrant;
import io.sostenuto.renewals.entity.PresentedGrant;
import io.sostenuto.renewals.entity.Renewal;
import io.sostenuto.renewals.entity.RenewalOutcome;
import io.sostenuto.renewals.incident.Incidents;
import io.sostenuto.storage.time.Moment;
import io.sostenuto.web.entity.Problem;
import jakarta.inject.Inject;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.logging.Level;
import java.util.logging.Logger;

/** Step 5 of a token request: one refresh token is presented. No transaction is open while Spotify is asked. */
@ApplicationSingleton
public class RenewalAttempt {

    private static final Logger LOG = Logger.getLogger(RenewalAttempt.class.getName());
    private static final Duration RETRY = Duration.ofSeconds(5);
    private static final Duration LONGEST_IN_INCIDENT = Duration.ofMinutes(1);

    private final Refreshes spotify;
    private final Incidents incidents;
    private final GrantSealer sealer;
    private final RenewalSettlement settlement;
    private final RefusalSettlement refused;
    private final RenewalOutcomes outcomes;
    private final LateAnswers late;
    private final AttemptClock clock;

    @Inject
    public RenewalAttempt(Refreshes spotify, Incidents incidents, GrantSealer sealer,
                          RenewalSettlement settlement, RefusalSettlement refused, RenewalOutcomes outcomes, LateAnswers late,
                          AttemptClock clock) {
        this.spotify = spotify;
        this.incidents = incidents;
        this.sealer = sealer;
        this.settlement = settlement;
        this.refused = refused;
        this.outcomes = outcomes;
        this.late = late;
        this.clock = clock;
    }

    /** @return why this grant must not be presented now, if it must not */
    Optional<Renewal> holdBack(Snapshot row) {
        return incidents.of(row.grant().app()).holdBack(row.grant().inIncident())
                .map(pause -> new Renewal.Kept(Problem.SPOTIFY_UNAVAILABLE,
                        pause.compareTo(LONGEST_IN_INCIDENT) > 0 ? LONGEST_IN_INCIDENT : pause, Optional.empty()));
    }

    /**
     * @return how it ended, within the deadline; a late answer is settled when it comes
     */
    CompletionStage<Renewal> present(LeasedGrant leased) {
        var token = sealer.refreshToken(leased.row().grant());
        if (token.isEmpty()) {
            LOG.log(Level.SEVERE, "Session {0}: its refresh token does not open: a key of sostenuto.seal-keys is missing",
                    leased.session());
            return settlement.unopened(leased, RETRY);
        }
        var presented = new PresentedGrant(leased, token.get(), false);
        return spotify.refresh(leased.row().grant().app(), token.get(), clock.under(leased.lease().end())).thenCompose(answer -> settle(presented, answer));
    }

    private CompletionStage<Renewal> settle(PresentedGrant presented, SpotifyAnswer answer) {
        return answer.fold(
                issued -> settlement.renewed(presented, issued),
                invalid -> refused.settle(presented, invalid.said()),
                wrong -> misconfigured(presented, wrong.code()),
                limited -> settlement.kept(presented, Problem.SPOTIFY_RATE_LIMITED, limited.pause(), "HTTP 429"),
                unavailable -> settlement.kept(presented, Problem.SPOTIFY_UNAVAILABLE, RETRY, unavailable.why()),
                unanswered -> unanswered(presented, unanswered),
                garbled -> settlement.garbled(presented, garbled, RETRY));
    }

    private CompletionStage<Renewal> misconfigured(PresentedGrant presented, String code) {
        LOG.log(Level.SEVERE, "Nothing can be refreshed for the app {0} ({1}): check its client id, its client secret and the app at"
                + " Spotify", new Object[]{presented.grant().app(), code});
        return settlement.kept(presented, Problem.BROKER_MISCONFIGURED, RETRY, code);
    }

    private CompletionStage<Renewal> unanswered(PresentedGrant presented, SpotifyAnswer.Unanswered unanswered) {
        late.listen(presented.session(), unanswered.late().thenCompose(heard -> settleLate(presented, heard)));
        return CompletableFuture.completedFuture(settlement.unanswered(presented, RETRY));
    }

    /** A lease that ended without an answer runs out by itself: who takes it over then knows that the token was presented. */
    private CompletionStage<Void> settleLate(PresentedGrant presented, SpotifyAnswer heard) {
        if (heard instanceof SpotifyAnswer.Unavailable && presented.leased().lease().end().isPast()) {
            outcomes.lost(presented.session());
            return CompletableFuture.completedFuture(null);
        }
        return settle(presented.afterDeadline(), heard).thenAccept(renewal -> { });
    }

    /**
     * A refresh while the database is away, from the cookie alone: only for a grant that Spotify does not rotate, so
     * that several nodes may present the same token. A new refresh token is in the journal before this ends.
     */
    public CompletionStage<SpotifyAnswer> presentCopy(GrantCopy copy) {
        var listenUntil = clock.leaseEnd();
        return spotify.refresh(copy.app(), copy.refreshToken().orElseThrow(), clock.under(listenUntil)).thenApply(answer -> {
            if (answer instanceof SpotifyAnswer.Unanswered unanswered) {
                late.listen(copy.session(), unanswered.late().thenAccept(heard -> keepLate(copy, heard, listenUntil)));
            }
            keep(copy, answer);
            return outcomes.counted(copy.app(), answer instanceof SpotifyAnswer.Issued ? RenewalOutcome.RENEWED : RenewalOutcome.STORAGE_UNAVAILABLE,
                    answer);
        });
    }

    private void keepLate(GrantCopy copy, SpotifyAnswer heard, Moment listenUntil) {
        if (heard instanceof SpotifyAnswer.Unavailable && listenUntil.isPast()) {
            outcomes.lost(copy.session());
        } else {
            keep(copy, heard);
            outcomes.late(copy.session());
        }
    }

    private void keep(GrantCopy copy, SpotifyAnswer answer) {
        if (answer instanceof SpotifyAnswer.InvalidGrant invalid) {
            refused.copy(copy, invalid.said());
        } else if (answer instanceof SpotifyAnswer.Issued issued) {
            settlement.journaled(copy, issued.refreshToken(), issued.scope());
        } else if (answer instanceof SpotifyAnswer.Garbled garbled) {
            settlement.journaled(copy, garbled.refreshToken(), Optional.empty());
        }
    }
}
