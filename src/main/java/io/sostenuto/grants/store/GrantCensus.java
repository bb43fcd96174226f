package io.sostenuto.grants.store;

import io.sostenuto.ApplicationSingleton;
import io.sostenuto.grants.entity.Grant;
import io.sostenuto.storage.control.Database;
import io.sostenuto.storage.control.DatabaseGate;
import jakarta.inject.Inject;

import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;

/** Counts rows, for those who watch. Call it through {@link DatabaseGate}. */
@ApplicationSingleton
public class GrantCensus {

    private final Database database;

    @Inject
    public GrantCensus(Database database) {
        this.database = database;
    }

    /** @return how many sessions were refused and wait for the end of their quarantine, an incident's included */
    public long quarantined() {
        return database.transaction(entities -> ((Number) entities.createNativeQuery(
                "select count(*) from grants where suspended_at is not null and ended_at is null").getSingleResult()).longValue());
    }

    /** @return how many sessions Spotify will ask for a new consent of, within so many days from now */
    public long toReauthorizeWithin(int days) {
        return database.transaction(entities -> {
            var latest = Database.now(entities).minus(Grant.REAUTHORIZE_AFTER).plus(Duration.ofDays(days));
            return ((Number) entities.createNativeQuery("select count(*) from grants"
                            + " where authorized_at < ?1 and ended_at is null")
                    .setParameter(1, latest.toEpochMilli()).getSingleResult()).longValue();
        });
    }

    /** @return how many rows each key id still closes, those of keys that this node does not have included */
    public Map<String, Long> rowsByKey() {
        return database.transaction(entities -> {
            var rows = new TreeMap<String, Long>();
            for (var row : entities.createNativeQuery("select sealed_with, count(*) from grants"
                    + " where sealed_with is not null group by sealed_with").getResultList()) {
                var columns = (Object[]) row;
                for (var key : ((String) columns[0]).split(",")) {
                    rows.merge(key, ((Number) columns[1]).longValue(), Long::sum);
                }
            }
            rows.remove(""); // older than the column: they are sealed anew, and counted then
            return rows;
        });
    }
}
