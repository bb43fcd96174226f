package io.sostenuto.grants.store;

import io.sostenuto.ApplicationSingleton;
import io.sostenuto.grants.entity.Grant;
import io.sostenuto.storage.control.Database;
import io.sostenuto.storage.control.DatabaseGate;
import jakarta.inject.Inject;

import java.time.Duration;

/** The rows of those who were refused by mistake, while Spotify refused many. Call it through {@link DatabaseGate}. */
@ApplicationSingleton
public class IncidentMarks {

    private final Database database;

    @Inject
    public IncidentMarks(Database database) {
        this.database = database;
    }

    /** Marks what was refused within this time, unless it was over by its age, as refused by mistake: it can come back. */
    public int markIncident(Duration window) {
        return database.transaction(entities -> {
            var now = Database.now(entities);
            return entities.createNativeQuery("update grants set in_incident = true"
                            + " where suspended_at >= ?1 and ended_at is null and authorized_at > ?2")
                    .setParameter(1, now.minus(window).toEpochMilli())
                    .setParameter(2, now.minus(Grant.REAUTHORIZE_AFTER).toEpochMilli()).executeUpdate();
        });
    }

    /** Sessions that were refused by mistake come back. */
    public int reinstateIncident() {
        return database.transaction(entities -> entities.createNativeQuery("update grants set suspension = null,"
                + " suspended_at = null, in_incident = false where in_incident = true and ended_at is null")
                .executeUpdate());
    }

    /** @return whether sessions wait for the end of an incident, here or on another node */
    public boolean hasIncident() {
        return database.transaction(entities -> !entities
                .createNativeQuery("select id from grants where in_incident = true and ended_at is null")
                .setMaxResults(1).getResultList().isEmpty());
    }
}
