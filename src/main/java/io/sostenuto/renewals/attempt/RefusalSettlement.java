package io.sostenuto.renewals.attempt;

import io.sostenuto.ApplicationSingleton;
import io.sostenuto.audit.AuditEvent;
import io.sostenuto.grants.entity.GrantCopy;
import io.sostenuto.grants.entity.SpotifyUser;
import io.sostenuto.grants.entity.SuspensionReason;
import io.sostenuto.grants.journal.Journal;
import io.sostenuto.grants.store.GrantStore;
import io.sostenuto.renewals.entity.PresentedGrant;
import io.sostenuto.renewals.entity.Renewal;
import io.sostenuto.renewals.entity.RenewalOutcome;
import io.sostenuto.renewals.incident.IncidentDetector;
import io.sostenuto.renewals.incident.IncidentResponse;
import io.sostenuto.renewals.incident.Incidents;
import io.sostenuto.renewals.late.UnstoredRefusals;
import io.sostenuto.storage.control.DatabaseGate;
import io.sostenuto.web.entity.Problem;
import jakarta.enterprise.event.Event;
import jakarta.inject.Inject;

import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.logging.Level;
import java.util.logging.Logger;

/** Step 6 for a grant that Spotify refused: suspended, if it is to be believed, and never deleted. */
@ApplicationSingleton
public class RefusalSettlement {

    private static final Logger LOG = Logger.getLogger(RefusalSettlement.class.getName());

    private final Incidents incidents;
    private final UnstoredRefusals refusals;
    private final DatabaseGate storage;
    private final GrantStore grants;
    private final IncidentResponse response;
    private final Journal journal;
    private final RenewalOutcomes outcomes;
    private final Event<AuditEvent> audit;

    @Inject
    public RefusalSettlement(Incidents incidents, UnstoredRefusals refusals, DatabaseGate storage, GrantStore grants,
                             IncidentResponse response, Journal journal, RenewalOutcomes outcomes, Event<AuditEvent> audit) {
        this.incidents = incidents;
        this.refusals = refusals;
        this.storage = storage;
        this.grants = grants;
        this.response = response;
        this.journal = journal;
        this.outcomes = outcomes;
        this.audit = audit;
    }

    /**
     * {@code invalid_grant}, checked before it is believed: where the row or the journal knows a newer generation by
     * now, it was not that one that was refused.
     */
    CompletionStage<Renewal> settle(PresentedGrant presented, SuspensionReason said) {
        var grant = presented.grant();
        var generation = grant.generation();
        var expired = grant.reauthorizeBy().isBefore(presented.row().now());
        var reason = expired ? SuspensionReason.EXPIRED : said;
        var incident = incidents.of(grant.app());
        var turn = expired ? IncidentDetector.Turn.NONE : incident.refused(IncidentResponse.userOf(grant));
        var mistaken = !expired && incident.isOpen();
        return storage.ask(() -> {
            journal.grant(grant.id()).filter(copy -> copy.generation() > generation).ifPresent(grants::heal);
            return grants.writeLeased(grant.id(), presented.fence(), (stored, now) -> {
                if (stored.generation() == generation) {
                    stored.suspend(reason, now, mistaken);
                }
            });
        }).handle((write, failure) -> {
            response.follow(grant.app(), turn);
            if (failure != null) {
                return unstored(presented, reason, mistaken);
            }
            return write.<Renewal>fold(
                    written -> written.row().grant().generation() == generation ? believed(presented, reason, mistaken)
                            : outcomes.refusedAndOvertaken(presented, written.row()),
                    lost -> outcomes.refusedAndOvertaken(presented, lost.row()),
                    ended -> outcomes.counted(presented, RenewalOutcome.ENDED, new Renewal.Ended()));
        });
    }

    private Renewal unstored(PresentedGrant presented, SuspensionReason reason, boolean mistaken) {
        if (!mistaken) {
            refusals.remember(presented.session(), presented.grant().generation(), reason);
        }
        return believed(presented, reason, mistaken);
    }

    private Renewal believed(PresentedGrant presented, SuspensionReason reason, boolean mistaken) {
        if (mistaken) {
            return outcomes.counted(presented, RenewalOutcome.SPOTIFY_UNAVAILABLE, new Renewal.Kept(Problem.SPOTIFY_UNAVAILABLE,
                    Duration.ofSeconds(5), Optional.empty()));
        }
        LOG.log(Level.WARNING, "Session {0}: Spotify refused its grant ({1}); a login is needed",
                new Object[]{presented.session(), reason});
        audit.fire(AuditEvent.of(AuditEvent.Kind.RENEWAL_REFUSED, presented.session(), presented.grant().user(),
                reason.name().toLowerCase(Locale.ROOT)));
        return outcomes.counted(presented, RenewalOutcome.LOGIN_REQUIRED, new Renewal.GrantRefused(reason));
    }

    /**
     * {@code invalid_grant} while the database is away. Whether it was the newest generation only the database knows;
     * until then this one is not presented again.
     */
    void copy(GrantCopy copy, SuspensionReason said) {
        var incident = incidents.of(copy.app());
        response.follow(copy.app(), incident.refused(copy.user().map(SpotifyUser::id).orElse(copy.session().value())));
        if (!incident.isOpen()) {
            refusals.remember(copy.session(), copy.generation(), said);
        }
    }
}
