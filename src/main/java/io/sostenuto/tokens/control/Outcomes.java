package io.sostenuto.tokens.control;

import io.sostenuto.sessions.entity.Snapshot;
import io.sostenuto.tokens.entity.RefreshEnded;
import io.sostenuto.tokens.entity.Renewal;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Event;
import jakarta.inject.Inject;

import java.util.logging.Level;
import java.util.logging.Logger;

/** Every refresh attempt ends here once, with a name for how it ended; see the metric {@code sostenuto_refreshes}. */
@ApplicationScoped
public class Outcomes {

    private static final Logger LOG = Logger.getLogger(Outcomes.class.getName());

    private final Event<RefreshEnded> ended;

    @Inject
    public Outcomes(Event<RefreshEnded> ended) {
        this.ended = ended;
    }

    protected Outcomes() {
        this.ended = null;
    }

    <T> T counted(String outcome, T result) {
        ended.fire(new RefreshEnded(outcome));
        return result;
    }

    /** Another attempt or copy was faster; its result is taken. */
    Renewal overtaken(Snapshot row) {
        LOG.log(Level.INFO, "Session {0}: another attempt or copy was faster; its result is taken", row.grant().id());
        return new Renewal.Overtaken(row);
    }
}
