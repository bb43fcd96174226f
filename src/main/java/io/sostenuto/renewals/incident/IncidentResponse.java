package io.sostenuto.renewals.incident;

import io.sostenuto.ApplicationSingleton;
import io.sostenuto.audit.AuditEvent;
import io.sostenuto.grants.entity.Grant;
import io.sostenuto.grants.entity.SpotifyUser;
import io.sostenuto.grants.store.IncidentMarks;
import io.sostenuto.settings.entity.AppName;
import io.sostenuto.storage.control.DatabaseGate;
import jakarta.enterprise.event.Event;
import jakarta.inject.Inject;

import java.util.concurrent.CompletionStage;

/**
 * What is done when an incident begins and when it ends: the grants that were refused by mistake are marked, so that every
 * node treats them as good, and come back at its end. Both are in the audit log.
 */
@ApplicationSingleton
public class IncidentResponse {

    private final Incidents incidents;
    private final DatabaseGate storage;
    private final IncidentMarks marks;
    private final Event<AuditEvent> audit;

    @Inject
    public IncidentResponse(Incidents incidents, DatabaseGate storage, IncidentMarks marks, Event<AuditEvent> audit) {
        this.incidents = incidents;
        this.storage = storage;
        this.marks = marks;
        this.audit = audit;
    }

    /** @return whom a grant counts as: its Spotify user, or itself where nobody knows him yet */
    public static String userOf(Grant grant) {
        return grant.user().map(SpotifyUser::id).orElse(grant.id().value());
    }

    /** A grant was not refused: during an incident that may be its end. */
    public void accepted(Grant grant) {
        follow(grant.app(), incidents.of(grant.app()).accepted(userOf(grant), grant.inIncident()));
    }

    /** Does what this turn of the app's detector asks for. */
    public void follow(AppName app, IncidentDetector.Turn turn) {
        if (turn == IncidentDetector.Turn.OPENED) {
            audit.fire(AuditEvent.of(AuditEvent.Kind.INCIDENT_OPENED));
            storage.ask(() -> marks.markIncident(app, IncidentDetector.WINDOW));
        } else if (turn == IncidentDetector.Turn.CLOSED) {
            audit.fire(AuditEvent.of(AuditEvent.Kind.INCIDENT_CLOSED, "a probe succeeded"));
            storage.ask(() -> marks.reinstateIncident(app));
        }
    }

    /**
     * An operator says that what incidents there are have ended.
     *
     * @return how many grants came back; fails where the database is away
     */
    public CompletionStage<Integer> close() {
        incidents.forEach((app, detector) -> detector.end());
        audit.fire(AuditEvent.of(AuditEvent.Kind.INCIDENT_CLOSED, "by an operator"));
        return storage.ask(marks::reinstateAll);
    }
}
