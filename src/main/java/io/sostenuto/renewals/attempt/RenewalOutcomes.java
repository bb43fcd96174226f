package io.sostenuto.renewals.attempt;

import io.sostenuto.ApplicationSingleton;
import io.sostenuto.audit.Occurrence;
import io.sostenuto.grants.entity.SessionId;
import io.sostenuto.grants.entity.Snapshot;
import io.sostenuto.renewals.entity.PresentedGrant;
import io.sostenuto.renewals.entity.RefreshEnded;
import io.sostenuto.renewals.entity.Renewal;
import io.sostenuto.renewals.entity.RenewalOutcome;
import io.sostenuto.settings.entity.AppName;
import jakarta.enterprise.event.Event;
import jakarta.inject.Inject;

import java.util.logging.Level;
import java.util.logging.Logger;

/** Every refresh attempt ends here once, with a name for how it ended; see the metric {@code sostenuto_refreshes}. */
@ApplicationSingleton
public class RenewalOutcomes {

    private static final Logger LOG = Logger.getLogger(RenewalOutcomes.class.getName());

    private final Event<RefreshEnded> ended;
    private final Event<Occurrence> occurred;

    @Inject
    public RenewalOutcomes(Event<RefreshEnded> ended, Event<Occurrence> occurred) {
        this.ended = ended;
        this.occurred = occurred;
    }

    <T> T counted(AppName app, RenewalOutcome outcome, T result) {
        ended.fire(new RefreshEnded(app, outcome));
        return result;
    }

    /** An attempt that was counted at its deadline already is no second one: that its answer came late is. */
    <T> T counted(PresentedGrant presented, RenewalOutcome outcome, T result) {
        if (presented.told()) {
            late(presented.session());
            return result;
        }
        return counted(presented.grant().app(), outcome, result);
    }

    void late(SessionId session) {
        occurred.fire(Occurrence.ANSWERED_LATE);
        LOG.log(Level.INFO, "Session {0}: Spotify''s answer came after the deadline; it is stored", session);
    }

    /** The lease is over and nothing was heard: what Spotify decided, if it did, is not known. */
    void lost(SessionId session) {
        occurred.fire(Occurrence.ANSWER_LOST);
        LOG.log(Level.WARNING, "Session {0}: Spotify has not answered until the end of the lease", session);
    }

    /** Spotify refused this one, and another attempt or copy was faster: its result is taken. */
    Renewal refusedAndOvertaken(PresentedGrant presented, Snapshot row) {
        return presented.told() ? overtaken(row) : counted(presented.grant().app(), RenewalOutcome.OVERTAKEN, overtaken(row));
    }

    /** Another attempt or copy was faster; its result is taken. */
    Renewal overtaken(Snapshot row) {
        LOG.log(Level.INFO, "Session {0}: another attempt or copy was faster; its result is taken", row.grant().id());
        return new Renewal.Overtaken(row);
    }
}
