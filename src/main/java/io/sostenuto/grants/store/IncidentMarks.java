package io.sostenuto.grants.store;

import io.sostenuto.ApplicationSingleton;
import io.sostenuto.grants.entity.Grant;
import io.sostenuto.settings.entity.AppName;
import io.sostenuto.storage.control.Database;
import io.sostenuto.storage.control.DatabaseGate;
import jakarta.inject.Inject;

import java.time.Duration;

/** The rows of those who were refused by mistake, while Spotify refused many. Call it through {@link DatabaseGate}. */
@ApplicationSingleton
public class IncidentMarks {

    private static final String OF_APP = "coalesce(app, 'default') = ?1";
    private static final String REINSTATE = "update grants set suspension = null, suspended_at = null, in_incident = false"
            + " where in_incident = true and ended_at is null";

    private final Database database;

    @Inject
    public IncidentMarks(Database database) {
        this.database = database;
    }

    /** Marks what was refused within this time, unless it was over by its age, as refused by mistake: it can come back. */
    public int markIncident(AppName app, Duration window) {
        return database.transaction(entities -> {
            var now = Database.now(entities);
            return entities.createNativeQuery("update grants set in_incident = true"
                            + " where suspended_at >= ?2 and ended_at is null and authorized_at > ?3 and " + OF_APP)
                    .setParameter(1, app.value())
                    .setParameter(2, now.minus(window).toEpochMilli())
                    .setParameter(3, now.minus(Grant.REAUTHORIZE_AFTER).toEpochMilli()).executeUpdate();
        });
    }

    /** Sessions of this app that were refused by mistake come back. */
    public int reinstateIncident(AppName app) {
        return database.transaction(entities -> entities.createNativeQuery(REINSTATE + " and " + OF_APP)
                .setParameter(1, app.value()).executeUpdate());
    }

    /** Those of all apps come back, also of one that is not configured any more. */
    public int reinstateAll() {
        return database.transaction(entities -> entities.createNativeQuery(REINSTATE).executeUpdate());
    }

    /** @return whether sessions of this app wait for the end of an incident, here or on another node */
    public boolean hasIncident(AppName app) {
        return database.transaction(entities -> !entities
                .createNativeQuery("select id from grants where in_incident = true and ended_at is null and " + OF_APP)
                .setParameter(1, app.value()).setMaxResults(1).getResultList().isEmpty());
    }
}
